#!/usr/bin/env python3
"""Says which class, struct or enum has the name of another: one name, one meaning, so
that whoever looks for a word comes to one place.

    python3 tests/house/class_names.py [ROOT]

Names of one class's own and of unnamed namespaces count too. What is declared elsewhere
and defined as `class A::B` is a part of A, and does not.
"""

import collections
import pathlib
import re
import sys

import floors

FOLDERS = ("base", "clients", "db", "services")

# Up to its first brace: `struct Cause {`, `enum class Kind : int {`, `class Host final : public X {`.
DEFINED = re.compile(
    r"^[ \t]*(?:template\s*<[^;{]*>\s*)?(?:enum\s+(?:class|struct)|class|struct|enum|union)\s+"
    r"(?:\[\[[^\]]*\]\]\s*|ABSL_\w+(?:\([^)]*\))?\s+)*"
    r"(\w+)(?:\s+final)?\s*(?::(?!:)[^;{]*)?\{", re.MULTILINE)


def violations(root):
    places = collections.defaultdict(list)
    for name, text in floors.sources(root):
        if name.split("/")[0] not in FOLDERS:
            continue
        for match in DEFINED.finditer(text):
            line = text.count("\n", 0, match.start(1)) + 1
            places[match.group(1)].append(f"{name}:{line}")
    return [f"{name} is defined in {' and '.join(where)}: name each by what it is"
            for name, where in sorted(places.items()) if len(where) > 1]


if __name__ == "__main__":
    found = violations(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)
