# SPDX-License-Identifier: MIT
"""Exported losses and experiments against PyTorch: pytorch.py MODULES LOSSLAB ROOT. Speaks TAP.

MODULES is modules.c beside it. Values and gradients of the catalogue's losses come from catalogue.json, those of random
texts from the engine's reference, and the losses of a training from the program's own run of it.
"""
import gzip
import inspect
import json
import math
import os
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile
import time

try:
    import torch
except ImportError:  # then there is nothing to run the scripts with, and everything is skipped
    torch = None

MODULES, LOSSLAB, ROOT = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
LOSSES = sorted((ROOT / "resources" / "losses").glob("*.loss"))
CATALOGUE = json.loads((ROOT / "tests" / "oracle" / "catalogue.json").read_text())

# What is trained by both, three custom losses at a time: more ids can be added. {} are options.
TRAINED = {
    "plain": ["weighted-cross-entropy", "cross-entropy-l1", "focal"],
    "robust": ["generalized-cross-entropy", "soft-f1", "class-balanced"],
    "tasks": ["multi-task", "multi-task-uncertainty", "logit-adjusted"],
    "typed": ["formula:lambda = 0.3 in [0, 1]; loss = -w[y]*log(p[y]) + lambda*sum_classes(where(k == y, 0, p^2))",
              "deferred-reweighting", "binary-cross-entropy"],
}
OPTIONS = {
    "plain": ["--set", "third.alpha=0.0001"],
    "robust": ["--keep", "0=0.05,3=0.5", "--validation", "0.1", "--optimizer", "sgd", "--lr", "0.02"],
    "tasks": ["--label-noise", "0.1", "--hidden", "48", "--set", "custom.lambda=1.5"],
    "typed": ["--class-weights", "0=2,8=1.5", "--hidden", "none", "--batch-size", "50", "--seed", "7", "--seeds", "2"],
}


def run(*command: str, **options) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False, **options)
    assert done.returncode == 0, (command, done.returncode, done.stderr)
    return done.stdout


def class_name(loss: str) -> str:
    return "".join(word[0].upper() + word[1:] for word in re.findall("[A-Za-z0-9]+", loss)) + "Loss"


def load(*files) -> dict:
    """The classes of the modules of some losses, by name."""
    script, names = run(MODULES, "classes", *map(str, files)), {}
    exec(compile(script, "modules.py", "exec"), names)  # pylint: disable=exec-used
    return names


def wanted(given: dict, function) -> dict:
    return {name: given[name] for name in inspect.signature(function).parameters if name in given}


class Case:
    """A module's value and gradients for a case of logits, targets and so on."""

    def __init__(self, module, case: dict):
        def tensor(values, learned=False):
            return torch.tensor(values, dtype=torch.float64, requires_grad=learned)

        self.given = {"z": tensor(case["logits"], True), "y": torch.tensor(case["targets"]), "progress": case["progress"],
                      "w": tensor(case["weights"]), "counts": tensor(case["counts"])}
        if "logits2" in case:
            self.given.update(z2=tensor(case["logits2"], True), y2=torch.tensor(case["targets2"]))
        if "theta" in case:
            self.given["theta"] = [tensor(case["theta"], True)]
        parameters = {name if name in inspect.signature(module).parameters else name + "_": value
                      for name, value in case.get("parameters", {}).items()}
        self.module = module(**wanted(self.given, module), **parameters)
        value = self.module(**wanted(self.given, self.module.forward))
        if value.requires_grad:
            value.backward()
        self.value = value.item()

    def gradient(self, name):
        grad = self.given[name].grad
        return torch.zeros_like(self.given[name]) if grad is None else grad


def near(a: float, b: float, tolerance: float) -> bool:
    return abs(a - b) <= tolerance * max(1.0, abs(b))


def alike(a, b, tolerance: float) -> bool:
    """Within a part of the greatest."""
    b = torch.as_tensor(b, dtype=torch.float64).reshape(a.shape)
    return bool(((a - b).abs() <= tolerance * b.abs().max()).all())


