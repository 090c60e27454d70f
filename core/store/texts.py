"""How are erasable texts written and found?"""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, insert, select, update

from core.ids import Digest
from core.store.codec import SaltedText
from core.store.rows import TextRow
from core.texts import Language, Text

_CHUNK = 500
"""SQLite allows 999 parameters per statement in old builds."""


def add_texts(connection: Connection, texts: Iterable[SaltedText]) -> None:
    """Write new texts."""
    rows = [
        {
            "digest": item.digest,
            "salt": item.salt,
            "body": item.text.body,
            "language": item.text.language.value,
            "translation": item.text.translation,
            "erased": 0,
        }
        for item in texts
    ]
    if rows:
        connection.execute(insert(TextRow), rows)


def find_texts(connection: Connection, digests: Iterable[Digest]) -> Mapping[Digest, Text]:
    """Return the texts behind salted digests; unknown digests are left out."""
    wanted = sorted(set(digests))
    found: dict[Digest, Text] = {}
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        for row in connection.execute(_COLUMNS.where(TextRow.digest.in_(chunk))):
            found[Digest(row.digest)] = _text(row.body, row.language, row.translation, erased=row.erased)
    return found


_COLUMNS = select(TextRow.digest, TextRow.body, TextRow.language, TextRow.translation, TextRow.erased)


def _text(body: str, language: str, translation: str | None, *, erased: int) -> Text:
    return Text(body, Language(language), translation, erased=bool(erased))


def erase(connection: Connection, digest: Digest) -> None:
    """Remove a text and its salt; the digest stays, and can no longer be tied to any text."""
    connection.execute(
        update(TextRow).where(TextRow.digest == digest).values(body="", translation=None, salt=b"", erased=1)
    )
