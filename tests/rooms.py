#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""TAP: the rooms keep apart: rooms.py ROOT.

Each rule is a function from a tree to its violations. It is asked about ROOT, and about trees with a violation
planted for it, which it must find: a rule that finds nothing anywhere proves nothing.
"""
from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Callable, Iterator

TOP_LEVEL = {"app", "engine", "ui", "resources", "tests", "meson.build", "meson_options.txt", "README.md", "LICENSE"}
ROOMS = ("engine", "ui", "app")
BLAS = ("engine/core/blas.c", "engine/core/blas.h")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*(?:include|import)\b[ \t]*[<"]([^>"]+)[>"]', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
REASON = re.compile(r"^/\* Over 600 lines: \S.*\*/$", re.MULTILINE)


class Tree:
    """The C files of a tree by their path from its root, and where their includes lead."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.texts: dict[str, str] = {}
        for room in (*ROOMS, "tests"):
            for path in sorted((root / room).rglob("*.[chS]")):
                self.texts[path.relative_to(root).as_posix()] = path.read_text(encoding="utf-8")

    def within(self, *folders: str) -> Iterator[tuple[str, str]]:
        for path, text in self.texts.items():
            if path.startswith(tuple(folder + "/" for folder in folders)):
                yield path, text

    def includes(self, *folders: str) -> Iterator[tuple[str, str, str]]:
        """File, the include as it is written, and the project's file that it means, or ''."""
        for path, text in self.within(*folders):
            for name in INCLUDE.findall(COMMENT.sub("", text)):
                yield path, name, self.resolve(path, name)

    def resolve(self, path: str, name: str) -> str:
        for folder in (os.path.dirname(path), *ROOMS, "ui/plot", "."):
            target = os.path.normpath(os.path.join(folder, name))
            if target in self.texts:
                return target
        return ""


def system_headers(tree: Tree, folder: str, forbidden: str) -> list[str]:
    pattern = re.compile(forbidden)
    return [f"{path} includes {name}" for path, name, target in tree.includes(folder)
            if not target and pattern.match(name)]


def leads_into(tree: Tree, folder: str, *forbidden: str) -> list[str]:
    return [f"{path} includes {target}" for path, _, target in tree.includes(folder) if target.startswith(forbidden)]


def uses(tree: Tree, folder: str, forbidden: str) -> list[str]:
    pattern = re.compile(forbidden)
    return [f"{path} uses {match[0]}" for path, text in tree.within(folder)
            for match in pattern.finditer(COMMENT.sub("", text))]


def engine_headers(tree: Tree) -> list[str]:
    return system_headers(tree, "engine", r"(gtk|gdk|gsk|adwaita|libadwaita|graphene|cairo|pango|glib-object)")


def engine_rooms(tree: Tree) -> list[str]:
    return leads_into(tree, "engine", "ui/", "app/", "tests/")


def engine_objects(tree: Tree) -> list[str]:
    return uses(tree, "engine", r"\b(G_DEFINE_\w*TYPE\w*|G_DECLARE_\w+|g_object_new|g_type_register_static)\b")


def engine_loops(tree: Tree) -> list[str]:
    return uses(tree, "engine", r"\b(GMainLoop|GMainContext|g_main_(loop|context)_\w+|g_idle_\w+|g_timeout_\w+)\b")


def engine_blas(tree: Tree) -> list[str]:
    return [f"{path} includes {name}" for path, name, _ in tree.includes(*ROOMS)
            if re.search(r"(cblas|lapacke?|openblas\w*)\.h$", name) and path not in BLAS]


def engine_core(tree: Tree) -> list[str]:
    return [f"{path} includes {target}" for path, _, target in tree.includes("engine/core")
            if target and target != "engine/error.h" and not target.startswith("engine/core/")]


def plot_headers(tree: Tree) -> list[str]:
    return system_headers(tree, "ui/plot", r"(gtk|gdk|gsk|adwaita|libadwaita)")


