"""What do the entered options mean, and what of them cannot be read?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import pairwise

from core.columns import NUMERIC
from core.ids import Exact
from core.inventory import Column
from core.messages import Message, message
from core.options import ONE, CheckOptions, Costs, FeatureRule, Grade
from gui.checks.entry import OptionsEntry, RuleEntry
from gui.widgets.column_table import exact

_SUM = Fraction(1, 100)
"""How far shares of one feature may be from 1 together, for rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The columns there are."""

    columns: tuple[Column, ...]
    sensitive: tuple[str, ...]
    outcomes: tuple[str, ...] = ()
    """True outcome, prediction and score: never something a person could change."""

    @property
    def types(self) -> Mapping[str, str]:
        """Return the type of each column."""
        return {column.name: column.dtype for column in self.columns}


def share_of(text: str) -> Exact | None:
    """Read a share: 0.02, 2 % or 1/50; None: it is none between 0 and 1."""
    written = text.strip()
    percent = written.endswith("%")
    number = exact(written.rstrip("%").strip())
    if number is None:
        return None
    value = Fraction(number) / (100 if percent else 1)
    if not 0 <= value <= 1:
        return None
    return _as_written(number) if percent else number


def _as_written(percent: Exact) -> Exact:
    """Return a percentage as a share, as short as it was written."""
    try:
        return Exact(format((Decimal(percent) / 100).normalize(), "f"))
    except InvalidOperation:
        return Exact(str(Fraction(percent) / 100))


def options_of(entry: OptionsEntry) -> CheckOptions:
    """Return the options, with everything that cannot be read left out; `gaps` names it."""
    return CheckOptions(
        time=entry.time,
        period=entry.period,
        grade=entry.grade,
        grades=tuple(
            Grade(label=label.strip(), pd=share_of(pd)) for label, pd in entry.grades if label.strip()
        )
        if entry.grade
        else (),
        decision=entry.decision,
        segments=entry.segments,
        controls=entry.controls,
        quasi_identifiers=entry.quasi_identifiers,
        rules=tuple(_rule(item) for item in entry.rules if not item.plain),
        costs=_costs(entry),
        population=_population(entry),
        metric=entry.metric,
    )


def _rule(entry: RuleEntry) -> FeatureRule:
    return FeatureRule(
        column=entry.column,
        change=entry.change,
        low=exact(entry.low),
        high=exact(entry.high),
        cost=exact(entry.cost) or ONE,
        expected=entry.expected,
    )


def _costs(entry: OptionsEntry) -> Costs | None:
    if not (entry.false_favorable.strip() or entry.false_unfavorable.strip()):
        return None
    return Costs(
        false_favorable=exact(entry.false_favorable) or ONE,
        false_unfavorable=exact(entry.false_unfavorable) or ONE,
    )


def _population(entry: OptionsEntry) -> dict[str, dict[str, Exact]]:
    found: dict[str, dict[str, Exact]] = {}
    for feature, group, written in entry.population:
        share = share_of(written)
        if feature.strip() and group.strip() and share is not None:
            found.setdefault(feature.strip(), {})[group.strip()] = share
    return found


def gaps(entry: OptionsEntry, known: Known) -> tuple[Message, ...]:
    """Return what cannot be read or contradicts itself, one sentence each."""
    return (
        *_of_columns(entry, known),
        *_of_time(entry, known),
        *_of_grades(entry),
        *(said for rule in entry.rules for said in _of_rule(rule, known)),
        *_of_costs(entry),
        *_of_population(entry, known),
    )


def _of_columns(entry: OptionsEntry, known: Known) -> Iterator[Message]:
    named = (
        *((entry.time, entry.grade, entry.decision)),
        *entry.segments,
        *entry.controls,
        *entry.quasi_identifiers,
        *(rule.column for rule in entry.rules if not rule.plain),
    )
    for name in dict.fromkeys(named):
        if name is not None and name not in known.types:
            yield message(
                "The options name the column “{column}”, which the table does not have.", column=name
            )
    for name in set(entry.controls) & set(known.sensitive):
        yield message(
            "“{column}” is sensitive and a control column at once: within its values it cannot be compared.",
            column=name,
        )


def _of_time(entry: OptionsEntry, known: Known) -> Iterator[Message]:
    if entry.time is not None and known.types.get(entry.time) in {"boolean", "number"}:
        yield message("The time column “{column}” holds no days.", column=entry.time)


def _of_grades(entry: OptionsEntry) -> Iterator[Message]:
    rows = [(label.strip(), pd.strip()) for label, pd in entry.grades if label.strip() or pd.strip()]
    if rows and entry.grade is None:
        yield message("Rating grades are listed, but not the column they stand in. Name it.")
    for label, pd in rows:
        if not label:
            yield message("A probability of default ({pd}) has no grade beside it.", pd=pd)
        elif pd and share_of(pd) is None:
            yield message(
                "The probability of default of grade {grade} is none: “{pd}”. Write 0.5 % or 0.005.",
                grade=label,
                pd=pd,
            )
    yield from _repeated([label for label, _ in rows])
    stated = [(label, Fraction(share)) for label, pd in rows if (share := share_of(pd)) is not None]
    for (better, low), (worse, high) in pairwise(stated):
        if high <= low:
            yield message(
                "Grade {worse} stands below {better}, but its probability of default is not higher. "
                "List the grades from best to worst.",
                worse=worse,
                better=better,
            )


def _repeated(labels: Iterable[str]) -> Iterator[Message]:
    for label, count in Counter(labels).items():
        if label and count > 1:
            yield message("Grade {grade} is listed twice.", grade=label)


def _of_rule(rule: RuleEntry, known: Known) -> Iterator[Message]:
    values = {"low": exact(rule.low), "high": exact(rule.high), "cost": exact(rule.cost)}
    for name, written in (("low", rule.low), ("high", rule.high), ("cost", rule.cost)):
        if written.strip() and values[name] is None:
            yield message(
                "What may change, {column}: “{written}” is no number.", column=rule.column, written=written
            )
    low, high, cost = values["low"], values["high"], values["cost"]
    if low is not None and high is not None and Fraction(low) > Fraction(high):
        yield message(
            "What may change, {column}: the smallest value is above the largest.", column=rule.column
        )
    if cost is not None and Fraction(cost) < 0:
        yield message("What may change, {column}: an effort is not negative.", column=rule.column)
    limited = bool(rule.low.strip() or rule.high.strip() or rule.expected is not None)
    if limited and known.types.get(rule.column, "number") not in {*NUMERIC, "date"}:
        yield message(
            "What may change, {column}: only numbers have limits and rise or fall; this column holds others.",
            column=rule.column,
        )


def _of_costs(entry: OptionsEntry) -> Iterator[Message]:
    values: Sequence[str] = (entry.false_favorable, entry.false_unfavorable)
    written = [text for text in values if text.strip()]
    if any((number := exact(text)) is None or Fraction(number) < 0 for text in written):
        yield message("The costs of mistakes are numbers from 0 on, such as 5 and 1.")
    elif written and all((number := exact(text)) is not None and Fraction(number) == 0 for text in values):
        yield message("At least one kind of mistake must cost something.")


def _of_population(entry: OptionsEntry, known: Known) -> Iterator[Message]:
    rows = [tuple(cell.strip() for cell in row) for row in entry.population]
    rows = [row for row in rows if any(row)]
    for feature, group, share in rows:
        if not (feature and group):
            yield message(
                "A share of the population ({share}) has no column or no group beside it.", share=share
            )
        elif share_of(share) is None:
            yield message(
                "The population share of {group} is none: “{share}”. Write 51 % or 0.51.",
                group=group,
                share=share,
            )
    features = dict.fromkeys(row[0] for row in rows if row[0])
    for feature in features:
        if feature not in known.sensitive:
            yield message(
                "Population shares are stated for “{column}”, which is not a sensitive column.",
                column=feature,
            )
    for feature in features:
        yield from _of_sum(feature, [row for row in rows if row[0] == feature])


def _of_sum(feature: str, rows: Sequence[tuple[str, ...]]) -> Iterator[Message]:
    for group, count in Counter(row[1] for row in rows).items():
        if group and count > 1:
            yield message("{column}: the group {group} is listed twice.", column=feature, group=group)
    shares = [share for row in rows if (share := share_of(row[2])) is not None]
    total = sum((Fraction(share) for share in shares), Fraction(0))
    if len(shares) == len(rows) and abs(total - 1) > _SUM:
        yield message(
            "The population shares of {column} add up to {total} % instead of 100 %.",
            column=feature,
            total=round(total * 100),
        )
