#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""TAP: nothing of a kernels' variant runs before the variant is chosen: variants.py LIBRARY...

A constructor in a file that is compiled for newer processors would run on every processor, and end the program there.
"""
import re
import shutil
import subprocess
import sys

if not shutil.which("objdump"):
    print("1..0 # SKIP no objdump here")
    sys.exit(0)
print(f"1..{len(sys.argv) - 1}")
failed = False
for number, library in enumerate(sys.argv[1:], 1):
    headers = subprocess.run(["objdump", "-h", library], capture_output=True, text=True, check=True).stdout
    found = re.findall(r"\.(?:init_array|ctors|preinit_array)\S*", headers)
    if ".text" not in headers:
        found.append("no code at all")
    failed |= bool(found)
    print(f"{'not ok' if found else 'ok'} {number} /variants/{library.rsplit('/', 1)[-1]}")
    if found:
        print(f"# {library}: {', '.join(sorted(set(found)))}")
sys.exit(failed)
