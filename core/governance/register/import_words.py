"""Which words do firms use in the heads and cells of their registers?"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportWords:
    """The words of the shipped list, as written there."""

    noise: frozenset[str]
    """Words of names that tell no two models apart."""
    heads: Mapping[str, tuple[str, ...]]
    """By field, the heads that mean it."""
    meanings: Mapping[str, Mapping[str, str]]
    """By field, the value that a word in its cells means."""


@cache
def import_words() -> ImportWords:
    """Return the shipped list."""
    text = files("resources").joinpath("register", "import_words.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)
    return ImportWords(
        noise=frozenset(found["noise"]),
        heads={key: tuple(words) for key, words in found["heads"].items()},
        meanings={
            key: {word: value for value, words in by_value.items() for word in words}
            for key, by_value in found["meanings"].items()
        },
    )
