# SPDX-License-Identifier: MIT
"""The command line as scripts meet it: command-line.py LOSSLAB. Speaks TAP."""
import csv
import gzip
import json
import os
import pathlib
import random
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import time

LOSSLAB = sys.argv[1]
FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
SMALL = ["--hidden", "8", "--batch-size", "16", "--epochs", "2", "--lr", "0.01"]


def write_dataset(folder: pathlib.Path) -> str:
    """Three classes of 5 x 4 pixels that can be told apart."""
    rng = random.Random(1)
    folder.mkdir()
    for n, images, labels in ((150, *FILES[:2]), (60, *FILES[2:])):
        truth = [rng.randrange(3) for _ in range(n)]
        pixels = bytes(min(255, rng.randrange(100) + (120 if p % 4 == k else 0)) for k in truth for p in range(20))
        (folder / images).write_bytes(struct.pack(">IIII", 0x803, n, 5, 4) + pixels)
        (folder / f"{labels}.gz").write_bytes(gzip.compress(struct.pack(">II", 0x801, n) + bytes(truth)))
    return str(folder)


def run(*arguments: str, **options) -> subprocess.CompletedProcess:
    return subprocess.run([LOSSLAB, *arguments], capture_output=True, text=True, timeout=240, stdin=subprocess.DEVNULL, **options)


def without_seconds(text: str) -> dict:
    result = json.loads(text)
    for one in result["runs"]:
        for epoch in one["epochs"]:
            del epoch["seconds"]
    return result


def test_refused(here: pathlib.Path, data: str) -> None:
    """One line that says what, where and what to do; a status; nothing written."""
    (here / "empty").mkdir()
    (here / "file").write_text("")
    broken = pathlib.Path(write_dataset(here / "broken"))
    (broken / FILES[0]).write_bytes((broken / FILES[0]).read_bytes()[:100])
    cases = [
        (["--epochs", "0"], 2, "epochs"),
        (["--epochs", "two"], 2, "two"),
        (["--hidden", "128,,64"], 2, "128,,64"),
        (["--hidden", "1000000,1000000"], 1, "GiB"),
        (["--hidden", "1000000,1000000,1000000,1000000", "--batch-size", "1000000"], 1, "GiB"),
        (["--class-weights", "0=abc"], 2, "abc"),
        (["--class-weights", "0=-1"], 2, "-1"),
        (["--class-weights", "0=nan"], 2, "nan"),
        (["--class-weights", "0=inf"], 2, "inf"),
        (["--class-weights", "7=2"], 2, "class 7"),
        (["--custom", "nonsense"], 2, "nonsense"),
        (["--standard", "nonsense"], 2, "nonsense"),
        (["--custom", "cross-entropy-l1", "--set", "alpha=-1"], 2, "alpha"),
        (["--custom", "cross-entropy-l1", "--set", "beta=1"], 2, "beta"),
        (["--set", "fifth.alpha=1"], 2, "fifth"),
        (["--custom", "cross-entropy"] * 4, 2, "at most 4"),
        (["--lr", "0"], 2, "lr"),
        (["--keep", "0=2"], 2, "keep"),
        (["--label-noise", "1.5"], 2, "label-noise"),
        (["--train-size", "151"], 2, "train-size"),
        (["--optimizer", "rmsprop"], 2, "adam|sgd"),
        (["--seeds", "0"], 2, "seeds"),
        (["--threads", "x"], 2, "threads"),
        (["--theme", "pink"], 2, "theme"),
        (["--nonsense"], 2, "--nonsense"),
        (["surplus"], 2, "surplus"),
        (["--out", str(here / "file" / "below")], 1, "/file"),
        (["--dataset", str(here / "nowhere")], 2, "nowhere"),
        (["--dataset", str(here / "empty")], 1, FILES[0]),
        (["--dataset", str(broken)], 1, FILES[0]),
    ]
    for arguments, status, word in cases:
        done = run("compare", "--dataset", data, "--out", str(here / "out"), *arguments)
        assert done.returncode == status, (arguments, done.returncode, done.stderr)
        assert done.stderr.count("\n") == 1 and word in done.stderr, (arguments, done.stderr)
        assert done.stderr.startswith("losslab compare: "), done.stderr
        assert done.stdout == "", (arguments, done.stdout)
        assert not (here / "out").exists(), arguments


def test_commands(here, data):
    """Help for everything, on standard output; an unknown command is refused."""
    for arguments in (["--help"], ["compare", "--help"], ["export", "--help"], ["bench", "--help"], ["--version"]):
        done = run(*arguments)
        assert done.returncode == 0 and done.stdout and not done.stderr, (arguments, done)
    for option in ("--dataset", "--standard", "--custom", "--set", "--class-weights", "--epochs", "--batch-size",
                   "--hidden", "--optimizer", "--lr", "--seed", "--seeds", "--keep", "--label-noise", "--train-size",
                   "--validation", "--threads", "--out", "--json"):
        assert option in run("compare", "--help").stdout, option
    no_display = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    window = run(env=no_display)
    assert window.returncode == 1 and window.stderr.startswith("losslab: there is no display"), window
    for arguments in (["nonsense"], ["bench", "--rounds", "0"], ["bench", "surplus"]):
        assert run(*arguments).returncode == 2, arguments


