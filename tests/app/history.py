# SPDX-License-Identifier: MIT
"""The history from outside: history.py LOSSLAB [KILLS]. Speaks TAP.

With KILLS the tutorial's experiment is killed that often, on MNIST, instead of a small one a few times."""
import contextlib
import json
import os
import pathlib
import pty
import random
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time

LOSSLAB = os.path.abspath(sys.argv[1])
KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else 0
SECOND = float(os.environ.get("LOSSLAB_TEST_PATIENCE", "1"))  # that the writer may be behind
SOURCE = pathlib.Path(__file__).resolve().parents[2]
FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
SMALL = ["--hidden", "8", "--batch-size", "16", "--epochs", "2", "--lr", "0.01"]
# a second or two of training
LONG = ["--hidden", "8", "--batch-size", "4", "--epochs", "800", "--lr", "0.001", "--threads", "1"]


def write_dataset(folder: pathlib.Path) -> str:
    """Three classes of 5 x 4 pixels that can be told apart."""
    rng = random.Random(1)
    folder.mkdir()
    for n, images, labels in ((150, *FILES[:2]), (60, *FILES[2:])):
        truth = [rng.randrange(3) for _ in range(n)]
        pixels = bytes(min(255, rng.randrange(100) + (120 if p % 4 == k else 0)) for k in truth for p in range(20))
        (folder / images).write_bytes(struct.pack(">IIII", 0x803, n, 5, 4) + pixels)
        (folder / labels).write_bytes(struct.pack(">II", 0x801, n) + bytes(truth))
    return str(folder)


class Place:
    """A user's data folder, and a dataset."""

    def __init__(self, folder: pathlib.Path, name: str = "home") -> None:
        self.folder = folder / name
        self.data = str(folder / "data")
        self.path = self.folder / "losslab" / "history.sqlite"
        self.environment = {**os.environ, "XDG_DATA_HOME": str(self.folder)}
        self.program = LOSSLAB

    def run(self, *arguments: str, terminal: int = subprocess.PIPE, **where) -> subprocess.CompletedProcess:
        return subprocess.run([self.program, *arguments], stdout=subprocess.PIPE, stderr=terminal, text=True, timeout=240,
                              check=False, stdin=subprocess.DEVNULL, env=self.environment, **where)

    def start(self, *arguments: str) -> subprocess.Popen:
        """What it prints is in the file that is its `lines`."""
        with tempfile.NamedTemporaryFile(dir=self.folder.parent, delete=False) as lines:
            process = subprocess.Popen([self.program, *arguments], stdout=lines, stderr=lines, stdin=subprocess.DEVNULL,
                                       env=self.environment)
        process.lines = pathlib.Path(lines.name)
        return process

    def done(self, *arguments: str, **where) -> str:
        result = self.run(*arguments, **where)
        assert result.returncode == 0 and not result.stderr, (arguments, result)
        return result.stdout

    def list(self, *words: str) -> list:
        return json.loads(self.done("runs", "list", *words, "--json"))["runs"]

    def ask(self, sql: str, *values) -> list:
        with sqlite3.connect(f"file:{self.path}?mode=ro", uri=True) as database:
            return database.execute(sql, values).fetchall()

    def change(self, sql: str, *values) -> None:
        database = sqlite3.connect(self.path)
        with database:
            database.execute(sql, values)
        database.close()

    def content(self, run: int) -> list:
        """All that a run is, but for the time that it took."""
        series: dict = {}
        for name, numbers in self.ask("SELECT name, numbers FROM series WHERE run = ? ORDER BY name, start", run):
            series[name] = series.get(name, b"") + numbers
        return [series, [row[1:] for row in self.ask("SELECT * FROM evaluation WHERE run = ? ORDER BY step", run)],
                self.ask("SELECT epoch, loss FROM epoch WHERE run = ? ORDER BY epoch", run),
                self.ask("SELECT step, theta FROM weights WHERE run = ? ORDER BY step DESC LIMIT 1", run),
                self.ask("SELECT state, step, test_accuracy, balanced_accuracy FROM run WHERE id = ?", run)]


