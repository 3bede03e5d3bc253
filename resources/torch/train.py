# @TITLE@
"""An experiment of Losslab as plain PyTorch.

    python3 train.py               prints the lines that `losslab compare` prints
    python3 train.py --epochs 1    fewer epochs
    python3 train.py --steps 50    the losses of the first steps, one a line: side, step, loss

It needs torch and numpy. Beside it are, as little-endian numbers without a header:

    *-ubyte.gz                 the pictures and their labels, in MNIST's format
    train-index.u32            which of the training pictures are trained on
    train-labels.u8            the classes that the network is told for them
    validation-index.u32       pictures set aside, if there are any
    weights-SEED.f32           the weights to begin with: of each layer [outputs, inputs], then [outputs];
                               weights-SIDE-SEED.f32 where the sides begin with different ones
    order-SEED.u32             the order of the pictures in each epoch
    journal.json               what was changed in mid-training, before which step (from 0)
"""
import argparse
import gzip
import inspect
import json
import math
import pathlib
import struct
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent

# ---- the settings ----
# @SETTINGS@

# ---- the losses ----
# @LOSSES@

# What is compared. A loss's parameters and class weights are written as on the command line; names are those that
# Python has another use for.
# @SIDES@


# ---- the data ----
def read_idx(name):
    data = gzip.open(HERE / f"{name}.gz").read()
    shape = struct.unpack(f">{data[3]}I", data[4:4 + 4 * data[3]])
    return torch.from_numpy(np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(shape[0], -1).copy())


def read(name, kind):
    return torch.from_numpy(np.fromfile(HERE / name, kind).astype(np.int64 if kind != "<f4" else np.float32))


def normalise(pixels):
    return (pixels.float() / 255 - 0.5) / 0.5


class Data:
    def __init__(self):
        pictures, labels = read_idx("train-images-idx3-ubyte"), read_idx("train-labels-idx1-ubyte")[:, 0].long()
        index, validation = read("train-index.u32", "<u4"), read("validation-index.u32", "<u4")
        self.train = pictures[index], read("train-labels.u8", "u1")
        self.validation = pictures[validation], labels[validation]
        self.test = read_idx("t10k-images-idx3-ubyte"), read_idx("t10k-labels-idx1-ubyte")[:, 0].long()
        self.counts = torch.bincount(self.train[1], minlength=N_CLASSES).double().clamp(min=1)
        self.counts2 = None
        if SECOND:
            self.counts2 = torch.bincount(torch.tensor(SECOND)[self.train[1]], minlength=max(SECOND) + 1).double().clamp(min=1)


# ---- the network ----
class Network(nn.Module):
    """Hidden layers, each followed by a ReLU, and a linear head for each task."""

    def __init__(self, weights, n_tasks):
        super().__init__()
        sizes = [N_INPUTS, *HIDDEN]
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.heads = nn.ModuleList(nn.Linear(sizes[-1], n) for n in [N_CLASSES, *([max(SECOND) + 1] if n_tasks > 1 else [])])
        nn.utils.vector_to_parameters(weights[:sum(p.numel() for p in self.parameters())], self.parameters())

    def forward(self, x):
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return [head(x) for head in self.heads]


# ---- one run ----
def numbers(text):
    """`a=1,b=2` as a dictionary."""
    return {name: float(value) for name, value in (item.split("=") for item in text.split(","))}


