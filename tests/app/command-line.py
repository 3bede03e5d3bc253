# SPDX-License-Identifier: MIT
"""The command line as scripts meet it: command-line.py LOSSLAB. Speaks TAP."""
import csv
import gzip
import importlib.util
import json
import math
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from xml.etree import ElementTree

LOSSLAB = sys.argv[1]
SOURCE = pathlib.Path(__file__).resolve().parents[2]
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
    given = {} if "input" in options else {"stdin": subprocess.DEVNULL}
    return subprocess.run([LOSSLAB, *arguments], capture_output=True, text=True, timeout=240, check=False, **given, **options)


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
    (here / "binary.loss").write_bytes(b"loss = 1\0\n")
    (here / "latin.loss").write_bytes(b"# \xe9\nloss = 1\n")
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
        (["--custom", "crossentropy"], 2, "did you mean ‘cross-entropy’?"),
        (["--custom", "loss = -log(p[y])"], 2, "before a text write formula:"),
        (["--custom", "nowhere.loss"], 2, "cannot read ‘nowhere.loss’"),
        (["--custom", "/dev/zero"], 2, "longer than 100 KB"),
        (["--custom", str(here)], 2, "cannot read"),
        (["--standard", str(here / "binary.loss")], 2, "is no text"),
        (["--standard", str(here / "latin.loss")], 2, "UTF-8"),
        (["--custom", "formula:loss = -z[7]"], 2, "class 7"),
        (["--custom", "cross-entropy"] * 4, 2, "at most 4"),
        (["--lr", "0"], 2, "lr"),
        (["--keep", "0=2"], 2, "keep"),
        (["--keep", "7=0.5"], 2, "keep: there is no class 7"),
        (["--label-noise", "1.5"], 2, "label-noise"),
        (["--train-size", "151"], 2, "train-size"),
        (["--optimizer", "rmsprop"], 2, "adam|sgd"),
        (["--seeds", "0"], 2, "seeds"),
        (["--threads", "x"], 2, "threads"),
        (["--theme", "pink"], 2, "theme"),
        (["--format", "jpeg"], 2, "png, svg and pdf"),
        (["--format", "png,,pdf"], 2, "format"),
        (["--nonsense"], 2, "--nonsense"),
        (["surplus"], 2, "surplus"),
        (["a.losslab"], 2, "‘a.losslab’ is an experiment: losslab FILE opens it in the window"),
        (["--standard", "a.losslab"], 2, "standard: ‘a.losslab’ is an experiment, not a loss"),
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


def test_nowhere(here, data):
    """What is to be written needs a folder."""
    for option in (["--format", "pdf"], ["--handout"], ["--all"]):
        done = run("compare", "--dataset", data, *SMALL, *option)
        assert done.returncode == 2 and done.stderr.count("\n") == 1 and "add --out DIR" in done.stderr, done


def test_commands(here, data):
    """Help for everything, on standard output; an unknown command is refused."""
    for arguments in (["--help"], *([command, "--help"] for command in ("compare", "export", "losses", "eval-loss", "runs", "bench")), ["--version"]):
        done = run(*arguments)
        assert done.returncode == 0 and done.stdout and not done.stderr, (arguments, done)
    for option in ("--dataset", "--standard", "--custom", "--set", "--class-weights", "--epochs", "--batch-size",
                   "--hidden", "--optimizer", "--lr", "--seed", "--seeds", "--keep", "--label-noise", "--train-size",
                   "--validation", "--threads", "--out", "--format", "--handout", "--all", "--no-history", "--json"):
        assert option in run("compare", "--help").stdout, option
    no_display = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    window = run(env=no_display)
    assert window.returncode == 1 and window.stderr.startswith("losslab: there is no display"), window
    for arguments in (["nonsense"], ["bench", "--rounds", "0"], ["bench", "surplus"],
                      ["bench", "--only", "nonsense"], ["bench", "--only", "tutorial"], ["bench", "--peers", str(here)]):
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


PEER = """import sys
print("a warning", "ready", sep="\\n", flush=True)
for line in sys.stdin:
    print("epoch 1 loss 0.5 seconds 1000", flush=True)
"""


def test_bench(here, data):
    """Which measures there are, and their form; a peer that cannot run is left out, with the reason."""
    for peer in ("tutorial.py", "pytorch.py"):
        (here / peer).write_text(PEER)
    (here / "scikit-learn.py").write_text("import nowhere_to_be_found\n")
    done = run("bench", "--rounds", "1", "--only", "epoch,start,memory,peers", "--peers", str(here), "--json")
    result = json.loads(done.stdout)
    assert done.returncode == 0 and result["version"] == 2 and result["kernels"], done
    assert list(result["measures"]) == ["epoch", "tutorial", "pytorch-eager", "pytorch-script", "start", "memory"]
    assert {m["unit"] for m in result["measures"].values()} == {"times", "ms", "MiB"}
    for name, measure in result["measures"].items():
        assert 0 < measure["least"] <= measure["value"] <= measure["greatest"] and measure["rounds"] == 1, (name, measure)
        assert measure["subject"] and isinstance(measure["object"], str), (name, measure)
    assert result["measures"]["tutorial"]["value"] > 100
    assert "scikit-learn.py" in result["left_out"] and "nowhere_to_be_found" in done.stderr, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    lines = run("bench", "--rounds", "2", "--only", "start").stdout.splitlines()
    assert lines[1] == "program" and lines[2].startswith("  losslab --version takes ") and " ms " in lines[2], lines


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
            assert 0.0 <= c["roc_auc"] <= 1.0 and 0.0 < c["average_precision"] <= 1.0
        for name in ("roc_auc", "average_precision"):
            assert abs(one["macro_average"][name] - sum(c[name] for c in one["classes"]) / 3) < 1e-12
        assert 0.0 <= one["calibration_error"] <= 1.0 and -1.0 <= one["matthews_correlation"] <= 1.0
        assert one["temperature"] is None or one["temperature"] > 0.0  # of few pictures there may be none


