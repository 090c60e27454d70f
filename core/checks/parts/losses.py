"""How much worse are figures here than where they are compared with, and what follows from the policy?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from core.checks.base import Check, CheckInput
from core.checks.parts.class_figures import data_table
from core.checks.parts.estimates import Estimate, gap, ratio
from core.checks.parts.findings import Found
from core.checks.parts.verdicts import conclude, not_measured, without_value
from core.checks.parts.weighing import Parameters, Selection, weight_parameters
from core.ids import Exact
from core.reasons import Reason, ReasonCode
from core.results import (
    CheckResult,
    Conclusion,
    DataTable,
    Definition,
    Measurement,
    RunState,
    Significance,
    Verdict,
    worst,
)


class How(StrEnum):
    """How two values of a figure are set against each other."""

    LOSS = "loss"
    """The other minus this one: above 0 it is worse here."""
    RISE = "rise"
    """This one minus the other: above 0 it is worse here."""
    RATIO = "ratio"
    """This one over the other: above 1 it is worse here."""


LOSSES: Mapping[str, tuple[str, How]] = {
    "auc": ("auc_loss", How.LOSS),
    "accuracy": ("accuracy_loss", How.LOSS),
    "balanced_accuracy": ("balanced_accuracy_loss", How.LOSS),
    "recall": ("recall_loss", How.LOSS),
    "precision": ("precision_loss", How.LOSS),
    "brier": ("brier_rise", How.RISE),
    "log_loss": ("log_loss_rise", How.RISE),
    "r2": ("r2_loss", How.LOSS),
    "rmse": ("rmse_ratio", How.RATIO),
    "mae": ("mae_rise", How.RISE),
    "mse": ("mse_rise", How.RISE),
    "macro_f1": ("macro_f1_loss", How.LOSS),
    "micro_f1": ("micro_f1_loss", How.LOSS),
    "exact_match": ("exact_match_loss", How.LOSS),
    "hamming_loss": ("hamming_loss_rise", How.RISE),
}
"""What is called worse, for every figure that can be."""
LOSS_MEASURES = frozenset(name for name, _ in LOSSES.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One figure on both sides, and how much worse it is here."""

    here: Estimate
    other: Estimate
    loss: Estimate
    test: Significance | None = None


def unpaired(here: Sequence[Estimate], other: Sequence[Estimate]) -> tuple[Pair, ...]:
    """Compare the same figures on independent rows.

    Parameters
    ----------
    here, other
        Figures of both samples.

    Returns
    -------
    tuple of Pair
        In the order of `here`; figures that have no better or worse are left out.
    """
    there = {(item.measure, item.subject): item for item in other}
    return tuple(
        Pair(here=item, other=there[key], loss=loss(item, there[key]))
        for item in here
        if item.measure in LOSSES and (key := (item.measure, item.subject)) in there
    )


def loss(here: Estimate, other: Estimate) -> Estimate:
    """Return how much worse a figure is here, on independent rows."""
    name, how = LOSSES[here.measure]
    match how:
        case How.LOSS:
            return gap(other, here, name)
        case How.RISE:
            return gap(here, other, name)
        case How.RATIO:
            return ratio(here, other, name)


def pair_table(pairs: Sequence[Pair], level: Exact) -> DataTable:
    """Lay out both sides, their intervals and the difference of every figure."""
    columns: dict[str, list[float | str | None]] = {
        "measure": [pair.here.measure for pair in pairs],
        "subject": [pair.here.subject for pair in pairs],
    }
    for name in ("other", "here", "loss"):
        figures = [getattr(pair, name).measurement(level) for pair in pairs]
        columns[name] = [item.value for item in figures]
        columns[f"{name}_low"] = [item.interval.low if item.interval else None for item in figures]
        columns[f"{name}_high"] = [item.interval.high if item.interval else None for item in figures]
    columns["loss_measure"] = [pair.loss.measure for pair in pairs]
    columns["test"] = [pair.test.test if pair.test else None for pair in pairs]
    columns["p"] = [pair.test.p if pair.test else None for pair in pairs]
    return data_table("side_by_side", **columns)


def ruled(
    check: Check, data: CheckInput, figures: Sequence[Measurement], detail: str | None = None
) -> tuple[Conclusion, ...]:
    """Judge figures by the limits of the policy.

    Parameters
    ----------
    check
        The check, with the measures it takes for one task or another.
    data
        The check's input.
    figures
        What was measured.
    detail
        What the conclusions are about, besides their subject.

    Returns
    -------
    tuple of Conclusion
        One for each limit and figure; a limit on a measure of other tasks is not applicable, one that
        nobody takes is not decidable.
    """
    found = []
    for limit in data.thresholds(check.id):
        named = [item for item in figures if item.measure == limit.measure]
        if named:
            found += [conclude(limit, item, subject=item.subject) for item in named]
        elif limit.measure in check.measures:
            found.append(without_value(limit, None, Reason(code=ReasonCode.TASK_NOT_SUPPORTED)))
        else:
            found.append(not_measured(limit))
    return tuple(replace(item, detail=item.detail or detail) for item in found)


def unjudged(figure: Measurement) -> Conclusion:
    """Return a figure without verdict, for policies that set no limit."""
    return Conclusion(
        measure=figure.measure,
        subject=figure.subject,
        value=figure.value,
        interval=figure.interval,
        verdict=Verdict.NOT_APPLICABLE,
        reason=Reason(code=ReasonCode.NO_THRESHOLD),
    )


def finished(
    check: Check, data: CheckInput, used: Selection, found: Found, parameters: Parameters
) -> CheckResult:
    """Put the result of a check together.

    Parameters
    ----------
    check, data, used
        The check, its input and the rows it used.
    found
        What it found; without conclusion the first measurement stands without verdict.
    parameters
        What else changes the numbers.

    Returns
    -------
    CheckResult
        With the worst verdict of its conclusions.
    """
    conclusions = found.conclusions or tuple(unjudged(item) for item in found.measurements[:1])
    common: Parameters = {"confidence": data.policy.confidence, "seed": data.seed}
    return CheckResult(
        check=check.id,
        check_version=check.version,
        state=RunState.FINISHED,
        verdict=worst(item.verdict for item in conclusions),
        definition=_definition(data, used, common | weight_parameters(data, used) | parameters),
        conclusions=conclusions,
        measurements=found.measurements,
        tables=found.tables,
        notes=found.notes,
    )


def _definition(data: CheckInput, used: Selection, parameters: Parameters) -> Definition:
    return Definition(
        rows=used.rows,
        rows_total=used.total,
        filter=data.filter,
        favorable=data.favorable,
        positive=data.favorable,
        cut_off=data.cut_off,
        parameters=parameters,
    )
