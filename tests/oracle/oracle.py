# SPDX-License-Identifier: MIT
"""Numbers that other programs give, for the tests to compare with.

    oracle.py make    writes the JSON files beside it (needs python3-torch and python3-sklearn)
    oracle.py check   computes them anew and compares with those files; speaks TAP, skips what is not installed

Random numbers, initial weights and the order of batches are done here a second time, from their definitions.
"""
import gzip
import json
import math
import pathlib
import struct
import sys

try:
    import numpy as np
except ImportError:  # then there is no oracle either, and everything is skipped
    np = None

HERE = pathlib.Path(__file__).resolve().parent
MNIST = HERE.parent.parent / "resources" / "mnist"
WEIGHTS, BATCHES = 1, 2  # streams


# ---- Losslab's random numbers: Philox4x32-10 ------------------------------------------------------------------
def philox(seed: int, stream: int, index: int, n_blocks: int):
    """The first 4 n_blocks numbers of a stream."""
    mask = np.uint64(0xFFFFFFFF)
    c = [np.arange(n_blocks, dtype=np.uint64), np.zeros(n_blocks, np.uint64),
         np.full(n_blocks, index, np.uint64), np.full(n_blocks, stream, np.uint64)]
    k = [seed & 0xFFFFFFFF, seed >> 32]
    for _ in range(10):
        a, b = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        c = [(b >> np.uint64(32)) ^ c[1] ^ np.uint64(k[0]), b & mask,
             (a >> np.uint64(32)) ^ c[3] ^ np.uint64(k[1]), a & mask]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return np.stack(c, 1).ravel()


def initial_weights(seed: int, sizes: list[int]) -> list:
    """[W, b] of each layer, uniform in +-1/sqrt(inputs)."""
    out = []
    for layer, (n_in, n_out) in enumerate(zip(sizes, sizes[1:])):
        index = layer if layer < len(sizes) - 2 else 8
        n = n_in * n_out + n_out
        u = (philox(seed, WEIGHTS, index, (n + 3) // 4)[:n] >> np.uint64(8)).astype(np.float32) * np.float32(2.0**-24)
        values = np.float32(1.0 / math.sqrt(n_in)) * (np.float32(2.0) * u - np.float32(1.0))
        out += [values[:n_in * n_out].reshape(n_out, n_in), values[n_in * n_out:]]
    return out


def order(seed: int, epoch: int, n: int) -> list[int]:
    """Fisher-Yates from the end, Lemire's integers below n."""
    numbers = iter(philox(seed, BATCHES, epoch, n).tolist())
    values = list(range(n))
    for i in range(n, 1, -1):
        product = next(numbers) * i
        if product & 0xFFFFFFFF < i:
            while product & 0xFFFFFFFF < (1 << 32) % i:
                product = next(numbers) * i
        j = product >> 32
        values[j], values[i - 1] = values[i - 1], values[j]
    return values


def read_idx(name: str):
    data = gzip.open(MNIST / f"{name}.gz").read()
    dims = struct.unpack(f">{data[3]}I", data[4:4 + 4 * data[3]])
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(dims)


# ---- training, by PyTorch -------------------------------------------------------------------------------------
def torch_loss(name, weights, alpha, parameters):
    import torch.nn.functional as F

    def loss(z, y):
        if name == "weighted-cross-entropy":
            return (F.cross_entropy(z, y, reduction="none") * weights[y]).mean()
        value = F.cross_entropy(z, y)
        return value + alpha * sum(p.abs().sum() for p in parameters) if name == "cross-entropy-l1" else value

    return loss


def training() -> dict:
    """50 steps of the tutorial's network from seed 1, batches of 64: each loss with each optimiser."""
    import torch

    torch.set_num_threads(1)
    images, labels = read_idx("train-images-idx3-ubyte"), read_idx("train-labels-idx1-ubyte")
    places = order(1, 0, len(labels))
    out = {}
    for name in ("cross-entropy", "weighted-cross-entropy", "cross-entropy-l1"):
        for optimiser, lr in (("adam", 0.001), ("sgd", 0.01)):
            sizes = [784, 128, 64, 10]
            layers = [torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])]
            model = torch.nn.Sequential(layers[0], torch.nn.ReLU(), layers[1], torch.nn.ReLU(), layers[2])
            for parameter, value in zip(model.parameters(), initial_weights(1, sizes)):
                parameter.data = torch.from_numpy(value.copy())
            weights = torch.ones(10)
            weights[0] = 2.0
            loss = torch_loss(name, weights, 0.01, list(model.parameters()))
            step = (torch.optim.Adam(model.parameters(), lr=lr) if optimiser == "adam"
                    else torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9))
            losses = []
            for i in range(50):
                batch = places[64 * i:64 * i + 64]
                x = torch.from_numpy((images[batch].reshape(64, -1).astype(np.float32) / np.float32(255) - np.float32(0.5)) / np.float32(0.5))
                y = torch.from_numpy(labels[batch].astype(np.int64))
                step.zero_grad()
                value = loss(model(x), y)
                value.backward()
                step.step()
                losses.append(value.item())
            out[f"{name}/{optimiser}"] = {"lr": lr, "losses": losses}
    return out


