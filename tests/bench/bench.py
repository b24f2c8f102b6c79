#!/usr/bin/env python3
"""Cofi's speed, next to what others do with the same work, in one run.

Prints a table for people, and the same figures as JSON with --json. What is
measured, against what, and what the limits of the machine are: docs/performance.md.
"""

import argparse
import contextlib
import datetime
import json
import os
import pathlib
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent


def run(command, **options):
    """What a command prints; stops the bench if it fails."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"bench: {' '.join(map(str, command))} failed with {done.returncode}")
    return done.stdout


def seconds(command, times, env=None):
    """The median time of a whole process, output thrown away."""
    taken = []
    for _ in range(times):
        start = time.monotonic()
        subprocess.run([str(word) for word in command], stdout=subprocess.DEVNULL, check=True, env=env)
        taken.append(time.monotonic() - start)
    return statistics.median(taken)


class Cofid:
    """A server process on a folder of its own."""

    def __init__(self, bins, folder, database=None):
        # The server takes no folder that others may read.
        self.bins, self.folder = bins, folder / "cofid"
        self.place = ["--database", database] if database else ["--data", self.folder]
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.address = f"unix:{self.folder}/cofid.sock"
        self.environment = dict(os.environ, COFI_SERVER=self.address, LC_ALL="C.UTF-8")
        self.start()

    def start(self):
        """Starts it; the time until it answers, in seconds."""
        begin = time.monotonic()
        self.process = subprocess.Popen(
            [self.bins / "cofid", *self.place, "--listen", self.address],
            stderr=open(self.folder / "cofid.log", "a"))
        while subprocess.run([self.bins / "cofi", "organization", "list"], env=self.environment,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode != 0:
            if self.process.poll() is not None or time.monotonic() - begin > 60:
                sys.exit(f"bench: cofid does not answer, see {self.folder}/cofid.log")
            time.sleep(0.01)
        return time.monotonic() - begin

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait()

    def place_of_select(self):
        return ["--folder", self.folder] if self.place[0] == "--data" else self.place

    def memory_mib(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0

    def bench(self, *words):
        return json.loads(run([self.bins / "cofi-bench", *words, "--server", self.address]))


@contextlib.contextmanager
def postgresql(folder):
    """A cluster of its own on a socket, with Debian's defaults; its connection flags."""
    bins = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    data = folder / "postgresql"
    # PostgreSQL refuses to run as root.
    user = [] if os.geteuid() else ["runuser", "-u", "postgres", "--"]
    if user:
        data.mkdir(mode=0o700)
        shutil.chown(data, "postgres")
        folder.chmod(0o755)
    run(user + [bins / "initdb", "-D", data, "-U", "bench", "-A", "trust"], stderr=subprocess.DEVNULL)
    run(user + [bins / "pg_ctl", "-D", data, "-w", "-l", data / "log",
                "-o", f"-c listen_addresses= -c unix_socket_directories={data}", "start"])
    try:
        yield ["-h", str(data), "-U", "bench"]
    finally:
        run(user + [bins / "pg_ctl", "-D", data, "-w", "-m", "fast", "stop"])


def pgbench(connection, clients, length):
    """Transactions a second of posting.sql."""
    out = run(["pgbench", *connection, "-n", "-M", "prepared", "-c", clients, "-j", 2, "-T", length,
               "-f", HERE / "posting.sql", "postgres"])
    return float(next(line for line in out.splitlines() if line.startswith("tps")).split()[2])


def measure_calls(bins, folder, rounds, length):
    """Postings against empty calls, single commits, one sync, and PostgreSQL, round by round."""
    measured, postgres = [], []
    with postgresql(folder) as connection:
        run(["psql", *connection, "-q", "-f", HERE / "posting_tables.sql", "postgres"])
        for number in range(rounds):
            one = json.loads(run([bins / "cofi-bench", "calls", "--rounds", 1, "--seconds", length,
                                  "--folder", folder]))
            database = f"cofi{number}"
            run(["createdb", *connection, database])
            url = f"postgres://{connection[3]}@/{database}?host={connection[1]}"
            one.update(json.loads(run([bins / "cofi-bench", "database", "--rounds", 1, "--seconds", length,
                                       "--database", url])))
            measured.append(one)
            postgres.append(pgbench(connection, 32, max(1, round(length))))
    figures = {key: {figure: statistics.median(each[key][figure] for each in measured)
                     for figure in measured[0][key]} for key in measured[0]}
    figures["pgbench_32"] = {"per_second": statistics.median(postgres)}
    return figures


