# SPDX-License-Identifier: MIT
"""Measures the window as it is seen on the screen: tests/support/display python3 tests/bench/window.py LOSSLAB [ROUNDS]

Prints medians, and the least and the greatest: how long until the window is up, until the first points of the curves
are there after Space, frames a second and the answer to a key while both networks train at full speed, time and
processor time of the training with the window watching against `losslab compare`, resident memory. Needs the display
of 1440x900 that tests/support/display makes, alone on the machine. Nothing in the program helps.
"""
import glob
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from screen import Screen

LOSSLAB = sys.argv[1]
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 5

# Where things are in a window of 1440x900: x, y, width, height.
HEADER = (700, 4, 40, 8)
LOSS_PLOT = (394, 194, 90, 150)
PROGRESS = (1022, 872, 160, 20)
TRAIN_BUTTON = (1072, 6, 118, 34)
SPACE = 0x20
KEY_F = 0x66

EXPERIMENT = {"losslab": 1, "title": "Benchmark", "keep": "0=0.01", "epochs": 120,
              "losses": [{"loss": "cross-entropy"}, {"loss": "weighted-cross-entropy", "class-weights": "balanced"}]}


SCREEN = Screen()


def colored(place: tuple) -> bool:
    """Whether anything there has the colour of a run."""
    data = SCREEN.pixels(place)
    return any(max(data[i:i + 3]) - min(data[i:i + 3]) > 60 for i in range(0, len(data), 4))


def thread_seconds(pid: int) -> dict:
    """Processor time of each thread that is nicer than the rest: the engine's workers."""
    seconds = {}
    for path in glob.glob(f"/proc/{pid}/task/*/stat"):
        try:
            with open(path, encoding="utf-8") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[16]) > 0:
            seconds[path] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


def resident(pid: int) -> float:
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) / 1024.0 for line in status if line.startswith("VmRSS"))


def start(*arguments: str) -> tuple:
    before = SCREEN.pixels(HEADER)
    begin = time.monotonic()
    program = subprocess.Popen([LOSSLAB, *arguments], stderr=subprocess.DEVNULL)
    up = SCREEN.wait_for_change("the window", HEADER, before) - begin
    time.sleep(1.5)
    return program, up


def stop(program: subprocess.Popen) -> None:
    program.terminate()
    program.wait()
    time.sleep(0.5)


def settle(pid: int) -> float:
    """Waits until the training has ended. Returns: the processor time of its threads."""
    seen, spent = b"", -1.0
    while True:
        now = (SCREEN.pixels(PROGRESS), sum(thread_seconds(pid).values()))
        if now == (seen, spent):
            return spent
        seen, spent = now
        time.sleep(0.7)


def wait_for_end(begin: float) -> float:
    """Returns: the seconds from @begin until one can train again. Looks rarely: looking takes from the training."""
    time.sleep(0.5)
    before = SCREEN.pixels(TRAIN_BUTTON)
    while SCREEN.pixels(TRAIN_BUTTON) == before:
        time.sleep(0.05)
    return time.monotonic() - begin


def first_points() -> dict:
    program, up = start()
    time.sleep(1.0) # until everything is in its place
    if colored(LOSS_PLOT):
        raise AssertionError("there is something in the plot before the training")
    begin = SCREEN.press(SPACE)
    shown = SCREEN.wait("the first points", lambda: colored(LOSS_PLOT)) - begin
    SCREEN.press(KEY_F)
    settle(program.pid)
    once = resident(program.pid)
    SCREEN.press(SPACE) # train again: what the first training held should be free
    time.sleep(1.0)
    settle(program.pid)
    twice = resident(program.pid)
    stop(program)
    return {"window up, s": up, "first points, s": shown, "resident after a training, MiB": once,
            "resident after two trainings, MiB": twice}


def watch(experiment: str) -> dict:
    program, _ = start(experiment)
    SCREEN.press(KEY_F)
    SCREEN.press(SPACE)
    time.sleep(1.0)
    frames, last, begin = 0, b"", time.monotonic()
    while time.monotonic() < begin + 4.0:
        now = SCREEN.pixels(PROGRESS)
        frames += now != last
        last = now
        time.sleep(0.004)
    fps = frames / (time.monotonic() - begin)
    answers = []
    for _ in range(6):
        for _ in range(2): # pause, and resume
            before = SCREEN.pixels(TRAIN_BUTTON)
            pressed = SCREEN.press(SPACE)
            answers.append(SCREEN.wait_for_change("an answer", TRAIN_BUTTON, before) - pressed)
            time.sleep(0.35)
    spent = settle(program.pid)
    result = {"frames a second": fps, "answer to a key, median, ms": 1000.0 * statistics.median(answers),
              "answer to a key, greatest, ms": 1000.0 * max(answers),
              "training with the window, CPU s": spent}
    stop(program)
    return result


def undisturbed(experiment: str) -> float:
    """Returns: the seconds that the window trains at full speed when nobody touches it."""
    program, _ = start(experiment)
    SCREEN.press(KEY_F)
    time.sleep(0.5)
    seconds = wait_for_end(SCREEN.press(SPACE))
    stop(program)
    return seconds


def headless() -> tuple:
    """Returns: the seconds from the first step to the end, and the processor time of the training threads."""
    program = subprocess.Popen([LOSSLAB, "compare", "--no-history", "--keep", "0=0.01", "--class-weights", "balanced", "--epochs",
                                str(EXPERIMENT["epochs"])], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    begin, total = 0.0, {}
    while program.poll() is None:
        total.update(thread_seconds(program.pid))
        if begin == 0.0 and total:
            begin = time.monotonic()
        time.sleep(0.01)
    return time.monotonic() - begin, sum(total.values())


def main() -> None:
    readings: dict = {}
    with tempfile.TemporaryDirectory() as folder:
        experiment = os.path.join(folder, "benchmark.losslab")
        with open(experiment, "w", encoding="utf-8") as file:
            json.dump(EXPERIMENT, file)
        for _ in range(ROUNDS):
            row = {**first_points(), **watch(experiment)}
            seconds = undisturbed(experiment)
            alone, spent = headless()
            row["training alone, CPU s"] = spent
            row["CPU, with the window / alone"] = row["training with the window, CPU s"] / spent
            row["training with the window, s"] = seconds
            row["training alone, s"] = alone
            row["time, with the window / alone"] = seconds / alone
            for name, value in row.items():
                readings.setdefault(name, []).append(value)
    for name, values in readings.items():
        print(f"{name:32} {statistics.median(values):8.3f}   ({min(values):.3f} to {max(values):.3f})")


if __name__ == "__main__":
    main()
