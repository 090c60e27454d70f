"""How are words compared so that "Müller", "muller" and "MÜLLER" are the same?"""

import re
import unicodedata
from collections.abc import Iterator

_WORDS = re.compile(r"[^\W_]+")
_SHARP = ("ß", "ss")


def sort_key(text: str) -> str:
    """Return a text without marks and case, to sort by."""
    return plain(text).casefold()


def plain(text: str) -> str:
    """Return a text without the marks on its letters."""
    parts = unicodedata.normalize("NFKD", text.replace(*_SHARP))
    return unicodedata.normalize("NFC", "".join(part for part in parts if not unicodedata.combining(part)))


def words(text: str) -> Iterator[str]:
    """Yield the words of a text as the full-text index takes them: letters and digits only."""
    for found in _WORDS.finditer(unicodedata.normalize("NFC", text)):
        yield found.group().casefold()


def matching(text: str) -> str | None:
    """Return what was typed as a query of the index: every word must occur, as a word or its beginning.

    None when there is no word in it. Only letters and digits are left, each word in quotes: nothing of what
    was typed is ever an operator.
    """
    found = list(words(text))
    return " AND ".join(f'"{word}" *' for word in found) if found else None
