"""Holds the files of reports against their documents, by readers that are not Cofi's.

    read_back.py FOLDER

In the folder stands for each report NAME.json, the document, and beside it NAME.csv, NAME.excel.csv,
NAME.xlsx, NAME.html, NAME.pdf and NAME.ics, as far as there are these. Says what differs, a line each, and
ends with 1 if anything does.
"""

import csv
import datetime
import decimal
import html.parser
import io
import json
import pathlib
import re
import subprocess
import sys

import openpyxl

ROLES_SUMMED = ("ROLE_DETAIL", "ROLE_UNSPECIFIED")


def money(amount):
    units = decimal.Decimal(amount.get("units", "0"))
    return units + decimal.Decimal(amount.get("nanos", 0)).scaleb(-9)


def value(cell):
    """What a cell says: its kind and a value, or None."""
    if "amount" in cell:
        return ("amount", money(cell["amount"]))
    if "date" in cell:
        date = cell["date"]
        return ("date", datetime.date(date["year"], date["month"], date["day"]))
    if "basis_points" in cell:
        return ("share", cell["basis_points"])
    if "count" in cell:
        return ("count", int(cell["count"]))
    return ("text", cell["text"]) if cell.get("text") else None


def tables(document):
    return [block["table"] for block in document.get("blocks", []) if "table" in block]


def cells(row, table):
    """One for each column."""
    found = [value(cell) for cell in row.get("cells", [])]
    return found + [None] * (len(table.get("columns", [])) - len(found))


def number(text, french):
    """The number in a text such as `1 234,56 %`."""
    text = re.sub(r"[\s\u00a0\u202f%€]", "", text).replace("\u2212", "-")
    text = text.replace(",", ".") if french else text.replace(",", "")
    return decimal.Decimal(re.sub(r"[A-Z$£]+", "", text))


def same(said, text, french, column):
    """Whether a text says what the cell does."""
    if said is None:
        return text.strip() == ""
    kind, what = said
    if kind == "text":
        return " ".join(what.split()) == " ".join(text.split())
    if kind == "date":
        form = "%d/%m/%Y" if french else "%Y-%m-%d"
        return text == what.strftime(form)
    read = number(text.rstrip("! "), french)
    if kind == "share":
        exact = decimal.Decimal(what) / 100
        if column.get("whole_percents"):
            return abs(read - exact) <= 1
        return read == exact
    return read == what


class Findings(list):
    def check(self, ok, *what):
        if not ok:
            self.append(" ".join(str(each) for each in what))


def check_sums(name, document, found):
    for table in tables(document):
        columns = table.get("columns", [])
        for at, column in enumerate(columns):
            if column["kind"] != "KIND_AMOUNT":
                continue
            rows = table.get("rows", [])
            details = [cells(row, table)[at] for row in rows
                       if row.get("role", "ROLE_UNSPECIFIED") in ROLES_SUMMED]
            totals = [cells(row, table)[at] for row in rows if row.get("role") == "ROLE_TOTAL"]
            if len(totals) != 1 or totals[0] is None:
                continue
            total = sum(each[1] for each in details if each is not None)
            found.check(total == totals[0][1], name, table["id"], column["id"], "sums to", total,
                        "not", totals[0][1])


def check_csv(name, document, text, found):
    sections = [[]]
    for row in csv.reader(io.StringIO(text)):
        if not row or row == [""]:
            sections.append([])
        else:
            sections[-1].append(row)
    sections = [each for each in sections if each]
    found.check(len(sections) == len(tables(document)), name, "csv has", len(sections), "tables")
    for table, section in zip(tables(document), sections):
        ids = [column["id"] for column in table["columns"]]
        found.check(section[0][:len(ids)] == ids, name, "csv head", section[0])
        rows = [row for row in table.get("rows", [])
                if row.get("role", "ROLE_UNSPECIFIED") in ROLES_SUMMED]
        found.check(len(rows) == len(section) - 1, name, "csv has", len(section) - 1, "rows, not",
                    len(rows))
        for row, line in zip(rows, section[1:]):
            for said, read, column in zip(cells(row, table), line, table["columns"]):
                if said is not None and said[0] == "date":
                    ok = read == said[1].isoformat()
                elif said is not None and said[0] == "share":
                    ok = read == str(said[1])
                elif said is not None and said[0] == "text":
                    ok = same(said, read.lstrip("'"), False, column) or same(said, read, False, column)
                else:
                    ok = same(said, read, False, column)
                found.check(ok, name, "csv", column["id"], "has", repr(read), "not", said)


def evaluate(sheet, formula):
    """A sum over a range of a column, with what the cells of it have; sums in it do not count."""
    match = re.fullmatch(r"=(SUM|SUBTOTAL)\((?:9,)?([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?\)", formula)
    if match is None:
        raise ValueError(formula)
    first, last = int(match[3]), int(match[5] or match[3])
    total = decimal.Decimal(0)
    for row in range(first, last + 1):
        cell = sheet[f"{match[2]}{row}"].value
        if isinstance(cell, str) and cell.startswith("=") and match[1] == "SUBTOTAL":
            continue
        if isinstance(cell, (int, float)):
            total += decimal.Decimal(str(cell))
    return total


