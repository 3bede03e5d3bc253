# SPDX-License-Identifier: MIT
"""What the peers share: MNIST, the network's sizes, one thread, and turns.

A peer is a script that trains what `losslab compare` trains as its standard run, in another tool, so that
`losslab bench --peers tests/bench` can tell how long its epochs take. By hand it trains five epochs:

    /usr/bin/python3 tests/bench/pytorch.py --mode eager

With --turns it says "ready" when its data are loaded, and then trains an epoch for each line that it is given. After
each epoch it prints the mean of the batches' losses and the seconds that it took.

A peer imports this module first: libraries read how many threads they may start as they are loaded.
"""
import argparse
import gzip
import os
import pathlib
import sys
import time

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import numpy as np  # pylint: disable=wrong-import-position

INPUTS, HIDDEN, CLASSES = 28 * 28, (128, 64), 10
BATCH_SIZE = 64
LEARNING_RATE = 1e-3
MNIST = pathlib.Path(__file__).resolve().parents[2] / "resources" / "mnist"


def parser(description: str) -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(description=description)
    result.add_argument("--data", type=pathlib.Path, default=MNIST, help="the folder of MNIST's files")
    result.add_argument("--epochs", type=int, default=5)
    result.add_argument("--seed", type=int, default=1)
    result.add_argument("--turns", action="store_true", help="an epoch for each line of standard input")
    return result


def load(folder: pathlib.Path) -> tuple[np.ndarray, np.ndarray]:
    """The training pictures [n, 28, 28] and their labels [n], in bytes."""
    images = gzip.decompress((folder / "train-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((folder / "train-labels-idx1-ubyte.gz").read_bytes())
    return (np.frombuffer(images, np.uint8, offset=16).reshape(-1, 28, 28).copy(),
            np.frombuffer(labels, np.uint8, offset=8).copy())


def normalise(images: np.ndarray) -> np.ndarray:
    """[n, 28, 28] bytes -> [n, 784] floats from -1 to 1, as ToTensor and Normalize (0.5, 0.5) give them."""
    return (images.reshape(len(images), INPUTS).astype(np.float32) / 255 - 0.5) / 0.5


class Turns:
    """Whose turn it is, and the clock of the epoch under way."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.asked = arguments.turns
        self.epochs = arguments.epochs
        self.epoch = 0
        if self.asked:
            print("ready", flush=True)
        self.wait()

    def wait(self) -> None:
        """Until the next epoch is wanted. Ends the program where none is."""
        if not (sys.stdin.readline() if self.asked else self.epoch < self.epochs):
            sys.exit()
        self.begin = time.perf_counter()

    def done(self, loss: float) -> None:
        seconds = time.perf_counter() - self.begin
        self.epoch += 1
        print(f"epoch {self.epoch} loss {loss:.4f} seconds {seconds:.4f}", flush=True)
        self.wait()
