# SPDX-License-Identifier: MIT
"""The catalogue's losses a second time, by PyTorch: values, gradients and first class weights, in double.

They are written from their sources' definitions and torch.nn.functional, not from the texts in resources/losses.
Where plain automatic differentiation would meet inf - inf or 0 * inf at extreme logits, the same function is put
together from log-softmax and logsumexp instead.
"""
import math

import numpy as np
import torch
import torch.nn.functional as F

SEED = 17
TASKS = ("multi-task", "multi-task-uncertainty")
PENALTIES = ("cross-entropy-l1", "cross-entropy-l2")


class Case:
    """What a loss may look at; w are the class weights that the run has, wherever they come from."""

    def __init__(self, inputs: dict):
        def tensor(name, learned=False):
            return torch.tensor(inputs[name], dtype=torch.float64, requires_grad=learned)

        self.K, self.B = inputs["n_classes"], len(inputs["targets"])
        self.z, self.y = tensor("logits", True), torch.tensor(inputs["targets"])
        self.w, self.counts, self.progress = tensor("weights"), tensor("counts"), inputs["progress"]
        self.t = F.one_hot(self.y, self.K).double()
        self.log_p = F.log_softmax(self.z, 1)
        self.p = self.log_p.exp()
        if "logits2" in inputs:
            self.z2, self.y2 = tensor("logits2", True), torch.tensor(inputs["targets2"])
        if "theta" in inputs:
            self.theta = tensor("theta", True)

    def at_target(self, v):
        return v.gather(1, self.y[:, None])[:, 0]

    def log_1_p(self):
        """log(1 - p) [B,K]: the other classes' logsumexp, less everybody's."""
        others = self.z[:, None, :].expand(self.B, self.K, self.K).masked_fill(torch.eye(self.K, dtype=torch.bool), -math.inf)
        return torch.logsumexp(others, 2) - torch.logsumexp(self.z, 1, keepdim=True)

    def cross_entropy(self):
        return F.cross_entropy(self.z, self.y, reduction="none")


# ---- the losses: [B] is averaged over the batch, a scalar is taken as it is -----------------------------------
def weighted(c):
    return c.w[c.y] * c.cross_entropy()


def penalised(norm):
    return lambda c, alpha: c.cross_entropy().mean() + alpha * norm(c.theta)


def focal(c, gamma):
    return weighted(c) * (gamma * c.at_target(c.log_1_p())).exp()


def confidence_penalty(c, beta):
    return c.cross_entropy() + beta * (c.p * c.log_p).sum(1)


def binary_cross_entropy(c):
    return F.binary_cross_entropy_with_logits(c.z, c.t, reduction="none").sum(1)


def squares(c):
    return F.mse_loss(c.p, c.t, reduction="none")


def generalized_cross_entropy(c, q):
    return -torch.expm1(-q * c.cross_entropy()) / q


def symmetric_cross_entropy(c, alpha, beta, floor):
    log_t = torch.where(c.t > 0, c.t.log(), torch.full_like(c.t, math.log(floor)))
    return alpha * c.cross_entropy() - beta * (c.p * log_t).sum(1)


def logit_adjusted(c, tau):
    return F.cross_entropy(c.z + tau * (c.counts / c.counts.sum()).log(), c.y, reduction="none")


def ldam(c, m, s):
    margins = 1.0 / c.counts.sqrt().sqrt()
    return F.cross_entropy(s * (c.z - c.t * (m / margins.max()) * margins), c.y, reduction="none")


def multi_margin(c, m, q):
    return F.multi_margin_loss(c.z, c.y, p=int(q), margin=m, reduction="none")


def crammer_singer(c, m):
    return torch.amax(c.z + m * (1 - c.t), 1) - c.at_target(c.z)  # amax shares its gradient among ties


def asymmetric(c, gp, gn, eps):
    smooth = (1 - eps) * c.t + eps / c.K
    focus = (c.t * gp * c.log_1_p() + (1 - c.t) * gn * c.log_p).exp()
    return -(smooth * focus * c.log_p).sum(1)


def dice(c):
    return 1 - 2 * (c.p * c.t).sum() / (c.p.square().sum() + c.t.square().sum())


def overlap(score):
    """1 - the mean of score(TP, FP, FN) over the classes that the batch has, and over no others."""

    def loss(c, **parameters):
        present = c.t.sum(0) > 0
        p, t = c.p[:, present], c.t[:, present]
        true_positives = (p * t).sum(0)
        return 1 - score(true_positives, p.sum(0) - true_positives, t.sum(0) - true_positives, **parameters).mean()

    return loss


def cost_sensitive(c, cost):
    costs = 1 - torch.eye(c.K, dtype=torch.float64)
    if c.K > 9:
        costs[4, 9] = cost
    return (costs[c.y] * c.p).sum(1)


def deferred_reweighting(c, start, beta):  # beta is in w already
    return c.cross_entropy() if c.progress < start else weighted(c)