def test_document(place: Place) -> None:
    """The reference names the tables and columns that there are, in their order."""
    place.done("compare", "--dataset", place.data, *SMALL)
    text = (SOURCE / "resources" / "reference" / "history.md").read_text(encoding="utf-8")
    written = {}
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        written[part.split("\n", 1)[0]] = re.findall(r"^\| (\w+) \|", part, flags=re.MULTILINE)[1:]
    there = {name: [row[1] for row in place.ask(f"PRAGMA table_info ({name})")]
             for name, in place.ask("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")}
    assert written == there, (written, there)
    assert f"0x{place.ask('PRAGMA application_id')[0][0]:x}" in text
    assert f"version of the tables: {place.ask('PRAGMA user_version')[0][0]}." in text


def test_from_outside(place: Place) -> None:
    """What the columns are said to hold, they hold."""
    result = json.loads(place.run("compare", "--dataset", place.data, *SMALL, "--json").stdout)
    runs = place.ask("SELECT id, side, loss, seed, state, test_accuracy, n_classes, owner FROM run ORDER BY id")
    assert [run[1:5] for run in runs] == [(0, "cross-entropy", 1, "finished"), (1, "weighted-cross-entropy", 1, "finished")]
    for run, said in zip(runs, result["runs"]):
        matrix, = place.ask("SELECT test FROM evaluation WHERE run = ? ORDER BY step DESC", run[0])[0]
        assert list(struct.unpack("<9I", matrix)) == sum(said["confusion"], []), (run, said)
        assert run[5] == said["epochs"][-1]["test_accuracy"] and run[6] == 3 and run[7] is None
        loss, = place.ask("SELECT numbers FROM series WHERE run = ? AND name = 'loss'", run[0])[0]
        steps = struct.unpack(f"<{len(loss) // 4}f", loss)
        assert len(steps) == 20 and abs(sum(steps[:10]) / 10 - said["epochs"][0]["loss"]) < 1e-6
        assert [row[0] for row in place.ask("SELECT step FROM weights WHERE run = ?", run[0])] == [10, 20]
        assert len(place.ask("SELECT theta FROM weights WHERE run = ?", run[0])[0][0]) == 4 * (20 * 8 + 8 + 8 * 3 + 3)
        spec = json.loads(place.ask("SELECT file FROM spec WHERE run = ?", run[0])[0][0])
        assert spec["losslab"] == 1 and spec["epochs"] == 2 and spec["losses"][0]["loss"] == run[2]
    assert not place.ask("SELECT * FROM checkpoint")