def test_export(here, data):
    """Everything that the script reads; refused in one line, with nothing written."""
    options = ["--dataset", data, *SMALL, "--seeds", "2", "--validation", "0.1"]
    done = run("export", "pytorch", str(here / "made" / "out"), *options)
    assert done.returncode == 0 and not done.stderr and "train.py" in done.stdout, done
    assert {p.name for p in (here / "made" / "out").iterdir()} == {
        *(f"{name}.gz" for name in FILES), "train.py", "journal.json", "train-index.u32", "train-labels.u8",
        "validation-index.u32", "weights-1.f32", "weights-2.f32", "order-1.u32", "order-2.u32"}
    assert (here / "made" / "out" / "order-1.u32").stat().st_size == 2 * 135 * 4
    compile((here / "made" / "out" / "train.py").read_text(), "train.py", "exec")
    shown = run("export", "--help").stdout
    assert "pytorch DIR" in shown and "--keep" in shown and "--threads" not in shown and "--out" not in shown, shown
    (here / "file").write_text("")
    new = str(here / "new")
    cases = [
        (["pytorch", str(here / "made" / "out")], 2, "not empty"),
        (["pytorch", str(here / "file" / "below")], 1, "/file"),
        (["pytorch"], 2, "export pytorch DIR"),
        ([], 2, "export pytorch DIR"),
        (["onnx", new], 2, "onnx"),
        (["pytorch", new, "surplus"], 2, "surplus"),
        (["pytorch", new, "--threads", "2"], 2, "--threads"),
        (["pytorch", new, "--custom", "nonsense"], 2, "nonsense"),
        (["pytorch", new, "--custom", "cross-entropy-l1", "--set", "beta=1"], 2, "beta"),
        (["pytorch", new, "--class-weights", "7=2"], 2, "class 7"),
        (["pytorch", new, "--train-size", "151"], 2, "train-size"),
        (["pytorch", new, "--epochs", "10000", "--seeds", "1000"], 2, "epochs"),
        (["pytorch", new, "--hidden", "1000000,1000000"], 1, "memory"),
        (["pytorch", new, "--dataset", str(here / "nowhere")], 2, "nowhere"),
    ]
    for arguments, status, word in cases:
        done = run("export", "--dataset", data, *arguments)
        assert done.returncode == status, (arguments, done.returncode, done.stderr)
        assert done.stderr.count("\n") == 1 and word in done.stderr, (arguments, done.stderr)
        assert done.stderr.startswith("losslab export: ") and done.stdout == "", (arguments, done)
        assert not (here / "new").exists(), arguments


def test_json(here, data):
    """What --json promises."""
    done = run("compare", "--dataset", data, *SMALL, "--seeds", "2", "--validation", "0.1", "--json")
    result = json.loads(done.stdout)
    assert done.returncode == 0 and result["version"] == 1
    assert result["settings"]["epochs"] == 2 and result["settings"]["hidden"] == "8"
    assert [(r["role"], r["loss"], r["seed"], r["status"]) for r in result["runs"]] == [
        (role, loss, seed, "finished") for seed in (1, 2)
        for role, loss in (("standard", "cross-entropy"), ("custom", "weighted-cross-entropy"))]
    for one in result["runs"]:
        assert [e["epoch"] for e in one["epochs"]] == [1, 2]
        for epoch in one["epochs"]:
            for name in ("loss", "train_accuracy", "test_accuracy", "test_loss", "test_cross_entropy", "seconds",
                         "validation_accuracy"):
                assert isinstance(epoch[name], float), name
        hits = sum(one["confusion"][k][k] for k in range(3))
        assert sum(map(sum, one["confusion"])) == 60 == sum(c["support"] for c in one["classes"])
        assert abs(hits / 60 - one["epochs"][-1]["test_accuracy"]) < 1e-12
        for k, c in enumerate(one["classes"]):
            assert c["class"] == str(k) and abs(c["recall"] - one["confusion"][k][k] / c["support"]) < 1e-12


def test_lines(here, data):
    """An epoch's line, and the order of the lines."""
    done = run("compare", "--dataset", data, *SMALL)
    lines = done.stdout.splitlines()
    assert lines[0].startswith("standard cross-entropy  Epoch 1/2, Loss: "), lines[0]
    assert lines[1].startswith("custom weighted-cross-entropy  Epoch 1/2, Loss: "), lines[1]
    assert lines[2].startswith("standard cross-entropy  Epoch 2/2, Loss: "), lines[2]
    assert "weighted avg" in done.stdout and done.stderr == ""


def test_same_bits(here, data):
    """The same twice, and with one worker, two or five."""
    results = [without_seconds(run("compare", "--dataset", data, *SMALL, "--seeds", "2", "--threads", n, "--json").stdout)
               for n in ("1", "1", "2", "5")]
    assert all(result == results[0] for result in results)


