"""How often do people decide otherwise than the model, about whom, and are they right?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.accepted import Became, became, gap, read_classes
from core.checks.parts.class_figures import data_table
from core.checks.parts.credit_groups import Crowd, crowds
from core.checks.parts.credit_rows import level_of, unweighted
from core.checks.parts.findings import Found
from core.checks.parts.rulings import between, concluded, missing, share_of
from core.checks.parts.verdicts import refused
from core.checks.parts.weighing import Selection, select
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, DataTable, Measurement
from core.statistics.intervals import newcombe
from core.statistics.significance import fisher_exact, holm, two_sd

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]

EXACT = 20_000
"""Rows up to which groups are compared by Fisher's exact test."""
_DIRECTIONS = ("favorable", "unfavorable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What the model said and what was decided, row by row."""

    used: Selection
    said: "Flags"
    """Shape (kept rows,): the model accepts."""
    final: "Flags"
    """The final decision accepts."""
    outcome: Became

    @property
    def counts(self) -> "Floats":
        """Return how many rows each kept line stands for."""
        return np.ones(len(self.said)) if self.used.counts is None else self.used.counts

    def number(self, mask: "Flags") -> float:
        """Return the number of rows of a mask."""
        return float(self.counts[mask].sum())

    def overridden(self, direction: str) -> tuple["Flags", "Flags"]:
        """Return where the model was overridden in a direction, and where it could have been."""
        could = ~self.said if direction == "favorable" else self.said
        return could & (self.said != self.final), could


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Compare final decisions with what the model said.

    Parameters
    ----------
    data
        Table with predictions and a column with final decisions; outcomes where they are known.
    progress
        Told at the start.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there is nothing to compare.

    References
    ----------
    European Banking Authority 2017, Guidelines on PD estimation, LGD estimation and the treatment of
    defaulted exposures (EBA/GL/2017/16), section 8.2; Regulation (EU) No 575/2013, Article 172(3).
    """
    if data.task not in CHECK.tasks:
        return refused(CHECK, data, Reason(code=ReasonCode.TASK_NOT_SUPPORTED))
    progress(0.0, message("Comparing decisions with predictions"))
    found = decided(data)
    if isinstance(found, Reason):
        return refused(CHECK, data, found)
    people, left_out = crowds(data, found.used.keep, found.counts)
    tables = (_set_table(found), *_group_tables(data, found, people))
    parts = Found(
        measurements=(
            *_rates(data, found),
            *_outcomes(data, found),
            *(gap for way in _DIRECTIONS for gap in _worst(data, found, people, way)),
        ),
        tables=tables,
        notes=(*found.used.notes, *left_out, *_selected(found)),
    )
    return concluded(CHECK, data, parts, used=found.used)


def decided(data: CheckInput) -> Decided | Reason:
    """Pair each prediction with the final decision; the reason where there is nothing to pair."""
    column = data.options.decision
    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    if column is None:
        return Reason(code=ReasonCode.NO_DECISION)
    if column not in data.table.columns:
        return Reason(code=ReasonCode.COLUMN_ABSENT, values={"column": column})
    if data.predicted is None or len(data.predicted) != len(data.table):
        return Reason(code=ReasonCode.NO_SCORES)
    said = read_classes(data, data.predicted, "prediction")
    final = read_classes(data, data.table[column], column)
    if isinstance(said, Reason):
        return said
    if isinstance(final, Reason):
        return final
    used = select(data, {"prediction": said.known, column: final.known})
    if isinstance(used, Reason):
        return used
    used = unweighted(data, used)
    keep = used.keep
    return Decided(
        used=used, said=said.accepted[keep], final=final.accepted[keep], outcome=became(data, keep)
    )


def _rates(data: CheckInput, found: Decided) -> tuple[Measurement, ...]:
    changed = found.number(found.said != found.final)
    rates = [share_of(data, "override_rate", changed, found.number(np.ones_like(found.said)))]
    for direction in _DIRECTIONS:
        done, could = found.overridden(direction)
        rates.append(share_of(data, f"override_{direction}", found.number(done), found.number(could)))
    return tuple(rates)


def _outcomes(data: CheckInput, found: Decided) -> tuple[Measurement, ...]:
    """Compare acceptances against the model with those it made itself, where outcomes are known."""
    against = found.outcome.counts(~found.said & found.final, found.counts)
    along = found.outcome.counts(found.said & found.final, found.counts)
    return (
        _bad_rate(data, "override_bad_rate", against),
        _bad_rate(data, "followed_bad_rate", along),
        gap(data, "override_bad_rate_difference", against, along),
    )


def _bad_rate(data: CheckInput, measure: str, counts: tuple[float, float]) -> Measurement:
    if counts[1] > 0:
        return share_of(data, measure, *counts)
    none = ReasonCode.NO_OVERRIDE if measure == "override_bad_rate" else ReasonCode.EMPTY_DENOMINATOR
    return missing(measure, 0, Reason(code=none))


def _worst(
    data: CheckInput, found: Decided, people: tuple[Crowd, ...], direction: str
) -> tuple[Measurement, ...]:
    """Return for each feature how far overrides in a direction lie apart: a group against all others."""
    features = dict.fromkeys(one.feature for one in people)
    figures = []
    for feature in features:
        groups = [one for one in people if one.feature == feature]
        level = 1 - (1 - level_of(data)) / len(groups)
        pairs = [(_against(found, one, direction), one) for one in groups]
        able = [(pair, one) for pair, one in pairs if pair[1] > 0 and pair[3] > 0]
        if not able:
            empty = Reason(code=ReasonCode.EMPTY_DENOMINATOR)
            figures.append(missing(f"override_{direction}_difference", 0, empty, feature))
            continue
        figures.append(_largest(data, (direction, feature), [pair for pair, _ in able], level))
    return tuple(figures)


def _largest(
    data: CheckInput,
    subject: tuple[str, str],
    pairs: list[tuple[float, float, float, float]],
    level: float,
) -> Measurement:
    """Record the largest distance of a group from all others, without sign.

    Its interval is simultaneous for all groups: each has its share of the level (Bonferroni).
    """
    ends = [newcombe(*pair, level) for pair in pairs]
    low = max(0.0, *(max(low, -high) for low, high in ends))
    high = max(max(-low, high) for low, high in ends)
    return Measurement(
        measure=f"override_{subject[0]}_difference",
        subject=subject[1],
        value=max(abs(_distance(pair)) for pair in pairs),
        n=round(pairs[0][1] + pairs[0][3]),
        interval=between(data, (low, high), "newcombe"),
    )


def _distance(pair: tuple[float, float, float, float]) -> float:
    x1, n1, x2, n2 = pair
    return x1 / n1 - x2 / n2


def _against(found: Decided, one: Crowd, direction: str) -> tuple[float, float, float, float]:
    """Return overrides and rows that could be overridden, of a group and of all others."""
    done, could = found.overridden(direction)
    return (
        found.number(done & one.mask),
        found.number(could & one.mask),
        found.number(done & ~one.mask),
        found.number(could & ~one.mask),
    )


def _set_table(found: Decided) -> DataTable:
    """Lay out the four combinations of prediction and decision with their outcomes."""
    names = ("accepted", "rejected")
    lines = []
    for said, first in zip((True, False), names, strict=True):
        for final, second in zip((True, False), names, strict=True):
            mask = (found.said == said) & (found.final == final)
            bad, known = found.outcome.counts(mask, found.counts)
            lines.append((first, second, found.number(mask), known, bad, bad / known if known else None))
    heads = ("model", "decision", "n", "known", "bad", "bad_rate")
    return data_table("decisions", **{name: [line[at] for line in lines] for at, name in enumerate(heads)})


def _group_tables(data: CheckInput, found: Decided, people: tuple[Crowd, ...]) -> tuple[DataTable, ...]:
    """Lay out the groups in both directions, with Holm's correction over all of them."""
    lines = [_group_line(data, found, one, way) for way in _DIRECTIONS for one in people]
    if not lines:
        return ()
    heads = ("feature", "group", "n", "overridden", "rate", "difference", "low", "high", "p")
    corrected = holm([None if line[-1] is None else float(line[-1]) for line in lines])
    tables = []
    for at, way in enumerate(_DIRECTIONS):
        part = slice(at * len(people), (at + 1) * len(people))
        columns = {name: [line[place] for line in lines[part]] for place, name in enumerate(heads)}
        tables.append(data_table(f"groups_{way}", **columns, p_holm=corrected[part]))
    return tuple(tables)


def _group_line(
    data: CheckInput, found: Decided, one: Crowd, direction: str
) -> tuple[str | float | None, ...]:
    x1, n1, x2, n2 = _against(found, one, direction)
    if n1 <= 0 or n2 <= 0:
        return one.feature, one.label, n1, x1, None, None, None, None, None
    low, high = newcombe(x1, n1, x2, n2, level_of(data))
    if n1 + n2 <= EXACT:
        test = fisher_exact(round(x1), round(n1), round(x2), round(n2))
    else:
        test = two_sd(x1, n1, x2, n2)
    p = None if test is None else test[1]
    return one.feature, one.label, n1, x1, x1 / n1, x1 / n1 - x2 / n2, low, high, p


def _selected(found: Decided) -> tuple[Reason, ...]:
    """Say that outcomes are known for some rows only."""
    known, total = found.number(found.outcome.known), found.number(np.ones_like(found.said))
    if not known or known == total:
        return ()
    return (Reason(code=ReasonCode.OUTCOME_SELECTED, values={"n": round(known), "total": round(total)}),)


CHECK = Check(
    id="overrides",
    version=1,
    tasks=(Task.BINARY,),
    family=Family.CREDIT,
    run=run,
    needs=frozenset({Need.DECISION}),
    uses=frozenset({Need.LABELS, Need.GROUPS}),
    measures=frozenset(
        {
            "override_rate",
            "override_favorable",
            "override_unfavorable",
            "override_bad_rate",
            "followed_bad_rate",
            "override_bad_rate_difference",
            "override_favorable_difference",
            "override_unfavorable_difference",
        }
    ),
)
"""The check, found by listing this folder."""