def multi_task(c, **parameters):
    return c.cross_entropy() + parameters["lambda"] * F.cross_entropy(c.z2, c.y2, reduction="none")


def multi_task_uncertainty(c, s1, s2):
    return (-s1).exp() * c.cross_entropy() + s1 / 2 + (-s2).exp() * F.cross_entropy(c.z2, c.y2, reduction="none") + s2 / 2


# id: the loss, its defaults, other values of its parameters
LOSSES = {
    "cross-entropy": (lambda c: c.cross_entropy(), {}, {}),
    "weighted-cross-entropy": (weighted, {}, {}),
    "weighted-cross-entropy-mean": (lambda c: F.cross_entropy(c.z, c.y, weight=c.w), {}, {}),
    "balanced-cross-entropy": (weighted, {}, {}),
    "cross-entropy-l1": (penalised(lambda v: v.abs().sum()), {"alpha": 0.01}, {"alpha": 0.3}),
    "cross-entropy-l2": (penalised(lambda v: v.square().sum()), {"alpha": 1e-4}, {"alpha": 0.02}),
    "class-balanced": (lambda c, beta: weighted(c), {"beta": 0.9999}, {"beta": 0.99}),
    "focal": (focal, {"gamma": 2.0}, {"gamma": 0.5}),
    "label-smoothing": (lambda c, eps: F.cross_entropy(c.z, c.y, label_smoothing=eps, reduction="none"), {"eps": 0.1}, {"eps": 0.4}),
    "confidence-penalty": (confidence_penalty, {"beta": 0.1}, {"beta": 1.5}),
    "binary-cross-entropy": (binary_cross_entropy, {}, {}),
    "mse": (lambda c: squares(c).mean(1), {}, {}),
    "brier": (lambda c: squares(c).sum(1), {}, {}),
    "mae": (lambda c: F.l1_loss(c.p, c.t, reduction="none").sum(1) / 2, {}, {}),
    "generalized-cross-entropy": (generalized_cross_entropy, {"q": 0.7}, {"q": 0.05}),
    "symmetric-cross-entropy": (symmetric_cross_entropy, {"alpha": 0.1, "beta": 1.0, "floor": 1e-4}, {"alpha": 1.5, "beta": 0.3, "floor": 1e-6}),
    "normalized-cross-entropy": (lambda c: c.cross_entropy() / -c.log_p.sum(1), {}, {}),
    "poly-1": (lambda c, epsilon: c.cross_entropy() + epsilon * (1 - c.at_target(c.p)), {"epsilon": 2.0}, {"epsilon": -1.0}),
    "logit-adjusted": (logit_adjusted, {"tau": 1.0}, {"tau": 1.75}),
    "ldam": (ldam, {"m": 0.5, "s": 1.0}, {"m": 0.8, "s": 30.0}),
    "multi-margin": (multi_margin, {"m": 1.0, "q": 1.0}, {"m": 0.5, "q": 2.0}),
    "crammer-singer": (crammer_singer, {"m": 1.0}, {"m": 0.25}),
    "asymmetric": (asymmetric, {"gp": 0.0, "gn": 4.0, "eps": 0.1}, {"gp": 1.5, "gn": 0.5, "eps": 0.25}),
    "dice": (dice, {}, {}),
    "tversky": (overlap(lambda tp, fp, fn, alpha, beta: tp / (tp + alpha * fp + beta * fn)), {"alpha": 0.5, "beta": 0.5}, {"alpha": 0.2, "beta": 0.9}),
    "soft-f1": (overlap(lambda tp, fp, fn: 2 * tp / (2 * tp + fp + fn)), {}, {}),
    "soft-recall": (overlap(lambda tp, fp, fn: tp / (tp + fn)), {}, {}),
    "soft-precision": (overlap(lambda tp, fp, fn: tp / (tp + fp)), {}, {}),
    "cost-sensitive": (cost_sensitive, {"cost": 5.0}, {"cost": 0.5}),
    "deferred-reweighting": (deferred_reweighting, {"start": 0.8, "beta": 0.9999}, {"start": 0.25, "beta": 0.999}),
    "multi-task": (multi_task, {"lambda": 0.5}, {"lambda": 1.75}),
    "multi-task-uncertainty": (multi_task_uncertainty, {"s1": 0.0, "s2": 0.0}, {"s1": 0.75, "s2": -1.25}),
}
LEARNED = {"multi-task-uncertainty": ("s1", "s2")}


# ---- the cases ------------------------------------------------------------------------------------------------
def short(values) -> list:
    """Four decimals are enough for an input, and keep the file small."""
    return (np.round(values, 4) + 0.0).tolist()


