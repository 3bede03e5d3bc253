# SPDX-License-Identifier: MIT
"""The window as a person meets it, through its accessible names and the keyboard: window.py LOSSLAB. Speaks TAP.

Needs Xvfb, a session bus, a window manager, xdotool and pyatspi; where one is missing everything is skipped.
"""
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

LOSSLAB = sys.argv[1]
TOOLS = ("Xvfb", "dbus-run-session", "metacity", "xdotool", "xprop")
PATIENCE = 30.0 * float(os.environ.get("LOSSLAB_TEST_PATIENCE", "1"))


def skip(reason: str) -> None:
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def outside() -> None:
    """Starts this script again on a display and a bus of its own."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        skip(f"no {missing[0]} here")
    display = pathlib.Path(__file__).parent.parent / "support" / "display"
    os.environ["WINDOW_TEST_INSIDE"] = "1"
    os.execv(display, [str(display), sys.executable, *sys.argv])


if "WINDOW_TEST_INSIDE" not in os.environ:
    outside()

try:
    import pyatspi
except ImportError:
    skip("no pyatspi here")


def wait(what: str, condition, patience: float = PATIENCE):
    """Until @condition gives something; widgets that go away in between are no failure."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            result = condition()
            if result:
                return result
        except Exception:  # pylint: disable=broad-except # what AT-SPI raises for what is gone
            pass
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {patience:g} s")


def press(*keys: str) -> None:
    for key in keys:
        subprocess.run(["xdotool", "key", "--clearmodifiers", key], check=True, timeout=20)
        time.sleep(0.12)


class Window:
    """The program, and what is found in it."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen([LOSSLAB, *arguments], stderr=subprocess.PIPE, text=True)
        self.progress_label = None
        self.root = wait("the application", self.find_application)
        self.frame = wait("the window", lambda: self.root[0] if self.root.childCount else None)
        identifier = wait("the window on the screen", lambda: subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)], capture_output=True, text=True,
            timeout=20, check=False).stdout.split())
        subprocess.run(["xdotool", "windowactivate", "--sync", identifier[-1]], check=False, timeout=20,
                       stderr=subprocess.DEVNULL)

    def find_application(self):
        for application in pyatspi.Registry.getDesktop(0):
            if application is not None and application.get_process_id() == self.process.pid:
                return application
        return None

    def all(self, root=None):
        root = self.root if root is None else root
        yield root
        for i in range(root.childCount):
            child = root[i]
            if child is not None:
                yield from self.all(child)

    def find(self, name: str, role: str = ""):
        """The first whose name matches, and whose role's name is that."""
        pattern = re.compile(name)
        for node in self.all():
            if (not role or node.getRoleName() == role) and pattern.search(node.name or ""):
                return node
        return None

    def progress(self, pattern: str) -> str:
        """What the line below the epoch says, once it says something like that. It is looked for once: a walk through
        all of the window is slow while it draws."""
        def says():
            if self.progress_label is None:
                self.progress_label = self.find(r"steps, not begun$|^step |^paused |^stopped |^finished |^preparing ",
                                                "label")
            return re.search(pattern, self.progress_label.name) and self.progress_label.name
        return wait(f"‘{pattern}’ of the progress", says, 3 * PATIENCE)

    def need(self, name: str, role: str = ""):
        return wait(f"‘{name}’ {role}", lambda: self.find(name, role))

    def set_pace(self) -> None:
        """About a thousand steps a second: at full speed a training may be over before it has been seen to begin."""
        self.need(r"^Pace$", "slider").queryValue().currentValue = 6.9 # e^6.9 steps a second

    def reading(self, side: str, place: int) -> str:
        """The description of a side's reading: 0 of the loss, 1 of the accuracy, 2 of the classes."""
        def found():
            return [node.description for node in self.all()
                    if node.name == side and re.match(side + ": .*: ", node.description or "")]
        return wait(f"the readings of {side}", lambda: len(found()) == 3 and found())[place]

    def tab_to(self, name: str, role: str) -> None:
        """By the keyboard alone."""
        nodes = wait(f"‘{name}’ {role}", lambda: [node for node in self.all()
                                                  if node.name == name and node.getRoleName() == role])
        for _ in range(80):
            press("Tab")
            if any(node.getState().contains(pyatspi.STATE_FOCUSED) for node in nodes):
                return
        raise AssertionError(f"Tab does not lead to ‘{name}’ {role}")

    def click(self, name: str, role: str = "") -> None:
        self.need(name, role).queryAction().doAction(0)

    def open(self, button: str) -> None:
        """What hangs on a menu's button: of its two nodes the one that can be pressed."""
        wait(f"‘{button}’", lambda: next(
            node for node in self.all() if re.search(button, node.name or "") and node.getRoleName() == "push button"
            and node.getState().contains(pyatspi.STATE_FOCUSABLE)).queryAction().doAction(0))

    def choose(self, button: str, item: str) -> None:
        """Opens a menu by its button, and activates an item of it."""
        self.open(button)
        wait(f"‘{item}’", lambda: next(node for node in self.all() if re.search(item, node.name or "")
                                       and "menu item" in node.getRoleName()).queryAction().doAction(0))

    def choose_loss(self, button: str, word: str) -> None:
        """Opens a catalogue by its button, finds a loss by a word, and takes it."""
        self.open(button)
        self.focused(r"^Search the losses$")
        subprocess.run(["xdotool", "type", word], check=True, timeout=30)
        press("Return")

    def focused(self, name: str):
        """The field that the keyboard writes into, once it is that one: a search is the text in it."""
        def found():
            return next(node for node in self.all() if node.getState().contains(pyatspi.STATE_FOCUSED)
                        and (re.search(name, node.name or "") or re.search(name, node.parent.name or "")))
        return wait(f"the keyboard in ‘{name}’", found)

    def matrix(self, side: str) -> str:
        """What the matrix of a side says of itself."""
        return wait(f"the matrix of {side}", lambda: self.find(f"^Confusion matrix: {side}$", "image").description)

    def close(self) -> str:
        if self.process.poll() is None:
            press("ctrl+w")
        try:
            _, errors = self.process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)
            self.process.communicate()
            raise AssertionError("the window does not close") from None
        assert self.process.returncode == 0, f"it ended with {self.process.returncode}: {errors}"
        return errors


