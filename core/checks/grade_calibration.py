"""Do the debtors of each rating grade default as often as the grade says?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.class_figures import data_table
from core.checks.parts.credit_rows import Judged, level_of
from core.checks.parts.findings import Found
from core.checks.parts.grading import Graded, graded_rows
from core.checks.parts.rulings import (
    Ruling,
    concluded,
    measured,
    missing,
    small_number,
    tested,
    with_parameters,
)
from core.checks.parts.verdicts import refused
from core.inventory import Task
from core.messages import message
from core.policy import Threshold
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Conclusion, DataTable, Group, Interval, Measurement
from core.statistics import grades as tests
from core.statistics.significance import holm

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

YELLOW, RED = 0.05, 0.01
"""One-sided p values of the Jeffreys test below which a light turns yellow, and red."""
POWER = 0.8
TOO_SMALL = 0.2
"""Share of the rows in grades that are too small to be judged, beyond which nothing was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One grade, or the portfolio."""

    label: str
    n: float
    defaults: float
    pd: float | None
    source: str
    """"stated" or "mean_score"."""
    excluded: Reason | None = None

    @property
    def rate(self) -> float:
        """Return the observed default rate."""
        return self.defaults / self.n

    @property
    def p(self) -> float | None:
        """Return the Jeffreys test's one-sided p; None without a probability, or 0 defaults at 0."""
        if self.pd is None or (self.pd == 0 and self.defaults == 0):
            return None
        return tests.jeffreys_p(self.defaults, self.n, self.pd)

    @property
    def powerful(self) -> bool:
        """Tell whether a doubled default rate would be noticed with 80 % power."""
        return self.pd is not None and tests.power_doubled(self.n, self.pd, YELLOW) >= POWER

    @property
    def light(self) -> str:
        """Return "green", "yellow", "red", or "grey" where nothing can be said."""
        p = self.p
        if p is None or (self.excluded is not None and self.excluded.code is ReasonCode.GROUP_TOO_SMALL):
            return "grey"
        if p < YELLOW:
            return "red" if p < RED else "yellow"
        return "green" if self.powerful else "grey"


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Compare observed default rates with estimated probabilities, grade by grade and in all.

    Parameters
    ----------
    data
        Table with outcomes; grades from a column or from bins of the score; probabilities stated, else the
        mean score.
    progress
        Told at the start.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there is nothing to judge.

    References
    ----------
    European Central Bank 2019, Instructions for reporting the validation results of internal models, section
    2.5.3; Basel Committee on Banking Supervision 2005, Working Paper 14, chapter III.
    """
    if data.task not in CHECK.tasks:
        return refused(CHECK, data, Reason(code=ReasonCode.TASK_NOT_SUPPORTED))
    progress(0.0, message("Testing rating grades"))
    stated = bool(data.options.grade) and all(item.pd is not None for item in data.options.grades)
    found = graded_rows(data, scores=not (stated and data.options.grades))
    if isinstance(found, Reason):
        return refused(CHECK, data, found)
    judged, graded = found
    if judged.risk is None and all(pd is None for pd in graded.stated):
        return refused(CHECK, data, Reason(code=ReasonCode.NOT_A_PROBABILITY))
    lines = _lines(data, judged, graded)
    return _result(data, judged, graded, lines)


def _lines(data: CheckInput, judged: Judged, graded: Graded) -> tuple[Line, ...]:
    rows, defaults = graded.sums(judged.counts), graded.sums(judged.counts * judged.bad)
    means: list[float | None] = [None] * len(rows)
    if judged.risk is not None:
        means = (graded.sums(judged.counts * judged.risk) / rows).tolist()
    return tuple(
        _line(data, label, (float(n), float(d)), (said, mean))
        for label, n, d, said, mean in zip(graded.labels, rows, defaults, graded.stated, means, strict=True)
    )


def _line(
    data: CheckInput, label: str, counts: tuple[float, float], pds: tuple[float | None, float | None]
) -> Line:
    (n, defaults), (said, mean) = counts, pds
    pd, source = (mean, "mean_score") if said is None else (said, "stated")
    line = Line(
        label=label, n=n, defaults=defaults, pd=None if pd is None else min(max(pd, 0.0), 1.0), source=source
    )
    minimum = data.policy.minimum_group
    if n < minimum:
        small = Reason(code=ReasonCode.GROUP_TOO_SMALL, values={"n": round(n), "minimum": minimum})
        return _excluded(line, small)
    if line.light == "grey":
        return _excluded(line, Reason(code=ReasonCode.GRADE_WITHOUT_POWER, values={"n": round(n)}))
    return line


def _excluded(line: Line, reason: Reason) -> Line:
    return Line(
        label=line.label, n=line.n, defaults=line.defaults, pd=line.pd, source=line.source, excluded=reason
    )


def _portfolio(lines: tuple[Line, ...]) -> Line:
    n, defaults = sum(line.n for line in lines), sum(line.defaults for line in lines)
    known = all(line.pd is not None for line in lines)
    pd = sum(line.n * (line.pd or 0.0) for line in lines) / n if known else None
    return Line(label="", n=n, defaults=defaults, pd=pd, source="")


def _result(data: CheckInput, judged: Judged, graded: Graded, lines: tuple[Line, ...]) -> CheckResult:
    whole = _portfolio(lines)
    tried = [line for line in lines if not _small(line)]
    corrected = dict(zip((line.label for line in tried), holm([line.p for line in tried]), strict=True))
    grey = sum(line.n for line in lines if line.light == "grey") / whole.n
    measurements = (*_figures(data, whole), *_of_grades(lines, corrected))
    found = Found(
        groups=tuple(_group(data, graded.name, line) for line in lines),
        measurements=measurements,
        tables=(_table(data, lines, corrected),),
        notes=(*judged.used.notes, *graded.notes, *_correlated(whole)),
    )
    rulings = {"jeffreys_p": _portfolio_ruling(whole), "grade_p": _grade_ruling(grey)}
    result = concluded(CHECK, data, found, used=judged.used, rulings=rulings)
    return with_parameters(
        result,
        grades=graded.name,
        pd_source="stated" if all(line.source == "stated" for line in lines) else "mean_score",
        yellow_below=YELLOW,
        red_below=RED,
        power=POWER,
    )


def _small(line: Line) -> bool:
    return line.excluded is not None and line.excluded.code is ReasonCode.GROUP_TOO_SMALL


def _figures(data: CheckInput, line: Line) -> tuple[Measurement, ...]:
    """Return the figures of the portfolio."""
    return (*_basic(data, line), *_p_values(line))


def _basic(data: CheckInput, line: Line) -> tuple[Measurement, ...]:
    """Return rate, estimate and their ratio."""
    low, high = tests.jeffreys_bounds(line.defaults, line.n, level_of(data))
    n, confidence = round(line.n), data.policy.confidence
    interval = Interval(low=low, high=high, level=confidence, method="jeffreys")
    rate = Measurement(
        measure="default_rate",
        value=line.rate,
        numerator=line.defaults,
        denominator=line.n,
        n=n,
        interval=interval,
    )
    if not line.pd:
        unknown = Reason(
            code=ReasonCode.NOT_A_PROBABILITY if line.pd is None else ReasonCode.EMPTY_DENOMINATOR
        )
        return rate, *(missing(name, n, unknown) for name in ("pd", "realized_to_predicted"))
    ratio = Interval(low=low / line.pd, high=high / line.pd, level=confidence, method="jeffreys")
    return (
        rate,
        Measurement(measure="pd", value=line.pd, n=n),
        Measurement(measure="realized_to_predicted", value=line.rate / line.pd, n=n, interval=ratio),
    )


def _p_values(line: Line) -> tuple[Measurement, ...]:
    names = ("jeffreys_p", "jeffreys_p_two_sided", "binomial_p", "correlated_p")
    p = line.p
    if p is None or line.pd is None:
        reason = Reason(code=ReasonCode.EMPTY_DENOMINATOR)
        return tuple(missing(name, line.n, reason) for name in names)
    correlation = tests.retail_correlation(line.pd)
    values = (
        p,
        tests.two_sided(p),
        tests.binomial_p(line.defaults, line.n, line.pd),
        tests.correlated_p(line.defaults, line.n, line.pd, correlation),
    )
    return tuple(measured(name, value, line.n) for name, value in zip(names, values, strict=True))


def _of_grades(lines: tuple[Line, ...], corrected: dict[str, float | None]) -> tuple[Measurement, ...]:
    n = sum(line.n for line in lines)
    known = [(p, label) for label, p in corrected.items() if p is not None]
    lights = [line.light for line in lines]
    counts = (
        measured("red_grades", lights.count("red"), n),
        measured("undecided_grades", lights.count("grey"), n),
    )
    if not known:
        return missing("grade_p", n, Reason(code=ReasonCode.TOO_FEW_ROWS)), *counts
    p, label = min(known)
    return Measurement(measure="grade_p", subject=label, value=p, n=round(n)), *counts


def _group(data: CheckInput, feature: str, line: Line) -> Group:
    return Group(
        feature=feature,
        label=line.label,
        n=round(line.n),
        excluded=line.excluded,
        measurements=_basic(data, line),
    )


def _table(data: CheckInput, lines: tuple[Line, ...], corrected: dict[str, float | None]) -> DataTable:
    bounds = [tests.jeffreys_bounds(line.defaults, line.n, level_of(data)) for line in lines]
    p = [line.p for line in lines]
    tried = [None if line.p is None else line.pd for line in lines]
    return data_table(
        "grades",
        grade=[line.label for line in lines],
        n=[line.n for line in lines],
        defaults=[line.defaults for line in lines],
        rate=[line.rate for line in lines],
        low=[low for low, _ in bounds],
        high=[high for _, high in bounds],
        pd=[line.pd for line in lines],
        pd_source=[line.source for line in lines],
        jeffreys_p=p,
        jeffreys_p_two_sided=[None if value is None else tests.two_sided(value) for value in p],
        binomial_p=[_tail(line, pd) for line, pd in zip(lines, tried, strict=True)],
        normal_p=[
            None if pd is None else tests.normal_p(line.defaults, line.n, pd)
            for line, pd in zip(lines, tried, strict=True)
        ],
        correlated_p=[_with_correlation(line, pd) for line, pd in zip(lines, tried, strict=True)],
        p_holm=[corrected.get(line.label) for line in lines],
        light=[line.light for line in lines],
    )


def _tail(line: Line, pd: float | None) -> float | None:
    return None if pd is None else tests.binomial_p(line.defaults, line.n, pd)


def _with_correlation(line: Line, pd: float | None) -> float | None:
    if pd is None:
        return None
    return tests.correlated_p(line.defaults, line.n, pd, tests.retail_correlation(pd))


def _correlated(whole: Line) -> tuple[Reason, ...]:
    if whole.pd is None or whole.p is None:
        return ()
    correlation = tests.retail_correlation(whole.pd)
    p = tests.correlated_p(whole.defaults, whole.n, whole.pd, correlation)
    values: dict[str, str | int | float] = {"correlation": round(correlation, 3), "p": small_number(p)}
    return (Reason(code=ReasonCode.DEFAULTS_CORRELATED, values=values),)


def _portfolio_ruling(whole: Line) -> Ruling:
    keeps = ReasonCode.TEST_KEEPS if whole.powerful else ReasonCode.TEST_WITHOUT_POWER
    values: dict[str, str | int | float] = {} if whole.powerful else {"share": 100}
    return _ruling(Reason(code=keeps, values=values), power=whole.powerful)


def _grade_ruling(grey: float) -> Ruling:
    enough = grey <= TOO_SMALL
    values: dict[str, str | int | float] = {} if enough else {"share": round(100 * grey)}
    keeps = Reason(code=ReasonCode.TEST_KEEPS if enough else ReasonCode.TEST_WITHOUT_POWER, values=values)
    return _ruling(keeps, power=enough)


def _ruling(keeps: Reason, *, power: bool) -> Ruling:
    def rule(threshold: Threshold, figure: Measurement) -> Conclusion:
        rejects = Reason(code=ReasonCode.TEST_REJECTS, values={"p": small_number(figure.value or 0.0)})
        return tested(threshold, figure, rejects=rejects, keeps=keeps, power=power)

    return rule


CHECK = Check(
    id="grade_calibration",
    version=1,
    tasks=(Task.BINARY,),
    family=Family.CREDIT,
    run=run,
    needs=frozenset({Need.LABELS, Need.SCORES}),
    uses=frozenset({Need.GRADE}),
    measures=frozenset(
        {
            "default_rate",
            "pd",
            "realized_to_predicted",
            "jeffreys_p",
            "jeffreys_p_two_sided",
            "binomial_p",
            "correlated_p",
            "grade_p",
            "red_grades",
            "undecided_grades",
        }
    ),
)
"""The check, found by listing this folder."""