def check_catalogue(module, case: dict) -> None:
    """Extreme logits, up to 1000, are among the cases, and none is left out."""
    found = Case(module, case)
    assert near(found.value, case["value"], 1e-9), (found.value, case)
    assert alike(found.gradient("z"), case["gradient"], 1e-8), (found.gradient("z"), case)
    if "gradient2" in case:
        assert alike(found.gradient("z2"), case["gradient2"], 1e-8), case
    if "dtheta" in case:
        assert alike(found.given["theta"][0].grad, case["dtheta"], 1e-8), case
    for name, number in case.get("dlearned", {}).items():
        assert near(getattr(found.module, name).grad.item(), number, 1e-8), case


def test_catalogue(here: pathlib.Path) -> None:
    """Every loss of the folder, with every case that there is for it, and first class weights."""
    modules = load(*LOSSES)
    for file in LOSSES:
        cases = [case for case in CATALOGUE["cases"] if case["loss"] == file.stem]
        assert len(cases) > 4, file
        for case in cases:
            check_catalogue(modules[class_name(file.stem)], case)
    for case in CATALOGUE["weights"]:
        module = modules[class_name(case["loss"])](w=torch.ones(case["n_classes"]), **case["parameters"])
        weights = module.weights(torch.tensor(case["counts"], dtype=torch.float64))
        assert alike(weights, case["own_weights"], 1e-9), (weights, case)


def test_single_precision(here: pathlib.Path) -> None:
    """Sure and right, sure and wrong, in float: the gradients stay finite."""
    torch.set_default_dtype(torch.float32)
    try:
        for name, module in load(*LOSSES).items():
            if not name.endswith("Loss"):
                continue
            for size in (1.0, 30.0, 80.0):
                z = torch.eye(10)[:4] * size
                given = {"z": z.clone().requires_grad_(), "y": torch.tensor([0, 1, 2, 9]), "progress": 0.9,
                         "w": torch.ones(10), "counts": torch.full((10,), 50.0), "theta": [torch.ones(3)],
                         "z2": (torch.eye(2)[[0, 1, 0, 1]] * size).requires_grad_(), "y2": torch.tensor([0, 1, 1, 0])}
                loss = module(**wanted(given, module))
                loss(**wanted(given, loss.forward)).backward()
                assert torch.isfinite(given["z"].grad).all(), (name, size, given["z"].grad)
    finally:
        torch.set_default_dtype(torch.float64)


HARD = r'''# a "quoted" \ and """ three""" \n and C:\new
#
#   It’s indented, and ends with "
lambda = 0.5 in [0, 5]
class = 2 in [-1, 3]
None = 1.25 learned
train = 0.1 in [0, 1]
__x = -0.3 in [-1, 1]
lambda_ = 3 in [1, 4]
log_p = log(p)
number = class*lambda
self = train + __x
F = log(p[y])
torch = z[y]
loss = mean(torch)*number + self*sum(F) + None*lambda_ + mean(log_p)
'''


def test_names(here: pathlib.Path) -> None:
    """Names that Python, PyTorch or the script have another use for; a comment's quotes and backslashes."""
    (here / "hard.loss").write_text(HARD)
    (here / "one-line.loss").write_text('# "Quoted"\nloss = 1 - p[y]\n')
    (here / "none.loss").write_text("loss = 1 - p[y]\n")
    modules = load(here / "hard.loss", here / "one-line.loss", here / "none.loss")
    hard = modules["HardLoss"]
    words = [line[1:].strip() for line in HARD.splitlines() if line.startswith("#")]
    assert [line.strip() for line in hard.__doc__.splitlines()][:-1] == words, (hard.__doc__, words)
    assert modules["OneLineLoss"].__doc__ == '"Quoted"' and modules["NoneLoss"].__doc__ != "", modules["OneLineLoss"].__doc__
    names = list(inspect.signature(hard).parameters)
    assert set(names) == {"lambda__", "class_", "None_", "train_", "v__x", "lambda_"}, names
    found = Case(hard, {"logits": [[1.0, 2.0, 0.5]], "targets": [1], "weights": [1.0] * 3, "counts": [1] * 3, "progress": 0.0})
    log_p = torch.log_softmax(torch.tensor([1.0, 2.0, 0.5], dtype=torch.float64), 0)
    assert near(found.value, (2.0 + (0.1 - 0.3) * log_p[1] + 1.25 * 3 + log_p.mean()).item(), 1e-12), found.value
    found.module.train().double().float()  # its own methods are still there
    assert dict(found.module.named_parameters()).keys() == {"None_"}


