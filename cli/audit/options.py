"""What was asked of an audit on the command line, and what does it still lack?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cli.inputs import exact, grouping, one_of
from core.data.preview import TablePreview
from core.errors import UserError
from core.examination import Plan, WeightMeans
from core.examining import PlanField, PlanProblem, continuous, plan_problems
from core.inventory import Column, CutOff, Grouping, ScoreMeans, SensitivePurpose, Task
from core.messages import Message, message
from core.options import PLAIN, CheckOptions

OPTIONS: Mapping[PlanField, str] = {
    PlanField.LABEL: "--label",
    PlanField.PREDICTION: "--prediction",
    PlanField.SCORE: "--score",
    PlanField.CUT_OFF: "--cutoff, --score-means",
    PlanField.FAVORABLE: "--favorable",
    PlanField.SENSITIVE: "--sensitive",
    PlanField.BINS: "--bins",
    PlanField.REFERENCE: "--reference",
    PlanField.WEIGHT: "--weight",
    PlanField.WHERE: "--where",
    PlanField.MINIMUM_GROUP: "--min-group",
    PlanField.OTHER: "--other-prediction, --other-score",
    PlanField.OPTIONS: "--option, --options",
}
"""Where each part of a plan is stated on the command line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditOptions:
    """What was typed."""

    label: tuple[str, ...] = ()
    prediction: tuple[str, ...] = ()
    score: str | None = None
    cutoff: str | None = None
    score_means: str | None = None
    task: str = "binary"
    favorable: str | None = None
    sensitive: tuple[str, ...] = ()
    bins: tuple[str, ...] = ()
    """COL:EDGES; without edges the values are the groups, however many."""
    intersections: bool = False
    weight: str | None = None
    weight_means: str | None = None
    reference: tuple[str, ...] = ()
    """COL=VALUE."""
    purpose: tuple[str, ...] = ()
    """COL=PURPOSE."""
    where: str | None = None
    min_group: int | None = None
    seed: int = 7
    checks: tuple[str, ...] = ()
    """Ids; empty: the standard ones."""
    asked: CheckOptions = PLAIN
    other_prediction: str | None = None
    other_score: str | None = None


def plan_of(options: AuditOptions, columns: Iterable[Column]) -> Plan:
    """Return the plan; raises `UserError` for what cannot be read."""
    names = {column.name for column in columns}
    groupings = _groupings(options, names)
    purposes = _assigned(options.purpose, "--purpose", names)
    return Plan(
        task=one_of(Task, options.task, "--task"),
        label=options.label,
        prediction=options.prediction,
        score=options.score,
        cut_off=_cut_off(options),
        favorable=options.favorable,
        groupings=groupings,
        purposes={name: one_of(SensitivePurpose, item, "--purpose") for name, item in purposes.items()},
        intersections=options.intersections,
        weight=options.weight,
        weight_means=None
        if options.weight_means is None
        else one_of(WeightMeans, options.weight_means, "--weight-means"),
        references=_assigned(options.reference, "--reference", names),
        where=options.where,
        minimum_group=options.min_group,
        seed=options.seed,
        checks=options.checks or None,
        options=options.asked,
        other_prediction=options.other_prediction,
        other_score=options.other_score,
    )


def require_complete(plan: Plan, options: AuditOptions, preview: TablePreview, *, with_model: bool) -> None:
    """Raise `UserError` with everything the plan lacks, each with the option that mends it."""
    found = [*plan_problems(plan, preview.columns, with_model=with_model)]
    if not found:
        found += _uncut(plan, options, preview)
    if found:
        raise UserError(_together([_with_option(item) for item in found]))


def _uncut(plan: Plan, options: AuditOptions, preview: TablePreview) -> Iterator[PlanProblem]:
    settled = {_bin(item)[0] for item in options.bins}
    for name in continuous(plan, preview.profiles):
        if name not in settled:
            yield PlanProblem(
                field=PlanField.BINS,
                message=message(
                    "“{column}” holds many different numbers. State where it is cut, for example "
                    "--bins {column}:25,40, or --bins {column}: if each number is a group of its own.",
                    column=name,
                ),
            )


def _with_option(problem: PlanProblem) -> Message:
    return message("{problem} [{option}]", problem=problem.message, option=OPTIONS[problem.field])


def _together(said: list[Message]) -> Message:
    whole = said[-1]
    for item in reversed(said[:-1]):
        whole = message("{first}\n{rest}", first=item, rest=whole)
    return whole


def _cut_off(options: AuditOptions) -> CutOff | None:
    if options.cutoff is None:
        if options.score_means is not None:
            raise UserError(message("--score-means needs --cutoff: state from which score on."))
        return None
    if options.score_means is None:
        raise UserError(
            message(
                "A cut-off needs --score-means: say whether a higher score is favorable or unfavorable to the"
                " person. It is never guessed."
            )
        )
    means = one_of(ScoreMeans, options.score_means, "--score-means")
    return CutOff(value=exact(options.cutoff, "--cutoff"), score_means=means)


def _groupings(options: AuditOptions, names: set[str]) -> tuple[Grouping, ...]:
    """Return the sensitive features with the edges of `--bins`, or those typed as alter<=25."""
    typed = [Grouping(column=item) if item in names else grouping(item) for item in options.sensitive]
    cuts = dict(_bin(item) for item in options.bins)
    unknown = cuts.keys() - {item.column for item in typed}
    if unknown:
        raise UserError(
            message(
                "--bins cuts {columns}, which --sensitive does not name. Name it there as well.",
                columns=", ".join(sorted(unknown)),
            )
        )
    twice = [item.column for item in typed if item.edges and item.column in cuts]
    if twice:
        raise UserError(
            message("“{column}” is cut by --sensitive and by --bins. Cut it once.", column=twice[0])
        )
    return tuple(cuts.get(item.column, item) for item in typed)


def _bin(text: str) -> tuple[str, Grouping]:
    """Read "age:25", "age:25,40" (up to and including each edge) or "age:<25" (below it)."""
    column, colon, rest = text.rpartition(":")
    if not colon or not column.strip():
        raise UserError(
            message(
                "{value} names no cut points. Write the column, a colon and the cut points, as in "
                "--bins age:25 or --bins age:25,40; age:<25 puts 25 into the upper group.",
                value=text,
            )
        )
    below = rest.strip().startswith("<") and not rest.strip().startswith("<=")
    parts = rest.strip().lstrip("<=").replace(";", ",").split(",")
    edges = tuple(exact(part, "--bins") for part in parts if part.strip())
    return column.strip(), Grouping(column=column.strip(), edges=edges, right_closed=not below)


def _assigned(typed: tuple[str, ...], option: str, names: set[str]) -> Mapping[str, str]:
    """Read COL=VALUE; the longest known column wins, so that names may hold an equals sign."""
    found: dict[str, str] = {}
    for text in typed:
        known = [name for name in names if text.startswith(f"{name}=")]
        column = max(known, key=len, default=text.partition("=")[0])
        if "=" not in text or not column:
            raise UserError(
                message(
                    "{value} cannot be read for {option}. Write the column, an equals sign and the value.",
                    value=text,
                    option=option,
                )
            )
        found[column] = text[len(column) + 1 :]
    return found
