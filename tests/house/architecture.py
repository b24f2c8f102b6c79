#!/usr/bin/env python3
"""Holds docs/architecture.md against the code: the floors, the services, the
owners of the tables, and every file that the documents name.

    python3 tests/house/architecture.py [ROOT]
"""

import pathlib
import re
import sys

import floors

EACH = "each service its own"

LIBRARY = re.compile(r"cofi_(?:library|binary)\(NAME \w+ FLOOR (\d)")
SERVICE = re.compile(r'\{\.name = "(\w+)"')
TABLE = re.compile(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+)")
# `clients/cli`, `db/store/store.cc`, `tables.{h,cc}`; what stands in a block of code is not read.
NAMED = re.compile(r"`((?:[\w.-]+/)*[\w*-]+\.(?:cc|h|\{h,cc\}|py|md|proto|cmake|sql|yaml))`")
LINKED = re.compile(r"\]\(([\w./-]+)\)")


def rows(text, header):
    """The cells of a table of Markdown, by its header line."""
    lines = text[text.index(header):].splitlines()[2:]
    for line in lines:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split("|")]


def built_floors(root):
    """The floors of each folder's libraries, as CMake has them."""
    found = {}
    for path in sorted(root.glob("**/CMakeLists.txt")):
        folder = path.parent.relative_to(root).as_posix()
        if floors.OUTSIDE & set(folder.split("/")) or folder.startswith("tests"):
            continue
        if numbers := set(LIBRARY.findall(path.read_text(encoding="utf-8"))):
            found[folder] = numbers
    return found


def check_floors(root, text):
    named = {folder.strip("`"): number for number, folder, _ in rows(text, "| Floor |")}
    for folder, numbers in built_floors(root).items():
        if numbers != {named.get(folder)}:
            yield f"{folder} is on floor {named.get(folder)} in the document, {numbers} in CMake"
    for folder, number in named.items():
        if not (root / folder).is_dir():
            yield f"{folder} is in the document and nowhere else"
        elif str(floors.floor_of(folder + "/")[0]) != number:
            yield f"{folder} is on another floor in tests/house/floors.py"


def check_services(root, text):
    named = [folder.strip("`").removeprefix("services/")
             for number, folder, _ in rows(text, "| Floor |") if number == "4"]
    served = SERVICE.findall((root / "services/cofid/catalog.cc").read_text(encoding="utf-8"))
    if named != served:
        yield f"services in the document: {named}; in the catalog: {served}"


def check_tables(root, text):
    named = {}
    for tables, owner in rows(text, "| Tables |"):
        for table in tables.split(", "):
            named[table] = EACH if owner.startswith(EACH) else owner
    made = {}
    for path in [*root.glob("services/*/migrations/*.sql"), *root.glob("db/migrations/*.sql"),
                 *root.glob("db/**/*.cc")]:
        parts = path.relative_to(root).parts
        for table in TABLE.findall(path.read_text(encoding="utf-8")):
            made[table] = parts[1] if parts[0] == "services" else EACH
    for table in sorted(named.keys() | made.keys()):
        if named.get(table) != made.get(table):
            yield (f"table {table} is {named.get(table)}'s in the document,"
                   f" {made.get(table)}'s in the migrations")


def check_files(root):
    there = [path.relative_to(root).as_posix() for path in root.rglob("*")
             if not floors.OUTSIDE & set(path.relative_to(root).parts)]
    for document in [root / "README.md", *sorted(root.glob("docs/**/*.md"))]:
        name = document.relative_to(root).as_posix()
        text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
        for file in NAMED.findall(text):
            ends = [file.replace("{h,cc}", end) for end in ("h", "cc")]
            # The example of adding-a-resource.md.
            if "*" not in file and "milestones" not in file and not all(
                    any(("/" + path).endswith("/" + end) for path in there) for end in ends):
                yield f"{name} names {file}, which is not there"
        for link in LINKED.findall(text):
            if not (document.parent / link).exists():
                yield f"{name} leads to {link}, which is not there"


def violations(root):
    text = (root / "docs/architecture.md").read_text(encoding="utf-8")
    return [*check_floors(root, text), *check_services(root, text), *check_tables(root, text),
            *check_files(root)]


if __name__ == "__main__":
    found = violations(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)