def test_seeds(here, data):
    """The table, its numbers in the JSON, and what is concluded, of one, two and three seeds."""
    for n, said in ((1, "One seed proves nothing"), (2, "Two seeds say little"), (3, "Seeds vary the starting weights")):
        done = run("compare", "--dataset", data, *SMALL, "--seeds", str(n), "--json", "--custom", "mae", "--custom", "focal")
        result = json.loads(done.stdout)
        assert [(pair["role"], pair["against"], pair["seeds"], pair["left_out"]) for pair in result["summary"]] == [
            ("custom", "standard", n, 0), ("third", "standard", n, 0)]
        for side, pair in enumerate(result["summary"], 1):
            pairs = list(zip(result["runs"][0::3], result["runs"][side::3]))
            recalls = {(m["measure"], m.get("class")): m for m in pair["measures"]}
            for k in range(3):
                differences = [b["classes"][k]["recall"] - a["classes"][k]["recall"] for a, b in pairs]
                found = recalls["recall", str(k)]["difference"]
                assert abs(found["mean"] - sum(differences) / n) < 1e-12
                alike = max(differences) - min(differences) < 1e-12  # as those of one seed are
                assert [found[name] is None for name in ("low", "high", "p")] == 3 * [alike]
                assert not (alike and found["shown"])
            assert {"accuracy", "balanced_accuracy", "macro_f1", "matthews_correlation"} == {
                m["measure"] for m in pair["measures"] if "class" not in m}
            assert ("mcnemar" in pair) == (n == 1)
            same = all(a["confusion"] == b["confusion"] for a, b in pairs)
            assert any(said in sentence for sentence in pair["conclusion"]) or same, pair["conclusion"]
        text = run("compare", "--dataset", data, *SMALL, "--seeds", str(n)).stdout
        assert "Balanced accuracy" in text and ("±" in text) == (n > 1), text


def own_losses(here: pathlib.Path) -> dict:
    """An environment with losses of somebody's own: one that is right, one that is wrong."""
    folder = here / "share" / "losslab" / "losses"
    folder.mkdir(parents=True)
    (folder / "halved.loss").write_bytes(b"# Half the cross-entropy\r\n\r\nloss = -log(p[y])/2\r\n")
    (folder / "wrong.loss").write_text("loss = -log(p_y)\n", encoding="utf-8")
    return {**os.environ, "XDG_DATA_HOME": str(here / "share")}


def test_typed(here, data):
    """A loss by its text, by a file and by a name of one's own is the same, in the results and in what is saved."""
    text = "# Half the cross-entropy\n\nloss = -log(p[y])/2"
    (here / "halved.txt").write_text(text + "\n", encoding="utf-8")
    environment = own_losses(here)
    results = [without_seconds(run("compare", "--dataset", data, *SMALL, "--custom", loss, "--json", env=environment).stdout)
               for loss in (f"formula:{text}", str(here / "halved.txt"), "halved")]
    assert results[0] == results[1] == results[2]
    assert results[0]["settings"]["losses"][1] == {
        "loss": "Half the cross-entropy", "text": text.split("\n"), "loss-parameters": "own", "class-weights": "own"}
    assert results[0]["settings"]["losses"][0]["text"][-1] == "loss = -log(p[y])"
    assert [r["loss"] for r in results[0]["runs"]] == ["cross-entropy", "Half the cross-entropy"]
    standard, custom = (r["epochs"][0] for r in results[0]["runs"])
    assert abs(custom["test_loss"] - custom["test_cross_entropy"] / 2) < 1e-6 and custom != standard
    done = run("compare", "--dataset", data, *SMALL, "--custom", "formula:a = 1 in [0, 9]; loss = a*(1 - p[y])",
               "--set", "a=3", "--out", str(here / "out"))
    assert done.returncode == 0 and (here / "out" / "training-loss.csv").read_text().count("\n") == 41, done


def test_text_errors(here, data):
    """All errors of a text at once, each with its place, its line and a caret; status 2."""
    (here / "wrong.loss").write_text("# Wrong\nloss = -log(p_y) + sum(q)\n", encoding="utf-8")
    for command in (["compare", "--dataset", data, "--custom"], ["eval-loss", "--loss"], ["losses"]):
        done = run(*command, str(here / "wrong.loss"))
        assert done.returncode == 2 and done.stdout == "", done
        assert done.stderr == (f"losslab {command[0]}: {here}/wrong.loss: line 2, column 13: "
                               "‘p_y’ is not defined: did you mean ‘p[y]’?\n  loss = -log(p_y) + sum(q)\n              ^^^\n"
                               "line 2, column 24: ‘q’ is not defined: give it a value on a line of its own, as in q = 1 in [0, 2]\n"
                               "  loss = -log(p_y) + sum(q)\n                         ^\n"), done.stderr
    done = run("losses", "formula:a = 1 in [0, 2]; loss = -log(p[y])")
    assert done.returncode == 0 and "warning: ‘a’ is never used" in done.stderr, done
    done = run("losses", "wrong", env=own_losses(here))
    assert done.returncode == 2 and "wrong.loss: line 1, column 13" in done.stderr, done


