"""Which options does a file describe, and what of them cannot be meant?"""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from typing import TypeVar, get_args, get_type_hints

import msgspec

from core.errors import UserError
from core.ids import Exact
from core.messages import Message, message
from core.options import CheckOptions, FeatureRule, columns_of

T = TypeVar("T")
_LARGEST = 1 << 20
"""Bytes of a file from which on it does not hold options."""
_PLAIN = re.compile(r"[+-]?[0-9.]{1,40}(/[0-9]{1,40}|[eE][+-]?[0-9]{1,3})?")
"""A number nobody needs a long time to read: a power of ten with more digits would fill the memory."""


def read_options(data: bytes, name: str) -> CheckOptions:
    """Return the options of a TOML or JSON file; raises `UserError` naming what is wrong."""
    if len(data) > _LARGEST:
        raise _useless(name, f"{len(data):,} B > {_LARGEST:,} B")
    try:
        text = data.decode("utf-8-sig")
        raw = json.loads(text) if name.lower().endswith(".json") else tomllib.loads(text)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise _useless(name, str(error)) from error
    if not isinstance(raw, dict):
        raise _useless(name, "{}")
    unknown = next(_unknown(raw, CheckOptions, ""), None)
    if unknown is not None:
        raise UserError(
            message(
                "“{name}” cannot be used: there is no option “{key}”. Nothing was calculated. "
                "Correct the file.",
                name=name,
                key=unknown,
            )
        )
    try:
        options = msgspec.convert(_exact(raw), type=CheckOptions)
    except msgspec.ValidationError as error:
        raise _useless(name, str(error)) from error
    for problem in options_problems(options):
        raise UserError(problem)
    return options


def require_options(options: CheckOptions, columns: Iterable[str]) -> None:
    """Raise `UserError` for the first thing that cannot be meant, or names a column that is not there."""
    known = tuple(columns)
    for column in sorted(columns_of(options) - set(known)):
        raise UserError(
            message(
                "The options name the column “{column}”, which the table does not have. Nothing was "
                "calculated. Its columns are: {columns}.",
                column=column,
                columns=", ".join(known[:30]),
            )
        )
    for problem in options_problems(options):
        raise UserError(problem)


def options_problems(options: CheckOptions) -> Iterator[Message]:
    """Yield a sentence for everything that cannot be meant."""
    for column in _twice(rule.column for rule in options.rules):
        yield message("There are two rules for “{column}”. Keep one.", column=column)
    for label in _twice(grade.label for grade in options.grades):
        yield message("The grade “{grade}” is named twice. Keep one.", grade=label)
    for rule in options.rules:
        yield from _of_rule(rule)
    for grade in options.grades:
        if grade.pd is not None and not _between(grade.pd, 0, 1):
            yield message(
                "The probability of grade “{grade}” is “{value}”; a number between 0 and 1 is needed.",
                grade=grade.label,
                value=grade.pd[:60],
            )
    yield from _of_costs(options)
    yield from _of_population(options.population)


def _of_rule(rule: FeatureRule) -> Iterator[Message]:
    for value in (rule.low, rule.high, rule.cost):
        if value is not None and _number(value) is None:
            yield message(
                "The rule for “{column}” holds “{value}”, which is not a number.",
                column=rule.column,
                value=value[:60],
            )
            return
    low, high, cost = (None if item is None else _number(item) for item in (rule.low, rule.high, rule.cost))
    if low is not None and high is not None and low > high:
        yield message(
            "The rule for “{column}” allows nothing: {low} is above {high}.",
            column=rule.column,
            low=rule.low,
            high=rule.high,
        )
    if cost is not None and cost <= 0:
        yield message("The cost of changing “{column}” must be above 0.", column=rule.column)


def _of_costs(options: CheckOptions) -> Iterator[Message]:
    if options.costs is None:
        return
    for value in (options.costs.false_favorable, options.costs.false_unfavorable):
        found = _number(value)
        if found is None or found < 0:
            yield message(
                "The cost of a wrong decision is “{value}”; a number from 0 on is needed.", value=value[:60]
            )


def _of_population(population: Mapping[str, Mapping[str, Exact]]) -> Iterator[Message]:
    for feature, shares in population.items():
        wrong = next((value for value in shares.values() if not _between(value, 0, 1)), None)
        if wrong is not None:
            yield message(
                "A population share of “{column}” is “{value}”; a number between 0 and 1 is needed.",
                column=feature,
                value=wrong[:60],
            )
        elif sum((Fraction(value) for value in shares.values()), Fraction(0)) > Fraction(1001, 1000):
            yield message("The population shares of “{column}” add up to more than 1.", column=feature)


def _number(value: Exact) -> Fraction | None:
    if not _PLAIN.fullmatch(value.strip()):
        return None
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError):
        return None


def _between(value: Exact, low: int, high: int) -> bool:
    found = _number(value)
    return found is not None and low <= found <= high


def _twice(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name, count in Counter(names).items() if count > 1)


def _unknown(raw: object, kind: object, path: str) -> Iterator[str]:
    """Yield the keys that no option has, however deep."""
    if isinstance(raw, list):
        inner = next((item for item in get_args(kind) if item is not Ellipsis), None)
        for item in raw:
            yield from _unknown(item, inner, path)
        return
    found = next(
        (item for item in (kind, *get_args(kind)) if isinstance(item, type) and is_dataclass(item)), None
    )
    if not isinstance(raw, dict) or found is None:
        return
    hints = get_type_hints(found)
    names = {field.name for field in fields(found)}
    for key, value in raw.items():
        if key not in names:
            yield f"{path}{key}"
        else:
            yield from _unknown(value, hints[key], f"{path}{key}.")


def _exact(raw: object) -> object:
    """Return the values with numbers and days as they were written, since exact numbers are kept as text."""
    if isinstance(raw, dict):
        return {key: _exact(value) for key, value in raw.items()}
    if isinstance(raw, list):
        return [_exact(item) for item in raw]
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return repr(raw)
    return raw.isoformat() if isinstance(raw, date) else raw


def _useless(name: str, detail: str) -> UserError:
    return UserError(
        message(
            "“{name}” cannot be used as options: {detail}. Nothing was calculated. Correct the file.",
            name=name,
            detail=detail[:300],
        )
    )
