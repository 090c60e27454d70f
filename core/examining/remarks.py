"""What was assumed, so that a reader of the results can disagree?"""

from collections.abc import Iterator

from core.artifacts.opened import class_text
from core.examination import Plan, WeightMeans
from core.examining.rows import Rows
from core.inventory import ScoreMeans, SensitivePurpose
from core.messages import Message, message
from core.policy import Policy
from core.remarks import Remark, remark
from core.running.predictions import Predictions
from core.running.weights import are_whole


def remarks_of(
    assumptions: tuple[Message, ...], asked: tuple[Plan, Policy], rows: Rows, predictions: Predictions
) -> tuple[Remark, ...]:
    """Return one sentence for each thing that was assumed, chosen or noticed."""
    plan, policy = asked
    said = (
        *assumptions,
        *rows.about,
        *_of_rows(plan, rows),
        *_of_minimum(plan, policy),
        *_of_score(plan, predictions),
        *_of_purposes(plan),
    )
    return tuple(remark(item) for item in said)


def of_weight(plan: Plan, means: WeightMeans, rows: Rows) -> Iterator[Message]:
    """Say how whole numbers of a weight column were read."""
    if not are_whole(rows.table[plan.weight]):
        return
    if means is WeightMeans.COUNTS:
        yield message(
            "The whole numbers in “{column}” were read as counts of rows. If they are weights, state it.",
            column=plan.weight,
        )
    else:
        yield message(
            "The whole numbers in “{column}” were read as weights, because the table is long and its lines "
            "are no cells of counts. If they are counts of rows, state it.",
            column=plan.weight,
        )


def _of_rows(plan: Plan, rows: Rows) -> Iterator[Message]:
    if plan.where is not None:
        yield message(
            "{left} of {total} rows were examined, those with: {where}",
            left=rows.left,
            total=rows.total,
            where=plan.where,
        )


def _of_minimum(plan: Plan, policy: Policy) -> Iterator[Message]:
    if plan.minimum_group is not None and plan.minimum_group != policy.minimum_group:
        yield message(
            "Groups are compared from {chosen} rows on; the policy says {usual}.",
            chosen=plan.minimum_group,
            usual=policy.minimum_group,
        )
    if plan.minimum_share is not None and plan.minimum_share != policy.minimum_share:
        yield message(
            "Groups are compared from a share of {chosen} of all rows on; the policy says {usual}.",
            chosen=plan.minimum_share,
            usual=policy.minimum_share,
        )


def _of_score(plan: Plan, predictions: Predictions) -> Iterator[Message]:
    """Say how scores became classes, or that stated predictions are not those of the cut-off."""
    if plan.score is None or plan.cut_off is None:
        return
    favorable = plan.cut_off.score_means is ScoreMeans.FAVORABLE
    if not plan.prediction:
        yield (
            message(
                "A score of at least {cut_off} counts as the favorable outcome.", cut_off=plan.cut_off.value
            )
            if favorable
            else message(
                "A score of at least {cut_off} counts as the unfavorable outcome.",
                cut_off=plan.cut_off.value,
            )
        )
        return
    other = _disagreeing(plan, predictions)
    if other:
        yield message(
            "Rows whose stated prediction is not what the score and the cut-off say: {count}. The stated "
            "prediction was used.",
            count=other,
        )


def _disagreeing(plan: Plan, predictions: Predictions) -> int:
    if predictions.score is None or predictions.predicted is None:
        return 0
    if plan.cut_off is None or plan.favorable is None:
        return 0
    reached = predictions.score >= plan.cut_off.number
    good = predictions.predicted == class_text(plan.favorable)
    wanted = reached if plan.cut_off.score_means is ScoreMeans.FAVORABLE else ~reached
    return int((wanted != good).sum())


def _of_purposes(plan: Plan) -> Iterator[Message]:
    unstated = [item.column for item in plan.groupings if item.column not in plan.purposes]
    if unstated:
        yield message(
            "It was not stated for which purpose the sensitive columns are held: {columns}.",
            columns=", ".join(unstated),
        )
    bound = [name for name, why in plan.purposes.items() if why is SensitivePurpose.BIAS_TEST_ONLY]
    if bound:
        yield message(
            "Held only to find and correct bias, to be deleted afterwards: {columns}.",
            columns=", ".join(bound),
        )