class Run:
    """One side with one seed."""

    def __init__(self, side, seed, data, journal):
        self.side, self.seed, self.data, self.step, self.diverged = side, seed, data, 0, False
        self.name = f"{side['role']} {side['loss']}" + (f" seed {seed}" if N_SEEDS > 1 else "")
        self.journal = [c for c in journal if c["side"] == side["role"] and c["seed"] == seed]
        self.network = Network(read(f"{side['weights']}-{seed}.f32", "<f4"), side["tasks"])
        self.order = read(f"order-{seed}.u32", "<u4").reshape(EPOCHS, -1)
        given = {"w": torch.ones(N_CLASSES), "counts": data.counts, "counts2": data.counts2,
                 "w2": torch.ones(max(SECOND, default=0) + 1)}
        self.criterion = side["module"](**self.wanted(given, side["module"]))
        self.loss_parameters, self.class_weights = side["loss-parameters"], side["class-weights"]
        self.set_loss()
        trained = [*self.network.parameters(), *self.criterion.parameters()]
        self.optimiser = torch.optim.Adam(trained, lr=LR) if OPTIMIZER == "adam" else torch.optim.SGD(trained, lr=LR, momentum=MOMENTUM)

    @staticmethod
    def wanted(given, function):
        return {name: given[name] for name in inspect.signature(function).parameters if name in given}

    def set_loss(self):
        """The loss's parameters, and the class weights, which may follow from them."""
        values = {**self.side["parameters"], **(numbers(self.loss_parameters) if self.loss_parameters != "own" else {})}
        for name, value in values.items():
            setattr(self.criterion, self.side["names"].get(name, name), value)
        counts = self.data.counts
        if self.class_weights == "balanced":
            w = len(self.data.train[1]) / (N_CLASSES * counts)
        elif self.class_weights == "own":
            w = self.criterion.weights(counts) if hasattr(self.criterion, "weights") else torch.ones(N_CLASSES)
        else:
            w = torch.ones(N_CLASSES)
            for k, value in numbers(self.class_weights).items():
                w[int(k)] = value
        if hasattr(self.criterion, "w"):
            self.criterion.w = w.float()

    def change(self, setting, text):
        if setting == "lr" or setting == "momentum":
            for group in self.optimiser.param_groups:
                group[setting] = float(text)
        elif setting == "class-weights":
            self.class_weights = text
        elif setting == "loss-parameters":
            self.loss_parameters = text
        self.set_loss()

    def given(self, pictures, y):
        """What a loss can look at."""
        given = {"y": y, "progress": self.step / (EPOCHS * math.ceil(len(self.data.train[1]) / BATCH_SIZE)),
                 "theta": list(self.network.parameters())}
        given.update(zip(("z", "z2"), self.network(normalise(pictures))))
        if self.side["tasks"] > 1:
            given["y2"] = torch.tensor(SECOND)[y]
        return given

    def loss(self, given):
        return self.criterion(**self.wanted(given, self.criterion.forward))

    def train_batch(self, batch):
        for change in self.journal:
            if change["step"] == self.step:
                self.change(change["setting"], change["value"])
        pictures, labels = self.data.train
        self.optimiser.zero_grad()
        value = self.loss(self.given(pictures[batch], labels[batch]))
        if not math.isfinite(value.item()):
            self.diverged = True
            print(f"{self.name}  Diverged at step {self.step + 1}", flush=True)
            return value.item()
        if value.requires_grad:
            value.backward()
        self.optimiser.step()
        self.step += 1
        return value.item()

    @torch.no_grad()
    def evaluate(self, pictures, labels):
        """Accuracy, balanced accuracy, loss, and the second task's accuracy where there is one."""
        hits, support, loss, hits2 = torch.zeros(N_CLASSES), torch.zeros(N_CLASSES), 0.0, 0
        for x, y in zip(pictures.split(500), labels.split(500)):
            given = self.given(x, y)
            said = given["z"]
            if hasattr(self.criterion, "prediction"):
                said = self.criterion.prediction(**self.wanted(given, self.criterion.prediction))
            hits += torch.bincount(y[said.argmax(1) == y], minlength=N_CLASSES)
            support += torch.bincount(y, minlength=N_CLASSES)
            if self.side["tasks"] > 1:
                hits2 += (given["z2"].argmax(1) == given["y2"]).sum().item()
            loss += self.loss(given).item() * len(y) / len(labels)
        present = support > 0
        return (hits.sum() / support.sum()).item(), (hits[present] / support[present]).mean().item(), loss, hits2 / len(labels)

    def train_epoch(self, epoch):
        start, batches = time.perf_counter(), self.order[epoch].split(BATCH_SIZE)
        total = 0.0
        for batch in batches:
            total += self.train_batch(batch)
            if self.diverged:
                return
        seconds = time.perf_counter() - start
        accuracy, balanced, test_loss, accuracy2 = self.evaluate(*self.data.test)
        line = f"{self.name}  Epoch {epoch + 1}/{EPOCHS}, Loss: {total / len(batches):.4f}"
        line += f", train accuracy: {self.evaluate(*self.data.train)[0]:.4f}"
        if len(self.data.validation[1]) > 0:
            line += f", validation accuracy: {self.evaluate(*self.data.validation)[0]:.4f}"
        line += f", test accuracy: {accuracy:.4f}, balanced: {balanced:.4f}"
        if self.side["tasks"] > 1:
            line += f", second task: {accuracy2:.4f}"
        line += f", test loss: {test_loss:.4f}, {seconds:.2f} s"
        print(line, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=EPOCHS, metavar="N", help=f"at most {EPOCHS}")
    parser.add_argument("--steps", type=int, metavar="N", help="print the losses of the first N steps and stop")
    options = parser.parse_args()
    if not 1 <= options.epochs <= EPOCHS or (options.steps is not None and options.steps < 1):
        parser.error(f"--epochs: from 1 to {EPOCHS}, as many as were exported; --steps: at least 1")
    data, journal = Data(), json.loads((HERE / "journal.json").read_text())
    runs = [Run(side, SEED + i, data, journal) for i in range(N_SEEDS) for side in SIDES]
    if options.steps is not None:
        for run in runs:
            label = run.side["role"] + (f" seed {run.seed}" if N_SEEDS > 1 else "")
            batches = [batch for epoch in run.order for batch in epoch.split(BATCH_SIZE)]
            for batch in batches[:options.steps]:
                value = run.train_batch(batch)
                if run.diverged:
                    break
                print(f"{label} {run.step} {value:.9g}", flush=True)
        return
    for epoch in range(options.epochs):
        for run in runs:
            if not run.diverged:
                run.train_epoch(epoch)


if __name__ == "__main__":
    main()