def write_journal(path, count):
    """The same postings as a journal of ledger and hledger."""
    with open(path, "w") as out:
        for n in range(count):
            out.write(f"2018-02-28 Imprimerie F-{n}\n  Expenses:62  12.34 EUR\n"
                      "  Funding:departement  -6.17 EUR\n  Funding:own  -6.17 EUR\n\n")


def measure_growth(bins, folder, sizes):
    """Status, memory, and restart as the project grows."""
    growth = {"status": {}, "as_of_before": {}}
    cofid = Cofid(bins, folder)
    have = 0
    for size in sizes:
        cofid.bench("fill", "--count", size - have, *(["--prepare"] if have == 0 else []))
        have = size
        # What was written rests before anything is asked.
        os.sync()
        growth["status"][size] = cofid.bench("status", "--count", 2000)
        # All that was posted came later, and is taken off the sums.
        growth["as_of_before"][size] = seconds(
            [bins / "cofi", "status", "bench", "--as-of", "2018-02-01"], 3, cofid.environment)
        print(f"  {size} expenses", file=sys.stderr)
        if size == 100_000:
            journal = folder / "entries.journal"
            write_journal(journal, size)
            growth["whole_process_seconds"] = {
                "cofi status": seconds([bins / "cofi", "status", "bench"], 15, cofid.environment),
                "ledger balance": seconds(["ledger", "-f", journal, "balance"], 3),
                "hledger balance": seconds(["hledger", "-f", journal, "balance"], 3),
            }
    growth["memory_mib"] = cofid.memory_mib()
    growth["database_mib"] = sum(f.stat().st_size for f in cofid.folder.glob("*.sqlite")) / 2**20
    cofid.stop(signal.SIGKILL)
    growth["restart_seconds"] = cofid.start()
    cofid.stop()
    return growth


# By how many calls a question over all projects is answered: of the services, and of what their
# answers name. The pipeline looks at each of the twenty projects of its page, eight at once: three
# calls, then three times one and those behind it.
CALLS_OF = {"deadlines": 5, "pipeline": 9, "portfolio": 6, "search": 3}


def measure_questions(bins, cofid, rounds):
    """What is asked of all projects, and the same by hand, in alternation; medians of the rounds."""
    measured = []
    for _ in range(rounds):
        one = {"empty": cofid.bench("ask", "--what", "empty")}
        for what in CALLS_OF:
            one[what] = cofid.bench("ask", "--what", what)
            one[f"{what}_by_hand"] = json.loads(
                run([bins / "cofi-bench", "select", *cofid.place_of_select(), "--what", what]))
        measured.append(one)
    return {key: {figure: statistics.median(each[key][figure] for each in measured)
                  for figure in measured[0][key]} for key in measured[0]}


def measure_portfolio(bins, folder, rounds, sizes, database=None):
    """Questions over all projects as their number grows, on one server that is never restarted."""
    folder.mkdir()
    cofid = Cofid(bins, folder, database)
    portfolio = {"questions": {}, "made": []}
    have = 0
    for size in sizes:
        portfolio["made"].append(cofid.bench("projects", "--from", have, "--to", size,
                                             "--date", datetime.date.today().isoformat()))
        have = size
        # What was written rests before anything is asked.
        os.sync()
        portfolio["questions"][size] = measure_questions(bins, cofid, rounds)
        print(f"  {size} projects", file=sys.stderr)
    portfolio["whole_process_seconds"] = {
        "cofi deadlines": seconds([bins / "cofi", "deadlines", "--within", "30d"], 15, cofid.environment),
        "cofi --help": seconds([bins / "cofi", "--help"], 15, cofid.environment),
    }
    portfolio["memory_mib"] = cofid.memory_mib()
    portfolio["database_mib"] = sum(f.stat().st_size for f in cofid.folder.glob("*.sqlite")) / 2**20
    cofid.stop()
    return portfolio