def test_losses(here, data):
    """The catalogue, one's own losses last; one loss in full."""
    environment = own_losses(here)
    done = run("losses", env=environment)
    lines = done.stdout.splitlines()
    names = {path.stem for path in (SOURCE / "resources/losses").glob("*.loss")}
    assert done.returncode == 0 and {line.split()[0] for line in lines} == names | {"halved"}
    assert lines[0].split() == ["cross-entropy", "Basics", "Cross-entropy"]
    assert lines[-1].split() == ["halved", "Your", "own", "Half", "the", "cross-entropy"]
    assert done.stderr.count("\n") == 1 and "wrong.loss, line 1" in done.stderr, done.stderr
    rows = json.loads(run("losses", "--json", env=environment).stdout)["losses"]
    assert [row["id"] for row in rows] == [line.split()[0] for line in lines]
    assert [row["own"] for row in rows] == [False] * len(names) + [True]
    for row in rows:
        text = run("losses", row["id"], "--text", env=environment).stdout
        one = json.loads(run("losses", row["id"], "--json", env=environment).stdout)
        if not row["own"]:
            assert text == (SOURCE / "resources/losses" / f"{row['id']}.loss").read_text(encoding="utf-8") == one["text"]
        assert {name: one[name] for name in row} == row
    focal = run("losses", "focal").stdout
    for words in ("# Focal loss", "Source: Lin", "Not for: noisy", "gamma = 2, from 0 to 5", "-w[y]*(1 - p[y])", "class weights"):
        assert words in focal, (words, focal)
    assert "\nDerivative with respect to z, of one picture's loss\n  p - t\n" in run("losses", "cross-entropy").stdout
    assert [d["with_respect_to"] for d in json.loads(run("losses", "multi-task", "--json").stdout)["derivatives"]] == ["z", "z2"]
    assert "too long" in run("losses", "formula:loss = " + "+".join(f"z[{i % 9}]^p[{i}]" for i in range(200))).stdout
    assert json.loads(run("losses", "cross-entropy-l1", "--json").stdout)["parameters"] == [
        {"name": "alpha", "value": 0.01, "least": 1e-7, "greatest": 1.0, "logarithmic": True}]
    for arguments in (["nonsense"], ["focal", "mae"], ["--text"], ["focal", "--text", "--json"]):
        assert run("losses", *arguments).returncode == 2, arguments


def near(found, expected) -> bool:
    """Numbers, or arrays of them, by the greatest of what is compared."""
    def flat(value):
        return [number for item in value for number in flat(item)] if isinstance(value, list) else [value]

    found, expected = flat(found), flat(expected)
    most = max([1e-300, *map(abs, expected)])
    return len(found) == len(expected) and all(abs(a - b) <= 1e-9 * most for a, b in zip(found, expected))


def test_eval_loss_oracle(here, data):
    """PyTorch's values and gradients, one case of every loss."""
    names = {"logits": "logits", "targets": "targets", "weights": "class_weights", "counts": "class_counts",
             "progress": "progress", "theta": "theta", "logits2": "logits2", "targets2": "targets2"}
    seen = set()
    for case in json.loads((SOURCE / "tests/oracle/catalogue.json").read_text(encoding="utf-8"))["cases"]:
        if case["loss"] in seen:
            continue
        seen.add(case["loss"])
        batch = {name: case[key] for key, name in names.items() if key in case}
        sets = [word for name, value in case["parameters"].items() for word in ("--set", f"{name}={value}")]
        done = run("eval-loss", "--loss", case["loss"], *sets, input=json.dumps(batch))
        assert done.returncode == 0 and not done.stderr, (case["loss"], done)
        found = json.loads(done.stdout)
        assert near(found["loss"], case["value"]), case["loss"]
        assert (found["per_sample"] is None) == (case["per_sample"] is None or "theta" in case), case["loss"]
        assert found["per_sample"] is None or near(found["per_sample"], case["per_sample"]), case["loss"]
        assert near(found["gradient"], case["gradient"]), case["loss"]
        for key, name in (("gradient2", "gradient2"), ("dtheta", "theta_gradient")):
            assert (key in case) == (name in found) and (key not in case or near(found[name], case[key])), (case["loss"], key)
        assert {n: v for n, v in found.get("parameters", {}).items() if not near(v, case["dlearned"][n])} == {}, case["loss"]
    assert len(seen) > 30