# text, what it is by PyTorch
TYPED = {
    "where(z[y] > 0, log(z[y]), -1)": lambda z, y, w: torch.where(zy(z, y) > 0, zy(z, y).clamp(min=1e-9).log(), torch.tensor(-1.0)).mean(),
    "sum(where(k == y, z^2, 0))": lambda z, y, w: zy(z, y).square().sum(),
    "log(p[y]/(1 - p[y]))": lambda z, y, w: (zy(z, y) - torch.logsumexp(z.masked_fill(hot(z, y), -math.inf), 1)).mean(),
    "-log(sum_classes(p*t))": lambda z, y, w: torch.nn.functional.cross_entropy(z, y),
    "w[y]": lambda z, y, w: w[y].mean(),
    "w": lambda z, y, w: w.mean(),
    "y > 1": lambda z, y, w: (y > 1).double().mean(),
    "3": lambda z, y, w: torch.tensor(3.0),
    "sum_batch(p*t)": lambda z, y, w: (torch.softmax(z, 1) * hot(z, y)).sum(0).mean(),
    "sum(w[y]*z)": lambda z, y, w: (w[y][:, None] * z).sum(),
    "clamp(z[y], -1, 1)": lambda z, y, w: zy(z, y).clamp(-1, 1).mean(),
    "-2^2 + 2^3^2/2^-1": lambda z, y, w: torch.tensor(-4.0 + 512.0 * 2.0),
}


def zy(z, y):
    return z.gather(1, y[:, None])[:, 0]


def hot(z, y):
    return torch.nn.functional.one_hot(y, z.shape[1]).bool()


def test_typed(here: pathlib.Path) -> None:
    """Shapes, grouping, branches, by hand."""
    files = []
    for number, text in enumerate(TYPED):
        files.append(here / f"typed-{number}.loss")
        files[-1].write_text(f"loss = {text}\n")
    modules = load(*files)
    case = {"logits": [[0.5, -1.0, 2.0], [-3.0, 0.0, 1.0], [0.1, 0.2, -0.3]], "targets": [0, 2, 2],
            "weights": [1.0, 0.5, 2.0], "counts": [1, 1, 1], "progress": 0.0}
    for file, (text, by_hand) in zip(files, TYPED.items()):
        found = Case(modules[class_name(file.stem)], case)
        z = torch.tensor(case["logits"], requires_grad=True)
        value = by_hand(z, torch.tensor(case["targets"]), torch.tensor(case["weights"]))
        assert near(found.value, value.item(), 1e-12), (text, found.value, value)
        if value.requires_grad:
            value.backward()
            assert alike(found.gradient("z"), z.grad, 1e-12), (text, found.gradient("z"), z.grad)


def random_text(rng: random.Random, shape: str, depth: int) -> str:
    """An expression of that shape: "", "B", "K" or "BK"."""
    def sub(of):
        return random_text(rng, of, depth - 1)

    if depth == 0:
        return rng.choice({"": ["a", "s", "2", "0.5", "K", "progress"], "B": ["p[y]", "z[y]", "w[y]", "y", "z[1]", "t[0]"],
                           "K": ["w", "k", "counts", "prior"], "BK": ["z", "p", "t", "z*w", "y - k"]}[shape])
    pairs = {"": [("", "")], "B": [("B", "B"), ("B", ""), ("", "B")], "K": [("K", "K"), ("K", ""), ("", "K")],
             "BK": [("BK", "BK"), ("BK", "B"), ("B", "BK"), ("K", "B"), ("B", "K"), ("BK", "K"), ("", "BK")]}
    left, right = rng.choice(pairs[shape])
    over = {"": [("batch", "B"), ("classes", "K"), ("all", "BK")], "B": [("classes", "BK")], "K": [("batch", "BK")], "BK": []}[shape]
    kind = rng.choice(["infix", "infix", "function", "function", "two", "where", "clamp", "logic", "over", "over"])
    if kind == "over" and over:
        way, of = rng.choice(over)
        return f"{rng.choice(['sum', 'mean'])}({sub(of)})" if way == "all" else f"{rng.choice(['sum', 'mean', 'max', 'min'])}_{way}({sub(of)})"
    if kind == "two":
        return f"{rng.choice(['min', 'max'])}({sub(left)}, {sub(right)})"
    if kind == "where":
        return f"where({sub(shape)} {rng.choice(['<', '>', '<=', '!='])} {sub('')}, {sub(left)}, {sub(right)})"
    if kind == "clamp":
        return f"clamp({sub(shape)}, -1, 0.5 + {sub('')}^2)"
    if kind == "logic":
        return f"({sub(left)} > 0.5 {rng.choice(['and', 'or'])} not {sub(right)} < 0.2)"
    if kind == "function":
        return f"{rng.choice(['abs', 'exp', 'log', 'sqrt', 'tanh', 'sigmoid', 'softplus', 'relu', '-', 'detach'])}({sub(shape)})"
    return f"({sub(left)} {rng.choice(['+', '-', '*', '/', '^'])} {sub(right)})"