def measure_exports(bins, folder, rows):
    """The expenses of a project as files, whole processes, next to the same rows written by hand."""
    folder.mkdir()
    cofid = Cofid(bins, folder)
    cofid.bench("fill", "--count", rows, "--prepare")
    os.sync()
    exports = {"rows": rows, "memory_before_mib": cofid.memory_mib(), "seconds": {}}
    for form in ("csv", "xlsx"):
        file = folder / f"expenses.{form}"
        exports["seconds"][form] = seconds([bins / "cofi", "report", "expenses", "bench", "-o", file], 3,
                                           cofid.environment)
        exports["seconds"][f"{form} by hand"] = seconds(
            [bins / "cofi-bench", "write", "--folder", cofid.folder, "--format", form, "--file", file], 3)
    exports["memory_mib"] = cofid.memory_mib()
    for form in ("html", "pdf"):
        exports["seconds"][form] = seconds([bins / "cofi", "report", "status", "bench", "-o",
                                            folder / f"status.{form}"], 5, cofid.environment)
    exports["seconds"]["terminal"] = seconds([bins / "cofi", "status", "bench"], 5, cofid.environment)
    cofid.stop()
    return exports


def measure_accounts(bins, folder, rounds):
    """What is done with all the accounts of a project at once: a claim of 10,000 shares, and the
    closing of a year with 100,000 movements, two of each expense."""
    folder.mkdir()
    cofid = Cofid(bins, folder)
    cofid.bench("fill", "--count", 10_000, "--prepare", "--of-year")
    os.sync()
    accounts = {
        "claim": cofid.bench("claim", "--rounds", rounds),
        "claim_by_hand_seconds": seconds([bins / "cofi-bench", "write", "--folder", cofid.folder, "--format", "csv",
                                          "--file", folder / "shares.csv"], rounds)}
    cofid.bench("fill", "--count", 40_000, "--of-year")
    os.sync()
    accounts["status"] = cofid.bench("status", "--count", 2000)
    accounts["close"] = cofid.bench("close", "--rounds", rounds)
    cofid.stop()
    return accounts


def print_accounts(accounts):
    claim, by_hand = accounts["claim"], accounts["claim_by_hand_seconds"]
    both = 0
    for verb in ("create", "submit"):
        taken = claim[f"{verb}_microseconds"] / 1e6
        both += taken
        print_row(f"claim of {claim['shares']:,} shares, {verb}", f"{taken * 1000:,.0f} ms")
    print_row("  both against the same expenses as CSV by hand", f"{by_hand * 1000:,.0f} ms", f"{both / by_hand:.1f}")
    close, status = (accounts[what]["p50_microseconds"] for what in ("close", "status"))
    print_row("closing of a year with 100,000 movements, p50", f"{close:,.0f} us")
    print_row("  against the budget status of its project", f"{status:,.0f} us", f"{close / status:.1f}")


def print_exports(exports):
    taken = exports["seconds"]
    for form, expected, most in (("csv", "<= 1 s", "<= 3"), ("xlsx", "<= 3 s", "<= 2")):
        by_hand = taken[f"{form} by hand"]
        print_row(f"{exports['rows']:,} expenses as {form}, whole process", f"{taken[form] * 1000:,.0f} ms", "", expected)
        print_row("  against the library's own program", f"{by_hand * 1000:,.0f} ms", f"{taken[form] / by_hand:.1f}", most)
    print_row("memory of cofid besides", f"{exports['memory_mib'] - exports['memory_before_mib']:,.0f} MiB", "",
              "<= 64")
    for form, expected in (("html", ""), ("pdf", "<= 5 s")):
        print_row(f"status as {form}, whole process", f"{taken[form] * 1000:,.0f} ms", "", expected)
    print_row("  the same on the terminal", f"{taken['terminal'] * 1000:,.0f} ms")


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")),
                 "unknown")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {"cores": os.cpu_count(), "cpu": model, "memory_gib": round(memory, 1), "kernel": platform.release()}


def print_row(label, figure, ratio="", expected=""):
    print(f"{label:<66} {figure:>14} {ratio:>8} {expected:>9}")


