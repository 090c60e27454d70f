"""What does a spreadsheet do with a cell of a table that was saved or copied?

A text that begins like a formula is calculated when the table is opened, and may then fetch or send
something. With an apostrophe before it, it stays a text.
"""

import re

_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.,\s%]*(?:[eE][+-]?\d+)?$)")


def as_cell(text: str) -> str:
    """Return a text as every spreadsheet takes it: as text; numbers stay as they are."""
    return f"'{text}" if _FORMULA.match(text) else text


def marked(text: str) -> str:
    """Return a text as `as_cell` does, in a form that `without_mark` takes back whatever the text is."""
    return f"'{text}" if text.startswith("'") else as_cell(text)


def without_mark(cell: str) -> str:
    """Return the text that `marked` made a cell of."""
    rest = cell[1:]
    return rest if cell.startswith("'") and (rest.startswith("'") or _FORMULA.match(rest)) else cell


def as_line(cells: "tuple[str, ...] | list[str]") -> str:
    """Return cells as one line separated by tabs, whatever stands in them."""
    return "\t".join(as_cell(" ".join(cell.splitlines()).replace("\t", " ")) for cell in cells)