def test_third(window: Window, _folder: pathlib.Path) -> None:
    """A third loss comes, and is taken back while the pointer is on one of the matrices."""
    window.click(r"^Add a third loss$", "push button")
    window.need(r"^Confusion matrix: Third$", "image")
    for place in (("1250", "600"), ("1262", "640")):
        subprocess.run(["xdotool", "mousemove", *place], check=True, timeout=20)
        time.sleep(0.3)
    # The cell that is pointed to is told of.
    window.need(r"^true \d, predicted \d|custom − standard", "label")
    press("ctrl+z")
    wait("two matrices", lambda: not window.find(r"^Confusion matrix: Third$", "image"))
    window.need(r"^Confusion matrix: Custom$", "image")
    subprocess.run(["xdotool", "mousemove", "1439", "899"], check=True, timeout=20)


def test_train(window: Window, _folder: pathlib.Path) -> None:
    """The default: an empty window, one key, two trained networks, and the rare class seen better by one."""
    window.need(r"\bTrain$", "push button")
    assert window.reading("Standard", 1).endswith("–")
    window.progress(r"steps, not begun$") # so that it has been found before there is much to draw
    window.set_pace()
    press("space")
    window.progress(r"^step ")
    window.progress(r"^finished in")
    accuracy = [window.reading(side, 1) for side in ("Standard", "Custom")]
    assert all(re.search(r": 9\d\.\d", text) for text in accuracy), accuracy
    recalls = [float(re.search(r": (\d+\.\d)", window.reading(side, 2))[1]) for side in ("Standard", "Custom")]
    assert recalls[1] > recalls[0] + 5.0, recalls


def test_change(window: Window, _folder: pathlib.Path) -> None:
    """A weight and a loss; train; the curves' and matrices' data are others."""
    wait("the matrix in words", lambda: "mistakes" in window.matrix("Custom"))
    before = [window.reading("Custom", place) for place in range(3)]
    matrix = window.matrix("Custom")
    scale = window.need(r"^Weight of 0")
    assert scale.queryValue().currentValue > 4.0
    scale.queryValue().currentValue = 0.0
    wait("what undo would do", lambda: re.search("Class weights", window.find(r"^Undo", "push button").description))
    press("space")
    window.progress(r"^step ")
    window.progress(r"^finished in")
    after = [window.reading("Custom", place) for place in range(3)]
    assert before[0] != after[0] and before[1] != after[1], (before, after)
    press("ctrl+z")
    wait("the weight as it was", lambda: window.need(r"^Weight of 0").queryValue().currentValue > 4.0)
    wait("another matrix", lambda: window.matrix("Custom") != matrix)
    matrix = window.matrix("Custom")
    window.choose_loss(r"^Loss of Custom$", "l1")
    window.need(r"^alpha$", "slider")
    press("space")
    window.progress(r"^step ")
    window.progress(r"^finished in")
    crushed = [window.reading("Custom", place) for place in range(3)]
    assert crushed[0] != after[0] and crushed[1] != after[1], (after, crushed)
    wait("another matrix", lambda: window.matrix("Custom") not in ("", matrix))
    press("ctrl+z")
    window.need(r"^Weight of 0", "slider")


