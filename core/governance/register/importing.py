"""Which column of a foreign register is which field, what do its cells mean, which rows are one model?"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from core.governance.register.import_words import import_words
from core.governance.register.near_names import Letters
from core.governance.register.registry import fields
from core.governance.register.types import FieldKey, FieldKind, FieldSpec
from core.ids import ModelId
from core.messages import Message
from core.people import Person

NEAR = 0.87
"""Likeness from which two names are shown as perhaps the same model."""
_GUESS = 0.86
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})[ T].*")
_GERMAN_SHORT = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{2}|\d{4})")
_MONTH = re.compile(r"(\d{1,2})[./](\d{4})")


class Matched(StrEnum):
    """How a column was recognized."""

    KEY = "key"
    LABEL = "label"
    ALIAS = "alias"
    GUESS = "guess"
    """Only alike: to be confirmed."""
    CHOSEN = "chosen"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMatch:
    """One column of the foreign register."""

    head: str
    field: FieldKey | None
    """None: it is not taken over."""
    how: Matched


@dataclass(frozen=True, slots=True, kw_only=True)
class CellProblem:
    """A cell that could not be taken over as it is."""

    field: FieldKey
    written: str
    why: Message


class RowAction(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGE = "change"
    SAME = "same"
    """The register says so already."""
    SKIP = "skip"
    DECIDE = "decide"
    """It may be a model that is there, or in another row: a person says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """Another row or model that may be the same."""

    row: int | None = None
    model: ModelId | None = None
    name: str
    likeness: float
    """1.0: by id, or by the very same name."""
    by_id: bool = False


@lru_cache(100_000)
def plain(text: str) -> str:
    """Return a text for comparing: lower case, umlauts written out, letters and digits only."""
    folded = text.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


@lru_cache(100_000)
def name_key(name: str) -> str:
    """Return the words of a model's name that tell it from others, in order of the alphabet."""
    noise = import_words().noise
    words = [word for word in plain(name).split() if word not in noise]
    return " ".join(sorted(words)) or plain(name)


def likeness(first: str, second: str) -> float:
    """Return how alike two names are, 0 to 1; the same words in another order are the same name.

    Names that differ in a number are different models, however alike the rest is.
    """
    one, other = name_key(first), name_key(second)
    if one == other or "".join(plain(first).split()) == "".join(plain(second).split()):
        return 1.0
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def known_heads(labels: Mapping[FieldKey, Sequence[str]]) -> Mapping[str, tuple[FieldKey, Matched]]:
    """Return every text that names a field; `labels` are the words for a field in all languages."""
    found: dict[str, tuple[FieldKey, Matched]] = {}
    for field in fields():
        for alias in import_words().heads.get(field.key, ()):
            found.setdefault(plain(alias), (field.key, Matched.ALIAS))
    for key, words in labels.items():
        for word in words:
            found[plain(word)] = (key, Matched.LABEL)
    for field in fields():
        found[plain(field.key)] = (field.key, Matched.KEY)
    return found


def propose(heads: Iterable[str], labels: Mapping[FieldKey, Sequence[str]]) -> tuple[ColumnMatch, ...]:
    """Return a field for each column, each field once: by key, label, alias, then by likeness."""
    known, taken = known_heads(labels), set[FieldKey]()
    listed = tuple(heads)
    found: dict[str, ColumnMatch] = {}
    order = (Matched.KEY, Matched.LABEL, Matched.ALIAS)
    exact = [(head, known[plain(head)]) for head in listed if plain(head) in known]
    for wanted in order:
        for head, (key, how) in exact:
            if how is wanted and key not in taken and head not in found:
                found[head] = ColumnMatch(head=head, field=key, how=how)
                taken.add(key)
    for head in listed:
        if head not in found:
            guess = _guessed(head, known, taken)
            how = Matched.NONE if guess is None else Matched.GUESS
            found[head] = ColumnMatch(head=head, field=guess, how=how)
            taken |= set() if guess is None else {guess}
    return tuple(found[head] for head in listed)


def _guessed(
    head: str, known: Mapping[str, tuple[FieldKey, Matched]], taken: set[FieldKey]
) -> FieldKey | None:
    said = plain(head)
    if len(said) < 4:
        return None
    scored = (
        (SequenceMatcher(None, said, text, autojunk=False).ratio(), key)
        for text, (key, _how) in known.items()
        if key not in taken
    )
    score, key = max(scored, default=(0.0, None))
    return key if score >= _GUESS else None


