"""How is a field of the table written in few words?"""

from core.governance.register.types import Choice, FieldKey


def key(name: str) -> FieldKey:
    """Name a field."""
    return FieldKey(name)


def choices(*pairs: tuple[str, str]) -> tuple[Choice, ...]:
    """Return choices from pairs of key and label."""
    return tuple(Choice(key=name, label=label) for name, label in pairs)