def test_commands(place: Place) -> None:
    """List, show, export, delete and undelete."""
    assert "losslab compare trains some" in place.done("runs")
    out = place.folder / "compared"
    shown = place.done("compare", "--dataset", place.data, *SMALL, "--seeds", "2", "--out", str(out), "--all")
    assert [(one["id"], one["role"], one["seed"], one["status"]) for one in reversed(place.list())] == [
        (1, "standard", 1, "finished"), (2, "custom", 1, "finished"),
        (3, "standard", 2, "finished"), (4, "custom", 2, "finished")]
    assert [one["id"] for one in place.list("WEIGHTED", "finished")] == [4, 3, 2, 1]
    assert not place.list("weighted", "interrupted")
    listed = place.done("runs").splitlines()
    assert len(listed) == 5 and listed[0].split()[:2] == ["run", "created"], listed
    assert place.done("runs", "list").splitlines() == listed and "pinned" not in "".join(listed)
    report = place.done("runs", "show", "2")
    assert "epochs = 2" in report and report.split("\n\n", 1)[1] in shown, (report, shown)
    assert json.loads(place.done("runs", "show", "2", "--json"))["run"]["status"] == "finished"
    place.change("UPDATE run SET pinned = 1 WHERE id IN (2, 4)")  # pinned runs head the list, not the experiment
    assert [one["id"] for one in place.list()] == [4, 2, 3, 1]
    assert ["pinned" in line for line in place.done("runs").splitlines()] == [False, True, True, False, False]
    place.done("runs", "export", "3", str(place.folder / "exported"))
    names = {str(p.relative_to(out)) for p in out.rglob("*")}
    again = {str(p.relative_to(place.folder / "exported")) for p in (place.folder / "exported").rglob("*")}
    assert again == names, again ^ names
    for name in names:
        if (out / name).is_file():
            assert (out / name).read_bytes() == (place.folder / "exported" / name).read_bytes(), name
    file = json.loads((place.folder / "exported" / "experiment.losslab").read_text())
    assert file["seeds"] == 2 and len(file["losses"]) == 2 and file["losses"][1]["text"]
    said = place.done("runs", "delete", "3")
    assert said.startswith("Run 3 is deleted; losslab runs undelete 3 brings it back"), said
    assert [one["id"] for one in place.list()] == [4, 2, 1]
    assert [one["id"] for one in place.list("--deleted")] == [3] and not place.list("--deleted", "frob")
    assert "No run is deleted" not in place.done("runs", "--deleted")
    place.done("runs", "undelete", "3")
    assert [one["id"] for one in place.list()] == [4, 2, 3, 1] and "No run is deleted" in place.done("runs", "--deleted")
    assert "run 3 is not deleted" in place.run("runs", "undelete", "3").stderr
    place.done("compare", "--dataset", place.data, *SMALL, "--no-history")
    assert len(place.list()) == 4


def test_exported_in_part(place: Place) -> None:
    """Of an experiment that is not whole any more its whole seeds go out, or the run that has no partner, and a line
    says what is left out; what goes out has the experiment's name."""
    place.done("compare", "--dataset", place.data, *SMALL, "--seeds", "3")
    place.change("UPDATE run SET title = 'A rare class'")
    out = place.folder / "out"
    for deleted, run, said, seeds in (
            ((6,), 2, "1 of the 6 runs of this experiment was deleted: the 4 runs of 2 seeds are exported", ["seed-1", "seed-2"]),
            ((6,), 5, "1 of the 6 runs of this experiment was deleted: run 5 alone is exported", []),
            ((4, 6), 1, "2 of the 6 runs of this experiment were deleted: the 2 runs of seed 1 are exported", []),
            ((2, 4, 6), 1, "3 of the 6 runs of this experiment were deleted: the 3 runs of 3 seeds are exported",
             ["seed-1", "seed-2", "seed-3"])):
        place.change("UPDATE run SET deleted = NULL")
        for one in deleted:
            place.done("runs", "delete", str(one))
        folder = out / f"{len(deleted)}-{run}"
        done = place.run("runs", "export", str(run), str(folder))
        assert done.returncode == 0 and done.stderr == f"losslab runs: {said}\n", (run, done)
        assert sorted(path.name for path in folder.glob("seed-*")) == seeds, (run, sorted(folder.iterdir()))
        file = json.loads((folder / "experiment.losslab").read_text())
        assert file["title"] == "A rare class" and file["seeds"] == max(1, len(seeds)), file
        assert len(file["losses"]) == (1 if run == 5 or len(deleted) == 3 else 2), file
        assert (folder / "pytorch" / "train.py").exists(), sorted(folder.iterdir())
    place.change("UPDATE run SET deleted = NULL")
    place.done("runs", "delete", "4")
    done = place.run("runs", "export", "1", str(out / "gap"))  # a file would train other seeds
    assert done.returncode == 0 and done.stderr.endswith(": their seeds have a gap\n"), done
    assert sorted(path.name for path in (out / "gap").glob("seed-*")) == ["seed-1", "seed-3"]
    assert not (out / "gap" / "experiment.losslab").exists() and not (out / "gap" / "pytorch").exists()


