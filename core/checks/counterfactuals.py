"""What is the cheapest change a person could make that turns a refusal?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import ROUNDS, Answers, Check, CheckInput, Family, Need
from core.checks.parts.chances import cell_text, no_decision
from core.checks.parts.class_figures import data_table
from core.checks.parts.explain_result import bound, finished, mean_figure, share_figure
from core.checks.parts.findings import Found
from core.checks.parts.moves import Lever
from core.checks.parts.parted import parted_rows
from core.checks.parts.posing import questions
from core.checks.parts.turning import MOST_FEATURES, Search, Tried, search_of
from core.checks.parts.verdicts import refused
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, DataTable, Group, Measurement

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]

SHOWN = 12
"""Refused rows laid out one by one."""


def ask(data: CheckInput, answers: tuple[Answers, ...]) -> "pd.DataFrame | None":
    """Ask what becomes of refused rows when allowed features change."""
    if len(answers) >= ROUNDS or _problem(data) is not None:
        return None
    search = search_of(data)
    tried = search.tried(answers) if len(search.cases) and search.levers else None
    asked = None if tried is None else search.next(tried)
    return None if asked is None else questions(data, asked[1])


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Report how many refusals can be turned, by what, and at which cost.

    Parameters
    ----------
    data
        Table, predictions, rules and the answers of the model.
    progress
        Told between the parts.

    Returns
    -------
    CheckResult
        Not applicable with the reason where nobody is refused, nothing may change or nobody can be asked.

    References
    ----------
    Wachter, Mittelstadt and Russell 2018, Harvard JOLT 31:841-887; Ustun, Spangher and Liu 2019, FAT*, 10-19;
    Karimi et al. 2022, ACM Computing Surveys 55:95.
    """
    problem = _problem(data)
    if problem is not None:
        return refused(CHECK, data, problem)
    search = search_of(data)
    if not len(search.cases):
        return refused(CHECK, data, Reason(code=ReasonCode.NONE_REJECTED))
    if not search.levers:
        return refused(CHECK, data, Reason(code=ReasonCode.NOTHING_CHANGEABLE))
    answers = data.answers.get(CHECK.id, ())
    if not answers:
        return refused(CHECK, data, Reason(code=ReasonCode.NO_ARTIFACT))
    tried = search.tried(answers)
    if tried is None:
        return refused(CHECK, data, Reason(code=ReasonCode.QUESTIONS_REFUSED))
    progress(0.0, message("Comparing changes that turn refusals"))
    return _result(data, _turned(search, tried), len(answers))


def _problem(data: CheckInput) -> Reason | None:
    problem = no_decision(data)
    if problem is not None:
        return problem
    known = bool(data.features) and set(data.features) <= set(data.table.columns)
    return None if known else Reason(code=ReasonCode.NO_ARTIFACT)


@dataclass(frozen=True, slots=True)
class _Turned:
    """The cheapest change found for each case."""

    search: Search
    tried: Tried
    best: tuple[int | None, ...]
    levers: tuple[tuple[Lever, ...], ...]

    @property
    def turned(self) -> "Flags":
        return np.array([best is not None for best in self.best], dtype=bool)

    @property
    def cost(self) -> "Floats":
        """Shape (cases,): NaN where no change was found."""
        return np.array([np.nan if best is None else self.tried.cost[best] for best in self.best])

    @property
    def features(self) -> "Floats":
        """Shape (cases,): how many features change."""
        return np.array([float(len(found)) for found in self.levers])


def _turned(search: Search, tried: Tried) -> _Turned:
    best = tuple(search.best(tried, case) for case in range(len(search.cases)))
    found = tuple(
        () if at is None else tuple(search.changed_levers(case, tried.positions[at]))
        for case, at in enumerate(best)
    )
    return _Turned(search, tried, best, found)


def _result(data: CheckInput, found: _Turned, rounds: int) -> CheckResult:
    groups, by_group = _groups(data, found)
    tables = (_cases(data, found), _features(data, found), *by_group)
    notes = [Reason(code=ReasonCode.CHEAPEST_FOUND)]
    if not data.options.rules:
        notes.append(Reason(code=ReasonCode.NO_RULES))
    return finished(
        CHECK,
        data,
        Found(measurements=_figures(data, found), groups=groups, tables=tables, notes=tuple(notes)),
        rows=len(found.best),
        parameters={
            "rounds": rounds,
            "tried": len(found.tried.case),
            "changeable_features": len(found.search.levers),
            "most_features": MOST_FEATURES,
        },
    )