def test_eval_loss(here, data):
    """What may be left out, and what is not a number."""
    batch = {"logits": [[0, 1, 2], [0.5, 0, -1]], "targets": [1, 0]}
    (here / "mine").write_text("loss = -w[y]*log(p[y])\n", encoding="utf-8")
    one, two, three = (json.loads(run("eval-loss", *loss, input=json.dumps(batch)).stdout) for loss in (
        ["--loss", "focal", "--set", "gamma=0"], ["--loss-file", str(here / "mine")], ["--formula", "loss = -log(p[y])"]))
    assert near(one["loss"], two["loss"]) and near(two["loss"], three["loss"])
    assert near(one["gradient"], two["gradient"]) and two["gradient"] == three["gradient"]
    assert set(one) == {"loss", "per_sample", "gradient"} and near(sum(one["per_sample"]) / 2, one["loss"])
    weighted = json.loads(run("eval-loss", "--loss", "weighted-cross-entropy", input=json.dumps(batch)).stdout)
    assert near(weighted["per_sample"], [one["per_sample"][0], 2 * one["per_sample"][1]])  # its own weights
    balanced = json.loads(run("eval-loss", "--loss", "balanced-cross-entropy",
                              input=json.dumps({**batch, "class_counts": [1, 2, 3]})).stdout)
    assert near(balanced["per_sample"], [one["per_sample"][0], 2 * one["per_sample"][1]])
    free = json.loads(run("eval-loss", "--formula", "loss = mean(z^2) + progress", input='{"logits": [[3]], "progress": 0.5}').stdout)
    assert free == {"loss": 9.5, "per_sample": None, "gradient": [[6.0]]}, free
    done = run("eval-loss", "--formula", "loss = log(z[0])", input='{"logits": [[-1, 2], [0, 1]]}')
    assert done.returncode == 0 and "2 NaN and 2 infinite" in done.stderr and done.stderr.count("\n") == 1, done
    assert json.loads(done.stdout)["per_sample"] == [None, None]


def test_eval_loss_refused(here, data):
    """One line: what, where, what to do."""
    good = {"logits": [[0, 1, 2], [2, 1, 0]], "targets": [1, 0]}
    cases = [
        ("", "empty"), ("{", "line 1, column 1"), ("[]", "object"), ('{"logits": [[0]], "logits": [[1]]}', "line 1"),
        ('{"logits": [[NaN]]}', "line 1"), ('{"logits": [[1e999]]}', "1e999"), ("[" * 100000, "line 1"),
        ({"targets": [1]}, "logits: they are missing"), ({**good, "logits": []}, "logits"), ({**good, "logits": 3}, "logits"),
        ({**good, "logits": [[0, 1, 2], [1, 2]]}, "row 1 has 2 numbers"), ({**good, "logits": [[0, 1, 2], 3]}, "row 1"),
        ({**good, "logits": [[], []]}, "logits"), ({**good, "logits": [[0, "1", 2], [2, 1, 0]]}, "row 0 has no number at class 1"),
        ({**good, "logits": [[0] * 257] * 2}, "at most 256"), ({**good, "targets": [1]}, "1 of them, and 2 rows"),
        ({**good, "targets": [1, 3]}, "from 0 to 2"), ({**good, "targets": [1, -1]}, "targets[1]"),
        ({**good, "targets": [1, 0.5]}, "targets[1]"), ({**good, "targets": 1}, "targets"), ({"logits": good["logits"]}, "targets: "),
        ({**good, "class_weights": [1, 2]}, "class_weights"), ({**good, "class_weights": [1, 2, -1]}, "class_weights: number 2"),
        ({**good, "class_counts": [1, 2, 0]}, "at least 1"), ({**good, "class_counts": {}}, "class_counts"),
        ({**good, "progress": 2}, "progress"), ({**good, "progress": None}, "progress"), ({**good, "theta": 3}, "theta"),
        ({**good, "theta": [1, [2]]}, "theta: number 1"), ({**good, "logits2": [[1, 2]]}, "logits2: it has 1 rows, and logits 2"),
        ({**good, "targets2": [0, 1]}, "targets2"), ({**good, "target": [0, 1]}, "did you mean ‘targets’?"),
        ({**good, "learning-rate": 1}, "leave it out"),
    ]
    for batch, words in cases:
        text = batch if isinstance(batch, str) else json.dumps(batch)
        done = run("eval-loss", "--loss", "cross-entropy", input=text)
        assert done.returncode == 2 and done.stdout == "", (text[:100], done)
        assert done.stderr.startswith("losslab eval-loss: ") and done.stderr.count("\n") == 1, (text[:100], done.stderr)
        assert words in done.stderr, (text[:100], words, done.stderr)
    for arguments, words in (
            ([], "--loss-file or --formula"), (["--loss", "focal", "--formula", "loss = 1"], "one loss"), (["--loss", "focl"], "focal"),
            (["--loss", "multi-task"], "logits2"), (["--loss", "focal", "--set", "gamma=9"], "gamma must be from 0 to 5"),
            (["--loss", "focal", "--set", "beta=1"], "it has gamma"), (["--loss", "mae", "--set", "beta=1"], "it has none"),
            (["--loss", "focal", "--set", "gamma"], "no assignment"), (["--loss", "focal", "--set", "gamma=two"], "no number"),
            (["--loss", "focal", "--set", "gamma=nan"], "no number"), (["--formula", "loss = -z[7]"], "names class 7"),
            (["--loss", "focal", "surplus"], "surplus"), (["--loss-file", "nowhere"], "nowhere")):
        done = run("eval-loss", *arguments, input=json.dumps(good))
        assert done.returncode == 2 and done.stdout == "" and done.stderr.count("\n") == 1, (arguments, done)
        assert words in done.stderr, (arguments, done.stderr)


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
             "test-macro-f1.png", "test-matthews-correlation.png", "f1.png",
             "roc.png", "precision-recall.png", "reliability.png", "roc.csv", "precision-recall.csv", "reliability.csv",
             "test-macro-f1.csv", "test-matthews-correlation.csv",
             "precision.png", "confusion.png", "confusion-by-row.png", "training-loss.csv", "evaluations.csv",
             "classes.csv", "confusion-standard.csv", "confusion-custom.csv", "report-standard.txt", "report-custom.txt"}
    compared = {"comparison.csv", "conclusion.txt"}  # of all seeds
    out = here / "new" / "out"
    for theme in ("light", "dark"):
        done = run("compare", "--dataset", data, *SMALL, "--out", str(out), "--theme", theme)
        assert done.returncode == 0 and str(out) in done.stdout
        assert {p.name for p in out.iterdir()} == names | compared, list(out.iterdir())
    for picture in out.glob("*.png"):
        assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    rows = list(csv.DictReader((out / "training-loss.csv").open()))
    assert len(rows) == 2 * 2 * 10 and rows[0]["role"] == "standard" and rows[0]["step"] == "1"
    run("compare", "--dataset", data, *SMALL, "--seeds", "2", "--validation", "0.1", "--out", str(here / "seeds"))
    for seed in ("seed-1", "seed-2"):
        found = {p.name for p in (here / "seeds" / seed).iterdir()}
        assert found == names | {"validation-accuracy.png", "validation-balanced-accuracy.png", "validation-macro-f1.png",
                                 "validation-matthews-correlation.png", "validation-macro-f1.csv",
                                 "validation-matthews-correlation.csv"}, found
    together = {p.name for p in (here / "seeds").iterdir() if p.is_file()}
    of_one = {"roc", "precision-recall", "reliability"}  # what is drawn of a seed's answers has no mean
    assert together == {name for name in found if name.endswith(".png") and name[:-4] not in of_one} | {
        name for name in found if name.endswith(".csv") and ("macro-f1" in name or "matthews" in name)} | compared, together
    roc = list(csv.DictReader((out / "roc.csv").open(newline="", encoding="utf-8")))
    assert {row["network"] for row in roc} == {"standard", "custom"} and len({row["class"] for row in roc}) == 1, roc[0]


