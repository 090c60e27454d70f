"""Which rows does a person mean by "age >= 18 and state in ('BY', 'NW')"?

A condition is read by this parser and never evaluated as code:

    condition := all { ("or" | "oder") all }
    all       := one { ("and" | "und") one }
    one       := ("not" | "nicht") one | "(" condition ")" | column test
    test      := ("=" | "!=" | "<" | "<=" | ">" | ">=") value
               | ["not" | "nicht"] "in" "(" value { "," value } ")"
               | ["is" | "ist"] ["not" | "nicht"] ("missing" | "fehlend" | "fehlt") ["nicht"]
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import UserError
from core.examining.conditions import (
    KEYWORDS,
    Compared,
    Condition,
    Every,
    Missing,
    Not,
    OneOf,
    Some,
    Value,
    columns_of,
    mask_of,
    written,
)
from core.examining.tokens import Kind, Token, tokens
from core.examining.values import value_of
from core.messages import Message, message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

LONGEST = 4_000
"""Words, signs and texts."""
DEEPEST = 40
"""Brackets and negations inside each other."""
_AND, _OR, _NOT = frozenset({"and", "und"}), frozenset({"or", "oder"}), frozenset({"not", "nicht"})
_IN, _IS = frozenset({"in"}), frozenset({"is", "ist"})
_MISSING = frozenset({"missing", "fehlend", "fehlt"})
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition on the rows of a table; as text in its canonical form."""

    condition: Condition

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns it reads, each once."""
        return columns_of(self.condition)

    def mask(self, table: "pd.DataFrame") -> "npt.NDArray[np.bool_]":
        """Return for each row of the table whether it is meant."""
        return mask_of(self.condition, table)

    def __str__(self) -> str:
        """Return the canonical form, in which equal conditions are written alike."""
        return written(self.condition)


def parse(text: str, columns: Mapping[str, str]) -> Expression:
    """Read a condition on columns given with their types ("number", "integer", "text", "boolean", "date").

    Raises `UserError` that says where what was found and what is expected there.
    """
    pieces = tokens(text)
    if len(pieces) > LONGEST:
        raise UserError(
            message(
                "The condition has {length} words and signs; at most {longest} are read. Nothing was "
                "calculated. Shorten it.",
                length=len(pieces),
                longest=LONGEST,
            )
        )
    reader = _Reader(pieces, columns)
    condition = reader.condition(0)
    reader.end()
    return Expression(condition)


class _Reader:
    """Reads one token after the other."""

    def __init__(self, pieces: tuple[Token, ...], columns: Mapping[str, str]) -> None:
        self._pieces = pieces
        self._columns = columns
        self._at = 0

    def condition(self, depth: int) -> Condition:
        parts = [self._all(depth)]
        while self._word(_OR):
            parts.append(self._all(depth))
        flat = [item for part in parts for item in (part.parts if isinstance(part, Some) else (part,))]
        return flat[0] if len(flat) == 1 else Some(tuple(flat))

    def end(self) -> None:
        if self._now.kind is not Kind.END:
            raise self._unexpected(message("“and”, “or” or the end"))

    def _all(self, depth: int) -> Condition:
        parts = [self._one(depth)]
        while self._word(_AND):
            parts.append(self._one(depth))
        flat = [item for part in parts for item in (part.parts if isinstance(part, Every) else (part,))]
        return flat[0] if len(flat) == 1 else Every(tuple(flat))

    def _one(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise UserError(
                message(
                    "The condition has more than {deepest} brackets inside each other (character {position})."
                    " Nothing was calculated. Write it more simply.",
                    deepest=DEEPEST,
                    position=self._now.position,
                )
            )
        if self._word(_NOT):
            return Not(self._one(depth + 1))
        if self._sign("("):
            inner = self.condition(depth + 1)
            self._demand(")")
            return inner
        return self._test()

    def _test(self) -> Condition:
        column = self._column()
        dtype = self._columns[column]
        stated = self._word(_IS)
        opposite = self._word(_NOT)
        if self._word(_MISSING):
            opposite = opposite != self._word(frozenset({"nicht"}))
            return Not(Missing(column, dtype)) if opposite else Missing(column, dtype)
        if stated:
            raise self._unexpected(message("“missing” or “not missing”"))
        if self._word(_IN):
            among = OneOf(column, dtype, self._values(column, dtype))
            return Not(among) if opposite else among
        if opposite:
            raise self._unexpected(message("“in” or “missing”"))
        return self._comparison(column, dtype)

    def _comparison(self, column: str, dtype: str) -> Condition:
        sign = self._now.text
        if self._now.kind is not Kind.SIGN or sign not in _COMPARISONS:
            raise self._unexpected(message("a comparison (=, !=, <, <=, >, >=), “in” or “missing”"))
        self._at += 1
        value = self._value(column, dtype, ordered=sign not in {"=", "!="})
        if sign == "!=":
            return Not(Compared(column, dtype, "=", value))
        return Compared(column, dtype, sign, value)

    def _column(self) -> str:
        token = self._now
        keyword = token.kind is Kind.WORD and token.text.lower() in KEYWORDS
        if keyword or token.kind not in {Kind.WORD, Kind.QUOTED}:
            raise self._unexpected(message("the name of a column"))
        if token.text not in self._columns:
            raise _unknown(token, self._columns)
        self._at += 1
        return token.text

    def _values(self, column: str, dtype: str) -> tuple[Value, ...]:
        self._demand("(")
        values = [self._value(column, dtype, ordered=False)]
        while self._sign(","):
            values.append(self._value(column, dtype, ordered=False))
        if not self._sign(")"):
            raise self._unexpected(message("“,” or “)”"))
        return tuple(dict.fromkeys(values))

    def _value(self, column: str, dtype: str, *, ordered: bool) -> Value:
        token = self._now
        if token.kind in {Kind.SIGN, Kind.END}:
            raise self._unexpected(message("a value"))
        self._at += 1
        return value_of(token, column, dtype, ordered=ordered)

    @property
    def _now(self) -> Token:
        return self._pieces[self._at]

    def _word(self, words: frozenset[str]) -> bool:
        """Step over one of the words if it stands here, unquoted."""
        found = self._now.kind is Kind.WORD and self._now.text.lower() in words
        self._at += found
        return found

    def _sign(self, sign: str) -> bool:
        found = self._now.kind is Kind.SIGN and self._now.text == sign
        self._at += found
        return found

    def _demand(self, sign: str) -> None:
        if not self._sign(sign):
            raise self._unexpected(message("“{sign}”", sign=sign))

    def _unexpected(self, expected: Message) -> UserError:
        token = self._now
        end = token.kind is Kind.END
        found = message("its end") if end else message("“{sign}”", sign=token.text[:60])
        return UserError(
            message(
                "The condition cannot be read at character {position}: {found} was found, {expected} was "
                "expected. Nothing was calculated. An example: age >= 18 and state in ('BY', 'NW')",
                position=token.position,
                found=found,
                expected=expected,
            )
        )


def _unknown(token: Token, columns: Mapping[str, str]) -> UserError:
    near = difflib.get_close_matches(token.text, columns, n=1, cutoff=0.6)
    if near:
        advice = message("Did you mean “{column}”?", column=near[0])
    else:
        advice = message("Its columns are: {columns}.", columns=", ".join(list(columns)[:12]))
    return UserError(
        message(
            "The condition names “{name}” (character {position}), which is no column of the table. Nothing "
            "was calculated. {advice} A name with blanks is written in double quotation marks.",
            name=token.text[:60],
            position=token.position,
            advice=advice,
        )
    )