def test_random(here: pathlib.Path) -> None:
    """Random texts give the engine's own numbers, wherever these are finite."""
    rng = random.Random(5)
    files = []
    for number in range(300):
        inner, outer = rng.choice(["", "B", "K", "BK"]), rng.choice(["", "B", "K"])
        text = f"a = 0.7 in [0, 3]\ns = 0.4 learned\nd = {random_text(rng, inner, 2)}\n"
        use = {"": "d", "B": "mean_batch(d)", "K": "mean_classes(d)", "BK": "mean(d)"}[inner]
        files.append(here / f"random-{number}.loss")
        files[-1].write_text(text + f"loss = {random_text(rng, outer, 3)} + tanh({use})\n")
    case = {"n_classes": 4, "logits": [[round(rng.gauss(0, 1.5), 4) for _ in range(4)] for _ in range(5)], "targets": [0, 3, 3, 1, 0],
            "weights": [1.5, 0.25, 2.0, 0.75], "counts": [5, 100, 31, 9], "progress": 0.5}
    engine = [json.loads(line) for line in run(MODULES, "values", *map(str, files), input=json.dumps(case)).splitlines()]
    modules = load(*files)
    n_finite = n_lost = 0
    for file, numbers in zip(files, engine):
        found = Case(modules[class_name(file.stem)], case)
        if numbers["value"] is None or None in numbers["gradient"]:
            continue
        n_finite += 1
        if not math.isfinite(found.value) or not torch.isfinite(found.gradient("z")).all():
            n_lost += 1  # the engine keeps 0 * infinity at 0 where PyTorch has NaN
            continue
        assert near(found.value, numbers["value"], 1e-9), (file.read_text(), found.value, numbers)
        assert alike(found.gradient("z"), numbers["gradient"], 1e-7) or torch.tensor(numbers["gradient"]).abs().max() < 1e-12, (file.read_text(), numbers)
    assert n_finite > 200 and n_lost < 8, (n_finite, n_lost)


def losses_of(text: str) -> dict:
    """`side [seed N] step loss` lines: the losses by side and seed."""
    out: dict = {}
    for line in text.splitlines():
        *name, step, loss = line.split()
        out.setdefault(tuple(name), []).append(float(loss))
        assert len(out[tuple(name)]) == int(step), line
    return out


def test_journal(here: pathlib.Path) -> None:
    """What was changed while the run trained is changed at the same steps: rate, momentum, weights, parameters."""
    program = losses_of(run(MODULES, "journal", str(here / "out")))
    script = losses_of(run(sys.executable, str(here / "out" / "train.py"), "--steps", "1000"))
    assert program.keys() == script.keys() == {("standard",)}
    assert len(program["standard",]) == len(script["standard",]) == 39
    assert all(near(a, b, 1e-4) for a, b in zip(script["standard",], program["standard",])), (program, script)
    assert len(json.loads((here / "out" / "journal.json").read_text())) == 6


def epochs_of(text: str) -> dict:
    """The loss of each `Epoch` line, by what stands before it."""
    return {(line.split("  Epoch ")[0], epoch): float(loss) for line in text.splitlines()
            for epoch, loss in re.findall(r"  Epoch (\d+)/\d+, Loss: (-?[0-9.]+), train accuracy", line)}