MISTAKEN = """# My focal loss
gamma = 2 in [0, 5]
loss = -w[y]*(1 - p_y)^gamma*log(p[y])"""


def test_editor(window: Window, _folder: pathlib.Path) -> None:
    """A loss is typed with a mistake, mended, moved, trained, kept, and found again."""
    before = window.reading("Custom", 0)
    window.click(r"^Edit the loss of Custom$", "push button")
    window.focused(r"^Text of the loss$")
    press("ctrl+a")
    # Letter by letter, with a new line as the key that people press for it.
    for number, line in enumerate(MISTAKEN.splitlines()):
        if number > 0:
            press("Return")
        subprocess.run(["xdotool", "type", "--delay", "20", line], check=True, timeout=60)
    window.need(r"^Line 3: p_y is not defined: did you mean p\[y\]\?$", "label")
    window.need(r"^Training and plots keep the last text without errors\.$", "label")
    window.click(r"\bMend$", "push button")
    window.need(r"^Agrees with finite differences$", "label")
    # libadwaita's own button that closes a toast has none.
    offenders = [place for place in unnamed(window.root) if "AdwToastWidget" not in place]
    assert not offenders, "no name:\n" + "\n".join(sorted(set(offenders)))
    gamma = window.need(r"^gamma$", "slider")
    gamma.queryValue().currentValue = 3.0
    number = window.need(r"^Value of gamma$", "spin button")
    wait("the number beside the slider", lambda: abs(number.queryValue().currentValue - 3.0) < 1e-6)
    window.click(r"\bTrain again$", "push button")
    window.progress(r"^step ")
    gamma.queryValue().currentValue = 1.0 # in mid-training
    window.progress(r"^finished in")
    wait("another loss", lambda: window.reading("Custom", 0) != before)
    window.open(r"^Save as…$")
    window.focused(r"^Name among your own losses$")
    press("Return")
    window.need(r"^Saved among your own losses as my-focal-loss$")
    press("Escape")
    window.need(r"^Edit the loss of Standard$", "push button")
    window.choose_loss(r"^Loss of Standard$", "my focal")
    wait("two of them", lambda: sum(node.name == "My focal loss" and node.getRoleName() == "label"
                                    for node in window.all()) >= 2)
    press("ctrl+z")


def test_moments(window: Window, _folder: pathlib.Path) -> None:
    """Pause, step, back in time, and the latest again."""
    window.need(r"^Pace$", "slider").queryValue().currentValue = 4.0 # e^4 steps a second: no end in sight
    press("ctrl+r")
    window.progress(r"^step ")
    # The one before the first step looks as the first moment will: it takes a second one.
    first = wait("an evaluation", lambda: (said := window.reading("Standard", 1)) and not said.endswith("–") and said)
    wait("another evaluation", lambda: window.reading("Standard", 1) != first)
    press("space")
    paused = window.progress(r"^paused at step")
    step = int(re.search(r"step ([\d,]+)", paused)[1].replace(",", ""))
    press("n")
    window.progress(rf"^paused at step {step + 1:,} ")
    latest = window.reading("Standard", 1)
    press("Home")
    window.need(r"^Epoch 0 of")
    wait("the first moment's accuracy", lambda: window.reading("Standard", 1) != latest)
    press("End")
    wait("the latest accuracy", lambda: window.reading("Standard", 1) == latest)


def test_samples(window: Window, _folder: pathlib.Path) -> None:
    """A cell, by the arrow keys, opens its digits; Escape leads back."""
    window.tab_to("Confusion matrix: Standard", "image")
    press("Right", "Right", "Return")
    window.need(r"^True 0, predicted")
    window.need(r"^All plots", "push button")
    press("Escape")
    wait("the plots", lambda: window.find(r"^Confusion matri"))


