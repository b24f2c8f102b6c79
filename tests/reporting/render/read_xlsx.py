"""Prints a workbook as JSON, as openpyxl reads it: what xlsx_test.cc holds against the document.

    /usr/bin/python3 tests/reporting/render/read_xlsx.py report.xlsx

Formulas are made here from the cells that they name, apart from the value that was written beside
them.
"""

import datetime
import decimal
import json
import re
import sys

import openpyxl
from openpyxl.utils import range_boundaries

SUBTOTAL = re.compile(r"=SUBTOTAL\(9,([A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?)\)")


def unescaped(text):
    """What a spreadsheet shows of a text: openpyxl leaves `_x0041_` as it is."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def evaluated(formula, sheet):
    """The sum of the numbers in the range that are no such sums themselves."""
    left, top, right, bottom = range_boundaries(SUBTOTAL.fullmatch(formula)[1])
    total = decimal.Decimal(0)
    for row in sheet.iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right):
        for cell in row:
            if cell.data_type == "n" and cell.value is not None:
                total += decimal.Decimal(repr(cell.value))
    return float(total)


def described(cell, made, sheet):
    """A cell, and beside it the same one with its value in place of its formula."""
    style = {
        "format": cell.number_format,
        "bold": bool(cell.font.b),
        "indent": int(cell.alignment.indent),
        "fill": cell.fill.fill_type == "solid",
        "top": cell.border.top.style is not None,
    }
    if cell.data_type == "f":
        value = {"type": "number", "value": made.value, "formula": cell.value,
                 "evaluated": evaluated(cell.value, sheet)}
    elif isinstance(cell.value, (datetime.datetime, datetime.date)):
        value = {"type": "date", "value": cell.value.strftime("%Y-%m-%d").zfill(10)}
    elif cell.value is None:
        value = {"type": "blank", "value": None}
    elif cell.data_type == "n":
        value = {"type": "number", "value": cell.value}
    else:
        value = {"type": "text", "value": unescaped(cell.value)}
    return value | style


def main():
    book = openpyxl.load_workbook(sys.argv[1])
    made = openpyxl.load_workbook(sys.argv[1], data_only=True)
    properties = book.properties
    print(json.dumps({
        "title": properties.title,
        "creator": properties.creator,
        "last_modified_by": properties.lastModifiedBy,
        "created": properties.created.isoformat(),
        "modified": properties.modified.isoformat(),
        "sheets": [{
            "name": sheet.title,
            "rows": [[described(cell, made[sheet.title][cell.coordinate], sheet) for cell in row]
                     for row in sheet.iter_rows()],
            "freeze": sheet.freeze_panes,
            "repeat": sheet.print_title_rows,
            "orientation": sheet.page_setup.orientation,
            "paper": sheet.page_setup.paperSize,
            "fit_to_page": sheet.sheet_properties.pageSetUpPr.fitToPage,
            "fit_to_width": sheet.page_setup.fitToWidth or 1,  # 1 is not written down
            "fit_to_height": sheet.page_setup.fitToHeight,
            "header": sheet.oddHeader.left.text,
            "footer": sheet.oddFooter.right.text,
            "widths": {letter: column.width for letter, column in sheet.column_dimensions.items()},
        } for sheet in book.worksheets],
    }))


if __name__ == "__main__":
    main()
