"""How is a value inside which there are further values written as one text?"""

import json


class Figure(str):
    """A number of a JSON file, in its own writing."""

    __slots__ = ()


def json_text(value: object) -> str | None:
    """Return a nested value as JSON on one line, numbers as the file writes them; None for a missing one."""
    return None if value is None else _written(value)


def _written(value: object) -> str:
    match value:
        case Figure():
            return str(value)
        case dict():
            return "{" + ", ".join(f"{_quoted(key)}: {_written(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_written, value)) + "]"
    return _quoted(value)


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