def losses() -> dict:
    """Values and gradients in double, at ordinary and extreme logits."""
    import torch

    rng = np.random.default_rng(7)
    out = []
    for name in ("cross-entropy", "weighted-cross-entropy", "cross-entropy-l1"):
        for scale in (1.0, 10.0, 1000.0, 0.0):
            K, B = 10, 8
            z = torch.tensor(np.float32(scale * rng.standard_normal((B, K))), dtype=torch.float64, requires_grad=True)
            y = torch.tensor(rng.integers(0, K, B))
            w = torch.tensor(np.float32(rng.uniform(0.1, 3, K)), dtype=torch.float64)
            theta = torch.tensor(np.float32(rng.standard_normal(40)), dtype=torch.float64, requires_grad=True)
            value = torch_loss(name, w, 0.0, [])(z, y) if name != "cross-entropy-l1" else torch_loss("cross-entropy", w, 0.0, [])(z, y)
            value.backward()
            penalty = 0.01 * theta.abs().sum() if name == "cross-entropy-l1" else 0.0 * theta.sum()
            penalty.backward()
            out.append({"loss": name, "logits": z.detach().numpy().tolist(), "targets": y.tolist(), "weights": w.tolist(),
                        "value": value.item(), "gradient": z.grad.numpy().tolist(), "theta": theta.detach().numpy().tolist(),
                        "penalty": penalty.item(), "dtheta": theta.grad.numpy().tolist()})
    return {"cases": out}


def optimisers() -> dict:
    """20 steps on 37 parameters with given gradients, among them zeros and very small and large ones."""
    import torch

    rng = np.random.default_rng(11)
    theta = np.float32(rng.standard_normal(37))
    gradients = np.float32(rng.standard_normal((20, 37)) * 10.0 ** rng.uniform(-6, 2, 37))
    gradients[:, 0] = 0.0
    out = {"theta": theta.tolist(), "gradients": gradients.tolist()}
    for name in ("adam", "sgd"):
        p = torch.nn.Parameter(torch.from_numpy(theta.copy()))
        step = torch.optim.Adam([p], lr=0.003) if name == "adam" else torch.optim.SGD([p], lr=0.003, momentum=0.8)
        for g in gradients:
            p.grad = torch.from_numpy(g.copy())
            step.step()
        out[name] = p.detach().numpy().tolist()
    return out


# ---- measures, by scikit-learn --------------------------------------------------------------------------------
def measures() -> dict:
    import warnings

    from sklearn import metrics

    warnings.simplefilter("ignore")
    rng = np.random.default_rng(3)
    cases = []
    for K, n, kind in ((10, 500, "random"), (3, 7, "random"), (5, 60, "absent"), (4, 30, "one-prediction"), (2, 40, "perfect"), (12, 2000, "random"), (6, 9, "nowhere"), (3, 12, "one-class")):
        truth = rng.integers(0, K, n)
        predicted = np.where(rng.random(n) < 0.7, truth, rng.integers(0, K, n))
        if kind == "absent":
            truth[truth == 2] = 1
        elif kind == "nowhere":
            truth, predicted = np.array([0, 1, 1, 3, 4, 5, 5, 0, 1]), np.array([0, 1, 0, 3, 5, 5, 5, 4, 1])
        elif kind == "one-class":
            truth[:] = 2
        elif kind == "one-prediction":
            predicted[:] = 1
        elif kind == "perfect":
            predicted = truth
        labels = list(range(K))
        p, r, f, s = metrics.precision_recall_fscore_support(truth, predicted, labels=labels, zero_division=0)
        average = {name: list(metrics.precision_recall_fscore_support(truth, predicted, labels=labels, average=name, zero_division=0)[:3])
                   for name in ("macro", "weighted")}
        cases.append({"n_classes": K, "truth": truth.tolist(), "predicted": predicted.tolist(),
                      "accuracy": metrics.accuracy_score(truth, predicted),
                      "balanced_accuracy": metrics.balanced_accuracy_score(truth, predicted),
                      "matthews": float(metrics.matthews_corrcoef(truth, predicted)),
                      "precision": p.tolist(), "recall": r.tolist(), "f1": f.tolist(), "support": s.tolist(),
                      "macro": average["macro"], "weighted": average["weighted"],
                      "report": metrics.classification_report(truth, predicted, labels=labels, zero_division=0)})
    return {"cases": cases}


def catalogue() -> dict:
    """Every loss of the catalogue, from catalogue.py beside this file: it needs PyTorch as soon as it is imported."""
    import catalogue as second

    return second.catalogue()


def scoring(name):
    """From scoring.py beside this file, which needs SciPy and scikit-learn likewise."""
    def oracle() -> dict:
        import scoring as second

        return getattr(second, name)()

    return oracle


ORACLES = {"training": training, "losses": losses, "catalogue": catalogue, "optimisers": optimisers, "measures": measures,
           **{name: scoring(name) for name in ("rankings", "calibrations", "answers", "intervals")}}


def close(a, b) -> bool:
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(close(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(close, a, b))
    if isinstance(a, float):
        return math.isclose(a, b, rel_tol=1e-4, abs_tol=1e-6)  # another BLAS rounds another way
    return a == b


def main() -> None:
    if sys.argv[1:] == ["make"]:
        for name, oracle in ORACLES.items():
            (HERE / f"{name}.json").write_text(json.dumps(oracle()) + "\n")
        return
    print(f"1..{len(ORACLES)}")
    for number, (name, oracle) in enumerate(ORACLES.items(), 1):
        try:
            if np is None:
                raise ImportError("no numpy here")
            now = json.loads(json.dumps(oracle()))
        except ImportError as missing:
            print(f"ok {number} /oracle/{name} # SKIP {missing}")
            continue
        there = json.loads((HERE / f"{name}.json").read_text())
        print(f"{'ok' if close(now, there) else 'not ok'} {number} /oracle/{name}")


main()
