"""In which encoding is a text file written, and how plausible is that?"""

import codecs
import re
from dataclasses import dataclass

from core.messages import Message, message

ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "cp1252",
    "iso-8859-15",
    "cp850",
    "cp437",
    "mac-roman",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
)
_EIGHT_BIT = ("cp1252", "iso-8859-15", "cp850", "cp437", "mac-roman")
_EXPECTED = frozenset("äöüÄÖÜßéèêëàâçñôîïœæøåÅØÉáíóúýčšžłőűğş")
"""Letters that Western and Central European words are written with."""
_SIGNS = frozenset("€§°²³µ„“”‚‘’–—…«»£½¼¾±×·¿¡®©\xa0")
"""Signs that stand between words and figures."""
_BROKEN = re.compile("Ã[\xa4\xb6\xbc\x9f\u0178\u201e\u2013\u0153\u00a9]|â‚¬")
"""What umlauts and the euro sign look like after UTF-8 was taken for cp1252 and saved as UTF-8."""
_TWO_PARTS = re.compile("[A-Za-z][\u0300-\u036f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """An encoding and why it was taken."""

    encoding: str
    assumption: Message
    doubtful: bool = False
    """True when a mostly valid UTF-8 text has a few bytes that are none."""


def guess(data: bytes, *, final: bool) -> Guess:
    """Return the most plausible encoding of a text's bytes; `final` says that no bytes are missing."""
    wide = wide_encoding(data)
    if wide is not None:
        return Guess(encoding=wide, assumption=_about_wide(wide))
    if data.startswith(codecs.BOM_UTF8):
        said = message("Encoding: UTF-8, named by the byte order mark at the beginning.")
        return Guess(encoding="utf-8-sig", assumption=said)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=final)
    except UnicodeDecodeError:
        return _eight_bit(data)
    return Guess(encoding="utf-8", assumption=message("Encoding: UTF-8, because all bytes fit it."))


def wide_encoding(data: bytes) -> str | None:
    """Return the encoding with several bytes for every letter, by its mark or by where zeros stand."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[:4096]
    if len(head) < 8 or b"\x00" not in head:
        return None
    half = len(head) // 2
    if head[1::2].count(0) > 0.7 * half and head[::2].count(0) < 0.05 * half:
        return "utf-16-le"
    if head[::2].count(0) > 0.7 * half and head[1::2].count(0) < 0.05 * half:
        return "utf-16-be"
    return None


def _eight_bit(data: bytes) -> Guess:
    """Rank the encodings with one byte a letter by what the letters beyond ASCII would be."""
    ranked = sorted(_EIGHT_BIT, key=lambda name: _plausibility(data, name), reverse=True)
    best = ranked[0]
    text = data.decode(best, errors="replace")
    letters = " ".join(sorted({letter for letter in text if ord(letter) > 127 and letter.isalpha()})[:12])
    return Guess(encoding=best, assumption=_about_eight_bit(best, letters), doubtful=_mostly_utf8(data))


def _plausibility(data: bytes, encoding: str) -> float:
    """Return a score: letters inside words speak for an encoding, signs and controls there against it."""
    sample = b"".join(re.findall(rb"[\x00-\x7f]?[\x80-\xff]+[\x00-\x7f]?", data[: 4 << 20])[:5000])
    text = sample.decode(encoding, errors="replace")
    points = 0.0
    for position, letter in enumerate(text):
        if ord(letter) > 127:
            beside = text[max(0, position - 1) : position] + text[position + 1 : position + 2]
            points += _points(letter, in_word=any(item.isalpha() and item.isascii() for item in beside))
    return points


def _points(letter: str, *, in_word: bool) -> float:
    if letter in _EXPECTED:
        return 2.0 if letter in "äöüÄÖÜß" else 1.0
    if letter in _SIGNS:
        return -0.5 if in_word and letter not in "’'–\xa0" else 0.8
    if letter == "\ufffd" or letter < "\xa0":
        return -4.0
    return 0.1 if letter.isalpha() else -1.5


def _mostly_utf8(data: bytes) -> bool:
    """Return whether nearly all letters beyond ASCII are UTF-8 and only single bytes are not."""
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    good = sum(1 for letter in text if ord(letter) > 127) - bad
    return good > 20 * bad


def _about_wide(encoding: str) -> Message:
    if encoding in {"utf-16", "utf-32"}:
        return message(
            "Encoding: {encoding}, named by the byte order mark at the beginning.", encoding=encoding.upper()
        )
    return message(
        "Encoding: {encoding}, because every second byte is zero. Check the umlauts below.",
        encoding=encoding.upper(),
    )


def _about_eight_bit(encoding: str, letters: str) -> Message:
    origin = {
        "cp1252": message("Windows, Western European"),
        "iso-8859-15": message("Latin-9, with the euro sign"),
        "cp850": message("DOS, Western European"),
        "cp437": message("DOS, United States"),
        "mac-roman": message("old Macintosh"),
    }[encoding]
    return message(
        "Encoding: {encoding} ({origin}), because the bytes are not UTF-8; the letters beyond "
        "ASCII are then: "
        "{letters}. Check the umlauts below.",
        encoding=encoding,
        origin=origin,
        letters=letters or "–",
    )


def about_letters(text: str) -> tuple[tuple[Message, ...], bool]:
    """Say what is odd about a text's letters, and whether some are written in two parts."""
    notes: list[Message] = []
    if _BROKEN.search(text):
        notes.append(
            message(
                "Some letters look like “Ã¤” instead of “ä”: they were damaged before this file was written. "
                "They are read as they stand. Export the table again if they matter."
            )
        )
    composed = _TWO_PARTS.search(text) is not None
    if composed:
        notes.append(
            message(
                "Some umlauts are written as two signs (a letter and its dots). They are put together, so "
                "that equal words are one value."
            )
        )
    return tuple(notes), composed
