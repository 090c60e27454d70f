"""Can a file be read, and what kind of table does its content show?"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from core.errors import UserError
from core.inventory import TableFormat
from core.messages import Message, message

_COMPRESSED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NOT_A_TABLE = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"SQLite format 3",
    b"\x7fELF",
    b"MZ\x90",
    b"7z\xbc\xaf",
    b"\x80",
)


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """Open a file for reading; raises `UserError` for a missing file, a folder, or missing permission."""
    if path.is_dir():
        raise UserError(
            message(
                "“{name}” is a folder. Nothing was read. Choose the file with the table inside it.",
                name=path.name,
            )
        )
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise UserError(
            message("The file “{path}” does not exist. Nothing was read. Check the path.", path=str(path))
        ) from None
    except OSError as error:
        raise UserError(
            message(
                "The file “{name}” could not be read ({reason}). Nothing was changed. Check the path and "
                "its permissions.",
                name=path.name,
                reason=reason(error),
            )
        ) from None
    with file:
        yield file


def reason(error: OSError) -> Message | str:
    """Return why the system refused, in the user's language where it is the usual reason."""
    if isinstance(error, PermissionError):
        return message("no permission")
    if isinstance(error, FileNotFoundError):
        return message("it does not exist")
    return error.strerror or type(error).__name__


def table_format(path: Path) -> TableFormat:
    """Recognize a table's format by its content, never by its name; raises `UserError` if it is no table."""
    with opened(path) as file:
        head = file.read(4096)
    if head.startswith(b"PAR1"):
        return TableFormat.PARQUET
    if head.startswith(b"PK\x03\x04"):
        return TableFormat.XLSX
    refusal = _refusal(path.name, head)
    if refusal is not None:
        raise UserError(refusal)
    return TableFormat.CSV


def _refusal(name: str, head: bytes) -> Message | None:
    """Return why a file that begins like this is not read as text, None if it is."""
    if not head:
        return message("The file “{name}” is empty. Nothing was read. Export the table again.", name=name)
    if head.startswith(_COMPRESSED):
        return message(
            "The file “{name}” is compressed. Nothing was read. Unpack it and choose the table.", name=name
        )
    if head.startswith(_OLD_EXCEL):
        return message(
            "The file “{name}” is an old Excel file or protected by a password. Nothing was read. "
            "Save it as .xlsx without a password, or as CSV.",
            name=name,
        )
    if head.startswith(_UTF_16):
        return message(
            "The file “{name}” is encoded as UTF-16. Nothing was read. Save it as UTF-8.", name=name
        )
    if head.startswith(_NOT_A_TABLE) or b"\x00" in head:
        return message(
            "The file “{name}” is not a table (CSV, Parquet, XLSX). Nothing was read. Choose another file.",
            name=name,
        )
    return None


def unreadable(path: Path, kind: str) -> UserError:
    """Return what is said about a table that is damaged or cut off."""
    return UserError(
        message(
            "The file “{name}” could not be read as {kind}: it is damaged or incomplete. Nothing was read. "
            "Export the table again.",
            name=path.name,
            kind=kind,
        )
    )
