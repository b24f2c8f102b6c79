#!/usr/bin/env python3
"""Shows that the house refuses what it says it refuses: each test plants a
violation in a temporary folder and expects the message."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

import architecture
import floors
import house_rules

ROOT = pathlib.Path(__file__).resolve().parents[2]

BELOW = """
cofi_library(NAME base FLOOR 1 SOURCES a.cc)
cofi_library(NAME db FLOOR 2 SOURCES a.cc DEPS cofi::base)
cofi_library(NAME rpc FLOOR 3 SOURCES a.cc DEPS cofi::db)
cofi_library(NAME projects FLOOR 4 SOURCES a.cc DEPS cofi::rpc)
"""


class InFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def plant(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


class TheBuild(InFolder):
    def configure(self, line, languages="NONE"):
        self.plant("a.cc", "")
        self.plant("CMakeLists.txt", f"""
cmake_minimum_required(VERSION 3.25)
project(planted {languages})
include({ROOT}/cmake/floors.cmake)
{BELOW}{line}
""")
        run = subprocess.run(["cmake", "-G", "Ninja", "-S", self.folder, "-B", self.folder / "b"],
                             capture_output=True, text=True, check=False)
        return run.returncode, " ".join(run.stderr.split())

    def refuses(self, line, message):
        code, said = self.configure(line)
        self.assertNotEqual(code, 0, said)
        self.assertIn(message, said)

    def test_takes_a_downward_dependency(self):
        code, said = self.configure(
            "cofi_library(NAME budgets FLOOR 4 SOURCES a.cc DEPS cofi::rpc cofi::base)", "CXX")
        self.assertEqual(code, 0, said)

    def test_refuses_an_upward_dependency(self):
        self.refuses("cofi_library(NAME dates FLOOR 1 SOURCES a.cc DEPS cofi::db)",
                     "dates (floor 1) depends on cofi::db (floor 2): includes only go down")

    def test_refuses_a_service_that_depends_on_a_service(self):
        self.refuses("cofi_library(NAME budgets FLOOR 4 SOURCES a.cc DEPS cofi::projects)",
                     "services never depend on each other")

    def test_refuses_a_client_that_sees_the_database(self):
        self.refuses("cofi_library(NAME clients FLOOR 3 SOURCES a.cc DEPS cofi::db)",
                     "which it may never see")

    def test_refuses_reporting_that_sees_the_database(self):
        self.refuses("cofi_library(NAME reporting FLOOR 4 SOURCES a.cc DEPS cofi::rpc cofi::db)",
                     "which it may never see")


class Includes(InFolder):
    def test_of_the_house_go_down(self):
        self.assertEqual(floors.violations(ROOT), [])

    def test_that_go_down_pass(self):
        self.plant("services/budgets/lines.cc", '#include "db/table.h"\n#include "base/money.h"\n')
        self.plant("tests/lines_test.cc", '#include "services/budgets/lines.h"\n')
        self.assertEqual(floors.violations(self.folder), [])

    def test_that_go_elsewhere_are_found(self):
        for name, include, message in [
                ("base/money.cc", "db/store.h", "floor 1 may not see floor 2"),
                ("db/store.h", "services/rpc/wrapper.h", "floor 2 may not see floor 3"),
                ("services/rpc/wrapper.cc", "services/budgets/lines.h", "may not see floor 4"),
                ("services/budgets/lines.cc", "services/projects/phases.h", "never see each"),
                ("services/reporting/status.cc", "db/store.h", "through the other services"),
                ("clients/channel.h", "db/store.h", "a client knows the API"),
                ("clients/cli/main.cc", "services/rpc/wrapper.h", "a client knows the API"),
                ("clients/cli/typed/words.h", "clients/cli/sent/session.h", "knows no answer"),
                ("clients/cli/printed/table.h", "clients/peer.h", "from messages alone"),
                ("clients/cli/printed/table.h", "clients/cli/sent/session.h", "messages alone"),
                ("clients/cli/sent/session.h", "clients/cli/commands/apply.h", "knows no command"),
                ("clients/cli/commands/apply.h", "clients/cli/help.h", "below those who find"),
                ("services/budgets/money_rules.h", "db/table.h", "rules are pure"),
                ("base/money.h", "tests/planted.h", "looked at by nobody"),
        ]:
            with self.subTest(name=name, include=include):
                self.plant(name, f'#include "{include}"\n')
                found = floors.violations(self.folder)
                self.assertTrue(any(message in f for f in found), found)
                (self.folder / name).unlink()

    def test_of_sqlite_are_in_one_file(self):
        self.plant("db/sqlite.cc", "#include <SQLiteCpp/Database.h>\n")
        self.assertEqual(floors.violations(self.folder), [])
        self.plant("db/other.cc", "#include <SQLiteCpp/Statement.h>\n")
        self.assertEqual(len(floors.violations(self.folder)), 1)


class Architecture(InFolder):
    """docs/architecture.md says what is there."""

    def test_is_as_described(self):
        self.assertEqual(architecture.violations(ROOT), [])

    def test_that_is_described_otherwise_is_found(self):
        house = self.folder / "house"
        shutil.copytree(ROOT, house, ignore=shutil.ignore_patterns(*floors.OUTSIDE))
        page = house / "docs/architecture.md"
        right = page.read_text()
        for line, wrong, message in [
                ("| 2 | `db` |", "| 3 | `db` |", "db is on floor 3 in the document"),
                ("| 1 | `base` |", "| 1 | `ground` |", "ground is in the document and nowhere"),
                ("| 4 | `services/budgets` |", "| 3 | `services/budgets` |", "in the catalog"),
                ("| funder, funding_call,", "| funder,", "funding_call is None's in the document"),
                (" | projects |", " | budgets |",
                 "partner is budgets's in the document, projects's in the migrations"),
                ("`errors.cc`", "`gone.cc`", "names gone.cc, which is not there"),
                ("](scaling.md)", "](gone.md)", "leads to gone.md"),
        ]:
            with self.subTest(wrong):
                self.assertIn(line, right)
                page.write_text(right.replace(line, wrong))
                found = "\n".join(architecture.violations(house))
                self.assertIn(message, found)


class Rules(InFolder):
    def test_are_kept(self):
        self.assertEqual(house_rules.violations(ROOT), [])

    def test_find_what_is_planted(self):
        self.plant("base/CMakeLists.txt", "cofi_library(NAME base SOURCES money.cc long.cc)")
        self.plant("base/money.cc", "// fine\n")
        self.assertEqual(house_rules.violations(self.folder), [])
        self.plant("base/long.cc", "// " + "x" * 98 + "\n" * 501)
        self.plant("base/string_util.h", "// FIX" + "ME later\n")
        self.plant("base/orphan.cc", "")
        self.plant("db/store.h", "failpoint_" "hook = &Die;\n")
        self.plant("tests/faults/server.h", "failpoint_" "hook = &Die;\n")
        found = "\n".join(house_rules.violations(self.folder))
        for message in ["501 lines", "101 columns", "'util' says nothing", "is left over",
                        "base/orphan.cc: in no CMakeLists.txt",
                        "db/store.h:1: failpoints are set by tests only"]:
            with self.subTest(message):
                self.assertIn(message, found)
        self.assertNotIn("tests/faults", found)


class Protos(InFolder):
    def breaking(self, proto):
        return subprocess.run([ROOT / "packaging/buf.sh", "breaking", proto, ROOT / "proto"],
                              capture_output=True, text=True, check=False)

    def test_that_break_their_users_are_refused(self):
        proto = self.folder / "proto"
        shutil.copytree(ROOT / "proto", proto)
        self.assertEqual(self.breaking(proto).returncode, 0)
        file = proto / "cofi/type/v1/history.proto"
        before = file.read_text()
        file.write_text(before.replace("int64 sequence = 3 ", "int64 sequence = 33 "))
        self.assertNotEqual(before, file.read_text(), "the field to break has moved")
        run = self.breaking(proto)
        self.assertNotEqual(run.returncode, 0)
        self.assertIn('Previously present field "3" with name "sequence"', run.stdout)


if __name__ == "__main__":
    unittest.main()
