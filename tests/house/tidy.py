#!/usr/bin/env python3
"""clang-tidy over the sources that it reads the names of, several in one unit.

    git ls-files '*.cc' | python3 tests/house/tidy.py TREE

TREE is a build tree with a compile_commands.json. Nearly all of clang-tidy's time goes into
the library headers, which are read, and walked by every check, once for each unit: so
sources that are compiled alike share units. Those that give the same
name to something of their own do not; where the compiler sees a clash all the same,
the unit's sources are looked at one by one.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

# More would leave a machine with many cores without work at the end.
TOGETHER_MAX = 16

# What a source declares at its outermost level: clang-format indents nothing there.
OWN = re.compile(r"^(?:(?:class|struct|enum(?: class)?|union) (\w+)"
                 r"|using (\w+) ="
                 r"|(?!using|namespace)\w[^\n]*?(?<!:)\b(\w*[a-z]\w*) ?[(=\[{;])", re.MULTILINE)


def own_names(text):
    return {name for names in OWN.findall(text) for name in names if name}


def units(commands, texts):
    """Sources that can share a unit: [(command, [source, …]), …].

    Of the commands by source, and the texts by source."""
    made = {}  # command: [([source, …], names), …]
    for source, command in sorted(commands.items()):
        names = own_names(texts[source])
        groups = made.setdefault(command, [])
        for sources, taken in groups:
            if len(sources) < TOGETHER_MAX and not taken & names:
                sources.append(source)
                taken |= names
                break
        else:
            groups.append(([source], names))
    return [(command, sources) for command, groups in made.items() for sources, _ in groups]


def commands_of(tree):
    """How each source is compiled; the first way, if several targets have it."""
    found = {}
    for entry in json.loads((tree / "compile_commands.json").read_text(encoding="utf-8")):
        command = entry["command"].replace(entry["file"], "")
        found.setdefault(entry["file"], re.sub(r"-o \S+ -c", "", command))
    return found


def tidy(tree, number, command, sources):
    """What clang-tidy finds in the sources as one unit; empty if nothing."""
    if len(sources) == 1:  # As itself: what is included counts as a header.
        run = subprocess.run(["clang-tidy", "--quiet", "-p", tree, sources[0]],
                             capture_output=True, text=True, check=False)
        return (run.stdout or run.stderr) if run.returncode else ""
    folder = tree / "units" / number
    folder.mkdir(parents=True, exist_ok=True)
    unit = folder / "unit.cc"
    unit.write_text("".join(f'#include "{source}"\n' for source in sources), encoding="utf-8")
    (folder / "compile_commands.json").write_text(json.dumps(
        [{"directory": str(tree), "file": str(unit), "command": f"{command} -c {unit}"}]),
        encoding="utf-8")
    run = subprocess.run(["clang-tidy", "--quiet", "-p", folder, unit],
                         capture_output=True, text=True, check=False)
    if run.returncode and "clang-diagnostic" in run.stdout:
        return "".join(tidy(tree, f"{number}-{i}", command, [source])
                       for i, source in enumerate(sources))
    return (run.stdout or run.stderr) if run.returncode else ""


def main():
    tree = pathlib.Path(sys.argv[1]).resolve()
    commands = commands_of(tree)
    asked = [os.path.abspath(line.strip()) for line in sys.stdin]
    unknown = [source for source in asked if source not in commands]
    if unknown:
        sys.exit(f"not compiled: {' '.join(unknown)}")
    texts = {source: pathlib.Path(source).read_text(encoding="utf-8") for source in asked}
    made = units({source: commands[source] for source in asked}, texts)
    made.sort(key=lambda unit: -sum(len(texts[source]) for source in unit[1]))
    found = False
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        numbers = map(str, range(len(made)))
        for said in pool.map(lambda number, unit: tidy(tree, number, *unit), numbers, made):
            found = found or bool(said)
            print(said, end="", flush=True)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