def _figures(data: CheckInput, found: _Turned) -> tuple[Measurement, ...]:
    level, n, turned = data.policy.confidence, len(found.best), found.turned
    single = turned & (found.features == 1)
    return (
        share_figure("counterfactual_share", int(turned.sum()), n, level=level),
        share_figure("counterfactual_single_share", int(single.sum()), n, level=level),
        mean_figure("counterfactual_cost", found.cost[turned], data),
        mean_figure("counterfactual_features", found.features[turned], data),
    )


def _cases(data: CheckInput, found: _Turned) -> DataTable:
    """Lay out some changes, the cheapest first, feature by feature."""
    order = [int(at) for at in np.argsort(found.cost, kind="stable") if found.best[int(at)] is not None]
    lines = [(case, item) for case in order[:SHOWN] for item in found.levers[case]]
    rows = [int(found.search.cases[case]) for case, _ in lines]
    names = [data.features[item.at] for _, item in lines]
    changes = [found.tried.positions[found.best[case] or 0] for case, _ in lines]
    best = [found.best[case] or 0 for case, _ in lines]
    before = None if data.score is None else data.score
    return data_table(
        "counterfactual_cases",
        row=[float(row) for row in rows],
        feature=names,
        value=[cell_text(data, name, row) for name, row in zip(names, rows, strict=True)],
        change=[
            cell_text(data, name, int(line[item.at]))
            for name, line, (_, item) in zip(names, changes, lines, strict=True)
        ],
        cost=[float(found.tried.cost[at]) for at in best],
        score=[
            None if before is None or not np.isfinite(before[row]) else float(before[row]) for row in rows
        ],
        chance=[float(found.tried.chance[at]) for at in best],
    )


def _features(data: CheckInput, found: _Turned) -> DataTable:
    """Count in how many cheapest changes each feature takes part."""
    n = int(found.turned.sum())
    counts = dict.fromkeys((data.features[item.at] for item in found.search.levers), 0)
    for items in found.levers:
        for item in items:
            counts[data.features[item.at]] += 1
    names = sorted((name for name in counts if counts[name]), key=lambda name: -counts[name])
    shares = [
        share_figure("counterfactual_share", counts[name], n, level=data.policy.confidence) for name in names
    ]
    return data_table(
        "counterfactual_features",
        feature=names,
        n=[float(counts[name]) for name in names],
        share=[figure.value for figure in shares],
        low=[bound(figure, low=True) for figure in shares],
        high=[bound(figure, low=False) for figure in shares],
    )


def _groups(data: CheckInput, found: _Turned) -> tuple[tuple[Group, ...], tuple[DataTable, ...]]:
    """Compare groups: whose refusals can be turned, and at which mean cost."""
    groups = []
    for parted in parted_rows(data, found.search.cases):
        for code, label in enumerate(parted.labels):
            inside = parted.codes == code
            turned = inside & found.turned
            share = share_figure(
                "counterfactual_share",
                int(turned.sum()),
                int(inside.sum()),
                level=data.policy.confidence,
                subject=label,
            )
            cost = mean_figure("counterfactual_cost", found.cost[turned], data, subject=label)
            groups.append(parted.record(code, (share, cost)))
    if not groups:
        return (), ()
    shares = [group.measurements[0] for group in groups]
    table = data_table(
        "counterfactual_groups",
        feature=[group.feature for group in groups],
        group=[group.label for group in groups],
        n=[float(group.n) for group in groups],
        share=[figure.value for figure in shares],
        low=[bound(figure, low=True) for figure in shares],
        high=[bound(figure, low=False) for figure in shares],
        cost=[group.measurements[1].value for group in groups],
    )
    return tuple(groups), (table,)


CHECK = Check(
    id="counterfactuals",
    version=2,
    tasks=(Task.BINARY, Task.MULTICLASS),
    family=Family.EXPLANATION,
    needs=frozenset({Need.ANSWERS}),
    uses=frozenset({Need.GROUPS, Need.SCORES}),
    run=run,
    ask=ask,
    measures=frozenset(
        {
            "counterfactual_share",
            "counterfactual_single_share",
            "counterfactual_cost",
            "counterfactual_features",
        }
    ),
)
"""The check, found by listing this folder."""
