"""Which figure is read first, and when does accuracy say nothing?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.checks.parts.class_figures import RARE
from core.reasons import Reason, ReasonCode
from core.results import Conclusion, Measurement, Verdict

_BEFORE = ("rare_class_recall", "average_precision", "precision_trivial", "lift", "top_decile_lift")
"""What stands before accuracy where a class is rare."""
_USUAL = ("accuracy", "r2", "macro_f1")


def prevalences(measurements: Sequence[Measurement]) -> Mapping[str, float]:
    """Return the share of every class or label that has one."""
    return {
        item.subject: item.value
        for item in measurements
        if item.measure == "base_rate" and item.subject is not None and item.value is not None
    }


def rarest(measurements: Sequence[Measurement]) -> tuple[str, float] | None:
    """Return the class or label with the smallest share, if that is below 5 percent."""
    shares = prevalences(measurements)
    if not shares:
        return None
    label = min(shares, key=lambda name: shares[name])
    return (label, shares[label]) if shares[label] < RARE else None


def headline(measurements: Sequence[Measurement]) -> str:
    """Return the measure to be read first: never accuracy where a class has a share below 5 percent."""
    rare = rarest(measurements) is not None
    names: tuple[str, ...] = (*_BEFORE[:2], *_USUAL) if rare else _USUAL
    for name in names:
        if rare and name == "accuracy":
            continue
        if any(item.measure == name and item.value is not None for item in measurements):
            return name
    return measurements[0].measure


def ordered(measurements: Sequence[Measurement]) -> tuple[Measurement, ...]:
    """Return the figures with those of rare classes before accuracy; unchanged where no class is rare."""
    if rarest(measurements) is None:
        return tuple(measurements)
    first = [item for name in _BEFORE for item in measurements if item.measure == name]
    return (*first, *(item for item in measurements if item.measure not in _BEFORE))


def said(measurements: Sequence[Measurement]) -> tuple[Reason, ...]:
    """Say which figure is read first where accuracy may not be."""
    found = rarest(measurements)
    if found is None:
        return ()
    values: dict[str, str | int | float] = {
        "measure": headline(measurements),
        "label": found[0],
        "share": found[1],
    }
    return (Reason(code=ReasonCode.HEADLINE, values=values),)


def without_evidence(item: Conclusion, measurements: Sequence[Measurement]) -> Conclusion:
    """Take from a kept limit on accuracy its weight where a class or the label it is about is rare."""
    if item.measure != "accuracy" or item.verdict is not Verdict.PASSED:
        return item
    shares = prevalences(measurements)
    found = rarest(measurements)
    if item.subject is not None and item.subject in shares:
        share = shares[item.subject]
        found = (item.subject, share) if min(share, 1 - share) < RARE else None
    if found is None:
        return item
    values: dict[str, str | int | float] = {"label": found[0], "share": found[1]}
    reason = Reason(code=ReasonCode.ACCURACY_NO_HEADLINE, values=values)
    return replace(item, verdict=Verdict.NOT_APPLICABLE, reason=reason)