def plot_rooms(tree: Tree) -> list[str]:
    return [f"{path} includes {target}" for path, _, target in tree.includes("ui/plot")
            if target and not target.startswith(("ui/plot/", "engine/"))]


def ui_rooms(tree: Tree) -> list[str]:
    return leads_into(tree, "ui", "app/", "tests/")


def app_rooms(tree: Tree) -> list[str]:
    return leads_into(tree, "app", "tests/")


def unique_stems(tree: Tree) -> list[str]:
    """The folder is the namespace of a file and the stem that of its symbols: a .c and its .h share one."""
    places: dict[str, set[str]] = defaultdict(set)
    for path, _ in tree.within(*ROOMS):
        stem = os.path.splitext(path)[0]
        places[os.path.basename(stem)].add(stem)
    return [" and ".join(sorted(stems)) for stems in places.values() if len(stems) > 1]


def first_lines(tree: Tree) -> list[str]:
    return [f"{path} does not start with its licence" for path, text in tree.texts.items()
            if not text.startswith("/* SPDX-License-Identifier: MIT */\n")]


def pragma_once(tree: Tree) -> list[str]:
    return [f"{path} has no #pragma once" for path, text in tree.texts.items()
            if path.endswith(".h") and "#pragma once\n" not in text]


def lengths(tree: Tree) -> list[str]:
    return [f"{path} has {n} lines and no line /* Over 600 lines: REASON */" for path, text in tree.texts.items()
            if (n := text.count("\n")) > 600 and not REASON.search(text)]


def top_level(tree: Tree) -> list[str]:
    """What git keeps; where git does not know the tree, what lies there but for what a build and a run leave."""
    git = subprocess.run(["git", "-C", str(tree.root), "ls-files", "-z"], capture_output=True, text=True,
                         check=False) if (tree.root / ".git").exists() else None
    if git is not None and git.returncode == 0:
        names = {path.split("/")[0] for path in git.stdout.split("\0") if path}
    else:
        names = {path.name for path in tree.root.iterdir()}
        names -= {name for name in names if name.startswith("build") or name == "losslab-plots"}
    return [f"{name} lies at the top level" for name in sorted(names - TOP_LEVEL) if not name.startswith(".")]


LICENCE = "/* SPDX-License-Identifier: MIT */\n"

