"""What does the register say about the model, in the fields that OSFI E-23 and SS1/23 list?"""

from core.governance.questionnaire import cited
from core.governance.register import FieldList, FieldSpec, RecordFacts, RunMark, Strength, fields, value_of
from core.register_words import say_field, say_value
from core.results import CheckRun, ResultHead
from reports.document import Cell, ColumnHead, Section, Statement, Table
from reports.parts.context import ModelContext, plain, strong


def register_sheet(context: ModelContext, number: str) -> Section:
    """Return the sheet: what E-23 and SS1/23 ask for, as far as the evidence goes."""
    tr = context.translator.tr
    facts = facts_of_evidence(context)
    shown = [field for field in fields() if listed(field)]
    values = [value_of(field, facts) for field in shown]
    filled = sum(value.filled for value in values)
    said = tr(
        "The register holds {filled} of {count} fields that these lists ask for. Derived values follow from "
        "the evidence in this report; whether a list applies is determined elsewhere.",
        filled=filled,
        count=len(values),
    )
    heads = (
        ColumnHead(title=tr("Field"), share=2.2),
        ColumnHead(title=tr("Value"), share=3.6),
        ColumnHead(title=tr("Origin"), share=1.1),
        ColumnHead(title=tr("Asked for by"), share=2.0),
    )
    rows = tuple(
        (
            strong(say_field(context.translator, value.field)),
            plain(say_value(context.translator, value) or "–"),
            plain(context.translator.label(value.origin)),
            _citations(context, value.field),
        )
        for value in values
    )
    ids = (context.evidence.model.id, context.evidence.version.id)
    return Section(
        number=number,
        title=tr("Inventory sheet"),
        blocks=(
            Statement(text=said, evidence=ids),
            Table(columns=heads, rows=rows, caption=tr("Fields of E-23 Appendix 1 and SS1/23"), evidence=ids),
        ),
    )


def listed(field: FieldSpec) -> bool:
    """Tell whether E-23 or SS1/23 asks for a field."""
    asked = (field.demand(wanted) for wanted in (FieldList.E23, FieldList.SS1_23))
    return any(demand is not None and demand.strength is not Strength.IMPLIED for demand in asked)


def facts_of_evidence(context: ModelContext) -> RecordFacts:
    """Return what the fields are derived from, from the evidence alone."""
    evidence = context.evidence
    known = {str(party.id): context.who(party.id) for party in evidence.parties}
    return RecordFacts(
        model=evidence.model,
        today=evidence.gathered_at.date(),
        versions=(*evidence.earlier, evidence.version),
        subject=evidence.version,
        assessment=evidence.assessment,
        decisions=evidence.decisions,
        findings=evidence.findings,
        datasets=evidence.datasets,
        runs=tuple(_mark(run) for run in evidence.runs),
        names=known,
        policy=evidence.policy,
    )


def _mark(run: CheckRun) -> RunMark:
    return RunMark(
        id=run.id,
        version=run.version,
        dataset=run.dataset,
        state=run.state,
        results=tuple(
            ResultHead(check=item.check, state=item.state, verdict=item.verdict) for item in run.results
        ),
        run_by=run.run_by,
        finished_at=run.finished_at,
    )


def _citations(context: ModelContext, field: FieldSpec) -> Cell:
    demands = (field.demand(wanted) for wanted in (FieldList.E23, FieldList.SS1_23))
    return plain(
        "; ".join(
            cited(demand.citation, context.translator.language)
            for demand in demands
            if demand is not None and demand.strength is not Strength.IMPLIED
        )
    )