def inputs(rng, name: str, kind: str) -> dict:
    K, B = {"ordinary": (10, 8), "other": (10, 5), "large": (10, 4), "three": (3, 5), "lacking": (10, 5),
            "fifty": (5, 7), "thousand": (5, 7), "equal": (6, 4)}[kind]
    if kind in ("fifty", "thousand"):
        size = 50.0 if kind == "fifty" else 1000.0
        logits = size * rng.choice([-1.0, 1.0], (B, K))
        logits[0], logits[1], logits[2, 0] = size, -size, 0.0
    elif kind == "equal":
        logits = np.repeat([[0.0], [0.75], [-50.0], [1000.0]], K, 1)
    else:
        logits = (10.0 if kind == "large" else 1.0) * rng.standard_normal((B, K))
    targets = rng.integers(0, K, B)
    if kind == "ordinary":
        targets[:2], logits[0, 9] = 4, 2.0  # 4 taken for 9
    elif kind == "lacking":
        targets = rng.choice([1, 4, 9], B)
    out = {"loss": name, "n_classes": K, "logits": short(logits), "targets": targets.tolist(),
           "weights": short(rng.uniform(0.1, 3, K)), "counts": np.floor(10 ** rng.uniform(0, 3.8, K)).astype(int).tolist(),
           "progress": {"ordinary": 0.8, "large": 0.9, "fifty": 1.0, "thousand": 0.79}.get(kind, round(rng.random(), 3))}
    if name in TASKS:
        size = max(1.0, float(np.abs(logits).max())) if kind in ("fifty", "thousand") else 1.0
        out.update({"logits2": short(size * rng.standard_normal((B, 2))), "targets2": rng.integers(0, 2, B).tolist()})
    if name in PENALTIES:
        out["theta"] = short(rng.standard_normal(12))
        out["theta"][3] = 0.0
    return out


def answer(case: dict) -> dict:
    """The case with its value and gradients."""
    c = Case(case)
    learned = {n: torch.tensor(case["parameters"][n], dtype=torch.float64, requires_grad=True) for n in LEARNED.get(case["loss"], ())}
    loss = LOSSES[case["loss"]][0](c, **{**case["parameters"], **learned})
    value = loss.mean()
    value.backward()
    numbers = {"value": value.item(), "per_sample": loss.tolist() if loss.dim() else None, "gradient": (c.z.grad + 0.0).tolist()}
    if case["loss"] in TASKS:
        numbers["gradient2"] = (c.z2.grad + 0.0).tolist()
    if learned:
        numbers["dlearned"] = {n: v.grad.item() for n, v in learned.items()}
    if case["loss"] in PENALTIES:
        numbers["dtheta"] = (c.theta.grad + 0.0).tolist()
    for n, v in numbers.items():
        found = list(v.values()) if isinstance(v, dict) else v
        assert found is None or np.isfinite(found).all(), (case["loss"], n)
    return {**case, **numbers}


def cases() -> list:
    out = []
    for number, (name, (_, defaults, others)) in enumerate(LOSSES.items()):
        rng = np.random.default_rng([SEED, number])
        for kind in ("ordinary", "large", "other", "three", "lacking", "fifty", "thousand", "equal"):
            if kind == "other" and not others:
                continue
            if name == "soft-precision" and kind in ("fifty", "thousand"):
                continue  # a class to which nothing is given: 0/0 for every floating-point number
            out.append(answer({**inputs(rng, name, kind), "parameters": others if kind in ("other", "three", "fifty", "equal") else defaults}))
    return out


# ---- the class weights that a loss starts from ----------------------------------------------------------------
def class_balanced(counts, beta):
    """(1 - beta)/(1 - beta^n), scaled to the sum K."""
    weights = [(1 - beta) / -math.expm1(n * math.log(beta)) if beta > 0 else 1.0 for n in counts]
    return [len(counts) * v / sum(weights) for v in weights]


def first_class_two(counts):
    return [2.0] + [1.0] * (len(counts) - 1)


OWN_WEIGHTS = {
    "weighted-cross-entropy": (first_class_two, [{}]),
    "weighted-cross-entropy-mean": (first_class_two, [{}]),
    "balanced-cross-entropy": (lambda counts: [sum(counts) / (len(counts) * n) for n in counts], [{}]),
    "class-balanced": (class_balanced, [{"beta": 0.9999}, {"beta": 0.9}, {"beta": 0.0}]),
    "deferred-reweighting": (lambda counts, start, beta: class_balanced(counts, beta), [{"start": 0.8, "beta": 0.9999}, {"start": 0.8, "beta": 0.99}]),
}
COUNTS = ([59, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], [1, 30, 6000], [100, 100, 100, 100])


def weights() -> list:
    return [{"loss": name, "n_classes": len(counts), "counts": counts, "parameters": parameters, "own_weights": own(counts, **parameters)}
            for name, (own, values) in OWN_WEIGHTS.items() for counts in COUNTS for parameters in values]


def catalogue() -> dict:
    torch.set_num_threads(1)
    return {"cases": cases(), "weights": weights()}