# A rule, files each of which breaks it alone, and, with '=' before the path, files that do not break it.
RULES: list[tuple[Callable[[Tree], list[str]], dict[str, str]]] = [
    (engine_headers, {"engine/a.c": "#include <gtk/gtk.h>", "engine/b.h": "#  include <cairo.h>",
                      "engine/core/c.c": '#include "glib-object.h"', "engine/d.c": "#include <pango/pangocairo.h>",
                      "engine/e.h": "#include <adwaita.h>",
                      "=engine/f.c": "#include <gio/gio.h>\n/* #include <gtk/gtk.h> */"}),
    (engine_rooms, {"engine/a.c": '#include "plot/curve.h"', "engine/net/b.c": '#include "../../app/main.h"',
                    "engine/c.c": "#include <command.h>", "=ui/plot/curve.h": "", "=app/main.h": "",
                    "=app/command.h": ""}),
    (engine_objects, {"engine/a.c": "G_DEFINE_FINAL_TYPE (LabA, lab_a, G_TYPE_OBJECT)",
                      "engine/b.h": "G_DECLARE_FINAL_TYPE (LabB, lab_b, LAB, B, GObject)",
                      "=engine/c.c": "g_object_unref (file);", "=ui/d.c": "G_DEFINE_FINAL_TYPE (A, a, G_TYPE_OBJECT)"}),
    (engine_loops, {"engine/a.c": "g_idle_add (f, NULL);", "engine/b.c": "GMainLoop *loop;",
                    "engine/c.c": "g_main_context_default ();", "=engine/d.c": "/* no GMainLoop here */"}),
    (engine_blas, {"engine/net/a.c": "#include <cblas.h>", "app/b.c": "#include <openblas/cblas.h>",
                   "=engine/core/blas.c": "#include <cblas.h>"}),
    (engine_core, {"engine/core/a.c": '#include "run.h"', "engine/core/b.c": '#include "../net/network.h"',
                   "=engine/run.h": "", "=engine/net/network.h": "", "=engine/error.h": "",
                   "=engine/core/c.c": '#include "error.h"\n#include "core/c.h"', "=engine/core/c.h": ""}),
    (plot_headers, {"ui/plot/a.c": "#include <gtk/gtk.h>", "ui/plot/b.h": "#include <gdk/gdk.h>",
                    "=ui/plot/c.c": "#include <cairo.h>", "=ui/widget/d.c": "#include <gtk/gtk.h>"}),
    (plot_rooms, {"ui/plot/a.c": '#include "model/session.h"', "ui/plot/b.c": '#include "command.h"',
                  "=ui/model/session.h": "", "=app/command.h": "", "=engine/run.h": "",
                  "=ui/plot/c.c": '#include "run.h"'}),
    (ui_rooms, {"ui/page/a.c": '#include "command.h"', "ui/b.c": "#include <app/command.h>", "=app/command.h": "",
                "=ui/c.c": '#include "plot/d.h"', "=ui/plot/d.h": ""}),
    (app_rooms, {"app/a.c": '#include "../tests/support/b.h"', "=tests/support/b.h": "",
                 "=app/c.c": '#include "run.h"', "=engine/run.h": ""}),
    (unique_stems, {"ui/plot/same.c": "", "=engine/same.c": "", "=engine/same.h": ""}),
    (first_lines, {"engine/a.c": "-int a;\n", "tests/b.h": "-\n" + LICENCE, "=app/c.c": ""}),
    (pragma_once, {"engine/a.h": "-" + LICENCE, "=engine/b.h": "", "=app/c.c": ""}),
    (lengths, {"engine/a.c": "\n" * 600, "engine/b.c": "/* Over 600 lines: */\n" + "\n" * 600,
               "=engine/c.c": "/* Over 600 lines: one table */\n" + "\n" * 600, "=engine/d.c": "\n" * 500}),
    (top_level, {"notes.txt": "", "src/a.c": "", "=README.md": "", "=.ci/run": "", "=build-tests/x": ""}),
]


def plant(root: Path, path: str, text: str) -> None:
    """A file as every file must be, with @text; after '-', with @text alone."""
    start = LICENCE + ("#pragma once\n" if path.endswith(".h") else "")
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text[1:] if text.startswith("-") else start + text + "\n", encoding="utf-8")


def planted(rule: Callable[[Tree], list[str]], files: dict[str, str]) -> list[str]:
    """What the rule got wrong: each guilty file among the innocent ones, then the innocent ones alone."""
    wrong = []
    innocent = {path[1:]: text for path, text in files.items() if path.startswith("=")}
    for guilty in [*(path for path in files if not path.startswith("=")), None]:
        with tempfile.TemporaryDirectory() as folder:
            for path, text in innocent.items():
                plant(Path(folder), path, text)
            if guilty is not None:
                plant(Path(folder), guilty, files[guilty])
            found = rule(Tree(Path(folder)))
        if len(found) != (guilty is not None):
            wrong.append(f"planted {guilty or 'nothing'}, found {found or 'nothing'}")
    return wrong


def main() -> None:
    tree = Tree(Path(sys.argv[1]))
    if not all(any(tree.within(room)) for room in ROOMS):
        sys.exit(f"{tree.root} is not the tree: there are rooms without files")
    checks = [("tree", lambda rule, _: rule(tree)), ("planted", planted)]
    print(f"1..{len(checks) * len(RULES)}")
    number = bad = 0
    for rule, files in RULES:
        for name, check in checks:
            number += 1
            wrong = check(rule, files)
            bad += bool(wrong)
            print(f"{'not ok' if wrong else 'ok'} {number} /rooms/{rule.__name__.replace('_', '-')}/{name}")
            for line in wrong:
                print(f"# {line}")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