def test_exported_branch(place: Place) -> None:
    """A branch's script begins with the weights that are in the history; no file can. A line says what is left out."""
    place.done("compare", "--dataset", place.data, *SMALL)
    last, = place.ask("SELECT max(step) FROM weights WHERE run = 1")[0]
    place.change("UPDATE run SET parent = 1, parent_step = 1")
    said = "losslab runs: run 1 is a branch: exported without .losslab file, which cannot hold its first weights"
    for kept in (False, True):
        if kept:
            for run in (1, 2):
                place.change(f"INSERT INTO weights SELECT {run}, 0, theta FROM weights WHERE run = 1 AND step = {last}")
        folder = place.folder / f"out-{kept}"
        done = place.run("runs", "export", "1", str(folder))
        assert done.returncode == 0 and done.stderr == said + ("" if kept else ", and without script: they were given up") + "\n", done
        assert not (folder / "experiment.losslab").exists() and (folder / "pytorch").exists() == kept, sorted(folder.iterdir())
        assert (folder / "weights-custom.safetensors").exists()
    theta, = place.ask("SELECT theta FROM weights WHERE run = 1 AND step = 0")[0]
    written = (folder / "pytorch" / "weights-1.f32").read_bytes()
    values = [sorted(struct.unpack(f"<{len(one) // 4}f", one)) for one in (theta, written)]
    assert values[0] == values[1]  # the layout differs


def test_refused(place: Place) -> None:
    """One line that says what and what to do."""
    place.done("compare", "--dataset", place.data, *SMALL)
    for arguments, status, word in ((["frob"], 2, "choose list"), (["show"], 2, "runs show ID"), (["show", "x"], 2, "‘x’"),
                                    (["show", "9"], 2, "no run 9"), (["resume", "1"], 2, "has finished, and no other run"),
                                    (["export", "1"], 2, "ID DIR"), (["delete", "7"], 2, "no run 7"),
                                    (["undelete", "7"], 2, "no run 7"), (["undelete", "1"], 2, "not deleted"),
                                    (["export", "1", "/proc/x"], 1, "/proc/x"), (["--nonsense"], 2, "--nonsense")):
        done = place.run("runs", *arguments)
        assert done.returncode == status and done.stderr.count("\n") == 1 and word in done.stderr, (arguments, done)
        assert done.stderr.startswith("losslab runs: ") and not done.stdout, done


def test_without(place: Place) -> None:
    """A history that cannot be opened: a line says so, and the training is the same."""
    options = ["compare", "--dataset", place.data, *SMALL]
    whole = re.sub(r"\d\.\d\d s\n", "", place.done(*options, "--no-history"))
    assert not place.folder.exists()
    place.path.parent.mkdir(parents=True)
    nowhere = {**place.environment, "XDG_DATA_HOME": "/proc/nowhere"}
    newer = sqlite3.connect(place.path)
    newer.executescript("CREATE TABLE run (id); PRAGMA application_id = 0x4c6f7373; PRAGMA user_version = 99")
    newer.close()
    before = place.path.read_bytes()
    for environment, word in ((nowhere, "/proc/nowhere"), (place.environment, "newer version")):
        place.environment = environment
        done = place.run(*options)
        assert done.returncode == 0 and done.stderr.count("\n") == 1 and word in done.stderr, done
        assert re.sub(r"\d\.\d\d s\n", "", done.stdout) == whole, done
        done = place.run("runs")
        assert done.returncode == 1 and word in done.stderr and done.stderr.count("\n") == 1, done
    assert place.path.read_bytes() == before


def whole_of(place: Place, options: list) -> list:
    """What the two runs are when nobody interrupts them, and how long they take."""
    begin = time.monotonic()
    other = Place(pathlib.Path(place.data).parent, "whole")
    other.done("compare", *options)
    return [other.content(1), other.content(2)], time.monotonic() - begin


def assert_goes_on(place: Place, whole: list, left: list) -> None:
    """Each that was interrupted goes on to the same end."""
    for one in left:  # those of an experiment together
        if place.ask("SELECT state FROM run WHERE id = ?", one["id"])[0][0] in ("interrupted", "stopped"):
            place.done("runs", "resume", str(one["id"]))
        assert place.content(one["id"]) == whole[0 if one["role"] == "standard" else 1], one
        assert not place.ask("SELECT * FROM checkpoint WHERE run = ?", one["id"])


