# SPDX-License-Identifier: MIT
"""Curves, calibration and statistics by scikit-learn and SciPy, for oracle.py beside this file."""
import math
import warnings

import numpy as np
from scipy import optimize, special, stats
from sklearn import metrics

warnings.simplefilter("ignore")  # absent classes are asked for


def said(rng, n: int, K: int, kind: str):
    """Labels, and probabilities as the program has them: in single precision."""
    labels = rng.integers(0, K, n)
    logits = np.float32(rng.standard_normal((n, K)) * 2)
    logits[np.arange(n), labels] += np.float32(1.5)
    if kind == "absent":
        labels[labels == 1] = 0
    elif kind == "one-class":
        labels[:] = 1
    elif kind == "ties":
        logits = np.round(logits)
        logits[: n // 3] = logits[0]
    elif kind == "same":
        logits[:] = 0
    elif kind == "right":
        logits[np.arange(n), labels] += 100
    elif kind == "wrong":
        logits[np.arange(n), labels] -= 100
    return labels, logits, np.float32(special.softmax(logits.astype(float), axis=1))


CASES = ((30, 10, "random"), (100, 3, "random"), (40, 2, "random"), (50, 4, "absent"), (30, 3, "one-class"),
         (90, 5, "ties"), (20, 3, "same"), (25, 4, "right"), (25, 4, "wrong"), (1, 2, "random"))


def numbers(values) -> list:
    """JSON has neither NaN nor infinity."""
    return [float(v) if math.isfinite(v) else None for v in values]


def rankings() -> dict:
    rng = np.random.default_rng(21)
    cases = []
    for n, K, kind in CASES:
        labels, _, p = said(rng, n, K, kind)
        classes = []
        for k in range(K):
            x, y, _ = metrics.roc_curve(labels == k, p[:, k], drop_intermediate=False)
            precision, recall, thresholds = metrics.precision_recall_curve(labels == k, p[:, k])
            area = metrics.roc_auc_score(labels == k, p[:, k]) if 0 < sum(labels == k) < n else None
            classes.append({"roc_x": numbers(x), "roc_y": numbers(y), "recall": numbers(recall),
                            "precision": numbers(precision), "thresholds": numbers(thresholds), "area": area,
                            "average_precision": float(metrics.average_precision_score(labels == k, p[:, k]))})
        cases.append({"kind": kind, "n_classes": K, "labels": labels.tolist(), "probabilities": p.tolist(),
                      "classes": classes})
    return {"cases": cases}


def temperature(logits, labels):
    """By Brent's method on the loss's slope in the logarithm of T."""
    z = logits.astype(float)

    def slope(t):
        p = special.softmax(z / math.exp(t), axis=1)
        return ((p * z).sum(1) - z[np.arange(len(z)), labels]).mean()

    ends = slope(-30.0), slope(30.0)
    return math.exp(optimize.brentq(slope, -30.0, 30.0, xtol=1e-13, rtol=1e-14)) if ends[0] > 1e-9 and ends[1] < -1e-9 else None


def calibrations() -> dict:
    rng = np.random.default_rng(22)
    edges = np.float32(np.arange(1, 16) / 15)
    cases = []
    for n, K, kind in CASES:
        labels, logits, p = said(rng, n, K, kind)
        sure, right = p.max(1), p.argmax(1) == labels
        bins = np.searchsorted(edges, sure)
        counts = [int((bins == b).sum()) for b in range(15)]
        confidence = [float(sure[bins == b].astype(float).mean()) if counts[b] else None for b in range(15)]
        accuracy = [float(right[bins == b].mean()) if counts[b] else None for b in range(15)]
        cases.append({"kind": kind, "n_classes": K, "labels": labels.tolist(), "logits": logits.tolist(),
                      "probabilities": p.tolist(), "counts": counts, "confidence": confidence, "accuracy": accuracy,
                      "error": sum(c * abs(q - a) for c, q, a in zip(counts, confidence, accuracy) if c) / n,
                      "temperature": temperature(logits, labels)})
    return {"cases": cases}


def answers() -> dict:
    """One network without hidden layers and with two heads, on pictures of 30 pixels; of two tasks what follows from it."""
    rng = np.random.default_rng(24)

    def pictures(n):
        labels = rng.integers(0, 4, n)
        return labels, rng.integers(0, 156, (n, 30)) + 100 * (np.arange(30) % 5 == labels[:, None])

    (labels, pixels), (held, held_pixels) = pictures(57), pictures(50)
    heads = []
    for K in (4, 2):
        of = np.arange(30) % 5 if K == 4 else 1 - np.arange(30) % 5 % 2
        weights = np.float32(rng.standard_normal((K, 30)) * 0.4 + 0.15 * (of == np.arange(K)[:, None]))
        heads.append((weights, np.float32(rng.standard_normal(K) * 0.1)))
    tasks = []
    for K, (weights, biases) in zip((4, 2), heads):
        def logits_of(x):
            return (2 * x / 255 - 1) @ weights.astype(float).T + biases.astype(float)

        def error(logits, y):
            p = special.softmax(logits, axis=1)
            sure, right = p.max(1), p.argmax(1) == y
            bins = np.searchsorted(np.arange(1, 16) / 15, sure)
            return sum((bins == b).mean() * abs(right[bins == b].mean() - sure[bins == b].mean()) for b in set(bins))

        y, y_held = (labels, held) if K == 4 else (1 - labels % 2, 1 - held % 2)
        z, z_held = logits_of(pixels), logits_of(held_pixels)
        p = special.softmax(z, axis=1)
        t = temperature(z_held, y_held)
        tasks.append({"areas": [float(metrics.roc_auc_score(y == k, p[:, k])) for k in range(K)],
                      "average_precisions": [float(metrics.average_precision_score(y == k, p[:, k])) for k in range(K)],
                      "error": float(error(z, y)), "temperature": t, "tempered_error": float(error(z / t, y))})
    return {"labels": labels.tolist(), "pixels": pixels.tolist(), "validation_labels": held.tolist(),
            "validation_pixels": held_pixels.tolist(),
            "heads": [{"weights": w.tolist(), "biases": b.tolist()} for w, b in heads], "tasks": tasks}


def quantile(tails: float, degrees: int) -> float:
    """SciPy's is right to eight digits; two of Newton's steps on its tails, which are, make it right to all."""
    t = stats.t.isf(tails / 2, degrees)
    for _ in range(2):
        t += (stats.t.sf(t, degrees) - tails / 2) / stats.t.pdf(t, degrees)
    return float(t)


def intervals() -> dict:
    rng = np.random.default_rng(23)
    out = {"quantiles": [], "tails": [], "means": [], "mcnemar": []}
    for degrees in (1, 2, 3, 4, 5, 9, 10, 29, 99, 999):
        for tails in (1.0, 0.9, 0.5, 0.1, 0.05, 0.01, 0.005, 0.05 / 30, 1e-6):
            out["quantiles"].append({"degrees": degrees, "tails": tails, "t": quantile(tails, degrees)})
        for t in (0.0, 0.001, 0.3, 1.0, 2.0, 4.5, 30.0):
            out["tails"].append({"degrees": degrees, "t": t, "tails": float(2 * stats.t.sf(t, degrees))})
    for n, confidence in ((2, 0.95), (3, 0.99), (5, 0.95), (5, 0.995), (30, 0.9)):
        values = rng.standard_normal(n) * 0.01 + 0.9
        half = quantile(1 - confidence, n - 1) * stats.sem(values)
        out["means"].append({"values": values.tolist(), "confidence": confidence, "mean": float(values.mean()),
                             "deviation": float(values.std(ddof=1)), "low": float(values.mean() - half), "high": float(values.mean() + half)})
    for a, b in ((0, 1), (1, 7), (6, 16), (5, 5), (0, 40), (3, 2), (150, 86), (1000, 1100), (5000, 4800), (9990, 10)):
        exact, here = stats.binomtest(min(a, b), a + b).pvalue, stats.binom.pmf(min(a, b), a + b, 0.5)
        out["mcnemar"].append({"a": a, "b": b, "p": float(1 - here / 2 if a == b else exact - here)})
    return out
