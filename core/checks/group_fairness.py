"""How large is the gap between groups?"""

from core.checks.base import Check, CheckInput, Family, Need
from core.checks.parts.class_groups import question_groups
from core.checks.parts.class_shares import class_shares
from core.checks.parts.feature_sets import group_columns
from core.checks.parts.findings import Found, merged, once, together
from core.checks.parts.label_groups import label_groups
from core.checks.parts.limits import LIMITED
from core.checks.parts.number_groups import number_groups
from core.checks.parts.pairs import with_holm
from core.checks.parts.questions import class_question
from core.checks.parts.reference import unknown_references
from core.checks.parts.scoring_rates import scoring_rates
from core.checks.parts.tallies import minimum_rows
from core.checks.parts.verdicts import refused
from core.checks.parts.weighing import Parameters, Selection, weight_parameters
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Definition, RunState, worst
from core.statistics.bootstrap import RESAMPLES


def run(data: CheckInput, progress: Progress) -> CheckResult:
    """Measure every group, compare the large enough ones, and judge the gaps.

    Parameters
    ----------
    data
        Table, predictions and groupings; the favorable class counts as positive.
    progress
        Told after each feature.

    Returns
    -------
    CheckResult
        Not applicable with the reason where there is nothing to judge.

    Raises
    ------
    IntegrityError
        Two implementations of the same figure disagree.

    References
    ----------
    Barocas, Hardt and Narayanan 2023, Fairness and Machine Learning, chapter 3; 29 CFR 1607.4(D).
    """
    if not any(grouping.column in data.table.columns for grouping in data.groupings):
        return refused(CHECK, data, Reason(code=ReasonCode.NO_SENSITIVE_FEATURE))
    progress(0.0, message("Counting groups"))
    outcome = _outcome(data, progress)
    if isinstance(outcome, Reason):
        return refused(CHECK, data, outcome)
    return _result(data, *outcome)


def _outcome(data: CheckInput, progress: Progress) -> tuple[Found, Selection] | Reason:
    """Return what was found for the task, and on which rows."""
    if data.task is Task.REGRESSION:
        return number_groups(data, progress)
    if data.task is Task.MULTILABEL:
        return label_groups(data, progress)
    question = class_question(data)
    if isinstance(question, Reason):
        return question
    found = question_groups(data, question, progress)
    used = question.rows.used
    notes = used.notes if question.truth is not None else (*used.notes, Reason(code=ReasonCode.NO_LABELS))
    further = [scoring_rates(data, question), class_shares(data, question)]
    return together([Found(notes=notes), found, *further]), used


def _result(data: CheckInput, found: Found, used: Selection) -> CheckResult:
    features = [item.name for item in group_columns(data, used.keep[:1])]
    return CheckResult(
        check=CHECK.id,
        check_version=CHECK.version,
        state=RunState.FINISHED,
        verdict=worst(item.verdict for item in found.conclusions),
        definition=_definition(data, used),
        conclusions=found.conclusions,
        measurements=found.measurements,
        groups=found.groups,
        comparisons=with_holm(found.comparisons),
        tables=merged(found.tables),
        notes=once((*found.notes, *unknown_references(data.references, features))),
    )


def _definition(data: CheckInput, used: Selection) -> Definition:
    policy = data.policy
    parameters: Parameters = {
        "minimum_group": minimum_rows(policy.minimum_group, policy.minimum_share, used.rows),
        "confidence": policy.confidence,
        "resamples": RESAMPLES,
        "seed": data.seed,
        "reference": "largest" if data.task is Task.REGRESSION else "highest_rate",
        "intersections": data.intersections,
    }
    parameters |= {f"reference of {column}": label for column, label in sorted(data.references.items())}
    classes = data.task is not Task.REGRESSION
    return Definition(
        rows=used.rows,
        rows_total=used.total,
        filter=data.filter,
        favorable=data.favorable if classes else None,
        positive=data.favorable if classes else None,
        cut_off=data.cut_off,
        groupings=data.groupings,
        parameters=parameters | weight_parameters(data, used),
    )


CHECK = Check(
    id="group_fairness",
    version=4,
    tasks=(Task.BINARY, Task.MULTICLASS, Task.MULTILABEL, Task.REGRESSION),
    family=Family.FAIRNESS,
    needs=frozenset({Need.GROUPS}),
    uses=frozenset({Need.LABELS, Need.SCORES}),
    run=run,
    measures=LIMITED,
)
"""The check, found by listing this folder."""