def test_stopped(place: Place) -> None:
    """SIGINT in mid-training leaves what goes on."""
    options = ["--dataset", place.data, *LONG]
    whole, seconds = whole_of(place, options)
    process = place.start("compare", *options)
    time.sleep(seconds / 2)
    process.send_signal(signal.SIGINT)
    process.wait()
    left = place.list()
    assert len(left) == 2 and all(one["status"] in ("stopped", "finished") for one in left), left
    said = process.lines.read_text(encoding="utf-8")
    for one in re.findall(r"losslab runs resume (\d+) goes on\n", said):
        assert "\nInterrupted at epoch " in said and int(one) in [run["id"] for run in left if run["status"] == "stopped"]
    assert_goes_on(place, whole, left)


def stop_in_training(place: Place, *options: str) -> list:
    """Runs that were stopped in mid-training."""
    process = place.start("compare", *LONG, "--epochs", "10000", *options)
    while process.poll() is None and not (place.path.exists() and place.list("training")):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    process.wait()
    left = place.list()
    assert left and all(one["status"] == "stopped" for one in left), left
    return left


def on_terminal(place: Place, *arguments: str) -> tuple:
    """What it does, and what a terminal shows besides its results."""
    terminal, end = pty.openpty()
    shown = []

    def read() -> None:
        with contextlib.suppress(OSError):  # the other end is closed
            while True:
                shown.append(os.read(terminal, 4096).decode())

    thread = threading.Thread(target=read)
    thread.start()
    done = place.run(*arguments, terminal=end)
    os.close(end)
    thread.join()
    os.close(terminal)
    return done, "".join(shown)


def test_resumed_together(place: Place) -> None:
    """The runs of an experiment go on side by side, from any one's number, and are compared at the end."""
    left = stop_in_training(place, "--dataset", place.data, "--seeds", "2")
    shown = place.done("runs", "resume", "3").split("\n")
    assert shown[0] == "Experiment 1, Cross-entropy against weighted cross-entropy: runs 1, 2, 3, 4 go on", shown[0]
    assert sum("Epoch 10000/10000" in line for line in shown) == 4, shown[-40:]
    assert not any("nterrupted" in line for line in shown), shown[-20:]
    assert any(line.startswith("Accuracy") and line.count("±") == 2 for line in shown[-20:]), shown[-20:]
    assert [one["status"] for one in place.list()] == ["finished"] * len(left)
    refused = place.run("runs", "resume", "3")
    assert refused.returncode == 2 and "run 3 has finished" in refused.stderr, refused


def test_resumed_in_part(place: Place) -> None:
    """Of an experiment that is not whole any more the run goes on; of one that has ended in part, the rest."""
    stop_in_training(place, "--dataset", place.data)
    place.done("runs", "delete", "2")
    assert ": run 1 goes on\n" in place.done("runs", "resume", "1")
    assert "and no other run goes on with it" in place.run("runs", "resume", "1").stderr
    place.change("UPDATE run SET deleted = NULL")
    done, progress = on_terminal(place, "runs", "resume", "1")  # that of the run that goes on
    assert ": run 2 goes on\n" in done.stdout and "custom weighted-cross-entropy" in done.stdout, done
    assert re.search(r"2 runs, epoch \d+ of 10000", progress) and "epoch 10000 " not in progress, progress
    assert [one["status"] for one in place.list()] == ["finished"] * 2


def test_relative_folder(place: Place) -> None:
    """A folder is kept as where it is, not as it was typed."""
    stop_in_training(place, "--dataset", os.path.relpath(place.data))
    assert {one["dataset"] for one in place.list()} == {place.data}
    place.done("runs", "resume", "1", cwd="/")
    place.done("compare", "--dataset", "data", *SMALL, cwd=os.path.dirname(place.data))
    place.done("runs", "show", "3", cwd="/")
    refused = place.run("compare", "--dataset", "nowhere", *SMALL)
    assert "‘nowhere’ is no folder" in refused.stderr, refused


