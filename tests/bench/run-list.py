# SPDX-License-Identifier: MIT
"""Measures the history's list as it is seen on the screen: tests/support/display python3 tests/bench/run-list.py LOSSLAB BENCH-HISTORY [ROUNDS]

BENCH-HISTORY makes a history of ten thousand runs. Prints medians, and the least and the greatest, of milliseconds from a
key to the first pixels of its answer and to the last: for Ctrl+H, for each letter of a search, for Enter on a run. Needs the
display of 1440x900 that tests/support/display makes, alone on the machine.
"""
import os
import pathlib
import statistics
import subprocess
import sys
import time

from screen import Screen

LOSSLAB = sys.argv[1]
ROUNDS = int(sys.argv[3]) if len(sys.argv) > 3 else 5

# In a window of 1440x900: x, y, width, height of the list's rows, and of the first row of plots.
ROWS = (330, 200, 1000, 600)
PLOTS = (360, 190, 1000, 300)
HEADER = (700, 4, 40, 8)
CONTROL, H, DOWN, RETURN, ESCAPE, BACKSPACE = 0xffe3, 0x68, 0xff54, 0xff0d, 0xff1b, 0xff08
SCREEN = Screen()


def time_of(place: tuple, *symbols: int, patience: float = 10.0) -> tuple:
    """Returns: milliseconds from the keys to the first change and to the last."""
    before = SCREEN.pixels(place)
    begin = SCREEN.press(*symbols)
    first = SCREEN.wait_for_change("an answer", place, before, patience)
    return 1000.0 * (first - begin), 1000.0 * (SCREEN.settle(place) - begin)


def measure(readings: dict) -> None:
    before = SCREEN.pixels(HEADER)
    program = subprocess.Popen([LOSSLAB], stderr=subprocess.DEVNULL)
    SCREEN.wait_for_change("the window", HEADER, before)
    time.sleep(3.0)

    def note(what: str, times: tuple) -> None:
        for name, value in zip(("first pixels", "last pixels"), times):
            readings.setdefault(f"{what}, {name}", []).append(value)

    note("the list", time_of(ROWS, CONTROL, H))
    for letter in "7742":
        time.sleep(0.2)
        try:
            note("a letter of a search", time_of(ROWS, ord(letter), patience=0.5))
        except AssertionError: # the same runs are there
            pass
    SCREEN.press(DOWN)
    time.sleep(0.5)
    note("a run", time_of(PLOTS, RETURN))
    program.terminate()
    program.wait()
    time.sleep(0.5)


def main() -> None:
    folder = pathlib.Path(os.environ["HOME"]) / ".local" / "share" / "losslab"
    folder.mkdir(parents=True)
    subprocess.run([sys.argv[2], str(folder)], check=True, stdout=subprocess.DEVNULL)
    readings: dict = {}
    for _ in range(ROUNDS):
        measure(readings)
    for name, values in readings.items():
        print(f"{name:40} {statistics.median(values):7.1f} ms ({min(values):.1f} to {max(values):.1f})")


if __name__ == "__main__":
    main()
