"""Which requirements have their evidence, and what is missing by whom?"""

from collections.abc import Iterable

from core.people import Role
from core.regulations.catalogue import Catalogue
from core.regulations.coverage import ControlState, Coverage, Supply
from reports.document import Block, Cell, ColumnHead, Gap, Method, Statement, Table, Tone
from reports.parts.context import ModelContext, plain, strong
from reports.parts.demand_words import demand_word

_TONES = {ControlState.COMPLETE: Tone.OK, ControlState.ATTESTED: Tone.INFO, ControlState.GAPS: Tone.WARN}


def state_word(context: ModelContext, state: ControlState) -> str:
    """Return the name of a state."""
    tr = context.translator.tr
    match state:
        case ControlState.COMPLETE:
            return tr("Evidence complete")
        case ControlState.ATTESTED:
            return tr("Attested")
        case ControlState.GAPS:
            return tr("Gaps")


def chapter(context: ModelContext, covered: Iterable[Coverage]) -> tuple[Block, ...]:
    """Return a sentence for each requirement with evidence, and one list of everything missing."""
    found = tuple(covered)
    blocks: list[Block] = [_statement(context, item) for item in found if item.state is not ControlState.GAPS]
    gaps = tuple(item for item in found if item.state is ControlState.GAPS)
    if gaps:
        lead = context.translator.tr("The following must still be provided:")
        blocks.append(Gap(text=lead, items=tuple(_gap(context, item) for item in gaps)))
    return tuple(blocks)


def matrix(context: ModelContext, catalogue: Catalogue, covered: tuple[Coverage, ...]) -> tuple[Block, ...]:
    """Return one table per part of the catalogue with state, evidence and gaps of each requirement."""
    tr, language = context.translator.tr, context.language
    by_id = {item.control.id: item for item in covered}
    blocks: list[Block] = [Method(text=catalogue.notice(language)), _basis(context, catalogue)]
    heads = (
        ColumnHead(title=tr("Requirement"), share=3.1),
        ColumnHead(title=tr("State"), share=1.7),
        ColumnHead(title=tr("Evidence"), share=1.5),
        ColumnHead(title=tr("Missing"), share=3.4),
    )
    for part in catalogue.sections:
        rows = tuple(_row(context, by_id[control.id]) for control in part.controls)
        blocks.append(
            Table(
                columns=heads, rows=rows, caption=part.title(language), evidence=(_catalogue_id(catalogue),)
            )
        )
    return tuple(blocks)


def counts(context: ModelContext, covered: tuple[Coverage, ...]) -> str:
    """Return how many requirements are in each state."""
    parts = (
        f"{sum(item.state is state for item in covered)} {state_word(context, state)}"
        for state in ControlState
    )
    return " · ".join(parts)


def _basis(context: ModelContext, catalogue: Catalogue) -> Statement:
    text = context.translator.tr(
        "Judged against {title}, catalogue of {date}. Texts read: {basis}.",
        title=catalogue.framework.title(context.language),
        date=catalogue.as_of,
        basis=catalogue.framework.basis(context.language),
    )
    return Statement(text=text, evidence=(_catalogue_id(catalogue),))


def _catalogue_id(catalogue: Catalogue) -> str:
    return f"{catalogue.framework.id.upper()}-{catalogue.digest[:12]}"


def _statement(context: ModelContext, item: Coverage) -> Statement:
    tr, language = context.translator.tr, context.language
    text = tr(
        "{title} ({citation}): {state}.",
        title=item.control.title(language),
        citation=item.control.cited(language),
        state=state_word(context, item.state),
    )
    if item.outdated:
        text += " " + tr("Outdated: part of the evidence belongs to another version.")
    attested = item.state is ControlState.ATTESTED
    owner = context.who(context.evidence.model.owner) if attested else ""
    return Statement(text=text, evidence=item.evidence, attested=owner)


def _gap(context: ModelContext, item: Coverage) -> str:
    tr, language = context.translator.tr, context.language
    text = tr(
        "{title} ({citation}): {missing}",
        title=item.control.title(language),
        citation=item.control.cited(language),
        missing=_missing(context, item),
    )
    condition = item.control.applies_if(language)
    return text if condition is None else text + " " + tr("(only if {condition})", condition=condition)


def _missing(context: ModelContext, item: Coverage) -> str:
    by_role: dict[Role, list[Supply]] = {}
    for supply in item.missing:
        by_role.setdefault(supply.provider, []).append(supply)
    return "; ".join(
        context.translator.tr(
            "{what} – to be provided by: {role}",
            what=", ".join(context.translator.tr(demand_word(supply.demand)) for supply in supplies),
            role=role,
        )
        for role, supplies in by_role.items()
    )


def _row(context: ModelContext, item: Coverage) -> tuple[Cell, ...]:
    tr, language, control = context.translator.tr, context.language, item.control
    name = f"{control.title(language)}\n{control.cited(language)}"
    remarks = [tr("wording not confirmed")] if control.verify else []
    condition = control.applies_if(language)
    if condition is not None:
        remarks.append(tr("only if {condition}", condition=condition))
    missing = "" if not item.missing else _missing(context, item)
    evidence = ", ".join(item.evidence) or "–"
    if item.outdated:
        evidence += "\n" + tr("outdated")
    return (
        strong(name) if not remarks else strong(f"{name}\n{'; '.join(remarks)}"),
        Cell(text=state_word(context, item.state), tone=_TONES[item.state]),
        plain(evidence),
        plain(missing or "–"),
    )