def test_tables(here, data):
    """The matrices and the measures of the classes are those of the JSON, whatever the classes are called."""
    out = here / "out"
    runs = json.loads(run("compare", "--dataset", data, *SMALL, "--out", str(out), "--json").stdout)["runs"]
    rows = list(csv.DictReader((out / "classes.csv").open(newline="", encoding="utf-8")))
    assert len(rows) == 2 * 3
    for number, one in enumerate(runs):
        matrix = list(csv.reader((out / f"confusion-{one['role']}.csv").open(newline="", encoding="utf-8")))
        assert [[int(cell) for cell in row[1:]] for row in matrix[1:]] == one["confusion"]
        for row, expected in zip(rows[3 * number:], one["classes"]):
            assert (row["role"], row["loss"], row["class"]) == (one["role"], one["loss"], expected["class"])
            assert int(row["support"]) == expected["support"]
            assert all(abs(float(row[name]) - expected[name]) < 1e-8 for name in ("precision", "recall", "f1"))


def test_comparison(here, data):
    """The comparison's table is the summary of the JSON and what the runs say; its words are those that are printed."""
    losses = ["cross-entropy", "mae", 'Half, so "it" is']
    for n in (1, 3):
        options = ["--seeds", str(n), "--custom", "mae", "--custom", f"formula:# {losses[2]}\nloss = -log(p[y])/2"]
        result = json.loads(run("compare", "--dataset", data, *SMALL, *options, "--out", str(here / str(n)), "--json").stdout)
        rows = list(csv.DictReader((here / str(n) / "comparison.csv").open(newline="", encoding="utf-8")))
        told = [(side, pair, measure) for side, pair in enumerate(result["summary"], 1) for measure in pair["measures"]]
        assert len(rows) == len(told) == 2 * (4 + 3)
        for row, (side, pair, measure) in zip(rows, told):
            assert None not in row and None not in row.values(), row
            assert [row[name] for name in ("first_role", "first_loss", "second_role", "second_loss", "seeds", "measure", "class")] == [
                "standard", losses[0], pair["role"], losses[side], str(n), measure["measure"], measure.get("class", "")]
            said = {f"{of}_{name}": number for of, key in (("first", "standard"), ("second", pair["role"]), ("difference", "difference"))
                    for name, number in measure[key].items() if name != "shown"}
            if measure["measure"] == "accuracy" and n == 1:
                its = pair["mcnemar"]
                said |= {name: its[name] for name in ("only_first_right", "only_second_right")} | {"mcnemar_p": its["p"]}
            for name in list(row)[7:]:
                expected = said.get(name)
                if name == "shown":
                    assert row[name] == json.dumps(measure["difference"]["shown"])
                elif expected is None:
                    assert row[name] == "", (name, row)
                else:
                    assert math.isclose(float(row[name]), expected, rel_tol=1e-8, abs_tol=1e-12), (name, row)
            if measure["measure"] != "accuracy":
                continue
            first, second = ([one["epochs"][-1]["test_accuracy"] for one in result["runs"][at::3]] for at in (0, side))
            for name, values in (("first", first), ("second", second), ("difference", [b - a for a, b in zip(first, second)])):
                assert math.isclose(float(row[f"{name}_mean"]), statistics.fmean(values), rel_tol=1e-8, abs_tol=1e-12), (name, row)
                assert n == 1 or math.isclose(float(row[f"{name}_deviation"]), statistics.stdev(values), rel_tol=1e-8, abs_tol=1e-12)
        text = run("compare", "--dataset", data, *SMALL, *options).stdout
        words = (here / str(n) / "conclusion.txt").read_text(encoding="utf-8")
        assert text.endswith("\n\n" + words), (text, words)
        assert words.count("difference\n") == 2 and all(said in words for pair in result["summary"] for said in pair["conclusion"])


