"""What did a person enter on the page of roles and plan, and what does it still lack?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.examination import Plan
from core.inventory import (
    Column,
    ColumnRole,
    CutOff,
    Grouping,
    ScoreMeans,
    SensitivePurpose,
    Task,
)
from core.messages import Message, message
from gui.checks.entry import CheckEntry
from gui.checks.reading import options_of
from gui.widgets.column_table import edges_of, exact, parts


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitiveEntry:
    """One sensitive column as entered."""

    purpose: SensitivePurpose | None = None
    edges: str = ""
    """Cut points as written."""
    reference: str = ""
    """Group the others are compared with; empty: the one with the highest rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEntry:
    """The whole form as entered, complete or not; kept in drafts."""

    task: Task | None = None
    label: tuple[str, ...] = ()
    prediction: tuple[str, ...] = ()
    score: str | None = None
    cut_off: str = ""
    means: ScoreMeans | None = None
    favorable: str = ""
    sensitive: Mapping[str, SensitiveEntry] = field(default_factory=dict)
    intersections: bool = False
    weight: str | None = None
    where: str = ""
    minimum_group: str = ""
    policy: str = ""
    """Path of a policy file; empty: the workspace's, else the one that is shipped."""
    checks: CheckEntry = field(default_factory=CheckEntry)
    """Which checks, with which options."""
    reference: str = ""
    """Path of a table with reference rows."""
    other_model: str = ""
    """Path of another model file."""
    other_prediction: str | None = None
    other_score: str | None = None

    @property
    def protected(self) -> tuple[str, ...]:
        """Return the columns that are for bias tests only."""
        return tuple(
            name for name, item in self.sensitive.items() if item.purpose is SensitivePurpose.BIAS_TEST_ONLY
        )


def plan_of(entry: PlanEntry) -> Plan:
    """Return the plan without its checks, and without what cannot be read; `gaps` names that."""
    value = exact(entry.cut_off)
    cut_off = None
    if value is not None and entry.means is not None:
        cut_off = CutOff(value=value, score_means=entry.means)
    minimum = entry.minimum_group.strip()
    return Plan(
        task=entry.task or Task.BINARY,
        label=entry.label,
        prediction=entry.prediction,
        score=entry.score,
        cut_off=cut_off,
        favorable=entry.favorable.strip() or None,
        groupings=tuple(
            Grouping(column=name, edges=edges_of(item.edges)) for name, item in entry.sensitive.items()
        ),
        purposes={name: item.purpose for name, item in entry.sensitive.items() if item.purpose is not None},
        intersections=entry.intersections and len(entry.sensitive) > 1,
        weight=entry.weight,
        references={
            name: item.reference.strip() for name, item in entry.sensitive.items() if item.reference.strip()
        },
        where=entry.where.strip() or None,
        minimum_group=int(minimum) if minimum.isdecimal() else None,
        options=options_of(entry.checks.options),
        other_prediction=entry.other_prediction,
        other_score=entry.other_score,
    )


def gaps(entry: PlanEntry) -> tuple[Message, ...]:
    """Return what was written but cannot be read, or was not said at all."""
    found: list[Message] = []
    if entry.task is None:
        found.append(message("Say what is predicted: choose the task."))
    if entry.cut_off.strip() and exact(entry.cut_off) is None:
        found.append(message("The cut-off is not a number. Write it as 0.5 or 5/6."))
    if entry.cut_off.strip() and entry.means is None:
        found.append(message("Say whether a higher score is favorable."))
    for name, item in entry.sensitive.items():
        if item.purpose is None:
            found.append(message("Say what the sensitive column {column} is used for.", column=name))
        if any(exact(part) is None for part in parts(item.edges)):
            found.append(message("The cut points of {column} are not numbers.", column=name))
    minimum = entry.minimum_group.strip()
    if minimum and not (minimum.isdecimal() and int(minimum) > 0):
        found.append(message("The minimum group is a whole number, for example 30."))
    return tuple(found)


def columns_of(entry: PlanEntry, known: Sequence[Column], inputs: Sequence[str] = ()) -> tuple[Column, ...]:
    """Return the columns the plan names and the model's inputs, each with what it is for."""
    roles: dict[str, list[ColumnRole]] = {}

    def give(names: Sequence[str], role: ColumnRole) -> None:
        for name in names:
            roles.setdefault(name, []).append(role)

    give(inputs, ColumnRole.FEATURE)
    give(entry.label, ColumnRole.TARGET)
    give(entry.prediction, ColumnRole.PREDICTION)
    give([entry.score] if entry.score else [], ColumnRole.SCORE)
    give([entry.weight] if entry.weight else [], ColumnRole.WEIGHT)
    give(list(entry.sensitive), ColumnRole.SENSITIVE)
    purposes = {name: item.purpose for name, item in entry.sensitive.items()}
    return tuple(
        replace(column, roles=tuple(roles[column.name]), purpose=purposes.get(column.name))
        for column in known
        if column.name in roles
    )


def entry_of(plan: Plan, *, scored: bool) -> PlanEntry:
    """Return a suggested plan as a form to be corrected; a model's predictions need no column."""
    return PlanEntry(
        task=plan.task,
        label=plan.label,
        prediction=() if scored else plan.prediction,
        score=None if scored or plan.prediction else plan.score,
        weight=plan.weight,
    )
