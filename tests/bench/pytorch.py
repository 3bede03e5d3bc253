# SPDX-License-Identifier: MIT
"""PyTorch on pictures that are normalised once and stay in memory.

eager is what a careful user writes: layers, autograd, torch.optim.Adam. script is the fastest form that was found: an
epoch is one TorchScript function with the gradients written by hand, and Adam goes over all parameters at once.
"""
from typing import List

import peer

import torch
from torch import nn
from torch.nn import functional as F


def make_network() -> nn.Sequential:
    return nn.Sequential(nn.Linear(peer.INPUTS, peer.HIDDEN[0]), nn.ReLU(),
                         nn.Linear(peer.HIDDEN[0], peer.HIDDEN[1]), nn.ReLU(),
                         nn.Linear(peer.HIDDEN[1], peer.CLASSES))


# ---- eager ----

def eager(x: torch.Tensor, y: torch.Tensor, turns: peer.Turns) -> None:
    network = make_network()
    optimizer = torch.optim.Adam(network.parameters(), lr=peer.LEARNING_RATE)
    while True:
        total = torch.zeros(())
        batches = torch.randperm(len(x)).split(peer.BATCH_SIZE)
        for batch in batches:
            optimizer.zero_grad(set_to_none=True)
            loss = F.cross_entropy(network(x.index_select(0, batch)), y.index_select(0, batch))
            loss.backward()
            optimizer.step()
            total += loss.detach()
        turns.done(total.item() / len(batches))


# ---- script ----

def views(block: torch.Tensor, shapes: List[torch.Size]) -> List[torch.Tensor]:
    """A block of P numbers as tensors of these shapes, one behind the other."""
    parts = block.split([shape.numel() for shape in shapes])
    return [part.view(shape) for part, shape in zip(parts, shapes)]


@torch.jit.script
def scripted_epoch(x: torch.Tensor, y: torch.Tensor, order: torch.Tensor, batch_size: int, rate: float,
                   layers: List[torch.Tensor], gradients: List[torch.Tensor], theta: torch.Tensor,
                   dtheta: torch.Tensor, m: torch.Tensor, v: torch.Tensor, root: torch.Tensor, one_hot: torch.Tensor,
                   t: int) -> torch.Tensor:
    """Trains on all of order; layers and gradients are views of theta and dtheta. Returns the sum of the losses."""
    w1, b1, w2, b2, w3, b3 = layers
    dw1, db1, dw2, db2, dw3, db3 = gradients
    total = torch.zeros(1)
    for start in range(0, order.shape[0], batch_size):
        batch = order[start:start + batch_size]
        x0 = x.index_select(0, batch)
        target = y.index_select(0, batch)
        n = x0.shape[0]

        h1 = torch.addmm(b1, x0, w1.t()).relu_()
        h2 = torch.addmm(b2, h1, w2.t()).relu_()
        log_p = torch.log_softmax(torch.addmm(b3, h2, w3.t()), 1)
        total -= log_p.gather(1, target.unsqueeze(1)).sum() / n

        d = log_p.exp_().sub_(one_hot.index_select(0, target)).div_(n)
        torch.mm(d.t(), h2, out=dw3)
        torch.sum(d, [0], out=db3)
        d = d.mm(w3).mul_(h2 > 0)
        torch.mm(d.t(), h1, out=dw2)
        torch.sum(d, [0], out=db2)
        d = d.mm(w2).mul_(h1 > 0)
        torch.mm(d.t(), x0, out=dw1)
        torch.sum(d, [0], out=db1)

        t += 1
        m.lerp_(dtheta, 0.1)
        v.mul_(0.999).addcmul_(dtheta, dtheta, value=0.001)
        torch.sqrt(v, out=root)
        root.mul_(1.0 / (1.0 - 0.999**t)**0.5).add_(1e-8)
        theta.addcdiv_(m, root, value=-rate / (1.0 - 0.9**t))
    return total


def script(x: torch.Tensor, y: torch.Tensor, turns: peer.Turns) -> None:
    parameters = list(make_network().parameters())
    shapes = [parameter.shape for parameter in parameters]
    theta = nn.utils.parameters_to_vector(parameters).detach()
    dtheta, m, v, root = (torch.zeros_like(theta) for _ in range(4))
    layers, gradients, one_hot = views(theta, shapes), views(dtheta, shapes), torch.eye(peer.CLASSES)
    steps = -(-len(x) // peer.BATCH_SIZE)
    t = 0
    with torch.no_grad():
        while True:
            total = scripted_epoch(x, y, torch.randperm(len(x)), peer.BATCH_SIZE, peer.LEARNING_RATE, layers, gradients,
                                   theta, dtheta, m, v, root, one_hot, t)
            t += steps
            turns.done(total.item() / steps)


MODES = {"eager": eager, "script": script}


def main() -> None:
    parser = peer.parser(__doc__)
    parser.add_argument("--mode", choices=MODES, default="eager")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(arguments.seed)
    images, labels = peer.load(arguments.data)
    x, y = torch.from_numpy(peer.normalise(images)), torch.from_numpy(labels).long()
    MODES[arguments.mode](x, y, peer.Turns(arguments))


main()