def test_measures(window: Window, _folder: pathlib.Path) -> None:
    """How sure the networks are, of a digit and in all, and back to the recalls."""
    window.choose(r"^Recall of each digit$", r"^ROC curve$")
    plot = window.need(r"^ROC curve of \d", "image")
    wait("the areas", lambda: len(re.findall(r"area under the curve \d", plot.description)) == 2)
    window.choose(r"^ROC curve of \d$", r"^Reliability$")
    plot = window.need(r"^Reliability", "image")
    wait("the errors", lambda: len(re.findall(r"calibration error \d", plot.description)) == 2)
    window.choose(r"^Reliability$", r"^Recall$")
    window.need(r"^Recall of each digit", "image")


def test_seeds(window: Window, _folder: pathlib.Path) -> None:
    """Five seeds: set, trained, and what may be concluded of them, in a line and in full."""
    window.tab_to("784 – 128 – 64 – 10", "list item")
    press("Return")
    window.tab_to("Seeds", "text")
    press("ctrl+a", "5", "Return", "Escape")
    window.need(r"seeds 1 to 5$", "label")
    window.need(r"^Pace$", "slider").queryValue().currentValue = 9.3 # full speed
    press("ctrl+r")
    window.progress(r"^step ")
    window.progress(r"^finished in")
    wait("means", lambda: re.search(r" ± \d", window.reading("Custom", 1)))
    words = wait("the conclusion", lambda: (said := window.need(r"^Conclusion$", "push button").description)
                 and said.count("5 seeds") > 1 and said)
    assert re.search(r"Accuracy: no difference shown|(raises|lowers) the accuracy", words), words
    assert "nothing is said about other pictures." in words, words
    window.click(r"^Conclusion$", "push button")
    window.need(r"^Mean difference$", "label")
    for sentence in re.split(r"(?<=\.) (?=[A-Z])", words)[:2]:
        window.need("^" + re.escape(sentence) + "$", "label")
    press("Escape")
    wait("the plots", lambda: window.find(r"^Confusion matri"))
    press("ctrl+z")
    window.need(r"seed 1$", "label")


def unnamed(node, path: tuple[str, ...] = ()):
    """Where the keyboard can stop and nothing says what it is: GTK gives what has no name its type's."""
    role, name = node.getRoleName(), node.name or ""
    named = name and not re.match(r"(Gtk|Adw|Lab)[A-Z]", name)
    path += (f"{role} ‘{name}’" if name else role,)
    # A scrolled window only holds what it scrolls; a menu's own button is named by the menu.
    if not named and role != "scroll pane" and node.getState().contains(pyatspi.STATE_FOCUSABLE):
        yield " / ".join(path[-4:])
    for i in range(node.childCount):
        try:
            child = node[i]
        except IndexError: # a toast has gone in the meantime
            break
        if child is not None and not (role == "combo box" and named):
            yield from unnamed(child, path)


def test_names(window: Window, _folder: pathlib.Path) -> None:
    """Every control has a name, with a cell and the export dialog open too."""
    window.tab_to("Confusion matrix: Standard", "image")
    press("Right", "Right", "Down", "Return")
    window.need(r"^True 1, predicted 1")
    window.need(r"^Test picture")
    press("ctrl+e")
    window.need(r"pixels$")
    offenders = list(unnamed(window.root))
    press("Escape", "Escape")
    assert not offenders, "no name:\n" + "\n".join(sorted(set(offenders)))
    wait("the plots", lambda: window.find(r"^Confusion matri"))


def test_export(window: Window, folder: pathlib.Path) -> None:
    """A picture of the size that the dialog says."""
    target = folder / "plot.png"
    press("ctrl+e")
    window.need(r"pixels$")
    press("Return")
    window.need(r"^(Name|_Name)|Export as PNG", "")
    time.sleep(0.8)
    press("ctrl+a")
    subprocess.run(["xdotool", "type", str(target)], check=True, timeout=30)
    press("Return")
    wait("the file", target.exists)
    data = target.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    assert width == 3200 and height == 1200, (width, height)
    window.need(r"Exported as plot\.png")


def test_handout(window: Window, folder: pathlib.Path) -> None:
    """The experiment on a page, from the menu."""
    target = folder / "page.pdf"
    window.choose(r"^Export$", r"^Handout")
    window.need(r"^(Name|_Name)|Save the Handout", "")
    time.sleep(0.8)
    press("ctrl+a")
    subprocess.run(["xdotool", "type", str(target)], check=True, timeout=30)
    press("Return")
    wait("the file", target.exists)
    assert target.read_bytes().startswith(b"%PDF-")
    window.need(r"^Handout written to .*page\.pdf$")