def test_out(here, data):
    """Every plot, table and report; a second time over the first; a folder a seed."""
    names = {"training-loss.png", "training-loss-log.png", "test-accuracy.png", "test-balanced-accuracy.png", "recall.png",
             "precision.png", "confusion.png", "confusion-by-row.png", "training-loss.csv", "evaluations.csv",
             "confusion-standard.csv", "confusion-custom.csv", "report-standard.txt", "report-custom.txt"}
    out = here / "new" / "out"
    for theme in ("light", "dark"):
        done = run("compare", "--dataset", data, *SMALL, "--out", str(out), "--theme", theme)
        assert done.returncode == 0 and str(out) in done.stdout
        assert {p.name for p in out.iterdir()} == names, list(out.iterdir())
    for picture in out.glob("*.png"):
        assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    rows = list(csv.DictReader((out / "training-loss.csv").open()))
    assert len(rows) == 2 * 2 * 10 and rows[0]["role"] == "standard" and rows[0]["step"] == "1"
    matrix = list(csv.reader((out / "confusion-custom.csv").open()))
    assert sum(int(cell) for row in matrix[1:] for cell in row[1:]) == 60
    run("compare", "--dataset", data, *SMALL, "--seeds", "2", "--validation", "0.1", "--out", str(here / "seeds"))
    for seed in ("seed-1", "seed-2"):
        found = {p.name for p in (here / "seeds" / seed).iterdir()}
        assert found == names | {"validation-accuracy.png", "validation-balanced-accuracy.png"}, found


def test_full_disk(here, data):
    """Nothing half-written: what was there stays, what was not there is not."""
    def small_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))

    there = here / "there"
    there.mkdir()
    (there / "confusion.png").write_text("old")
    for out in (there, here / "made" / "for" / "it"):
        done = run("compare", "--dataset", data, *SMALL, "--out", str(out), preexec_fn=small_files)
        assert done.returncode == 1 and done.stderr.count("\n") == 1 and "free some space" in done.stderr, done.stderr
    assert [p.name for p in there.iterdir()] == ["confusion.png"] and (there / "confusion.png").read_text() == "old"
    assert not (here / "made").exists()


def test_full_output(here, data):
    """A result that standard output does not take is a failure."""
    with open("/dev/full", "w", encoding="ascii") as full:
        done = subprocess.run([LOSSLAB, "compare", "--dataset", data, *SMALL, "--json"], stdout=full,
                              stderr=subprocess.PIPE, text=True, timeout=240, check=False)
    assert done.returncode == 1 and "standard output" in done.stderr, done


def test_divergence(here, data):
    """A run that diverges is a result, told in words, with step and place."""
    arguments = ["compare", "--dataset", data, *SMALL, "--hidden", "32,16", "--optimizer", "sgd", "--lr", "1000000"]
    done = run(*arguments)
    assert done.returncode == 0 and "Diverged at step " in done.stdout and "layer" in done.stdout, done
    done = run(*arguments, "--json", "--out", str(here / "diverged"))
    first = json.loads(done.stdout)["runs"][0]
    assert first["status"] == "diverged" and first["divergence"]["step"] >= 1 and first["divergence"]["where"]


def test_chance(here, data):
    """A penalty that outweighs the data ends at chance, and the report says so."""
    done = run("compare", "--dataset", data, *SMALL, "--epochs", "30", "--custom", "cross-entropy-l1", "--set", "alpha=1")
    assert done.returncode == 0 and "ended at chance" in done.stdout and "penalty" in done.stdout, done.stdout


def test_interrupt(here, data):
    """Ctrl+C ends the runs where they are, shows what there is, and fails."""
    process = subprocess.Popen([LOSSLAB, "compare", "--dataset", data, *SMALL, "--epochs", "10000"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=60)
    assert process.returncode == 1 and "interrupted" in error and "stopped" in out, (process.returncode, error, out[-300:])


def test_locale(here, data):
    """Numbers are read and written without the locale."""
    for locale in ("de_DE.UTF-8", "fr_FR.UTF-8", "C"):
        done = run("compare", "--dataset", data, *SMALL, "--json", env={**os.environ, "LC_ALL": locale})
        assert done.returncode == 0 and isinstance(json.loads(done.stdout)["runs"][0]["epochs"][0]["loss"], float)


def main() -> None:
    tests = {name[5:].replace("_", "-"): test for name, test in globals().items() if name.startswith("test_")}
    print(f"1..{len(tests)}")
    for number, (name, test) in enumerate(tests.items(), 1):
        begin = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            here = pathlib.Path(folder)
            try:
                test(here, write_dataset(here / "data"))
                print(f"ok {number} /command-line/{name}")
            except Exception as problem:  # pylint: disable=broad-except
                print(f"not ok {number} /command-line/{name}")
                print("\n".join(f"# {line}" for line in f"{type(problem).__name__}: {problem}".splitlines()))
        print(f"# {time.monotonic() - begin:.1f} s", flush=True)


main()
