#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""TAP: the template of the translations, and a translation made from it: translation.py ROOT.

No list of files is kept, so what is tested is that none is overlooked: every file with a marked text is named in the
template, and so is one that is planted in a copy of the tree.
"""
from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(sys.argv[1]).resolve()
ROOMS = ("app", "engine", "ui", "resources")
MARKED = {"*.[ch]": r"\b(?:_|N_|C_|ngettext) \(\"|\b(?:_|N_) \([\s\\]*\"", "*.ui": r'translatable="yes"'}


def run(*command: str | Path) -> str:
    """What it wrote on standard output; a warning is a failure."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert not (command[0] == ROOT / "resources/po/extract" and done.stderr), done.stderr
    return done.stdout


def extract(root: Path, target: Path) -> str:
    run(ROOT / "resources/po/extract", root, target)
    return target.read_text(encoding="utf-8")


def texts(template: str) -> set[str]:
    """The texts to be translated, each in one piece."""
    found = re.findall(r'^msgid(?:_plural)? ((?:".*"\n)+)', template, re.MULTILINE)
    return {"".join(json.loads(line) for line in text.splitlines()) for text in found}


def sources(template: str) -> set[str]:
    return {place.partition(":")[0] for line in re.findall(r"^#: (.*)$", template, re.MULTILINE)
            for place in line.split()}


def title_of(root: Path, lesson: str) -> str:
    return json.loads((root / "resources/lessons" / lesson).read_text(encoding="utf-8"))["title"]


def test_contents(folder: Path) -> None:
    """One text of each kind: C, a template, the settings' table, a loss, a lesson, a plural."""
    template = extract(ROOT, folder / "losslab.pot")
    wanted = {"Press Space to train both networks.", "Train, pause, go on", "Learning rate", "How far a step goes.",
              "Weighted cross-entropy", "%s mistakes", title_of(ROOT, "1-rare-class.losslab")}
    assert wanted <= texts(template), wanted - texts(template)


def test_same_twice(folder: Path) -> None:
    """The same tree gives the same bytes, from wherever it is asked."""
    extract(ROOT, folder / "one.pot")
    shutil.copytree(ROOT, folder / "copy", ignore=shutil.ignore_patterns(".git", "build*", "mnist"))
    extract(folder / "copy", folder / "two.pot")
    assert (folder / "one.pot").read_bytes() == (folder / "two.pot").read_bytes()


def test_every_file(folder: Path) -> None:
    """Every file with a marked text, and every lesson, is named in the template."""
    marked = {path.relative_to(ROOT).as_posix() for room in ROOMS for pattern, mark in MARKED.items()
              for path in (ROOT / room).rglob(pattern) if re.search(mark, path.read_text(encoding="utf-8"))}
    marked |= {path.relative_to(ROOT).as_posix() for path in (ROOT / "resources/lessons").glob("*.losslab")}
    named = sources(extract(ROOT, folder / "losslab.pot"))
    assert len(marked) > 20 and marked <= named, marked - named


def test_planted(folder: Path) -> None:
    """A new file is found by itself, wherever it lies in its room."""
    planted = {"ui/new/deep.c": '_ ("planted in C")', "engine/new.h": 'N_ ("planted in a header")',
               "resources/new/deep.ui": '<interface><object class="GtkLabel"><property name="label" '
                                        'translatable="yes">planted in a template</property></object></interface>',
               "resources/lessons/new.losslab": '{"losslab": 1, "title": "planted \\"in\\" a lesson"}'}
    for path, text in planted.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    template = extract(folder, folder / "losslab.pot")
    assert texts(template) == {"", "planted in C", "planted in a header", "planted in a template",
                               'planted "in" a lesson'}, texts(template)
    assert sources(template) == set(planted), sources(template)


def test_valid(folder: Path) -> None:
    """The template itself, and every translation, as complete as it is."""
    template = folder / "losslab.pot"
    extract(ROOT, template)
    run("msgfmt", "-c", "-o", "/dev/null", template)
    languages = (ROOT / "resources/po/LINGUAS").read_text(encoding="utf-8").split()
    assert languages == sorted(path.stem for path in (ROOT / "resources/po").glob("*.po"))
    for language in languages:
        run("msgfmt", "-c", "-o", "/dev/null", ROOT / f"resources/po/{language}.po")


def test_language(folder: Path) -> None:
    """A language made from the template speaks."""
    extract(ROOT, folder / "losslab.pot")
    run("msginit", "--no-translator", "-l", "de", "-i", folder / "losslab.pot", "-o", folder / "de.po")
    text = (folder / "de.po").read_text(encoding="utf-8")
    asked = 'msgid "Learning rate"\nmsgstr "'
    assert asked in text
    (folder / "de.po").write_text(text.replace(asked, asked + "Lernrate"), encoding="utf-8")
    (folder / "de/LC_MESSAGES").mkdir(parents=True)
    run("msgfmt", "-c", "-o", folder / "de/LC_MESSAGES/losslab.mo", folder / "de.po")
    said = run("env", "LC_ALL=C.UTF-8", "LANGUAGE=de", f"TEXTDOMAINDIR={folder}", "gettext", "losslab", "Learning rate")
    assert said == "Lernrate", said


def main() -> None:
    tests = [test_contents, test_same_twice, test_every_file, test_planted, test_valid, test_language]
    missing = [tool for tool in ("xgettext", "msgfmt", "msginit") if shutil.which(tool) is None]
    if missing:
        print(f"1..0 # SKIP no {missing[0]} here")
        return
    bad = False
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, 1):
        title = f"{number} /translation/{test.__name__[5:].replace('_', '-')}"
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(Path(folder))
                print(f"ok {title}")
            except (AssertionError, OSError, ValueError) as problem:
                bad = True
                lines = str(problem).strip().replace("\n", "\n# ")
                print(f"not ok {title}\n# {lines}")
    sys.exit(bad)


if __name__ == "__main__":
    main()
