#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""TAP: count.py counts crafted test logs as tests/support/count.py says that it does."""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

COUNT = Path(__file__).with_name("count.py")

# name, (result, exit status, stdout), expected count
PROGRAMS = [
    ("passes", ("OK", 0, "TAP version 13\n1..2\nok 1 /a\n# a comment\nok 2 /b\n"), (2, 0, 0)),
    ("plan-last", ("OK", 0, "ok 1 /a\n1..1\n"), (1, 0, 0)),
    ("fails", ("ERROR", 1, "1..2\nok 1 /a\nnot ok 2 /b\n"), (1, 1, 0)),
    ("fails-with-status-0", ("FAIL", 0, "1..2\nnot ok 1 /a\nnot ok 2 /b\n"), (0, 2, 0)),
    ("skips", ("OK", 0, "1..3\nok 1 /a # SKIP no display\nok 2 /b#3 #skip\nok 3 /c\n"), (1, 0, 2)),
    ("skips-all", ("SKIP", 0, "1..1\nok 1 /a # SKIP no display\n"), (0, 0, 1)),
    ("skips-by-plan", ("SKIP", 0, "1..0 # SKIP no display\n"), (0, 0, 1)),
    ("to-do", ("EXPECTEDFAIL", 0, "1..2\nnot ok 1 /a # TODO later\nok 2 /b\n"), (1, 0, 1)),
    ("to-do-done", ("FAIL", 0, "1..1\nok 1 /a # TODO later\n"), (0, 1, 0)),
    ("word-in-name", ("OK", 0, "1..2\nok 1 /to-do/skip\nok 2 /number\\#skip\n"), (2, 0, 0)),
    ("subtests", ("OK", 0, "1..1\n    ok 1 - inner\n    1..1\nok 1 - outer\n"), (1, 0, 0)),
    ("crashes", ("ERROR", -11, "1..3\nok 1 /a\n"), (1, 1, 0)),
    ("crashes-at-end", ("ERROR", -6, "1..1\nok 1 /a\n"), (1, 1, 0)),
    ("crashes-at-start", ("ERROR", -11, ""), (0, 1, 0)),
    ("crashes-after-failure", ("ERROR", -11, "1..3\nnot ok 1 /a\n"), (0, 1, 0)),
    ("times-out", ("TIMEOUT", -15, "1..2\nok 1 /a\n"), (1, 1, 0)),
    ("interrupted", ("INTERRUPT", -2, "1..1\nok 1 /a\n"), (1, 1, 0)),
    ("exits-non-zero", ("ERROR", 3, "1..1\nok 1 /a\n"), (1, 1, 0)),
    ("leaves-early", ("ERROR", 0, "1..3\nok 1 /a\n"), (1, 1, 0)),
    ("leaves-early-unnoticed", ("OK", 0, "1..3\nok 1 /a\n"), (1, 1, 0)),
    ("exits-non-zero-unnoticed", ("OK", 3, "1..1\nok 1 /a\n"), (1, 1, 0)),
    ("goes-on-too-long", ("ERROR", 0, "1..1\nok 1 /a\nok 2 /b\n"), (2, 1, 0)),
    ("no-plan", ("OK", 0, "ok 1 /a\n"), (1, 1, 0)),
    ("bails-out", ("ERROR", 0, "1..1\nok 1 /a\nBail out! no memory\n"), (1, 1, 0)),
    ("says-nothing", ("SKIP", 0, ""), (0, 1, 0)),
    ("sanitizer-at-exit", ("ERROR", 66, "1..1\nok 1 /a\n"), (1, 1, 0)),
    ("not-tap", ("OK", 0, "hello\n"), (1, 0, 0)),
    ("not-tap-fails", ("FAIL", 1, "hello\n"), (0, 1, 0)),
    ("not-tap-skips", ("SKIP", 77, ""), (0, 0, 1)),
]


def run(logs: list[list[tuple]], status: int = 0) -> tuple[str, int]:
    with tempfile.TemporaryDirectory() as folder:
        arguments = []
        for index, programs in enumerate(logs):
            path = Path(folder, f"{index}.json")
            path.write_text("".join(json.dumps({"name": name, "result": result, "returncode": code, "stdout": stdout})
                                    + "\n" for name, (result, code, stdout), _ in programs))
            arguments.append(f"build{index}={path}={status}")
        done = subprocess.run([sys.executable, str(COUNT), *arguments], capture_output=True, text=True, check=False)
        return done.stdout, done.returncode


def says(logs: list[list[tuple]], expected: tuple, status: int = 0, shows: str = "") -> bool:
    output, code = run(logs, status)
    last = "{} passed, {} failed, {} skipped".format(*expected)
    good = output.splitlines()[-1] == last and (code != 0) == (expected[1] > 0) and shows in output
    if not good:
        print(f"# expected {last!r} and {shows!r}, exit status {code}, output:\n# " + output.replace("\n", "\n# "))
    return good


def fails_without(log: str) -> bool:
    done = subprocess.run([sys.executable, str(COUNT), f"build={log}"], capture_output=True, text=True, check=False)
    return done.returncode == 1 and done.stdout.splitlines()[-1] == "0 passed, 1 failed, 0 skipped"


def main() -> None:
    checks = [(f"/count/{row[0]}", lambda row=row: says([[row]], row[2])) for row in PROGRAMS]
    sums = tuple(sum(row[2][column] for row in PROGRAMS) for column in range(3))
    crash = next(row for row in PROGRAMS if row[0] == "crashes")
    checks += [
        ("/count/several-programs", lambda: says([PROGRAMS], sums)),
        ("/count/several-builds", lambda: says([PROGRAMS, PROGRAMS], tuple(2 * value for value in sums))),
        ("/count/shows-what-failed", lambda: says([[crash]], crash[2], shows="build0: crashes: error\n1..3\nok 1 /a")),
        ("/count/status-of-meson", lambda: says([PROGRAMS[:1]], (2, 1, 0), status=1)),
        ("/count/no-log", lambda: fails_without("/nowhere/testlog.json")),
        ("/count/not-built", lambda: fails_without("")),
    ]
    print(f"1..{len(checks)}")
    bad = 0
    for number, (name, check) in enumerate(checks, 1):
        good = check()
        bad += not good
        print(f"{'ok' if good else 'not ok'} {number} {name}")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