def check_xlsx(name, document, path, found):
    book = openpyxl.load_workbook(path)
    found.check(len(book.worksheets) >= len(tables(document)), name, "xlsx has too few sheets")
    for table, sheet in zip(tables(document), book.worksheets):
        labels = [column.get("label", "") for column in table["columns"]]
        read = [[cell.value for cell in row] for row in sheet.iter_rows()]
        heads = [at for at, row in enumerate(read)
                 if [each or "" for each in row[:len(labels)]] == labels]
        found.check(len(heads) == 1, name, "xlsx has", len(heads), "heads of", table["id"])
        if len(heads) != 1:
            continue
        found.check(sheet.freeze_panes is not None, name, "xlsx has no frozen head")
        for offset, row in enumerate(table.get("rows", [])):
            line = read[heads[0] + 1 + offset]
            for said, cell, column in zip(cells(row, table), line, table["columns"]):
                if said is None:
                    ok = cell in (None, "")
                elif isinstance(cell, str) and cell.startswith("=") and said[0] in ("amount", "count"):
                    ok = evaluate(sheet, cell) == said[1]
                elif said[0] == "amount":
                    ok = isinstance(cell, (int, float)) and \
                        decimal.Decimal(str(cell)).quantize(decimal.Decimal("0.01")) == said[1]
                elif said[0] == "share":
                    ok = abs(decimal.Decimal(str(cell)) * 10000 - said[1]) < decimal.Decimal("0.001")
                elif said[0] == "count":
                    ok = cell == said[1]
                elif said[0] == "date":
                    ok = isinstance(cell, datetime.datetime) and cell.date() == said[1]
                else:
                    ok = isinstance(cell, str) and same(said, cell, False, column)
                found.check(ok, name, "xlsx", column["id"], "has", repr(cell), "not", said)


class Tables(html.parser.HTMLParser):
    """The tables of a page: rows of the texts of their cells."""

    def __init__(self):
        super().__init__()
        self.tables, self.cell, self.span, self.depth = [], None, 1, []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag in ("meta", "br", "link", "img", "hr", "input", "col"):
            return
        classes = set((attributes.get("class") or "").split())
        self.depth.append((tag, bool(classes & {"sign", "unseen"})))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables:
            self.cell, self.span = [], int(attributes.get("colspan") or 1)

    def handle_endtag(self, tag):
        while self.depth and self.depth.pop()[0] != tag:
            pass
        if tag in ("td", "th") and self.cell is not None:
            self.tables[-1][-1].append("".join(self.cell))
            # What it stands in for says nothing.
            self.tables[-1][-1] += [""] * (self.span - 1)
            self.cell = None

    def handle_data(self, data):
        unread = any(hidden or tag == "svg" for tag, hidden in self.depth)
        if self.cell is not None and not unread:
            self.cell.append(data)


def shown(table):
    rows = table.get("rows", [])
    return [not column.get("files_only") and
            (not rows or any(cells(row, table)[at] is not None for row in rows))
            for at, column in enumerate(table["columns"])]


def check_html(name, document, text, found):
    reader = Tables()
    reader.feed(text)
    french = document["language_code"] == "fr"
    found.check(len(reader.tables) == len(tables(document)), name, "html has", len(reader.tables),
                "tables")
    for table, read in zip(tables(document), reader.tables):
        kept = shown(table)
        columns = [column for column, keep in zip(table["columns"], kept) if keep]
        found.check(len(read) == 1 + len(table.get("rows", [])), name, "html has", len(read), "rows")
        for row, line in zip(table.get("rows", []), read[1:]):
            said = [each for each, keep in zip(cells(row, table), kept) if keep]
            found.check(len(said) == len(line), name, "html row has", len(line), "cells")
            for each, cell, column in zip(said, line, columns):
                found.check(same(each, cell.strip(), french, column), name, "html", column["id"],
                            "has", repr(cell), "not", each)
    found.check(not re.search(r"<script|https?://(?!www\.w3\.org/)", text), name,
                "html refers to something outside")


def check_pdf(name, document, path, found):
    text = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True,
                          text=True).stdout
    read = re.sub(r"[\s\u00a0\u202f]", "", text)
    french = document["language_code"] == "fr"
    for table in tables(document):
        kept = shown(table)
        for row in table.get("rows", []):
            for said, keep in zip(cells(row, table), kept):
                if said is None or said[0] != "amount" or not keep:
                    continue
                amount = f"{said[1]:,.2f}"
                amount = amount.replace(",", "").replace(".", ",") if french else amount
                found.check(amount in read, name, "pdf has no", amount)


def check_ics(name, document, text, found):
    lines = re.sub(r"\r\n[ \t]", "", text).split("\r\n")
    dates = [line.partition(":")[2] for line in lines if line.startswith("DTSTART;VALUE=DATE:")]
    events = [event for block in document.get("blocks", [])
              for event in block.get("events", {}).get("events", [])]
    said = [f"{each['date']['year']:04}{each['date']['month']:02}{each['date']['day']:02}"
            for each in events]
    found.check(dates == said, name, "ics has", dates, "not", said)


def main(folder):
    found = Findings()
    for path in sorted(pathlib.Path(folder).glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        name = path.stem
        check_sums(name, document, found)
        beside = {form: path.with_suffix("." + form) for form in
                  ("csv", "xlsx", "html", "pdf", "ics")}
        if beside["csv"].exists():
            check_csv(name, document, beside["csv"].read_text(encoding="utf-8"), found)
        if beside["xlsx"].exists():
            check_xlsx(name, document, beside["xlsx"], found)
        if beside["html"].exists():
            check_html(name, document, beside["html"].read_text(encoding="utf-8"), found)
        if beside["pdf"].exists():
            check_pdf(name, document, beside["pdf"], found)
        if beside["ics"].exists():
            check_ics(name, document, beside["ics"].read_bytes().decode(), found)
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