def test_formats(here, data):
    """SVG and PDF beside PNG, or alone: as large as the PNG, with text as text, and the same bytes twice."""
    folders = [here / "one", here / "two", here / "dark"]
    for folder, theme in zip(folders, ("light", "light", "dark")):
        assert run("compare", "--dataset", data, *SMALL, "--out", str(folder), "--format", "svg,pdf", "--theme", theme).returncode == 0
    names = {path.name for path in folders[0].iterdir()}
    assert not [name for name in names if name.endswith(".png")] and {"recall.svg", "recall.pdf"} <= names, names
    for name in sorted(names):
        one, two, dark = ((folder / name).read_bytes() for folder in folders)
        assert one == two, name
        assert (one == dark) == (not name.endswith((".svg", ".pdf"))), name
        if name.endswith(".svg"):
            root = ElementTree.fromstring(one)
            words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
            assert root.get("width") == f"{root.get('viewBox').split()[2]}px" and "<use " not in one.decode(), name
            assert root[0].text in words or name.startswith("confusion"), (name, words)
            legend = words if name.startswith("confusion") else [word.split(" (")[0] for word in words]
            assert "Standard: cross-entropy" in legend and "Custom: weighted cross-entropy" in legend, (name, words)
        if name.endswith(".pdf"):
            assert one.startswith(b"%PDF-1.") and b"CreationDate" not in one and b"/FontFile" in one, name
    if shutil.which("pdfinfo"):
        told = subprocess.run(["pdfinfo", str(here / "one" / "recall.pdf")], capture_output=True, text=True, check=True).stdout
        assert re.search(r"Pages: +1\n", told) and "900 x 600 pts" in told, told


def read_safetensors(path):
    """The format as its description has it, by hand: names to shapes and numbers, and the metadata."""
    content = path.read_bytes()
    length = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:8 + length])
    metadata, numbers, end, tensors = header.pop("__metadata__"), content[8 + length:], 0, {}
    assert length % 8 == 0 and all(isinstance(text, str) for text in metadata.values())
    for name, tensor in header.items():
        first, last = tensor["data_offsets"]
        count = math.prod(tensor["shape"])
        assert tensor["dtype"] == "F32" and first == end and last - first == 4 * count, name
        tensors[name] = (tensor["shape"], struct.unpack(f"<{count}f", numbers[first:last]))
        end = last
    assert end == len(numbers)
    return tensors, metadata


def test_everything(here, data):
    """One folder with all of it; the weights, read by somebody else, classify as the matrix says."""
    out = here / "out"
    done = run("compare", "--dataset", data, *SMALL, "--hidden", "8,6", "--out", str(out), "--all", "--json")
    result = json.loads(done.stdout)
    names = {path.name for path in out.iterdir()}
    assert {f"recall.{ending}" for ending in ("png", "svg", "pdf")} <= names, names
    assert {"handout.pdf", "experiment.losslab", "pytorch", "weights-standard.safetensors", "weights-custom.safetensors"} <= names
    assert {"train.py", "journal.json"} <= {path.name for path in (out / "pytorch").iterdir()}
    saved = json.loads((out / "experiment.losslab").read_text(encoding="utf-8"))
    assert saved["losslab"] == 1 and saved["title"] == "Cross-entropy against weighted cross-entropy"
    assert [side["loss"] for side in saved["losses"]] == ["cross-entropy", "weighted-cross-entropy"]

    pixels = (pathlib.Path(data) / FILES[2]).read_bytes()[16:]
    truth = gzip.decompress((pathlib.Path(data) / f"{FILES[3]}.gz").read_bytes())[8:]
    for one in result["runs"]:
        tensors, metadata = read_safetensors(out / f"weights-{one['role']}.safetensors")
        assert {name: shape for name, (shape, _) in tensors.items()} == {
            "hidden.0.weight": [8, 20], "hidden.0.bias": [8], "hidden.1.weight": [6, 8], "hidden.1.bias": [6],
            "heads.0.weight": [3, 6], "heads.0.bias": [3]}
        assert metadata["role"] == one["role"] and metadata["epoch"] == "2.0" and json.loads(metadata["classes"]) == ["0", "1", "2"]
        assert json.loads(metadata["spec"])["losses"][0]["loss"] == one["loss"]
        matrix = [[0] * 3 for _ in range(3)]
        for i, k in enumerate(truth):
            x = [(pixel / 255 - 0.5) / 0.5 for pixel in pixels[20 * i:20 * i + 20]]
            for layer in ("hidden.0", "hidden.1", "heads.0"):
                (_, weight), (_, bias) = tensors[f"{layer}.weight"], tensors[f"{layer}.bias"]
                x = [sum(a * w for a, w in zip(x, weight[len(x) * o:])) + b for o, b in enumerate(bias)]
                x = x if layer == "heads.0" else [max(a, 0.0) for a in x]
            matrix[k][x.index(max(x))] += 1
        assert matrix == one["confusion"], one["role"]
        if importlib.util.find_spec("safetensors"):
            from safetensors import safe_open  # pylint: disable=import-outside-toplevel,import-error
            with safe_open(out / f"weights-{one['role']}.safetensors", framework="numpy") as weights:
                assert set(weights.keys()) == set(tensors) and weights.metadata() == metadata


