"""What does a small YAML file say, read as texts, lists and mappings only?

Covers what programs write for people to read: block mappings and sequences, plain, quoted and folded
scalars, empty flow collections. Anchors, aliases, tags and other flow collections are refused, so that no
file can grow when it is read or ask for a type. Scalars stay text; nothing is guessed from how they look.
"""

import re
from dataclasses import dataclass

Node = "str | None | list[Node] | dict[str, Node]"

_KEY = re.compile(
    r"""(?P<key>"(?:[^"\\]|\\.)*"\s*|'(?:[^']|'')*'\s*|[^\s#&*!|>%@`{}\[\],"'-][^:#]*|-[^\s:#][^:#]*):(?:\s+|$)"""
)
_ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "0": "\0",
    "e": "\x1b",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
}
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_REFUSED = ("&", "*", "!", "%", "@", "`", "{", "[", "?")
_MOST_CHARACTERS, _MOST_LINES = 1 << 20, 20_000
_DEEPEST = 24


class NotSimpleError(ValueError):
    """The text is not YAML, or uses more of it than is read here."""


@dataclass(frozen=True, slots=True)
class _Line:
    indent: int
    text: str


def read(text: str) -> object:
    """Return the document as nested str, None, list and dict; raises `NotSimpleError`."""
    if len(text) > _MOST_CHARACTERS or "\x00" in text:
        raise NotSimpleError("too long or not text")
    reader = _Reader(text)
    value = reader.block(0, 0)
    if reader.peek() is not None:
        raise NotSimpleError(f"line {reader.position + 1}")
    return value


class _Reader:
    """Goes through the lines once."""

    def __init__(self, text: str) -> None:
        """Keep the lines; document markers are left out."""
        lines = text.splitlines()
        if len(lines) > _MOST_LINES:
            raise NotSimpleError("too many lines")
        self.lines = [line for line in lines if line.rstrip() not in {"---", "..."}]
        self.position = 0

    def peek(self) -> _Line | None:
        """Return the next line that says something, without taking it."""
        while self.position < len(self.lines):
            line = self.lines[self.position]
            text = line.strip()
            if text and not text.startswith("#"):
                indent = len(line) - len(line.lstrip(" "))
                if line[indent] == "\t":
                    raise NotSimpleError("tabulator")
                return _Line(indent, text)
            self.position += 1
        return None

    def block(self, least: int, depth: int) -> object:
        """Return what begins at the next line, indented by at least `least`."""
        line = self.peek()
        if line is None or line.indent < least:
            return None
        if depth > _DEEPEST:
            raise NotSimpleError("nested too deeply")
        if line.text == "-" or line.text.startswith("- "):
            return self._sequence(line.indent, depth)
        if _KEY.match(line.text):
            return self._mapping(line.indent, depth)
        self.position += 1
        return self._scalar(line.text, line.indent - 1)

    def _sequence(self, indent: int, depth: int) -> list[object]:
        items: list[object] = []
        while (line := self.peek()) is not None and line.indent == indent:
            if line.text != "-" and not line.text.startswith("- "):
                break
            rest = line.text[1:].lstrip()
            if not rest or rest.startswith("#"):
                self.position += 1
                items.append(self.block(indent + 1, depth + 1))
                continue
            # the item continues on this line: read it as a line of its own, indented as it stands
            shift = indent + len(line.text) - len(rest)
            self.lines[self.position] = " " * shift + rest
            items.append(self.block(shift, depth + 1))
        return items

    def _mapping(self, indent: int, depth: int) -> dict[str, object]:
        found: dict[str, object] = {}
        while (line := self.peek()) is not None and line.indent == indent:
            match = _KEY.match(line.text)
            if match is None:
                raise NotSimpleError(f"line {self.position + 1}")
            key, rest = _unquoted(match["key"].rstrip()), line.text[match.end() :].strip()
            if key in found:
                raise NotSimpleError(f"“{key}” twice")
            self.position += 1
            found[key] = self._value(rest, indent, depth)
        if line is not None and line.indent > indent:
            raise NotSimpleError(f"line {self.position + 1}")
        return found

    def _value(self, rest: str, indent: int, depth: int) -> object:
        if rest and not rest.startswith("#"):
            return self._scalar(rest, indent)
        line = self.peek()
        if line is not None and line.indent == indent and (line.text == "-" or line.text.startswith("- ")):
            return self._sequence(indent, depth + 1)
        return self.block(indent + 1, depth + 1)

    def _scalar(self, text: str, indent: int) -> object:
        if text[0] in "\"'":
            return self._quoted(text)
        if text[0] in "|>":
            return self._literal(text, indent)
        if text in {"{}", "[]"}:
            return {} if text == "{}" else []
        if text.startswith(_REFUSED):
            raise NotSimpleError(f"line {self.position}: {text[:1]}")
        parts = [_without_comment(text)]
        while (line := self.peek()) is not None and line.indent > indent:
            if _KEY.match(line.text):
                raise NotSimpleError(f"line {self.position + 1}")
            parts.append(_without_comment(line.text))
            self.position += 1
        whole = " ".join(parts)
        return None if whole in {"null", "~", "Null", "NULL", ""} else whole

    def _quoted(self, text: str) -> str:
        """Return a quoted scalar; a line break inside it is a space, an empty line a line break."""
        sign, whole = text[0], text
        end = _end(whole, 1)
        while end < 0:
            seen = len(whole)
            if self.position >= len(self.lines):
                raise NotSimpleError("a quotation does not end")
            following = self.lines[self.position].strip()
            self.position += 1
            if sign == '"' and whole.endswith("\\") and not whole.endswith("\\\\"):
                whole, seen = whole[:-1] + following, seen - 1
            elif not following:
                whole += "\n"
            else:
                whole += following if whole.endswith("\n") else f" {following}"
            end = _end(whole, seen)
        if whole[end + 1 :].strip() and not whole[end + 1 :].strip().startswith("#"):
            raise NotSimpleError("text behind a quotation")
        return _unquoted(whole[: end + 1])

    def _literal(self, mark: str, indent: int) -> str:
        """Return a block scalar: lines as they are (|) or folded into one (>)."""
        taken: list[str] = []
        while self.position < len(self.lines):
            line = self.lines[self.position]
            if line.strip() and len(line) - len(line.lstrip(" ")) <= indent:
                break
            taken.append(line)
            self.position += 1
        margin = min((len(line) - len(line.lstrip(" ")) for line in taken if line.strip()), default=0)
        lines = [line[margin:].rstrip() for line in taken]
        return ("\n" if mark[0] == "|" else " ").join(lines).strip()


def _end(text: str, position: int) -> int:
    """Return where the quotation that begins a text ends, -1 if it does not; up to `position` it does not."""
    sign = text[0]
    while position < len(text):
        if sign == '"' and text[position] == "\\":
            position += 2
            continue
        if text[position] == sign:
            if sign == "'" and text[position + 1 : position + 2] == "'":
                position += 2
                continue
            return position
        position += 1
    return -1


def _unquoted(text: str) -> str:
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    if text.startswith('"'):
        return _ESCAPE.sub(_escaped, text[1:-1])
    return text


def _escaped(found: "re.Match[str]") -> str:
    sign = found[1]
    if len(sign) > 1:
        number = int(sign[1:], 16)
        if number > 0x10FFFF:
            raise NotSimpleError("no such character")
        return chr(number)
    return _ESCAPES.get(sign, sign)


def _without_comment(text: str) -> str:
    return text.partition(" #")[0].rstrip()
