#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts the test points of Meson's test logs: count.py BUILD=TESTLOG[=STATUS]...

Meson counts TAP programs, not their points, and takes one that printed nothing for skipped. Here a program
that crashed, timed out, left early, broke its plan or said nothing is a failure, whatever else it printed;
so is a log that is missing or has no name (the build failed), and a STATUS (of `meson test`) that is not 0 where
no point failed.

Prints the output of every program with a failure, a line a build, and last `N passed, N failed, N skipped`.
"""
from __future__ import annotations

import json
import re
import sys
from typing import NamedTuple

POINT = re.compile(r"(not )?ok\b")
DIRECTIVE = re.compile(r"(?<!\\)#\s*(SKIP|TODO)\b", re.IGNORECASE)
PLAN = re.compile(r"1\.\.(\d+)\s*(#\s*SKIP\b.*)?$", re.IGNORECASE)
GOOD_RESULTS = {"OK", "SKIP", "EXPECTEDFAIL"}


class Count(NamedTuple):
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def add(counts: list[Count]) -> Count:
    return Count(*(sum(column) for column in zip(Count(), *counts)))


def count_program(program: dict) -> tuple[Count, str]:
    """The points of one program, and what was wrong with the program as a whole, or ''."""
    passed = failed = skipped = 0
    plan = None
    wrong = ""
    # Only what starts a line: indented points belong to a subtest, which has a point of its own.
    for line in (program.get("stdout") or "").splitlines():
        if point := POINT.match(line):
            found = DIRECTIVE.search(line)
            bad, directive = point[1], found[1].upper() if found else ""
            if directive == "SKIP" or (directive == "TODO" and bad):
                skipped += 1
            elif bad or directive == "TODO":  # what was still to do has been done: its mark must go
                failed += 1
            else:
                passed += 1
        elif match := PLAN.match(line):
            wrong = wrong or ("two plans" if plan is not None else "")
            plan = int(match[1])
        elif line.startswith("Bail out!"):
            wrong = line

    points = passed + failed + skipped
    result, status = program["result"], program.get("returncode") or 0
    silent = points == 0 and plan is None
    if result not in GOOD_RESULTS and not (result == "FAIL" and failed):
        wrong = wrong or result.lower()
    if status != 0 and not failed and not (silent and result == "SKIP"):
        wrong = wrong or f"exit status {status}"
    if silent and result == "OK":  # not TAP: the exit status is its one point
        passed = 1
    elif silent and result == "SKIP" and status == 77:
        skipped = 1
    elif silent:
        wrong = wrong or "said nothing"
    elif plan is None:
        wrong = wrong or "no plan"
    elif plan != points:
        wrong = wrong or f"planned {plan} points, made {points}"
    elif plan == 0:
        skipped = 1
    if wrong and not failed:
        failed = 1
    return Count(passed, failed, skipped), wrong


def show(build: str, program: dict, wrong: str) -> None:
    print(f"---- {build}: {program['name']}{wrong and ': ' + wrong}")
    for stream in "stdout", "stderr":
        text = (program.get(stream) or "").rstrip()
        if text:
            print(text)
    print("----")


def count_build(build: str, log: str, status: int) -> Count:
    if not log:
        print(f"---- {build}: not built")
        return Count(failed=1)
    try:
        with open(log, encoding="utf-8", errors="replace") as lines:
            programs = [json.loads(line) for line in lines]
    except (OSError, ValueError) as error:
        print(f"---- {build}: no tests ran: {error}")
        return Count(failed=1)
    counts = []
    for program in programs:
        count, wrong = count_program(program)
        counts.append(count)
        if count.failed:
            show(build, program, wrong)
    total = add(counts)
    if status != 0 and not total.failed:
        print(f"---- {build}: meson test left with status {status}")
        total = total._replace(failed=1)
    return total


def main(arguments: list[str]) -> int:
    total = Count()
    for argument in arguments:
        build, log, *status = argument.split("=")
        count = count_build(build, log, int(status[0]) if status else 0)
        print(f"{build}: {count}")
        total = add([total, count])
    print(total)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