def test_notes(place: Place) -> None:
    """What somebody wrote into the history does nothing to a terminal."""
    place.done("compare", "--dataset", place.data, *SMALL)
    place.change("UPDATE run SET note = ?, title = ?, tags = ?",
                 "first\x1b[2J\r\nsecond \x9b31m " + "word " * 40, "a\x1b]0;t\x07\nb", "one\ttwo")
    for shown in (place.done("runs", "show", "1"), place.done("runs")):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown), shown
    note = place.done("runs", "show", "1").split("Note:\n", 1)[1].split("  dataset", 1)[0].splitlines()
    assert note[0].split() == ["first", "[2J"] and note[1].split()[:2] == ["second", "31m"], note
    assert all(line.startswith("  ") and len(line) <= 80 for line in note) and len(note) == 4, note
    assert place.done("runs").count("\n") == 3


def test_locked(place: Place) -> None:
    """Another program that writes while a training begins, and until it has ended, by itself or by Ctrl+C: its reports
    do not wait, and it is kept all the same."""
    place.done("compare", "--dataset", place.data, *SMALL)
    for options, status in ((SMALL, "finished"), ([*LONG, "--epochs", "10000", "--seeds", "3"], "stopped")):
        database = sqlite3.connect(place.path, isolation_level=None)
        database.execute("BEGIN EXCLUSIVE")
        process = place.start("compare", "--dataset", place.data, *options)
        time.sleep(1.0)
        if status == "stopped":
            process.send_signal(signal.SIGINT)
        time.sleep(3.0)
        waits, reported = process.poll() is None, "macro avg" in process.lines.read_text(encoding="utf-8")
        database.execute("COMMIT")
        database.close()
        process.wait()
        said = process.lines.read_text(encoding="utf-8")[-2000:]
        assert waits and reported and process.returncode == (status == "stopped"), (waits, process.returncode, said)
        assert "not kept" not in said
        assert [one["status"] for one in place.list()[:2]] == [status] * 2
    assert len(place.list()) == 10


def test_without_pictures(place: Place) -> None:
    """A dataset that is gone: what the history has of the run is shown, and a line says what is missing."""
    place.done("compare", "--dataset", place.data, *SMALL)
    place.change("UPDATE run SET note = 'a note'")
    pathlib.Path(place.data).rename(place.folder / "elsewhere")
    shown = place.run("runs", "show", "2")
    assert shown.returncode == 2 and shown.stderr.count("\n") == 1 and place.data in shown.stderr, shown
    for word in ("finished", "  a note\n", "  epochs = 2\n", "Epoch 1/2, Loss: ", "Epoch 2/2, Loss: "):
        assert word in shown.stdout, (word, shown)
    shown = place.run("runs", "show", "2", "--json")
    assert shown.returncode == 2 and json.loads(shown.stdout)["settings"] and "run" not in json.loads(shown.stdout), shown


