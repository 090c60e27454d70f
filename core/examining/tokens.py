"""Of which words, signs and quoted texts does a condition consist?"""

import re
from dataclasses import dataclass
from enum import StrEnum

from core.errors import UserError
from core.messages import message


class Kind(StrEnum):
    """What a piece of a condition is."""

    WORD = "word"
    QUOTED = "quoted"
    """In double or typographic quotation marks or backticks: a column or a text."""
    TEXT = "text"
    """In single quotation marks: always a text."""
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a condition."""

    kind: Kind
    text: str
    """Without its quotation marks."""
    position: int
    """Where it begins; the first character is 1."""


SIGNS = ("<=", ">=", "!=", "<>", "==", "=", "<", ">", "≤", "≥", "≠", "(", ")", ",")
_SAME = {"<>": "!=", "==": "=", "≤": "<=", "≥": ">=", "≠": "!="}
_CLOSING = {'"': '"', "'": "'", "`": "`", "„": "“”", "“": "”", "»": "«", "«": "»"}
_LONGEST = 100_000
"""Characters; more than any person writes."""
_NO_CHARACTER = re.compile(r"[\ud800-\udfff\x00]")
_WORD = re.compile(r"[^\s()=<>!,\"'`„“”»«≤≥≠;]+")


def tokens(text: str) -> tuple[Token, ...]:
    """Return the pieces with an end behind the last; raises `UserError` for an open quotation or odd sign."""
    _require_readable(text)
    found: list[Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
        else:
            token, at = _next(text, at)
            found.append(token)
    return (*found, Token(Kind.END, "", len(text) + 1))


def _require_readable(text: str) -> None:
    """Raise `UserError` for a text that takes long to read, or that no file could hold."""
    if len(text) > _LONGEST:
        raise UserError(
            message(
                "The condition has {length} characters; at most {longest} are read. Nothing was calculated. "
                "Shorten it.",
                length=len(text),
                longest=_LONGEST,
            )
        )
    odd = _NO_CHARACTER.search(text)
    if odd is not None:
        raise _meaningless("?", odd.start())


def _meaningless(sign: str, at: int) -> UserError:
    return UserError(
        message(
            "The condition cannot be read: “{sign}” (character {position}) has no meaning in it. Nothing "
            "was calculated. Put names and texts that contain it in quotation marks.",
            sign=sign,
            position=at + 1,
        )
    )


def _next(text: str, at: int) -> tuple[Token, int]:
    """Return the piece that begins here, and where the next may begin."""
    if text[at] in _CLOSING:
        return _quoted(text, at)
    for sign in SIGNS:
        if text.startswith(sign, at):
            return Token(Kind.SIGN, _SAME.get(sign, sign), at + 1), at + len(sign)
    word = _WORD.match(text, at)
    if word is None:
        raise _meaningless(text[at], at)
    return Token(Kind.WORD, word.group(), at + 1), word.end()


def _quoted(text: str, at: int) -> tuple[Token, int]:
    """Read up to the closing mark; a doubled closing mark stands for itself."""
    closing = _CLOSING[text[at]]
    kind = Kind.TEXT if text[at] == "'" else Kind.QUOTED
    content, place = [], at + 1
    while place < len(text):
        if text[place] not in closing:
            content.append(text[place])
        elif text[place + 1 : place + 2] == text[place]:
            content.append(text[place])
            place += 1
        else:
            return Token(kind, "".join(content), at + 1), place + 1
        place += 1
    raise UserError(
        message(
            "The condition cannot be read: the quotation mark at character {position} is never closed. "
            "Nothing was calculated. Close it.",
            position=at + 1,
        )
    )