def meant(field: FieldSpec, written: str, people: Iterable[Person]) -> str:
    """Return a cell in the form the register reads; what is not understood stays as it is written."""
    if field.kind is FieldKind.DATE:
        return _day(written)
    if field.kind is FieldKind.PERSON:
        return _person(written, people)
    if field.kind in {FieldKind.CHOICE, FieldKind.YES_NO}:
        return import_words().meanings.get(field.key, {}).get(plain(written), written)
    return written


def _day(written: str) -> str:
    moment, short = _ISO.fullmatch(written), _GERMAN_SHORT.fullmatch(written)
    if moment is not None:
        return moment[1]
    if short is not None:
        year = int(short[3]) + (2000 if len(short[3]) == 2 else 0)
        return f"{year:04d}-{int(short[2]):02d}-{int(short[1]):02d}"
    month = _MONTH.fullmatch(written)
    if month is not None and 1 <= int(month[1]) <= 12:
        return f"{month[2]}-{int(month[1]):02d}-01"
    return written


_TITLES = frozenset({"dr", "prof", "herr", "frau", "mr", "mrs", "ms", "dipl", "ing", "kfm"})


def _person(written: str, people: Iterable[Person]) -> str:
    """Return the id of the one person with these names, in whatever order and with or without title."""
    wanted = _names(re.sub(r"\(.*?\)|<.*?>", "", written))
    found = [person.id for person in people if person.active and _names(person.name.name()) == wanted]
    return found[0] if len(found) == 1 and wanted else written


def _names(text: str) -> frozenset[str]:
    return frozenset(plain(text).split()) - _TITLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A row or a model with its name."""

    row: int | None = None
    model: ModelId | None = None
    name: str


class NameIndex:
    """Names in drawers, so that only those are compared that can be alike at all."""

    def __init__(self, named: Iterable[Named]) -> None:
        """Sort the names in: by their numbers, by their letters without blanks, and by their words."""
        self._by_numbers: dict[tuple[str, ...], list[Named]] = defaultdict(list)
        self._by_letters: dict[str, list[Named]] = defaultdict(list)
        self._by_words: dict[str, list[Named]] = defaultdict(list)
        self._counted: dict[tuple[str, ...], Letters] = {}
        for item in named:
            self._by_numbers[_numbers(item.name)].append(item)
            self._by_letters[_letters(item.name)].append(item)
            self._by_words[name_key(item.name)].append(item)

    def twins(self, name: str, number: int) -> tuple[Twin, ...]:
        """Return what may be the same model as a name in a row, the most alike first; at most five."""
        near = {
            (item.row, item.model): item
            for item in (*self._by_letters.get(_letters(name), ()), *self._near(name))
            if item.row != number and _can_be_near(name, item.name)
        }
        found = [
            Twin(row=item.row, model=item.model, name=item.name, likeness=round(score, 3))
            for item in near.values()
            if (score := likeness(name, item.name)) >= NEAR
        ]
        return tuple(sorted(found, key=lambda item: (-item.likeness, item.model or "", item.row or 0))[:5])

    def _near(self, name: str) -> Iterator[Named]:
        """Yield the names with the same numbers whose letters allow a likeness that is shown."""
        numbers = _numbers(name)
        drawer = self._by_numbers.get(numbers, ())
        if numbers not in self._counted:
            self._counted[numbers] = Letters([name_key(item.name) for item in drawer])
        yield from (drawer[at] for at in self._counted[numbers].near(name_key(name), NEAR))

    def same(self, name: str) -> tuple[ModelId, ...]:
        """Return the models with the very same name."""
        near = (*self._by_letters.get(_letters(name), ()), *self._by_words.get(name_key(name), ()))
        return tuple(dict.fromkeys(item.model for item in near if item.model is not None))


def _numbers(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+", name_key(name)))


def _letters(name: str) -> str:
    return "".join(plain(name).split())


def _is_same(first: str, second: str) -> bool:
    return name_key(first) == name_key(second) or _letters(first) == _letters(second)


def _can_be_near(first: str, second: str) -> bool:
    """Tell whether the lengths and letters of two names allow a likeness that is shown."""
    if _is_same(first, second):
        return True
    one, other = name_key(first), name_key(second)
    if 2 * min(len(one), len(other)) < NEAR * (len(one) + len(other)):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).quick_ratio() >= NEAR
