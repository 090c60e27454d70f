"""Which plan suggests itself for a table, and what does a plan still lack?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from core.columns import NUMERIC, check_columns
from core.data.preview import TablePreview
from core.data.profile_types import ColumnProfile
from core.errors import UserError
from core.examination import Plan
from core.examining.expression import parse
from core.inventory import Column, ColumnRole, Task
from core.messages import Message, message
from core.options import columns_of

MANY = 20
"""Distinct numbers from which on a sensitive column is taken for continuous."""
_TRUTHS = {"true": "True", "wahr": "True", "false": "False", "falsch": "False"}


class PlanField(StrEnum):
    """The parts of a plan, to put a problem where it is mended."""

    LABEL = "label"
    PREDICTION = "prediction"
    SCORE = "score"
    CUT_OFF = "cut_off"
    FAVORABLE = "favorable"
    SENSITIVE = "sensitive"
    BINS = "bins"
    REFERENCE = "reference"
    WEIGHT = "weight"
    WHERE = "where"
    MINIMUM_GROUP = "minimum_group"
    OTHER = "other"
    OPTIONS = "options"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProblem:
    """Something a plan lacks or contradicts."""

    field: PlanField
    message: Message


def suggest(preview: TablePreview) -> Plan:
    """Propose columns by their names and the task by their values; a person corrects and completes it.

    The favorable value, what a score means and which columns are sensitive are never proposed.
    """
    named = {
        role: tuple(column.name for column in preview.columns if role in column.roles) for role in ColumnRole
    }
    label, prediction = named[ColumnRole.TARGET][:1], named[ColumnRole.PREDICTION][:1]
    score, weight = named[ColumnRole.SCORE][:1], named[ColumnRole.WEIGHT][:1]
    return Plan(
        task=_task(preview, (*label, *prediction)),
        label=label,
        prediction=prediction,
        score=score[0] if score else None,
        weight=weight[0] if weight else None,
    )


def problems(plan: Plan, columns: Iterable[Column], *, with_model: bool = False) -> tuple[Message, ...]:
    """Return what has to be stated or corrected before anything can be calculated, one sentence each."""
    return tuple(item.message for item in plan_problems(plan, columns, with_model=with_model))


def plan_problems(
    plan: Plan, columns: Iterable[Column], *, with_model: bool = False
) -> tuple[PlanProblem, ...]:
    """Return the same with the part of the plan each belongs to."""
    known = {column.name: column for column in columns}
    unknown = tuple(_unknown(plan, known))
    if unknown:
        return unknown
    return (
        *_of_task(plan, known, with_model=with_model),
        *_of_favorable(plan, with_model=with_model),
        *_of_groups(plan, known),
        *_of_rest(plan, known),
    )


def continuous(plan: Plan, profiles: Iterable[ColumnProfile]) -> tuple[str, ...]:
    """Return the sensitive columns with so many different numbers that their groups need edges."""
    uncut = {item.column for item in plan.groupings if not item.edges}
    return tuple(
        profile.name
        for profile in profiles
        if profile.name in uncut and profile.dtype in NUMERIC and profile.distinct > MANY
    )


def as_written(plan: Plan, types: Mapping[str, str]) -> Plan:
    """Return the plan with true and false as results write them, however they were typed."""
    favorable = plan.favorable
    if favorable is not None and any(
        types.get(name) == "boolean" for name in (*plan.label, *plan.prediction)
    ):
        favorable = _TRUTHS.get(favorable.lower(), favorable)
    references = {
        name: _TRUTHS.get(group.lower(), group) if types.get(name) == "boolean" else group
        for name, group in plan.references.items()
    }
    return replace(plan, favorable=favorable, references=references)


def used(plan: Plan) -> Mapping[str, tuple[ColumnRole, ...]]:
    """Return every column the plan reads, besides those of its condition, with its roles."""
    roles: dict[str, list[ColumnRole]] = {}
    for names, role in (
        (plan.label, ColumnRole.TARGET),
        (plan.prediction, ColumnRole.PREDICTION),
        ((plan.score,), ColumnRole.SCORE),
        ((plan.weight,), ColumnRole.WEIGHT),
        (tuple(item.column for item in plan.groupings), ColumnRole.SENSITIVE),
    ):
        for name in names:
            if name is not None:
                roles.setdefault(name, []).append(role)
    return {name: tuple(found) for name, found in roles.items()}


def _task(preview: TablePreview, names: tuple[str, ...]) -> Task:
    """Return the task by the number of values of the first named column."""
    profile = next((item for name in names for item in preview.profiles if item.name == name), None)
    if profile is None or profile.distinct <= 2:
        return Task.BINARY
    many = profile.dtype == "number" or (profile.dtype == "integer" and profile.distinct > MANY)
    return Task.REGRESSION if many else Task.MULTICLASS


def _unknown(plan: Plan, known: Mapping[str, Column]) -> Iterator[PlanProblem]:
    fields = (
        (PlanField.LABEL, plan.label),
        (PlanField.PREDICTION, plan.prediction),
        (PlanField.SCORE, (plan.score,)),
        (PlanField.SENSITIVE, tuple(item.column for item in plan.groupings)),
        (PlanField.WEIGHT, (plan.weight,)),
        (PlanField.OTHER, (plan.other_prediction, plan.other_score)),
        (PlanField.OPTIONS, tuple(sorted(columns_of(plan.options)))),
    )
    for field, names in fields:
        for name in names:
            if name is not None and name not in known:
                yield PlanProblem(field=field, message=_no_column(name, known))


def _no_column(name: str, known: Mapping[str, Column]) -> Message:
    return message(
        "The table has no column “{column}”. Its columns are: {columns}.",
        column=name,
        columns=", ".join(list(known)[:30]),
    )


def _of_task(plan: Plan, known: Mapping[str, Column], *, with_model: bool) -> Iterator[PlanProblem]:
    if not (plan.prediction or plan.score or with_model):
        yield _problem(
            PlanField.PREDICTION,
            message(
                "It is not stated where the predictions are. Name the column with predictions or the column "
                "with scores, or give the model file."
            ),
        )
    match plan.task:
        case Task.BINARY:
            yield from _of_binary(plan, known)
        case Task.MULTICLASS:
            yield from _of_multiclass(plan, with_model=with_model)
        case Task.MULTILABEL:
            yield from _of_multilabel(plan, with_model=with_model)
        case Task.REGRESSION:
            yield from _of_regression(plan, known)


def _of_binary(plan: Plan, known: Mapping[str, Column]) -> Iterator[PlanProblem]:
    yield from _one_column(plan)
    if plan.score is None:
        return
    if known[plan.score].dtype not in NUMERIC:
        yield _no_number(PlanField.SCORE, plan.score)
    if plan.cut_off is None:
        yield _problem(
            PlanField.CUT_OFF,
            message(
                "A column with scores is named, but not the cut-off and whether a higher score is favorable "
                "or unfavorable. State both; they are never guessed."
            ),
        )


def _of_multiclass(plan: Plan, *, with_model: bool) -> Iterator[PlanProblem]:
    yield from _one_column(plan)
    if plan.score is not None and not plan.prediction and not with_model:
        yield _problem(
            PlanField.PREDICTION,
            message("From a score alone no class of several follows. Name the column with predictions."),
        )


def _of_multilabel(plan: Plan, *, with_model: bool) -> Iterator[PlanProblem]:
    if with_model or plan.score is not None:
        yield _problem(
            PlanField.PREDICTION,
            message(
                "For several labels at once the predictions are read from the table: one column with 0 and 1 "
                "for each label. Name these columns instead."
            ),
        )
    elif len(plan.prediction) < 2:
        yield _problem(
            PlanField.PREDICTION,
            message("For several labels at once at least two columns with predictions are needed."),
        )
    if plan.label and len(plan.label) != len(plan.prediction):
        yield _problem(
            PlanField.LABEL,
            message(
                "{labels} columns with true outcomes and {predictions} with predictions are named. For "
                "several labels at once name one prediction for each outcome, in the same order.",
                labels=len(plan.label),
                predictions=len(plan.prediction),
            ),
        )


def _of_regression(plan: Plan, known: Mapping[str, Column]) -> Iterator[PlanProblem]:
    yield from _one_column(plan)
    if plan.prediction and plan.score is not None:
        yield _problem(
            PlanField.SCORE,
            message("A regression has one predicted number. Name it as prediction, without a score."),
        )
    for field, names in (
        (PlanField.LABEL, plan.label),
        (PlanField.PREDICTION, plan.prediction),
        (PlanField.SCORE, () if plan.score is None else (plan.score,)),
    ):
        for name in names:
            if known[name].dtype not in NUMERIC:
                yield _no_number(field, name)


def _one_column(plan: Plan) -> Iterator[PlanProblem]:
    for field, names in ((PlanField.LABEL, plan.label), (PlanField.PREDICTION, plan.prediction)):
        if len(names) > 1:
            yield _problem(
                field,
                message(
                    "Several columns are named ({columns}), but this task has one. Name one, or choose the "
                    "task with several labels at once.",
                    columns=", ".join(names),
                ),
            )


def _of_favorable(plan: Plan, *, with_model: bool) -> Iterator[PlanProblem]:
    if plan.task is not Task.BINARY:
        return
    valued = bool(plan.label or plan.prediction or with_model)
    if valued and plan.favorable is None:
        yield _problem(
            PlanField.FAVORABLE,
            message(
                "It is not stated which value is favorable to the person. State it; it is never guessed."
            ),
        )
    if not valued and plan.favorable is not None:
        yield _problem(
            PlanField.FAVORABLE,
            message(
                "A favorable value is stated, but there is no column in which it could occur: with scores "
                "alone the cut-off and the meaning of the score decide. Leave it out, or name the column."
            ),
        )


def _of_groups(plan: Plan, known: Mapping[str, Column]) -> Iterator[PlanProblem]:
    if not plan.groupings and not plan.label:
        yield _problem(
            PlanField.SENSITIVE,
            message(
                "Neither a sensitive column nor the true outcome is named, so nothing could be compared. "
                "Name at least one of them."
            ),
        )
    taken = {*plan.label, *plan.prediction, plan.score, plan.weight} - {None}
    repeated = tuple(_of_repeats(plan))
    yield from repeated
    if repeated:
        return
    for item in plan.groupings:
        if item.column in taken:
            yield _problem(
                PlanField.SENSITIVE,
                message("“{column}” is named as sensitive and for something else.", column=item.column),
            )
    try:
        check_columns(tuple(replace(column, roles=()) for column in known.values()), plan.groupings)
    except UserError as error:
        yield _problem(PlanField.BINS, error.message)
    features = {item.column for item in plan.groupings}
    for feature in plan.references:
        parts = set(feature.split(" x ")) if plan.intersections else {feature}
        if not parts <= features:
            yield _problem(
                PlanField.REFERENCE,
                message(
                    "A reference group is stated for “{column}”, which is not named as sensitive.",
                    column=feature,
                ),
            )
    if plan.intersections and len(features) < 2:
        yield _problem(
            PlanField.SENSITIVE, message("Intersections need at least two sensitive columns. Name another.")
        )


def _of_repeats(plan: Plan) -> Iterator[PlanProblem]:
    counted = Counter(item.column for item in plan.groupings)
    for name in (name for name, count in counted.items() if count > 1):
        said = message("“{column}” is named as sensitive twice. Name it once.", column=name)
        yield _problem(PlanField.SENSITIVE, said)


def _of_truth(plan: Plan) -> Iterator[PlanProblem]:
    """Say when the truth would be compared with itself, which no prediction could fail."""
    for name in plan.label:
        if name in plan.prediction or name == plan.score:
            yield _problem(
                PlanField.LABEL,
                message(
                    "“{column}” is named as true outcome and as what was predicted, so every prediction "
                    "would count as right. Name the column with the true outcome, or leave it out.",
                    column=name,
                ),
            )


def _of_rest(plan: Plan, known: Mapping[str, Column]) -> Iterator[PlanProblem]:
    yield from _of_truth(plan)
    if plan.weight is not None and known[plan.weight].dtype not in NUMERIC:
        yield _no_number(PlanField.WEIGHT, plan.weight)
    if plan.where is not None:
        try:
            parse(plan.where, {column.name: column.dtype for column in known.values()})
        except UserError as error:
            yield _problem(PlanField.WHERE, error.message)
    small = plan.minimum_group is not None and plan.minimum_group < 1
    if small or not _is_share(plan.minimum_share):
        yield _problem(
            PlanField.MINIMUM_GROUP,
            message("The minimum group is a whole number from 1 on, its share a number from 0 to below 1."),
        )


def _is_share(value: str | None) -> bool:
    try:
        return value is None or 0 <= Fraction(value) < 1
    except (ValueError, ZeroDivisionError):
        return False


def _no_number(field: PlanField, column: str) -> PlanProblem:
    return _problem(
        field,
        message(
            "“{column}” does not hold numbers. Name another column, or correct how the file is read "
            "(decimal sign).",
            column=column,
        ),
    )


def _problem(field: PlanField, said: Message) -> PlanProblem:
    return PlanProblem(field=field, message=said)