def write_digits(folder: pathlib.Path) -> str:
    """MNIST's first pictures: enough to learn from, and quick to read."""
    folder.mkdir()
    for name, n in (("train", 3500), ("t10k", 500)):
        for what, size in (("images-idx3", 784), ("labels-idx1", 1)):
            data = gzip.open(ROOT / "resources" / "mnist" / f"{name}-{what}-ubyte.gz").read()
            head = 16 if size > 1 else 8
            (folder / f"{name}-{what}-ubyte").write_bytes(data[:4] + struct.pack(">I", n) + data[8:head + n * size])
    (folder / "class-groups.txt").write_text("Is it small?\nsmall: 0 1 2 3\nmiddling: 4 5\nlarge: 6 7 8 9\n")
    return str(folder)


def check_export(here: pathlib.Path, name: str) -> None:
    """The program's losses, step by step and epoch by epoch, in the same lines."""
    options = ["--dataset", write_digits(here / "digits"), "--epochs", "2", *OPTIONS[name]]
    for loss in TRAINED[name]:
        options += ["--custom", loss]
    run(LOSSLAB, "export", "pytorch", str(here / "out"), *options)
    program = run(LOSSLAB, "compare", "--no-history", "--out", str(here / "program"), *options)
    steps: dict = {}
    for table in sorted((here / "program").rglob("training-loss.csv")):
        for row in re.findall(r"^(\w+),.*?,(\d+),(\d+),[^,]*,([^,]+),[^,]*$", table.read_text(), re.MULTILINE):
            steps.setdefault((row[0], row[1]), []).append(float(row[3]))
    script = losses_of(run(sys.executable, str(here / "out" / "train.py"), "--steps", "50"))
    assert len(script) == len(steps) and len(script) in (4, 8), (script.keys(), steps.keys())
    for side, losses in script.items():
        seed = next(s for role, s in steps if role == side[0]) if len(side) == 1 else side[2]
        assert len(losses) == 50
        for i, (a, b) in enumerate(zip(losses, steps[side[0], seed])):
            assert near(a, b, 1e-4), (side, i + 1, a, b)
    lines = run(sys.executable, str(here / "out" / "train.py"))
    ours, theirs = epochs_of(lines), epochs_of(program)
    assert ours.keys() == theirs.keys() and len(ours) == 2 * len(steps), (ours, theirs)
    for key, loss in ours.items():
        assert abs(loss - theirs[key]) <= 0.02 * max(abs(theirs[key]), 0.05), (key, loss, theirs[key])
    shape = [re.sub(r"-?[0-9.]+", "N", line) for line in lines.splitlines()]
    assert shape == [re.sub(r"-?[0-9.]+", "N", line) for line in program.splitlines()[:len(shape)]], (lines, program)


def test_script_options(here: pathlib.Path) -> None:
    """It runs from elsewhere, wants no more epochs than there are, and says what it takes."""
    run(LOSSLAB, "export", "pytorch", str(here / "out"), "--dataset", write_digits(here / "digits"), "--train-size", "100",
        "--epochs", "2")
    script = str(here / "out" / "train.py")
    assert len(run(sys.executable, script, "--epochs", "1", cwd="/").splitlines()) == 2
    assert "--steps" in run(sys.executable, script, "--help")
    done = subprocess.run([sys.executable, script, "--epochs", "3"], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "from 1 to 2" in done.stderr, done


def main() -> None:
    tests = {name[5:].replace("_", "-"): test for name, test in globals().items() if name.startswith("test_")}
    tests.update({f"training/{name}": lambda here, name=name: check_export(here, name) for name in TRAINED})
    if torch is not None:
        torch.set_default_dtype(torch.float64)
        torch.set_num_threads(1)
        os.environ["OMP_NUM_THREADS"] = "1"
    print(f"1..{len(tests)}")
    for number, (name, test) in enumerate(tests.items(), 1):
        if torch is None:
            print(f"ok {number} /pytorch/{name} # SKIP no python3-torch here")
            continue
        begin = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(pathlib.Path(folder))
                print(f"ok {number} /pytorch/{name}")
            except Exception as problem:  # pylint: disable=broad-except
                print(f"not ok {number} /pytorch/{name}")
                print("\n".join(f"# {line}" for line in f"{type(problem).__name__}: {problem}"[:3000].splitlines()))
        print(f"# {time.monotonic() - begin:.1f} s", flush=True)


main()
