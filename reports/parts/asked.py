"""What was asked, stated before anything was calculated, and by which methods was it answered?"""

from itertools import pairwise

from core.examination import Plan
from core.inventory import Grouping, ScoreMeans, Task
from reports.document import Block, Cell, ColumnHead, KeyFacts, Method, Section, Table
from reports.parts.context import Context, code, plain, strong
from reports.parts.opinion_context import OpinionContext
from reports.parts.records import policy_section
from reports.parts.summary import check_title


def asked_section(context: OpinionContext, number: str) -> Section:
    """Return the plan in words, the methods of the checks and the thresholds."""
    tr = context.translator.tr
    lead = tr(
        "The plan was stated before anything was calculated. Favorable class, direction of the score and "
        "sensitive features were stated by a person, never guessed."
    )
    return Section(
        number=number,
        title=tr("What was asked and how it was checked"),
        blocks=(Method(text=lead),),
        sections=(
            Section(number=f"{number}.1", title=tr("Plan"), blocks=_plan(context)),
            Section(number=f"{number}.2", title=tr("Methods"), blocks=_methods(context)),
            policy_section(context, f"{number}.3"),
        ),
    )


def _plan(context: OpinionContext) -> tuple[Block, ...]:
    tr, plan = context.translator.tr, context.examination.plan
    facts: list[tuple[str, Cell]] = [
        (tr("Task"), plain(context.translator.label(plan.task))),
        (tr("True outcome"), plain(_names(plan.label) or tr("not stated: only rates are calculated"))),
        (tr("Predicted outcome"), plain(_predicted(context, plan))),
    ]
    if plan.score is not None or plan.cut_off is not None:
        facts.append((tr("Score"), plain(plan.score or tr("of the model file"))))
        facts.append((tr("Cut-off"), plain(_cut_off(context, plan))))
    facts += [
        (tr("Favorable to the person"), plain(plan.favorable or tr("not stated"))),
        (tr("Weights or counts"), plain(plan.weight or tr("none, every row counts once"))),
        (tr("Intersections"), plain(_intersections(context, plan))),
        (tr("Smallest group"), plain(_smallest(context, plan))),
        (tr("Rows"), plain(plan.where or tr("all"))),
        (tr("Seed"), plain(str(plan.seed))),
        (tr("Policy"), plain(f"{context.policy.name} · {context.policy.version}")),
        (tr("Policy, SHA-256"), code(context.policy.digest)),
    ]
    blocks: list[Block] = [KeyFacts(rows=tuple(facts), evidence=context.ids)]
    if plan.groupings:
        blocks.append(_features(context, plan))
    return tuple(blocks)


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def _predicted(context: OpinionContext, plan: Plan) -> str:
    tr = context.translator.tr
    if plan.prediction:
        return tr("{columns}, as in the table", columns=_names(plan.prediction))
    if context.examination.model is not None:
        return tr("calculated with the model file")
    return tr("from the score by the cut-off") if plan.task is Task.BINARY else tr("from the score")


def _cut_off(context: OpinionContext, plan: Plan) -> str:
    tr, cut_off = context.translator.tr, plan.cut_off
    if cut_off is None:
        return tr("none")
    if cut_off.score_means is ScoreMeans.FAVORABLE:
        return tr("from {value} on the outcome is the favorable one", value=context.exact(cut_off.value))
    return tr("from {value} on the outcome is the unfavorable one", value=context.exact(cut_off.value))


def _intersections(context: OpinionContext, plan: Plan) -> str:
    tr = context.translator.tr
    if plan.intersections:
        return tr("groups of several features are compared and judged as well")
    return tr("groups of several features are counted, not judged")


def _smallest(context: OpinionContext, plan: Plan) -> str:
    tr = context.translator.tr
    rows = context.policy.minimum_group if plan.minimum_group is None else plan.minimum_group
    share = context.policy.minimum_share if plan.minimum_share is None else plan.minimum_share
    source = tr("as the policy says") if plan.minimum_group is None else tr("stated in the plan")
    parts = [tr("{n} rows ({source})", n=rows, source=source)]
    if share != "0":
        parts.append(tr("and a share of {share} of all rows", share=str(share)))
    return " ".join(parts)


def _features(context: OpinionContext, plan: Plan) -> Table:
    tr = context.translator.tr
    heads = (
        ColumnHead(title=tr("Sensitive feature"), share=2),
        ColumnHead(title=tr("Groups"), share=2.6),
        ColumnHead(title=tr("Compared with"), share=2.2),
        ColumnHead(title=tr("Purpose, as stated"), share=2),
    )
    rows = tuple(_feature(context, plan, grouping) for grouping in plan.groupings)
    caption = tr("Sensitive features and how they become groups")
    return Table(columns=heads, rows=rows, caption=caption, evidence=context.ids)


def _feature(context: OpinionContext, plan: Plan, grouping: Grouping) -> tuple[Cell, ...]:
    tr = context.translator.tr
    purpose = plan.purposes.get(grouping.column)
    return (
        strong(grouping.column),
        plain(_cuts(context, grouping)),
        plain(plan.references.get(grouping.column) or tr("the group with the highest rate")),
        plain(tr("not stated") if purpose is None else context.translator.label(purpose)),
    )


def _cuts(context: OpinionContext, grouping: Grouping) -> str:
    if not grouping.edges:
        return context.translator.tr("each value is a group")
    low, high = ("≤", ">") if grouping.right_closed else ("<", "≥")
    edges = grouping.edges
    inner = [f"{high} {first}, {low} {second}" for first, second in pairwise(edges)]
    return " | ".join((f"{low} {edges[0]}", *inner, f"{high} {edges[-1]}"))


def _methods(context: Context) -> tuple[Block, ...]:
    from core.checks.texts import check_text

    blocks: list[Block] = []
    for result in (result for shown in context.shown for result in shown.results):
        title = check_title(result.check, context.language)
        paragraphs = check_text(result.check, context.language).method.split("\n\n")
        for at, text in enumerate(paragraphs):
            flat = text.replace("\n", " ").replace("*", "").replace("`", "").strip()
            if flat:
                blocks.append(Method(text=f"{title}: {flat}" if at == 0 else flat))
    return tuple(blocks)
