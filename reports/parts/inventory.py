"""What is the model, what is the version, and which data does it rest on?"""

from core.inventory import ArtifactFormat, ColumnRole, Dataset
from reports.document import (
    Align,
    Block,
    Cell,
    ColumnHead,
    Gap,
    KeyFacts,
    Opinion,
    Section,
    Statement,
    Table,
)
from reports.parts.consent import consent_callout, format_cell, is_risky
from reports.parts.context import ModelContext, code, plain, strong


def model_section(context: ModelContext, number: str) -> Section:
    """Return purpose, use, responsible persons and files."""
    tr = context.translator.tr
    return Section(
        number=number,
        title=tr("Model and version"),
        blocks=(model_facts(context), *purpose(context), *artifacts(context)),
    )


def model_facts(context: ModelContext) -> KeyFacts:
    """Return the entry of the inventory."""
    evidence, translator, tr = context.evidence, context.translator, context.translator.tr
    version, model = evidence.version, evidence.model
    rows: list[tuple[str, Cell]] = [
        (tr("Kind"), plain(translator.label(model.kind))),
        (tr("Task"), plain(translator.label(version.task))),
        (tr("Business area"), plain(translator.text(model.business_area))),
        (tr("Basis of the entry"), plain(translator.label(model.basis))),
        (tr("Owner"), plain(context.who(model.owner))),
        (tr("Developer"), plain(context.who(version.developer))),
        (tr("Registered"), plain(translator.moment(version.registered_at))),
    ]
    if model.vendor is not None:
        rows.append((tr("Supplier"), plain(translator.text(model.vendor))))
    if version.cut_off is not None:
        means = translator.label(version.cut_off.score_means)
        rows.append((tr("Cut-off"), plain(f"{context.exact(version.cut_off.value)} · {means}")))
    if version.golden is not None:
        text = tr(
            "{n} rows, tolerance {tolerance}",
            n=version.golden.rows,
            tolerance=context.figure(version.golden.tolerance),
        )
        rows.append((tr("Golden sample"), plain(text)))
    if evidence.earlier:
        labels = ", ".join(item.label for item in evidence.earlier)
        rows.append((tr("Earlier versions"), plain(labels)))
    return KeyFacts(rows=tuple(rows), evidence=(model.id, version.id))


def purpose(context: ModelContext) -> tuple[Block, ...]:
    """Return what the owner wrote about purpose and use."""
    evidence, translator = context.evidence, context.translator
    author, ids = context.who(evidence.model.owner), (evidence.model.id,)
    texts = (evidence.model.purpose, evidence.model.intended_use)
    return tuple(
        Opinion(text=translator.text(text), author=author, evidence=ids) for text in texts if text.body
    )


def artifacts(context: ModelContext) -> tuple[Block, ...]:
    """Return the model files with their digests."""
    version, tr = context.evidence.version, context.translator.tr
    if not version.artifacts:
        return (Gap(text=tr("No model file is registered; the owner or developer must provide it.")),)
    heads = (
        ColumnHead(title=tr("Format"), share=0.8),
        ColumnHead(title=tr("Content"), share=2.6),
        ColumnHead(title=tr("Bytes"), share=0.9, align=Align.RIGHT),
        ColumnHead(title="SHA-256", share=3.1),
    )
    rows = tuple(
        (
            _format(context, item.format),
            plain(item.estimator),
            plain(context.translator.integer(item.size)),
            code(item.digest),
        )
        for item in version.artifacts
    )
    consents = tuple(
        consent_callout(context, item.consent, (version.id,))
        for item in version.artifacts
        if is_risky(item.format)
    )
    return (*consents, Table(columns=heads, rows=rows, caption=tr("Model files"), evidence=(version.id,)))


def _format(context: ModelContext, kind: ArtifactFormat) -> Cell:
    return format_cell(context, kind) if is_risky(kind) else strong(context.translator.label(kind))


def data_section(context: ModelContext, number: str) -> Section:
    """Return the data sets and how persons are grouped in them."""
    return Section(number=number, title=context.translator.tr("Data"), blocks=data_blocks(context))


def data_blocks(context: ModelContext) -> tuple[Block, ...]:
    """Return a table of the data sets, their digests, sources and sensitive features."""
    evidence, tr = context.evidence, context.translator.tr
    if not evidence.datasets:
        return (Gap(text=tr("No data set is registered; the owner or developer must provide it.")),)
    heads = (
        ColumnHead(title=tr("Data set"), share=2.6),
        ColumnHead(title=tr("Kind"), share=1.1),
        ColumnHead(title=tr("Rows"), share=0.8, align=Align.RIGHT),
        ColumnHead(title=tr("Columns"), share=0.8, align=Align.RIGHT),
        ColumnHead(title="SHA-256", share=2.6),
    )
    rows = tuple(_dataset_row(context, item) for item in evidence.datasets)
    ids = tuple(item.id for item in evidence.datasets)
    table = Table(columns=heads, rows=rows, caption=tr("Data sets"), evidence=ids)
    statements = (_dataset_statements(context, item) for item in evidence.datasets)
    return (table, *(statement for found in statements for statement in found))


def _dataset_row(context: ModelContext, item: Dataset) -> tuple[Cell, ...]:
    name = context.translator.text(item.name)
    return (
        strong(f"{item.id}\n{name}"),
        plain(context.translator.label(item.kind)),
        plain(context.translator.integer(item.rows)),
        plain(context.translator.integer(len(item.columns))),
        code(item.digest),
    )


def _dataset_statements(context: ModelContext, item: Dataset) -> tuple[Statement, ...]:
    tr, found = context.translator.tr, []
    sensitive = item.named(ColumnRole.SENSITIVE)
    if sensitive:
        target = ", ".join(item.named(ColumnRole.TARGET)) or "–"
        text = tr(
            "{id}: target {target}, favorable value {favorable}, sensitive features {features}.",
            id=item.id,
            target=target,
            favorable=item.favorable,
            features=_groupings(context, item),
        )
        found.append(Statement(text=text, evidence=(item.id,)))
    if item.source is not None:
        text = tr("{id}, source: {source}", id=item.id, source=item.source)
        found.append(
            Statement(text=text, evidence=(item.id,), attested=context.who(context.evidence.model.owner))
        )
    return tuple(found)


def _groupings(context: ModelContext, item: Dataset) -> str:
    cuts = {grouping.column: grouping for grouping in item.groupings}
    parts = []
    for name in item.named(ColumnRole.SENSITIVE):
        grouping = cuts.get(name)
        if grouping is None or not grouping.edges:
            parts.append(name)
        else:
            sign = "≤" if grouping.right_closed else "<"
            parts.append(f"{name} ({', '.join(f'{sign} {edge}' for edge in grouping.edges)})")
    return ", ".join(parts) or context.translator.tr("none")
