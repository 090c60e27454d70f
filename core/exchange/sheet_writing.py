"""How is a table of texts written as a spreadsheet that opens without questions?"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from core.data.spreadsheet import as_cell


def write_sheet(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write rows as one sheet of an XLSX file, the first as its frozen head; nothing becomes a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows):
        cells = [WriteOnlyCell(sheet, value=as_cell(cell)) for cell in row]
        for cell in cells:
            cell.data_type = "s"
            cell.font = Font(bold=number == 0)
        sheet.append(cells)
    book.save(path)