def test_save_and_open(window: Window, folder: pathlib.Path) -> None:
    """Saved, closed without a question, opened again with what was saved."""
    target = folder / "mine.losslab"
    press("ctrl+s")
    time.sleep(1.0)
    press("ctrl+a")
    subprocess.run(["xdotool", "type", str(target)], check=True, timeout=30)
    press("Return")
    wait("the file", target.exists)
    assert '"losslab": 1' in target.read_text(encoding="utf-8")
    window.need(r"Saved as mine\.losslab")
    window.set_pace()
    press("ctrl+d") # another seed, which trains
    window.progress(r"^step ")
    warnings = window.close()
    # GTK's own file dialog measures folders that are no files.
    warnings = [line for line in warnings.splitlines() if line and "Failed to measure available space" not in line]
    assert not warnings, warnings
    again = Window(str(target))
    try:
        again.need(r"^A rare class", "label")
        again.need(r"seed 1$", "label")
        again.choose(r"^Experiments$", r"As You Left It")
        again.need(r"seed 2$", "label")
        broken = folder / "broken.losslab"
        broken.write_text("{")
    finally:
        again.close()
    third = Window(str(broken))
    try:
        third.need(r"‘broken\.losslab’: line 1")
        third.need(r"\bTrain$", "push button")
    finally:
        third.close()


def test_resume(_window: Window, _folder: pathlib.Path) -> None:
    """Closed in mid-training, started again: the training is offered, goes on, and is over."""
    window = Window()
    try:
        window.progress(r"steps, not begun$")
        window.need(r"^The last training ended early, at epoch", "label")
        window.set_pace()
        window.click(r"\bResume$", "push button")
        window.progress(r"^step ")
        window.need(r"seed 2$", "label")
        wait("no offer any more", lambda: not window.find(r"^The last training ended early", "label"))
        window.progress(r"^finished in")
    finally:
        window.close()
    window = Window()
    try:
        window.progress(r"steps, not begun$")
        wait("no offer of what is over", lambda: not window.find(r"^The last training ended early", "label"))
    finally:
        window.close()


def test_history(_window: Window, _folder: pathlib.Path) -> None:
    """Old runs are found by a word, compared, and branched from; the branch names its parent."""
    window = Window()
    try:
        window.progress(r"steps, not begun$")
        before = set(unnamed(window.root))
        press("ctrl+h")
        window.focused(r"^Search the history$")
        subprocess.run(["xdotool", "type", "weighted finished"], check=True, timeout=30)
        window.need(r"^\d+ runs?$", "label")
        press("Down", "space", "Down", "space")
        window.need(r"^\d+ runs, 2 chosen$", "label")
        offenders = set(unnamed(window.root)) - before
        assert not offenders, "no name:\n" + "\n".join(sorted(offenders))
        press("alt+c")
        window.need(r"^From the history: .+ (against|compared)", "label")
        assert all(re.search(r": \d\d\.\d", window.reading(side, 1)) for side in ("Standard", "Custom"))
        press("Page_Up")
        window.set_pace()
        window.choose(r"^Branch from this moment$", r"^Branch from Custom at Epoch 4\.9$")
        window.progress(r"^step ")
        wait("the branch's plots", lambda: not window.find(r"^From the history", "label"))
        window.progress(r"^finished in")
        window.need(r" · branch of run \d+ at step [\d,]+$", "label")
        window.click(r"\bTrain again$", "push button")
        window.need(r"^Training from the seed’s weights, not the branch’s\.$", "label")
        wait("no word of a branch", lambda: not window.find(r"branch of run \d+ at step", "label"))
        press("ctrl+h")
        window.focused(r"^Search the history$")
        window.need(r", Run \d+, a branch of run \d+ at step", "list item")
    finally:
        window.close()


def main() -> None:
    tests = [test_third, test_train, test_change, test_editor, test_moments, test_samples, test_measures, test_seeds, test_names,
             test_export, test_handout, test_save_and_open, test_resume, test_history]
    failed = False
    print(f"1..{len(tests)}")
    with tempfile.TemporaryDirectory() as name:
        window = Window()
        try:
            for number, test in enumerate(tests, 1):
                title = f"{number} /window/{test.__name__[5:].replace('_', '-')}"
                if failed:
                    print(f"not ok {title}\n# the one before it failed")
                    continue
                try:
                    test(window, pathlib.Path(name))
                    print(f"ok {title}", flush=True)
                except Exception as problem:  # pylint: disable=broad-except
                    failed = True
                    lines = str(problem).replace("\n", "\n# ")
                    print(f"not ok {title}\n# {type(problem).__name__}: {lines}", flush=True)
        finally:
            if window.process.poll() is None:
                window.process.kill()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
