"""How are erasable texts written and found?"""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, insert, text, update

from core.ids import Digest
from core.store.codec import SaltedText
from core.store.rows import TextRow
from core.texts import Language, Text

_CHUNK = 20_000
"""So many at a time: one parameter holds them all."""


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
        chunk = json.dumps(wanted[start : start + _CHUNK])
        rows = connection.execute(_WANTED, {"wanted": chunk}).all()
        for digest, body, language, translation, erased in rows:
            said_in = _LANGUAGES.get(language) or Language(language)
            found[digest] = Text(body, said_in, translation, erased=bool(erased))
    return found


_WANTED = text(
    "SELECT digest, body, language, translation, erased FROM text "
    "WHERE digest IN (SELECT value FROM json_each(:wanted))"
)
_LANGUAGES = {language.value: language for language in Language}


def erase(connection: Connection, digest: Digest) -> None:
    """Remove a text and its salt; the digest stays, and can no longer be tied to any text."""
    connection.execute(
        update(TextRow).where(TextRow.digest == digest).values(body="", translation=None, salt=b"", erased=1)
    )