def print_calls(calls):
    def rate(key):
        return calls[key]["per_second"]

    print_row("", "figure", "ratio", "expected")
    for flight in (64, 256):
        empty, posting, single = (rate(f"{kind}_{flight}") for kind in ("empty", "posting", "single"))
        expected = "0.45" if flight == 256 else ""
        print_row(f"empty call, {flight} in flight", f"{empty:,.0f} /s")
        print_row(f"posting, {flight} in flight", f"{posting:,.0f} /s")
        print_row("  against the empty call", "", f"{posting / empty:.2f}", f">= {expected}" if expected else "")
        print_row("  against one commit a call", f"{single:,.0f} /s", f"{posting / single:.2f}")
    posting = rate("posting_256")
    print_row("  against a receipt, 256 in flight", f"{rate('receipt_256'):,.0f} /s",
              f"{posting / rate('receipt_256'):.2f}", ">= 0.9")
    for splits, expected in ((2, ""), (10, ">= 0.25")):
        split = rate(f"splits_{splits}_256")
        print_row(f"posting of {splits} splits with a share each, 256 in flight", f"{split:,.0f} /s")
        print_row("  against that of one line", "", f"{split / posting:.2f}", expected)
    print_row("  against pgbench, 32 clients", f"{rate('pgbench_32'):,.0f} /s",
              f"{rate('posting_256') / rate('pgbench_32'):.2f}", ">= 5")
    one, two = rate("postgres_posting"), rate("postgres_replicas")
    print_row("posting on PostgreSQL, 256 in flight, 50 projects", f"{one:,.0f} /s")
    print_row("  against pgbench, 32 clients", "", f"{one / rate('pgbench_32'):.2f}", ">= 1")
    print_row("  by two replicas, against one", f"{two:,.0f} /s", f"{two / one:.2f}", ">= 1")
    status, select = (calls[f"postgres_{kind}"]["p50_microseconds"] for kind in ("status", "select"))
    print_row("budget status on PostgreSQL, p50", f"{status:,.0f} us")
    print_row("  against SELECT 1", f"{select:,.0f} us", f"{status / select:.1f}", "<= 6")
    one, sync, empty = (calls[key]["p50_microseconds"] for key in ("posting_1", "sync", "empty_1"))
    print_row("posting, one at a time, p50", f"{one:,.0f} us")
    print_row("  against one sync and an empty call", f"{sync + empty:,.0f} us", f"{one / (sync + empty):.2f}",
              "<= 1.5")


def print_growth(growth):
    first = next(iter(growth["status"].values()))["p50_microseconds"]
    for size, status in growth["status"].items():
        print_row(f"budget status p50 with {size:,} expenses", f"{status['p50_microseconds']:,.0f} us",
                  f"{status['p50_microseconds'] / first:.2f}", "<= 1.2")
        print_row("  cofi status as of a day before them all, whole process",
                  f"{growth['as_of_before'][size] * 1000:,.0f} ms")
    whole = growth.get("whole_process_seconds", {})
    if whole:
        cofi = whole["cofi status"]
        print_row("cofi status, whole process, 100,000 expenses", f"{cofi * 1000:,.0f} ms")
        for name, expected in (("ledger balance", ">= 15"), ("hledger balance", ">= 80")):
            print_row(f"  against {name}", f"{whole[name] * 1000:,.0f} ms", f"{whole[name] / cofi:.0f}", expected)
    print_row("memory of cofid", f"{growth['memory_mib']:,.0f} MiB", "", "<= 256")
    print_row("restart after kill -9", f"{growth['restart_seconds']:.2f} s", "", "<= 2")


