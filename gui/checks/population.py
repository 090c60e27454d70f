"""Which population shares stand in a small CSV file?"""

import csv
from pathlib import Path

from core.errors import UserError
from core.messages import message
from gui.checks.reading import share_of

_MOST = 1_000_000
"""Bytes: shares of groups are a few lines."""


def read_shares(path: Path) -> tuple[tuple[str, str, str], ...]:
    """Read lines of column, group and share; a head is passed over. Raises `UserError` for anything else."""
    try:
        if path.stat().st_size > _MOST:
            raise _no_shares(path)
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _no_shares(path) from error
    rows = rows_of(text)
    if not rows:
        raise _no_shares(path)
    return rows


def rows_of(text: str) -> tuple[tuple[str, str, str], ...]:
    """Read lines of three cells, parted by tabs, semicolons or commas; the first may be a head."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return ()
    sign = next((sign for sign in "\t;," if all(line.count(sign) >= 2 for line in lines)), "")
    if not sign:
        return ()
    rows = [tuple(cell.strip() for cell in row[:3]) for row in csv.reader(lines, delimiter=sign)]
    if share_of(rows[0][2]) is None:
        rows = rows[1:]
    return tuple((row[0], row[1], row[2]) for row in rows)


def _no_shares(path: Path) -> UserError:
    return UserError(
        message(
            "“{name}” holds no population shares. Needed are lines of column, group and share, such as "
            "sex;female;51 %.",
            name=path.name,
        )
    )