def test_read_only(place: Place) -> None:
    """A history that may only be read: it is listed, shown and exported, and the rest is refused."""
    place.done("compare", "--dataset", place.data, *SMALL)
    left = "UPDATE run SET state = 'training', owner = 99 WHERE id = 2"  # by a program that was killed
    place.change(left)
    whole = {arguments: place.done(*arguments) for arguments in (("runs", "list", "--json"), ("runs", "show", "1"))}
    place.change(left)
    folder, owners, before = place.path.parent, pathlib.Path(f"{place.path}-owners"), place.path.read_bytes()
    place.program = shutil.copy(LOSSLAB, folder.parents[1])  # others may not get to where it was built
    subprocess.run(["chmod", "-R", "a+rX", str(folder.parents[1])], check=True)
    for parent in folder.parents:  # a temporary folder may be in one that lets nobody through
        if any(parent.is_relative_to(root) and parent != pathlib.Path(root) for root in ("/tmp", "/var/tmp")):
            parent.chmod(parent.stat().st_mode | 0o011)
    nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
    names = sorted(folder.iterdir())
    for file, beside, modes in ((0o444, 0o444, 0o555), (0o444, 0o444, 0o777), (0o444, 0o666, 0o777), (0o666, 0o666, 0o555),
                                (0o444, None, 0o555)):
        place.path.chmod(file)
        if beside is None:  # nobody can be alive
            owners.unlink()
            names.remove(owners)
        else:
            owners.chmod(beside)
        folder.chmod(modes)
        try:
            for arguments, shown in whole.items():
                again = place.done(*arguments, **nobody)
                assert again == shown, (arguments, again, shown)
            with tempfile.TemporaryDirectory() as out:
                os.chmod(out, 0o777)
                place.done("runs", "export", "1", out + "/all", **nobody)
                assert pathlib.Path(out, "all", "evaluations.csv").exists()
            for action in ("delete", "resume"):
                refused = place.run("runs", action, "2", **nobody)
                assert refused.returncode == 1 and refused.stderr.count("\n") == 1, refused
                assert "permissions" in refused.stderr and str(folder) in refused.stderr, refused
            assert place.path.read_bytes() == before
            assert sorted(folder.iterdir()) == names, list(folder.iterdir())
        finally:
            folder.chmod(0o755)


def test_killed(place: Place) -> None:
    """SIGKILL at random moments: the file is whole, nothing older than a second is missing, the end is the same."""
    options = ["--threads", "1"] if KILLS else ["--dataset", place.data, *LONG]
    whole, seconds = whole_of(place, options)
    seen = missing = resumed = 0
    for _ in range(KILLS or 3):
        process = place.start("compare", *options)
        end = time.monotonic() + random.uniform(0.0, seconds)
        printed = [(0.0, 0)]
        while time.monotonic() < end:
            printed.append((time.monotonic(), process.lines.read_text(encoding="utf-8").count(", Loss: ")))
            time.sleep(0.02)
        process.kill()
        killed = time.monotonic()
        process.wait()
        if not place.path.exists():
            continue
        assert place.ask("PRAGMA integrity_check") == [("ok",)]
        left = [one for one in place.list() if one["id"] > seen]
        seen = max([seen, *(one["id"] for one in left)])
        epochs = sum(place.ask("SELECT count(*) FROM epoch WHERE run = ?", one["id"])[0][0] for one in left)
        missing += max(n for when, n in printed if when < killed - SECOND) > epochs
        resumed += sum(one["status"] == "interrupted" for one in left)
        assert_goes_on(place, whole, left)
        assert place.ask("PRAGMA integrity_check") == [("ok",)]
    assert missing == 0, missing
    print(f"# {KILLS or 3} kills, {seen} runs, {resumed} resumed")


def test_two_at_once(place: Place) -> None:
    """Two trainings and a list at the same time."""
    options = ["--dataset", place.data, *LONG]
    whole, _ = whole_of(place, options)
    processes = [place.start("compare", *options) for _ in range(2)]
    while any(process.poll() is None for process in processes):
        if place.path.exists():
            assert all(one["status"] in ("training", "finished") for one in place.list())
        time.sleep(0.1)
    assert [process.returncode for process in processes] == [0, 0]
    left = place.list()
    assert len(left) == 4 and all(one["status"] == "finished" for one in left), left
    assert_goes_on(place, whole, left)


def main() -> None:
    tests = {name[5:].replace("_", "-"): test for name, test in globals().items() if name.startswith("test_")}
    if KILLS:
        tests = {"killed": test_killed}
    print(f"1..{len(tests)}")
    for number, (name, test) in enumerate(tests.items(), 1):
        begin = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            write_dataset(pathlib.Path(folder) / "data")
            try:
                test(Place(pathlib.Path(folder)))
                print(f"ok {number} /history/{name}")
            except Exception as problem:  # pylint: disable=broad-except
                print(f"not ok {number} /history/{name}")
                print("\n".join(f"# {line}" for line in f"{type(problem).__name__}: {problem}"[:2000].splitlines()))
        print(f"# {time.monotonic() - begin:.1f} s", flush=True)


main()