def test_handout(here, data):
    """One page of A4 with all words as words; the same bytes twice; none of it where nobody asks."""
    write_groups(data)
    def sums(n: int) -> str:
        return "; ".join(f"a{i} = p[y]*sum_classes(p*log(p + {i + 1}))" for i in range(n)) + "; loss = " + "+".join(f"a{i}" for i in range(n))
    cases = {
        "two": [], "one-head": TWO_TASKS, "long": ["--custom", f"formula:{sums(40)}"],
        "four": ["--custom", "focal", "--custom", "mae", "--custom", f"formula:{sums(120)}", "--seeds", "2"],
        "diverged": ["--hidden", "32,16", "--optimizer", "sgd", "--lr", "1000000"],
    }
    for name, arguments in cases.items():
        for folder in (here / name, here / "again"):
            done = run("compare", "--dataset", data, *SMALL, *arguments, "--out", str(folder), "--handout")
            assert done.returncode == 0, done
        page = here / name / "handout.pdf"
        assert page.read_bytes() == (here / "again" / "handout.pdf").read_bytes(), name
        assert not (here / name / "recall.pdf").exists() and b"CreationDate" not in page.read_bytes()
        if shutil.which("pdfinfo"):
            told = subprocess.run(["pdfinfo", str(page)], capture_output=True, text=True, check=True).stdout
            assert re.search(r"Pages: +1\n", told) and "(A4)" in told, told
            text = subprocess.run(["pdftotext", str(page), "-"], capture_output=True, text=True, check=True).stdout
            for words in ("Standard", "Training loss", "Confusion matrices", "recall", "Accuracy", "Epochs"):
                assert words in text, (name, words, text)
            assert ("diverged at step" in text) == (name == "diverged") and ("Is it none?" in text) == (name == "one-head"), text
            assert ("cut: the" in text) == (name == "four"), (name, text)
            assert name != "long" or re.sub(r"\s", "", sums(40)).split(";")[-1] in re.sub(r"\s", "", text), text


TWO_TASKS = ["--standard", "multi-task-uncertainty", "--custom", "cross-entropy", "--validation", "0.1"]


def write_groups(data):
    (pathlib.Path(data) / "class-groups.txt").write_text("Is it none?\nsomething: 1 2\nnone: 0\n")


def test_two_tasks(here, data):
    """A second task in lines, reports and JSON; nothing of it where there is none."""
    no = run("compare", "--dataset", data, *SMALL, *TWO_TASKS)
    assert no.returncode == 2 and no.stderr.count("\n") == 1 and "needs a second task" in no.stderr, no
    write_groups(data)
    lines = run("compare", "--dataset", data, *SMALL, *TWO_TASKS).stdout.splitlines()
    assert "second task: 0." in lines[0] or "second task: 1." in lines[0], lines[0]
    assert "second task" not in lines[1], lines[1]
    assert lines.count("Second task: Is it none?") == 1 and sum(line.startswith("Learned: s1 = ") for line in lines) == 1
    ends = [line for line in lines if ": finished, " in line]
    assert ", second task " in ends[0] and "second task" not in ends[1], ends

    two, one = json.loads(run("compare", "--dataset", data, *SMALL, *TWO_TASKS, "--json").stdout)["runs"]
    for epoch in two["epochs"]:
        assert set(epoch["learned"]) == {"s1", "s2"}
        for name in ("test", "validation", "train"):
            assert 0 <= epoch[f"{name}_accuracy2"] <= 1 and 0 <= epoch[f"{name}_balanced_accuracy2"] <= 1
    assert two["epochs"][0]["learned"] != two["epochs"][1]["learned"]
    hits = sum(two["confusion2"][k][k] for k in range(2))
    assert sum(map(sum, two["confusion2"])) == 60 and abs(hits / 60 - two["epochs"][-1]["test_accuracy2"]) < 1e-12
    assert [c["class"] for c in two["classes2"]] == ["something", "none"]
    assert [c["support"] for c in two["classes2"]] == [sum(row) for row in two["confusion2"]]
    assert all(0 <= c["roc_auc"] <= 1 and 0 < c["average_precision"] <= 1 for c in two["classes2"])
    assert 0 <= two["calibration_error2"] <= 1 and "temperature2" in two
    assert two["classes2"][1]["support"] == two["classes"][0]["support"]
    assert not [name for name in (*one, *one["epochs"][0]) if name.endswith("2") or name == "learned"]


