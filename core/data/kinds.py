"""What kind of table does a file's content show, whatever its name says?"""

import re
import zipfile
from pathlib import Path

from core.data.files import opened, unreadable
from core.data.unpacking import GZIP, ZIP, unpacked
from core.errors import UserError
from core.inventory import TableFormat
from core.messages import Message, message

_HEAD = 4096
_OTHER_PACKERS = (b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf", b"Rar!")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NOT_A_TABLE = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"SQLite format 3",
    b"\x7fELF",
    b"MZ\x90",
    b"\x80",
)
_JSON = re.compile(r'\ufeff?\s*(?:\{\s*(?:"|\})|\[\s*[\[{\d"])')


def table_format(path: Path) -> TableFormat:
    """Recognize a table's format by its content, never by its name; raises `UserError` if it is no table."""
    with opened(path) as file:
        head = file.read(_HEAD)
    if head.startswith(b"PAR1"):
        return TableFormat.PARQUET
    if head.startswith(b"ARROW1"):
        return TableFormat.FEATHER
    if head.startswith(ZIP) and _is_office(path):
        return TableFormat.XLSX
    if head.startswith((GZIP, ZIP)):
        with unpacked(path) as source:
            head = source.read(_HEAD)
        if head.startswith((b"PAR1", b"ARROW1", ZIP, GZIP)):
            raise UserError(_packed(path.name))
    refusal = _refusal(path, head)
    if refusal is not None:
        raise UserError(refusal)
    return TableFormat.JSON_LINES if _JSON.match(_text(head)) else TableFormat.CSV


def _is_office(path: Path) -> bool:
    """Return whether a ZIP archive is an Excel workbook; raises `UserError` for its unread relatives."""
    with opened(path) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                names = set(archive.namelist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise unreadable(path, "XLSX") from None
    if "xl/workbook.bin" in names:
        raise UserError(_other_workbook(path.name, "XLSB"))
    if "content.xml" in names and "mimetype" in names:
        raise UserError(_other_workbook(path.name, "ODS"))
    return any(name.startswith("xl/") for name in names)


def _other_workbook(name: str, kind: str) -> Message:
    return message(
        "The file “{name}” is a workbook of the kind {kind}, which is not read. Nothing was read. "
        "Save it as .xlsx, or the sheet as CSV.",
        name=name,
        kind=kind,
    )


def _packed(name: str) -> Message:
    return message(
        "The file “{name}” is compressed. Nothing was read. Unpack it and choose the table.", name=name
    )


def _refusal(path: Path, head: bytes) -> Message | None:
    """Return why a file that begins like this is not read as text, None if it is."""
    name = path.name
    if not head:
        return message("The file “{name}” is empty. Nothing was read. Export the table again.", name=name)
    if head.startswith(_OTHER_PACKERS):
        return _packed(name)
    if head.startswith(_OLD_EXCEL):
        return _old_excel(path)
    if head.startswith(b"FEA1"):
        return message(
            "The file “{name}” is a Feather file of version 1, which is no longer read. Nothing was read. "
            "Save it as Feather version 2 or as Parquet.",
            name=name,
        )
    if head.startswith(b"\xff\xff\xff\xff"):
        return message(
            "The file “{name}” is an Arrow stream, which is not read. Nothing was read. "
            "Save it as Feather or as Parquet.",
            name=name,
        )
    if head.startswith(_NOT_A_TABLE) or ("\x00" in _text(head)):
        return message(
            "The file “{name}” is not a table (CSV, Parquet, XLSX, Feather, JSON lines). Nothing was read. "
            "Choose another file.",
            name=name,
        )
    return None


def _old_excel(path: Path) -> Message:
    with opened(path) as file:
        protected = _ENCRYPTED in file.read(8 << 20)
    if protected:
        return message(
            "The workbook “{name}” is protected by a password. Nothing was read. "
            "Save it without a password, or the sheet as CSV.",
            name=path.name,
        )
    return message(
        "The file “{name}” is an old Excel file (.xls), which is not read. Nothing was read. "
        "Save it as .xlsx, or the sheet as CSV.",
        name=path.name,
    )


def _text(head: bytes) -> str:
    """Return the head as text, in UTF-16 and UTF-32 only where the bytes are even about it."""
    from core.data.encodings import wide_encoding

    return head.decode(wide_encoding(head) or "latin-1", errors="ignore")
