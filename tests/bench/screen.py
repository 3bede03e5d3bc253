# SPDX-License-Identifier: MIT
"""The screen of the display that a benchmark runs on: its pixels are read from the X server, keys are sent by its test
extension."""
import ctypes
import time


class Screen:
    """The pixels, and the keyboard."""

    def __init__(self) -> None:
        self.x11 = ctypes.CDLL("libX11.so.6")
        self.xtst = ctypes.CDLL("libXtst.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self.x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
        self.x11.XGetImage.restype = ctypes.c_void_p
        self.x11.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_int, ctypes.c_uint,
                                       ctypes.c_uint, ctypes.c_ulong, ctypes.c_int]
        self.x11.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
        self.x11.XFlush.argtypes = [ctypes.c_void_p]
        self.x11.XDestroyImage.argtypes = [ctypes.c_void_p]
        self.xtst.XTestFakeKeyEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
        self.display = self.x11.XOpenDisplay(None)
        self.root = self.x11.XDefaultRootWindow(self.display)

    def pixels(self, place: tuple) -> bytes:
        """[height * width * 4], blue, green, red and nothing of each."""
        x, y, width, height = place
        image = self.x11.XGetImage(self.display, self.root, x, y, width, height, 0xffffffff, 2)
        # struct _XImage: width, height, xoffset, format, then data
        data = ctypes.cast(image + 16, ctypes.POINTER(ctypes.c_void_p))[0]
        result = ctypes.string_at(data, width * height * 4)
        self.x11.XDestroyImage(image)
        return result

    def press(self, *symbols: int) -> float:
        """Together, the first one down first. Returns: when."""
        codes = [self.x11.XKeysymToKeycode(self.display, symbol) for symbol in symbols]
        for code in codes:
            self.xtst.XTestFakeKeyEvent(self.display, code, 1, 0)
        for code in reversed(codes):
            self.xtst.XTestFakeKeyEvent(self.display, code, 0, 0)
        self.x11.XFlush(self.display)
        return time.monotonic()

    def wait(self, what: str, condition, patience: float = 60.0) -> float:
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if condition():
                return time.monotonic()
            time.sleep(0.002)
        raise AssertionError(f"{what}: not within {patience:g} s")

    def wait_for_change(self, what: str, place: tuple, before: bytes, patience: float = 60.0) -> float:
        return self.wait(what, lambda: self.pixels(place) != before, patience)

    def settle(self, place: tuple, quiet: float = 0.4) -> float:
        """Returns: when anything changed there for the last time, once nothing has for @quiet seconds."""
        last = self.pixels(place)
        changed = time.monotonic()
        while time.monotonic() < changed + quiet:
            now = self.pixels(place)
            if now != last:
                last, changed = now, time.monotonic()
        return changed
