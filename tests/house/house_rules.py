#!/usr/bin/env python3
"""The house rules that a script can check.

    python3 tests/house/house_rules.py [ROOT]
"""

import pathlib
import re
import sys

OUTSIDE = {"build", "node_modules", ".git"}
SUFFIXES = {".cc", ".h", ".proto", ".sql", ".py", ".yaml", ".sh", ".cmake"}
# `using ::testing::Pair;`, which clang-tidy would miss in a unit of several sources.
USING = re.compile(r"^using [\w:]+::(\w+);$", re.MULTILINE)
# A limit of time that a slow machine would pass (docs/decisions/0018).
MEASURED = re.compile(r"TIMEOUT \d|(?:EXPECT|ASSERT)_L[ET]\(absl::Now\(\)"
                      r"|Eventually\(.*, absl::\w+\(\d+\)\)")
# What is known in one place, outside of tests: the classes that gRPC calls its own
# (docs/decisions/0036), the names of methods, and who asks.
KNOWN_IN = {
    re.compile(r"grpc::internal"): "services/rpc/raw_service.cc",
    re.compile(r'"(?:Get|List|Create|Update|Delete|BatchCreate)"'): "clients/method_facts.cc",
    re.compile(r"client_metadata\(\)"): "services/rpc/access/caller.cc",
}
LINES_MAX = 500
COLUMNS_MAX = 100

# What stands at the top, and nothing else: a file that a command has written is no part of it.
TOP = {".ci", ".clang-format", ".clang-tidy", ".gitignore", "CMakeLists.txt", "README.md", "base",
       "clients", "cmake", "db", "dev", "docs", "packaging", "proto", "services", "tests"}

# Names that say nothing: name the concept.
VAGUE = {"util", "utils", "common", "helper", "helpers", "misc", "manager"}

# Put together here so that this file does not contain them itself.
LEFT_OVER = re.compile(
    r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "GTEST_" + "SKIP"]) + r")\b"
    "|DISABLED" + r"_\w")


def files(root):
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if OUTSIDE & set(name.parts) or not path.is_file():
            continue
        if path.suffix in SUFFIXES or name.as_posix() in ("dev", ".ci/run") \
                or path.name == "CMakeLists.txt":
            yield name, path.read_text(encoding="utf-8")


def violations(root):
    found = []
    listed = {}  # folder with a CMakeLists.txt: its text
    for path in sorted(root.iterdir()):
        if path.name not in TOP | OUTSIDE:
            found.append(f"{path.name}: does not belong at the top")
    for name, text in files(root):
        if name.name == "CMakeLists.txt":
            listed[name.parent] = text

    for name, text in files(root):
        lines = text.splitlines()
        if len(lines) > LINES_MAX:
            found.append(f"{name}: {len(lines)} lines; past {LINES_MAX} it is two things")
        for word in re.split(r"[/._-]", name.as_posix()):
            if word in VAGUE:
                found.append(f"{name}: '{word}' says nothing, name the concept")
        for number, line in enumerate(lines, 1):
            if "failpoint_hook" in line and name.parts[0] != "tests" \
                    and name.as_posix() != "base/failpoint.h":
                found.append(f"{name}:{number}: failpoints are set by tests only")
            for known, place in KNOWN_IN.items():
                if known.search(line) and name.parts[0] != "tests" and name.suffix != ".py" \
                        and name.as_posix() != place:
                    found.append(f"{name}:{number}: {known.pattern} is known in {place} only")
            if name.parts[0] == "tests" and name.suffix != ".py" and MEASURED.search(line):
                found.append(f"{name}:{number}: time is measured; see decision 18")
            if match := LEFT_OVER.search(line):
                found.append(f"{name}:{number}: {match.group(0)} is left over")
            if name.suffix in (".cc", ".h") and len(line) > COLUMNS_MAX:
                found.append(f"{name}:{number}: {len(line)} columns of at most {COLUMNS_MAX}")
        for used in USING.findall(text) if name.suffix == ".cc" else ():
            if len(re.findall(rf"\b{used}\b", text)) < 2:
                found.append(f"{name}: 'using …::{used}' is of no use")
        if name.suffix in (".cc", ".proto"):
            builder = next((p for p in name.parents if p in listed), None)
            if builder is None or str(name.relative_to(builder)) not in listed[builder].split():
                found.append(f"{name}: in no CMakeLists.txt, so it is not built")
    return found


if __name__ == "__main__":
    found = violations(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)
