"""How does a text file become the lines of its table: decoded, without titles, totals and layout?"""

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import Path

from core.data.encodings import ENCODINGS
from core.data.unpacking import unpacked
from core.errors import UserError
from core.inventory import TableDialect
from core.messages import message

_PART = 1 << 20
_TAIL = 1 << 18
_LONGEST = 64 << 20
"""A single line may hold no more characters than this."""
LINE_END = re.compile(r"\r\n|\r|\n")
_RULE = re.compile(r"^[ \t|+]*[-=_]{3,}[-=_+| \t]*(?=\r|$)", re.MULTILINE)
"""A line of dashes, as lists have them above and below their header."""


class TextStream(io.RawIOBase):
    """Text in parts, as a stream of UTF-8 bytes."""

    def __init__(self, parts: Iterator[str]) -> None:
        """Take the parts; nothing is read before it is asked for."""
        super().__init__()
        self._parts, self._rest = parts, memoryview(b"")

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill the buffer as far as the current part goes."""
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._rest = memoryview(part.encode("utf-8", errors="surrogatepass"))
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def table_text(path: Path, dialect: TableDialect) -> Iterator[str]:
    """Yield the text of a table in parts: decoded, lines above and below it removed, rules blanked.

    Raises `UserError` naming the line where bytes do not fit the encoding.
    """
    parts = decoded(path, dialect.encoding or "utf-8")
    parts = _without_first(parts, dialect.skipped)
    if dialect.footer:
        parts = _without_last(parts, dialect.footer)
    return _without_rules(parts) if dialect.printed else parts


def decoded(path: Path, encoding: str) -> Iterator[str]:
    """Yield a file's text in parts that never end between the two signs of a line end."""
    if encoding not in ENCODINGS:
        raise UserError(
            message(
                "The encoding “{encoding}” is not supported. Choose one of {encodings}.",
                encoding=encoding,
                encodings=", ".join(ENCODINGS),
            )
        )
    decoder = codecs.getincrementaldecoder(encoding)()
    lines, held, since = 1, "", 0
    with unpacked(path) as source:
        while True:
            data = source.read(_PART)
            text = held + _decode(path, decoder, data, (encoding, lines))
            kept = text.rstrip("\r\x1a") if data else text.rstrip("\x1a")  # DOS ends texts with this sign
            held, text = text[len(kept) :] if data else "", kept
            _check_zeros(path, text, lines)
            lines += text.count("\n")
            since = _since_line_end(path, text, since)
            if text:
                yield text
            if not data:
                return


def _decode(path: Path, decoder: codecs.IncrementalDecoder, data: bytes, where: tuple[str, int]) -> str:
    encoding, lines = where
    try:
        return decoder.decode(data, final=not data)
    except UnicodeError as error:
        before = b""
        if isinstance(error, UnicodeDecodeError):
            before = error.object[: error.start]
        raise UserError(
            message(
                "The file “{name}” is not written in {encoding}: line {line} contains a byte that does "
                "not exist there. "
                "Nothing was read. Choose another encoding.",
                name=path.name,
                encoding=encoding,
                line=lines + before.count(b"\n"),
            )
        ) from None


def _check_zeros(path: Path, text: str, lines: int) -> None:
    position = text.find("\x00")
    if position >= 0:
        raise UserError(
            message(
                "The file “{name}” contains a zero byte in line {line}: it is damaged or no table. Nothing "
                "was read. Export the table again.",
                name=path.name,
                line=lines + text.count("\n", 0, position),
            )
        )


def _since_line_end(path: Path, text: str, since: int) -> int:
    last = max(text.rfind("\n"), text.rfind("\r"))
    since = len(text) - last if last >= 0 else since + len(text)
    if since > _LONGEST:
        raise UserError(
            message(
                "The file “{name}” has a line of more than 64 million characters: it is not a table. "
                "Nothing was read. Choose another file.",
                name=path.name,
            )
        )
    return since


def _without_first(parts: Iterator[str], count: int) -> Iterator[str]:
    for part in parts:
        rest = part
        while count:
            end = LINE_END.search(rest)
            if end is None:
                rest = ""
                break
            rest, count = rest[end.end() :], count - 1
        if rest:
            yield rest


def _without_last(parts: Iterator[str], count: int) -> Iterator[str]:
    """Hold the end of the text back until it is known to be the end; blank lines there do not count."""
    held = ""
    for part in parts:
        held += part
        if len(held) > 2 * _TAIL:
            yield held[:-_TAIL]
            held = held[-_TAIL:]
    lines = split_lines(held)
    yield "".join(lines[: max(0, len(lines) - count)])


def split_lines(text: str) -> list[str]:
    """Return the lines of a text with their ends; blank lines at the end do not count."""
    stripped = text.rstrip("\r\n")
    ends = [found.end() for found in LINE_END.finditer(stripped)]
    starts = [0, *ends]
    return [stripped[start:end] for start, end in zip(starts, [*ends, len(stripped)], strict=True)]


def _without_rules(parts: Iterator[str]) -> Iterator[str]:
    """Blank lines of dashes, so that the numbers of the other lines stay what they are."""
    held = ""
    for part in parts:
        text = held + part
        last = max(text.rfind("\n"), text.rfind("\r"))
        held = text[last + 1 :]
        yield blank_rules(text[: last + 1])
    yield blank_rules(held)


def blank_rules(text: str) -> str:
    """Return the text with lines of dashes emptied."""
    return _RULE.sub("", text)