def print_portfolio(portfolio, engine, most):
    labels = {"deadlines": "deadlines of all within 30 days", "pipeline": "pipeline of all, first page",
              "portfolio": "portfolio by gap, first page", "search": "search for \"precar\""}
    sizes = list(portfolio["questions"])
    for what, calls in CALLS_OF.items():
        first = portfolio["questions"][sizes[0]][what]["p50_microseconds"]
        for size in sizes:
            questions = portfolio["questions"][size]
            asked, by_hand = questions[what], questions[f"{what}_by_hand"]
            p50 = asked["p50_microseconds"]
            peer = by_hand["p50_microseconds"] + calls * questions["empty"]["p50_microseconds"]
            print_row(f"{labels[what]}{engine}, p50, {size:,} projects", f"{p50:,.0f} us",
                      *([f"{p50 / first:.2f}", "<= 1.3"] if size != sizes[0] else []))
            print_row(f"  against SQL by hand and {calls} empty calls", f"{peer:,.0f} us", f"{p50 / peer:.1f}", f"<= {most}")
            print_row("  rows, and by hand", f"{asked['rows']:,.0f}, {by_hand['rows']:,.0f}")
    deadlines, own_help = portfolio["whole_process_seconds"].values()
    print_row("cofi deadlines --within 30d, whole process", f"{deadlines * 1000:,.0f} ms")
    print_row("  against cofi --help", f"{own_help * 1000:,.0f} ms", f"{deadlines / own_help:.1f}", "<= 2")
    print_row(f"memory of cofid, {sizes[-1]:,} projects", f"{portfolio['memory_mib']:,.0f} MiB", "", "<= 160")
    made, taken = (sum(each[key] for each in portfolio["made"]) for key in ("resources", "seconds"))
    print_row("resources made, a core", f"{made / taken / os.cpu_count():,.0f} /s", "", ">= 300")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", type=pathlib.Path, required=True, help="where cofid, cofi and cofi-bench are")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of the calls (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=2, help="length of one measure (default: %(default)s)")
    parser.add_argument("--expenses", type=int, default=1_000_000,
                        help="how far the project grows (default: %(default)s; 10000000 in the long run)")
    parser.add_argument("--projects", type=int, default=10_000,
                        help="how many projects are asked about, after a tenth of them (default: %(default)s)")
    parser.add_argument("--only", choices=["calls", "growth", "portfolio", "exports", "accounts"], help="only this part")
    parser.add_argument("--folder", help="where the databases are (default: the folder for temporary files)")
    parser.add_argument("--json", type=pathlib.Path, help="also write the figures to this file")
    options = parser.parse_args()

    bins = options.bin.resolve()
    report = {"machine": machine(), "rounds": options.rounds, "seconds": options.seconds}
    with tempfile.TemporaryDirectory(prefix="cofi-bench-", dir=options.folder) as name:
        folder = pathlib.Path(name)
        if options.only in (None, "calls"):
            report["calls"] = measure_calls(bins, folder, options.rounds, options.seconds)
        if options.only in (None, "growth"):
            sizes = [size for size in (10_000, 100_000, 1_000_000) if size < options.expenses]
            report["growth"] = measure_growth(bins, folder, sizes + [options.expenses])
        if options.only in (None, "portfolio"):
            sizes = [max(1, options.projects // 10), options.projects]
            report["portfolio"] = measure_portfolio(bins, folder / "portfolio", options.rounds, sizes)
            (folder / "server").mkdir()
            folder.chmod(0o755)  # PostgreSQL runs as somebody else.
            with postgresql(folder / "server") as connection:
                run(["createdb", *connection, "portfolio"])
                url = f"postgres://{connection[3]}@/portfolio?host={connection[1]}"
                report["portfolio_postgres"] = measure_portfolio(bins, folder / "portfolio_postgres",
                                                                 options.rounds, sizes, url)
        if options.only in (None, "exports"):
            report["exports"] = measure_exports(bins, folder / "exports", 100_000)
        if options.only in (None, "accounts"):
            report["accounts"] = measure_accounts(bins, folder / "accounts", options.rounds)
    m = report["machine"]
    print(f"{m['cores']} cores, {m['cpu']}, {m['memory_gib']} GiB, Linux {m['kernel']};"
          f" {options.rounds} rounds of {options.seconds} s, medians; client on the same cores\n")
    if "calls" in report:
        print_calls(report["calls"])
    if "growth" in report:
        print_growth(report["growth"])
    if "portfolio" in report:
        print_portfolio(report["portfolio"], "", 3)
        print_portfolio(report["portfolio_postgres"], " on PostgreSQL", 4)
    if "exports" in report:
        print_exports(report["exports"])
    if "accounts" in report:
        print_accounts(report["accounts"])
    if options.json:
        options.json.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
