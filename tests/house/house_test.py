#!/usr/bin/env python3
"""Shows that the house refuses what it says it refuses: each test plants a
violation in a temporary folder and expects the message."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

import architecture
import class_names
import floors
import french
import house_rules
import tidy

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
        return path


class TheFrench(InFolder):
    def unknown(self, *texts):
        return [word for _, word, _ in french.unknown(
            [("a.h", text) for text in texts], french.known_words())]

    def test_of_this_house_is_french(self):
        self.assertEqual(french.violations(ROOT), [])

    def test_has_no_english_word(self):
        self.assertEqual(self.unknown("le budget est frozen", "les parts font $0"), ["frozen"])
        self.assertEqual(self.unknown("l'awarded amount de {name:the}"), ["awarded", "amount"])
        self.assertEqual(self.unknown("{name:suprimé|supprimée} aujourd'hui"), ["suprimé"])

    def test_has_what_is_typed_and_what_stands_for_values(self):
        self.assertEqual(self.unknown(
            "cofi apply --example en montre un", "ajoutez --losing {service}={entries}",
            "Seulement ce qui satisfait à la condition : 'amount >= 1000'.",
            "L'exercice qu'elle concerne : jusqu'au 31/12/2026."), [])

    def test_is_found_wherever_it_is_said(self):
        self.plant("proto/a.proto", 'string a = 1 [(f) = {fr: "the line", fr_help: "La ligne."}];'
                                    ' B = 1 [(cofi.type.v1.fr_value) = "brouillon"];')
        self.plant("base/a.cc", 'constexpr Text kA{"a line", "une ligne" " de whatever"};\n'
                                'constexpr Row kRows[] = {{X, {"two rows", "deux rows"}}};\n')
        self.plant("docs/guide.fr.md", "Un `whatever` et\n```console\n$ whatever\n```\nmuch.\n")
        self.assertEqual([found.split("'")[1] for found in french.violations(self.folder)],
                         ["the", "whatever", "rows", "much"])


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

    def test_refuses_what_every_rpc_goes_through_that_sees_the_journals(self):
        self.refuses("cofi_library(NAME journal FLOOR 3 SOURCES a.cc)\n"
                     "cofi_check_floors(rpc 3 cofi::journal)",
                     "rpc depends on cofi::journal, which it may never see")

    def test_refuses_reporting_that_sees_the_database(self):
        self.refuses("cofi_library(NAME reporting FLOOR 4 SOURCES a.cc DEPS cofi::rpc cofi::db)",
                     "which it may never see")


class Includes(InFolder):
    def test_of_the_house_go_down(self):
        self.assertEqual(floors.violations(ROOT), [])

    def test_that_go_down_pass(self):
        self.plant("services/budgets/lines.cc", '#include "db/tables/table.h"\n#include "base/money.h"\n')
        self.plant("tests/lines_test.cc", '#include "services/budgets/lines.h"\n')
        self.assertEqual(floors.violations(self.folder), [])

    def test_that_go_elsewhere_are_found(self):
        for name, include, message in [
                ("base/money.cc", "db/store/store.h", "floor 1 may not see floor 2"),
                ("db/store/store.h", "services/rpc/wrapper.h", "floor 2 may not see floor 3"),
                ("services/rpc/wrapper.cc", "services/budgets/lines.h", "may not see floor 4"),
                ("services/budgets/lines.cc", "services/projects/phases.h", "never see each"),
                ("services/reporting/status.cc", "db/store/store.h", "through the other services"),
                ("services/rpc/wrapper.h", "services/journal/watch.h", "knows none of them"),
                ("base/money.h", "base/rules/start.h", "rules stand on what the house"),
                ("clients/channel.h", "db/store/store.h", "a client knows the API"),
                ("clients/cli/main.cc", "services/rpc/wrapper.h", "a client knows the API"),
                ("clients/cli/typed/words.h", "clients/cli/sent/session.h", "knows no answer"),
                ("clients/cli/printed/table.h", "clients/peer.h", "from messages alone"),
                ("clients/cli/printed/table.h", "clients/cli/sent/session.h", "messages alone"),
                ("clients/cli/sent/session.h", "clients/cli/commands/apply.h", "knows no command"),
                ("clients/cli/commands/apply.h", "clients/cli/help.h", "below those who find"),
                ("services/budgets/money_rules.h", "db/tables/table.h", "rules are pure"),
                ("db/journal.h", "db/tables/table.h", "does not know what puts it together"),
                ("db/tables/list.h", "db/store/store.h", "the store is above its parts"),
                ("db/sqlite/sqlite.h", "db/tables/table.h", "a driver knows no resources"),
                ("base/money.h", "tests/planted.h", "looked at by nobody"),
        ]:
            with self.subTest(name=name, include=include):
                self.plant(name, f'#include "{include}"\n')
                found = floors.violations(self.folder)
                self.assertTrue(any(message in f for f in found), found)
                (self.folder / name).unlink()

    def test_of_sqlite_are_in_one_file(self):
        self.plant("db/sqlite/sqlite.cc", "#include <SQLiteCpp/Database.h>\n")
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
        self.plant("tests/slow_test.cc", "EXPECT_LT(absl::Now() - asked, absl::Seconds(4));\n"
                   "Eventually([&] { return b(); }, absl::Seconds(9));\nEventually(b);\n")
        self.plant("tests/CMakeLists.txt", "slow_test.cc\nTIMEOUT 60\n")
        self.plant("base/unused.cc", "using a::b::Pair;\nusing ::c::Not;\nNot x;\n")
        self.plant("db/store/store.h", "failpoint_" "hook = &Die;\n")
        self.plant("tests/faults/server.h", "failpoint_" "hook = &Die;\n")
        for place in ["base/known.h", "services/rpc/raw_service.h", "tests/faults/known.h"]:
            self.plant(place, "grpc::internal::RpcMethod method;\n")
        found = "\n".join(house_rules.violations(self.folder))
        for message in ["501 lines", "101 columns", "'util' says nothing", "is left over",
                        "tests/slow_test.cc:1: time", "tests/slow_test.cc:2: time",
                        "tests/CMakeLists.txt:2: time", "base/unused.cc: 'using …::Pair' is of no use", "base/orphan.cc: in no CMakeLists.txt",
                        "db/store/store.h:1: failpoints are set by tests only",
                        "base/known.h:1: grpc::internal is known in",
                        "services/rpc/raw_service.h:1: grpc::internal is known in"]:
            with self.subTest(message):
                self.assertIn(message, found)
        self.assertNotIn("tests/faults", found)
        self.assertNotIn("::Not'", found)
        self.assertNotIn("slow_test.cc:3", found)


class ClassNames(InFolder):
    def test_are_given_once(self):
        self.assertEqual(class_names.violations(ROOT), [])

    def test_that_are_given_twice_are_found(self):
        first = "namespace db {\nclass Place {\n"
        self.plant("db/findings.h", first)
        self.plant("tests/place.h", first)
        self.assertEqual(class_names.violations(self.folder), [])
        for text in ["struct Place {\n", "class Store {\n  enum class Place : int { kNone };\n",
                     "namespace {\nclass Place final\n    : public Base {\n",
                     "template <typename T>\nstruct Place {}\n"]:
            with self.subTest(text):
                self.plant("services/rpc/names.h", text)
                found = class_names.violations(self.folder)
                self.assertEqual(len(found), 1)
                self.assertIn("Place is defined in db/findings.h:2 and services/rpc/names.h:",
                              found[0])
        for text in ["class Place;\n", "class Host::Place : public Base {\n",
                     "class Place::Of {\n", "// struct Place {\n", "Place Of() {\n",
                     "friend class Place;\n", "enum class Places { kNone };\n"]:
            with self.subTest(text):
                self.plant("services/rpc/names.h", text)
                self.assertEqual(class_names.violations(self.folder), [])


class TheScript(InFolder):
    """./dev, with stubs in the place of what it calls."""

    def setUp(self):
        super().setUp()
        for name in ["dev", "packaging/dev-demo.sh", "docs/cases/precarisation-files.sh",
                     "packaging/npm/package-lock.json"]:
            self.plant(name, (ROOT / name).read_text()).chmod(0o755)
        self.plant("packaging/npm/node_modules/.of-lock",
                   (ROOT / "packaging/npm/package-lock.json").read_text())
        for name in ["cmake", "ninja", "ctest", "apt-get", "sudo", "python3", "cofi",
                     "cofid"]:
            self.plant("stubs/" + name,
                       f"#!/bin/sh\necho {name} \"$@\" >> {self.folder}/calls\n").chmod(0o755)
        self.plant("stubs/dpkg-query", "#!/bin/sh\nprintf installed\n").chmod(0o755)
        for name in ["node", "npm"]:
            self.plant("stubs/" + name, "#!/bin/sh\n").chmod(0o755)
        programs = self.folder / "build/release/bin"
        programs.mkdir(parents=True)
        for name in ["cofi", "cofid"]:
            shutil.copy(self.folder / "stubs" / name, programs)

    def calls(self, *words):
        """What `./dev words` calls, one a line."""
        (self.folder / "calls").write_text("")
        subprocess.run([self.folder / "dev", *words], capture_output=True, check=False,
                       env={"PATH": f"{self.folder}/stubs:/usr/bin:/bin"})
        return (self.folder / "calls").read_text().splitlines()

    def built(self, *words):
        """The targets that `./dev words` has built; `all` if it names none."""
        lines = [line.split() for line in self.calls(*words) if line.startswith("ninja")]
        self.assertEqual(len(lines), 1, lines)
        return lines[0][lines[0].index("-j") + 2:] or ["all"]

    def test_builds_no_more_than_it_runs(self):
        for words, targets in [(["demo"], ["cofi", "cofid"]), (["run"], ["cofi", "cofid"]),
                               (["bench"], ["cofi", "cofid", "cofi-bench"]),
                               (["test"], ["all"]), (["build"], ["all"])]:
            with self.subTest(words):
                self.assertEqual(self.built(*words), targets)

    def test_does_without_the_tests_packages_until_a_test_is_built(self):
        def configured(command):
            return next(c for c in self.calls(command) if c.startswith("cmake"))
        self.assertIn("-DCOFI_TESTS=OFF", configured("run"))
        self.assertIn("-DCOFI_TESTS=ON", configured("build"))
        self.plant("build/release/CMakeCache.txt", "")
        self.assertNotIn("COFI_TESTS", configured("run"))

    def test_is_what_ci_runs_and_ctest_speaks_last(self):
        steps = [line for line in (ROOT / ".ci/run").read_text().splitlines()
                 if line.startswith("./")]
        self.assertEqual(steps, ["./dev lint", "./dev test"])
        self.assertTrue(self.calls("test")[-1].startswith("ctest "))


class Units(unittest.TestCase):
    """Sources that clang-tidy reads together."""

    def units(self, texts, commands=None):
        made = tidy.units(commands or dict.fromkeys(texts, "c++"), texts)
        return sorted(sources for _, sources in made)

    def test_share_what_does_not_clash(self):
        self.assertEqual(self.units({
            "a.cc": "namespace {\nconstexpr int kMax = 1;\nint Of(int) {\n  return kMin;\n}\n",
            "b.cc": "namespace {\nconstexpr int kMin = 1;\nint A::Of(int) {\n",
            "c.cc": "class A {\n  int kMax = 1;\n};\n",
        }), [["a.cc", "b.cc", "c.cc"]])

    def test_are_apart_where_a_name_is_given_twice(self):
        for text in ["constexpr int kMax = 2;\n", "std::vector<int> kMax;\n", "struct kMax {\n",
                     "enum class kMax { kNone };\n", "using kMax = int;\n", "int kMax(\n"]:
            with self.subTest(text):
                self.assertEqual(self.units({"a.cc": "const int kMax[] = {1};\n", "b.cc": text}),
                                 [["a.cc"], ["b.cc"]])

    def test_are_compiled_alike(self):
        self.assertEqual(self.units({"a.cc": "", "b.cc": ""}, {"a.cc": "c++", "b.cc": "c++ -g"}),
                         [["a.cc"], ["b.cc"]])


class Protos(InFolder):
    """In a repository of its own, what ./dev lint checks in this one."""

    def setUp(self):
        super().setUp()
        shutil.copy(ROOT / "dev", self.folder)
        shutil.copytree(ROOT / "proto", self.folder / "proto")
        (self.folder / "packaging").mkdir()
        for name in ["buf.sh", "npm"]:
            (self.folder / "packaging" / name).symlink_to(ROOT / "packaging" / name)
        self.git("init", "-q")
        self.compare_with(self.commit())

    def git(self, *arguments):
        who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@cofi.invalid"]
        return subprocess.run(["git", *who, *arguments], cwd=self.folder, check=True,
                              capture_output=True, text=True).stdout.strip()

    def commit(self):
        self.git("add", "--all")
        self.git("commit", "-q", "-m", "As it is now.")
        return self.git("rev-parse", "HEAD")

    def compare_with(self, commit):
        self.plant("proto/breaking-against", f"# Compared with.\n{commit}\n")

    def breaking(self, folder):
        return subprocess.run(["bash", "-c", ". ./dev help >/dev/null; check_breaking"],
                              cwd=folder, capture_output=True, text=True, check=False)

    def change(self, file, before, after):
        path = self.folder / "proto/cofi" / file
        text = path.read_text()
        self.assertIn(before, text, "what to break has moved")
        path.write_text(text.replace(before, after))

    def test_may_grow(self):
        self.change("type/v1/moment.proto", "message JournalPosition {",
                    "message JournalPosition {\n  // A note.\n  string note = 99;")
        run = self.breaking(self.folder)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def test_that_break_their_users_are_refused(self):
        self.change("type/v1/moment.proto", "int64 sequence = 3 ", "int64 sequence = 33 ")
        self.change("type/v1/moment.proto", "string root = 2 ", "bytes root = 2 ")
        # Also by a commit later than the one that broke them.
        self.commit()
        run = self.breaking(self.folder)
        self.assertNotEqual(run.returncode, 0)
        self.assertIn('Previously present field "3" with name "sequence"', run.stdout)
        self.assertIn('changed type from "string" to "bytes"', run.stdout)

    def refuse_to_compare_with(self, commit, folder):
        run = self.breaking(folder)
        self.assertNotEqual(run.returncode, 0)
        self.assertIn(f"git fetch --depth 1 origin {commit}", run.stderr)

    def test_are_not_taken_for_kept_where_nothing_is_to_compare_with(self):
        shallow = self.folder / "shallow"
        first = self.git("rev-parse", "HEAD")
        self.commit()
        self.git("clone", "-q", "--depth", "1", f"file://{self.folder}", shallow)
        self.refuse_to_compare_with(first, shallow)
        self.compare_with("0" * 40)
        self.refuse_to_compare_with("0" * 40, self.folder)


if __name__ == "__main__":
    unittest.main()
