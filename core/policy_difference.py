"""What does one policy demand otherwise than another?"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.canonical import to_json
from core.policy import Policy

_NOT_COMPARED = frozenset({"digest"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChange:
    """One figure or word of the policy that differs."""

    key: str
    """Where it stands, for example "tiers.high.reassess_months"."""
    before: str | None
    """None: it was not there."""
    after: str | None
    """None: it is there no more."""


def policy_changes(before: Policy, after: Policy) -> tuple[PolicyChange, ...]:
    """Return everything that differs, by key; limits are named by what they limit, not by their place."""
    old, new = dict(_entries(before)), dict(_entries(after))
    return tuple(
        PolicyChange(key=key, before=old.get(key), after=new.get(key))
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    )


def _entries(policy: Policy) -> Iterator[tuple[str, str]]:
    fields = to_json(policy)
    assert isinstance(fields, dict)  # noqa: S101 (a dataclass always becomes an object)
    for name, value in fields.items():
        if name not in _NOT_COMPARED:
            yield from _flat(name, value)


def _flat(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(f"{path}.{name}", inner)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for place, item in enumerate(value):
            yield from _flat(f"{path}[{_about(item) or place}]", item)
    else:
        yield path, ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)


def _about(item: object) -> str:
    """Return what an entry of a list is about; empty where nothing says that."""
    if not isinstance(item, dict):
        return ""
    named = [item.get(key) for key in ("check", "measure", "task")]
    lists = [item.get(key) for key in ("kinds", "checks", "tiers")]
    words = [*named, *(word for words in lists if isinstance(words, list) for word in words)]
    return " ".join(str(word) for word in words if word)
