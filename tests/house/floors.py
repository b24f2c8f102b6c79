#!/usr/bin/env python3
"""Reads every #include and says which one goes up, or sideways.

    python3 tests/house/floors.py [ROOT]

cmake/floors.cmake refuses a wrong dependency between libraries; this finds a
wrong include, which a header-only use would smuggle past the linker.
"""

import pathlib
import re
import sys

OUTSIDE = {"build", "node_modules", ".git"}

# The floor of a folder; the longest name that fits counts.
FLOORS = {
    "proto": 0,
    "cofi": 0,  # generated from proto/cofi
    "google": 0,  # generated from Google's protos
    "base": 1,
    "base/rules": 1,
    "db": 2,
    "clients": 3,
    "services/rpc": 3,
    "services/journal": 3,
    "services/reporting/render": 3,
    "services": 4,  # any other folder in it is a service
    "clients/cli": 5,
    "services/cofid": 5,
}

# What a floor number alone would allow: (who, whom, why).
NEVER = [
    (r"clients/", r"db/|services/", "a client knows the API, not how it is served"),
    (r"clients/cli/typed/", r"clients/cli/(?!typed/)", "what is typed knows no answer"),
    (r"clients/cli/printed/", r"clients/cli/(?!typed/|printed/)|clients/peer|grpcpp/",
     "pages are made from messages alone"),
    (r"clients/cli/sent/", r"clients/cli/(?!typed/|sent/)", "a call knows no command"),
    (r"clients/cli/commands/", r"clients/cli/\w+\.h", "commands are below those who find them"),
    (r"base/[\w.]+$", r"base/rules/", "rules stand on what the house is made of"),
    (r"db/[\w.]+$", r"db/\w+/", "what a store is made of does not know what puts it together"),
    (r"db/(sqlite|postgres|tables)/", r"db/store/", "the store is above its parts"),
    (r"db/(sqlite|postgres)/", r"db/tables/", "a driver knows no resources"),
    (r"services/rpc/", r"services/journal/", "what every RPC goes through knows none of them"),
    (r"services/", r"clients/cli/", "a server does not know who looks at it"),
    (r"services/reporting/", r"db/", "reporting reads through the other services"),
    (r"services/reporting/render/", r"services/(?!reporting/render/)|clients/|grpcpp/",
     "a renderer knows documents, and no report"),
    (r"(?!tests/)", r"tests/", "tests are looked at by nobody"),
    (r".*_rules\.(h|cc)$", r"db/|services/(?!.*_rules\.h)|clients/",
     "rules are pure: they see proto and base only"),
]

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)


def sources(root):
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if path.suffix in (".cc", ".h") and not OUTSIDE & set(name.parts):
            yield name.as_posix(), path.read_text(encoding="utf-8")


def floor_of(name):
    """(floor, folder) of a file or an include; None if it is not ours."""
    folders = [f for f in FLOORS if name.startswith(f + "/")]
    if not folders:
        return None
    folder = max(folders, key=len)
    if folder == "services":
        folder = "/".join(name.split("/")[:2])
    return FLOORS.get(folder, FLOORS["services"]), folder


def violations(root):
    found = []
    for name, text in sources(root):
        own = floor_of(name)
        for include in INCLUDE.findall(text):
            at = f"{name} includes {include}: "
            for who, whom, why in NEVER:
                if re.match(who, name) and re.match(whom, include):
                    found.append(at + why)
            target = floor_of(include)
            if not own or not target or own[1] == target[1]:
                continue
            if target[0] > own[0]:
                found.append(f"{at}floor {own[0]} may not see floor {target[0]}")
            elif target[0] == own[0] == 4:
                found.append(at + "services never see each other")

    for header in ("SQLiteCpp/", "libpq-fe.h"):
        users = [n for n, text in sources(root)
                 if any(i.startswith(header) for i in INCLUDE.findall(text))]
        # db/postgres/postgres.cc and db/postgres/postgres_values.h are one driver.
        if len({re.sub(r"(_\w+)?\.\w+$", "", name) for name in users}) > 1:
            found.append(f"{header} is seen by {', '.join(users)}: one driver is to see it")
    return found


if __name__ == "__main__":
    found = violations(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)