def test_out_of_two_tasks(here, data):
    """Its plots and tables, and those of what the loss learns, besides the ones that there always are."""
    write_groups(data)
    out = here / "out"
    done = run("compare", "--dataset", data, *SMALL, *TWO_TASKS, "--out", str(out))
    names = {path.name for path in out.iterdir()}
    assert done.returncode == 0, done
    assert {name for name in names if "2" in name or "learned" in name} == {
        "test-accuracy2.png", "test-balanced-accuracy2.png", "validation-accuracy2.png", "recall2.png", "precision2.png", "f1-2.png",
        "roc2.png", "precision-recall2.png", "reliability2.png", "roc2.csv", "precision-recall2.csv", "reliability2.csv",
        "test-macro-f1-2.csv", "test-matthews-correlation-2.csv", "validation-macro-f1-2.csv", "validation-matthews-correlation-2.csv",
        "test-macro-f1-2.png", "test-matthews-correlation-2.png", "validation-macro-f1-2.png", "validation-matthews-correlation-2.png",
        "validation-balanced-accuracy2.png", "confusion2.png", "confusion2-by-row.png", "confusion2-standard.csv",
        "classes2.csv", "learned-parameters.png", "learned-parameters.csv"}, names
    matrix = list(csv.reader((out / "confusion2-standard.csv").open()))
    assert matrix[0][1:] == ["something", "none"] and sum(int(cell) for row in matrix[1:] for cell in row[1:]) == 60
    learned = list(csv.DictReader((out / "learned-parameters.csv").open()))
    steps = {row["step"] for row in csv.DictReader((out / "training-loss.csv").open())}
    assert [row["name"] for row in learned] == ["s1"] * len(steps) + ["s2"] * len(steps)
    assert learned[0]["role"] == "standard" and 0 < abs(float(learned[0]["value"])) < 0.1
    rows = list(csv.DictReader((out / "evaluations.csv").open()))
    assert all((row["test_accuracy2"] != "") == (row["role"] == "standard") for row in rows)
    assert rows[0]["train_accuracy2"] == "" and rows[0]["validation_accuracy2"] != ""
    assert "Second task: Is it none?" in (out / "report-standard.txt").read_text()


def test_full_disk(here, data):
    """Nothing half-written: what was there stays, what was not there is not."""
    def small_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))

    there = here / "there"
    there.mkdir()
    (there / "confusion.png").write_text("old")
    for out, more in ((there, []), (here / "made" / "for" / "it", []), (there, ["--format", "pdf", "--all"])):
        done = run("compare", "--dataset", data, *SMALL, "--no-history", "--out", str(out), *more,
                   preexec_fn=small_files)
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
    text = done.stdout
    done = run(*arguments, "--json", "--out", str(here / "diverged"))
    first = json.loads(done.stdout)["runs"][0]
    assert first["status"] == "diverged" and first["divergence"]["step"] >= 1 and first["divergence"]["where"]
    told = (here / "diverged" / "conclusion.txt").read_text(encoding="utf-8")
    assert re.match(r"At epoch [01]\.\d of 2: what follows is of that moment\n\n", told) and told in text, told


def test_chance(here, data):
    """A penalty that outweighs the data ends at chance, and the report says so."""
    done = run("compare", "--dataset", data, *SMALL, "--epochs", "30", "--custom", "cross-entropy-l1", "--set", "alpha=1")
    assert done.returncode == 0 and "ended at chance" in done.stdout and "penalty" in done.stdout, done.stdout


def test_interrupt(here, data):
    """Ctrl+C ends the runs where they are, shows what there is, and fails."""
    for options, words in (([], "losslab runs resume 1 goes on"), (["--no-history"], "what is shown ends there")):
        process = subprocess.Popen([LOSSLAB, "compare", "--dataset", data, *SMALL, "--epochs", "10000",
                                    "--hidden", "128,128",  # not at its end before a busy machine gets to the signal
                                    "--out", str(here / "out"), *options],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        os.read(process.stdout.fileno(), 1)  # the first line is there, and all but a letter is left for what reads on
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=60)
        assert process.returncode == 1 and "interrupted" in error and "stopped" in out, (process.returncode, error, out[-300:])
        assert error.endswith(words + "\n"), error
        told = (here / "out" / "conclusion.txt").read_text(encoding="utf-8")
        assert told.startswith("Interrupted at epoch ") and "\n\n" + told in out, (told, out[-2000:])
        said, moment = out.index("\nInterrupted at epoch "), re.search(r"epoch (\d+)\.\d of 10000: what follows is of that", out)
        assert moment and out.index(": stopped") < said < out.index("difference\n"), out[-2000:]
        # lines of epochs that have just ended may not be there yet
        printed = [int(epoch) for epoch in re.findall(r"Epoch (\d+)/", out)]
        of_both = [epoch for epoch in printed if printed.count(epoch) == 2]
        assert max(of_both) - 1 <= int(moment[1]) < 10000, (printed, moment[0])


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
            os.environ["XDG_DATA_HOME"] = folder + "/home"
            try:
                test(here, write_dataset(here / "data"))
                print(f"ok {number} /command-line/{name}")
            except Exception as problem:  # pylint: disable=broad-except
                print(f"not ok {number} /command-line/{name}")
                print("\n".join(f"# {line}" for line in f"{type(problem).__name__}: {problem}".splitlines()))
        print(f"# {time.monotonic() - begin:.1f} s", flush=True)


main()
