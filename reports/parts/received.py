"""What was received, and how was it read?"""

from core.examination import ReceivedModel, Scan, ScanVerdict
from core.examining.agreement import agreement_text
from core.inventory import Column, SensitivePurpose, TableDialect, TableFormat
from reports.document import (
    Align,
    Block,
    Callout,
    Cell,
    ColumnHead,
    KeyFacts,
    Method,
    Section,
    Table,
    Tone,
)
from reports.parts.consent import consent_callout, format_cell, is_risky
from reports.parts.context import code, plain, strong
from reports.parts.opinion_context import OpinionContext

_SCAN_TONES = {
    ScanVerdict.NOTHING_FOUND: Tone.NEUTRAL,
    ScanVerdict.SUSPICIOUS: Tone.WARN,
    ScanVerdict.DANGEROUS: Tone.BAD,
    ScanVerdict.NOT_SCANNABLE: Tone.BAD,
}
_NAMES_SHOWN = 60
"""Input columns that are listed; their number is always printed."""


def received_section(context: OpinionContext, number: str) -> Section:
    """Return the received files with their digests, and how the table was read."""
    tr, opinion = context.translator.tr, context.opinion
    blocks: list[Block] = []
    if opinion.subject is not None:
        blocks.append(context.said(opinion.subject))
    blocks.append(
        Method(
            text=tr(
                "The digest of a file is the same only for exactly the same bytes. Whoever holds a received "
                "file can compare it with the digest printed here."
            )
        )
    )
    sections = (
        Section(number=f"{number}.1", title=tr("Table"), blocks=_table(context)),
        Section(number=f"{number}.2", title=tr("Model file"), blocks=_model(context)),
    )
    return Section(number=number, title=tr("What was received"), blocks=tuple(blocks), sections=sections)


def _table(context: OpinionContext) -> tuple[Block, ...]:
    tr, examined = context.translator.tr, context.examination
    table, integer = examined.table, context.translator.integer
    facts: list[tuple[str, Cell]] = [
        (tr("File"), plain(context.file(table.file_name))),
        ("SHA-256", code(table.digest)),
        (tr("Size"), plain(tr("{n} bytes", n=table.size))),
        (tr("Rows in the file"), plain(integer(table.rows))),
        (tr("Rows examined"), plain(integer(examined.rows))),
        (tr("Filter"), plain(examined.plan.where or tr("none, all rows"))),
        *_dialect(context, table.dialect),
    ]
    blocks: list[Block] = [KeyFacts(rows=tuple(facts), evidence=context.ids)]
    if table.remarks:
        blocks.append(Method(text=tr("What was assumed to read it:")))
        blocks += [context.remark(item) for item in table.remarks]
    blocks.append(_columns(context, table.columns))
    if context.bias_only:
        text = tr(
            "{columns}: kept for bias tests only (AI Act Art. 4a). This report and its evidence hold numbers "
            "and rates of groups of these columns, no value of any person.",
            columns=", ".join(context.bias_only),
        )
        blocks.append(context.state(text))
    return tuple(blocks)


def _dialect(context: OpinionContext, dialect: TableDialect) -> list[tuple[str, Cell]]:
    """Return what was assumed, as far as the format leaves it open."""
    tr, label = context.translator.tr, context.translator.label
    rows: list[tuple[str, Cell]] = [(tr("Read as"), plain(label(dialect.format)))]
    if dialect.format in {TableFormat.PARQUET, TableFormat.FEATHER}:
        return rows
    text = dialect.format in {TableFormat.CSV, TableFormat.JSON_LINES}
    if dialect.sheet is not None:
        rows.append((tr("Sheet"), plain(dialect.sheet)))
    if text:
        rows.append((tr("Characters"), plain(dialect.encoding or "–")))
    if dialect.format is TableFormat.CSV:
        rows += [
            (tr("Delimiter"), plain(_sign(context, dialect.delimiter))),
            (tr("Quotation mark"), plain(_sign(context, dialect.quote))),
            (tr("Decimal sign"), plain(_sign(context, dialect.decimal))),
            (tr("Thousands sign"), plain(_sign(context, dialect.thousands))),
        ]
    if dialect.format is not TableFormat.JSON_LINES:
        head = tr("in the first row") if dialect.header else tr("missing; columns are numbered")
        rows.append((tr("Column names"), plain(head)))
        rows.append((tr("Lines above the table"), plain(context.translator.integer(dialect.skipped))))
    rows.append((tr("Dates"), plain(_dates(context, dialect.date_format))))
    missing = ", ".join(tr("“{sign}”", sign=item) if item else tr("empty cell") for item in dialect.missing)
    rows.append((tr("Read as missing"), plain(missing or tr("nothing"))))
    return rows


def _dates(context: OpinionContext, pattern: str | None) -> str:
    """Return how days are written, shown on the day of the examination."""
    day = context.examination.examined_at.date()
    example = day.isoformat() if pattern is None else day.strftime(pattern)
    return context.translator.tr("as in {example}", example=example)


def _sign(context: OpinionContext, sign: str | None) -> str:
    tr = context.translator.tr
    if not sign:
        return tr("none")
    names = {"\t": tr("tab"), " ": tr("space"), "\N{NO-BREAK SPACE}": tr("non-breaking space")}
    return names.get(sign, tr("“{sign}”", sign=sign))


def _columns(context: OpinionContext, columns: tuple[Column, ...]) -> Table:
    tr, label = context.translator.tr, context.translator.label
    heads = (
        ColumnHead(title=tr("Column"), share=2.4),
        ColumnHead(title=tr("Content"), share=1.2),
        ColumnHead(title=tr("Role"), share=2.4),
        ColumnHead(title=tr("Purpose, as stated"), share=2.2),
    )
    rows = tuple(
        (
            strong(column.name),
            plain(_content(context, column.dtype)),
            plain(", ".join(label(role) for role in column.roles)),
            _purpose(context, column.purpose),
        )
        for column in columns
    )
    return Table(columns=heads, rows=rows, caption=tr("Columns that were used"), evidence=context.ids)


def _content(context: OpinionContext, dtype: str) -> str:
    tr = context.translator.tr
    known = {
        "number": tr("numbers"),
        "integer": tr("whole numbers"),
        "text": tr("text"),
        "boolean": tr("yes or no"),
        "date": tr("dates"),
    }
    return known.get(dtype, dtype)


def _purpose(context: OpinionContext, purpose: SensitivePurpose | None) -> Cell:
    if purpose is None:
        return plain("–")
    tone = Tone.WARN if purpose is SensitivePurpose.BIAS_TEST_ONLY else None
    return Cell(text=context.translator.label(purpose), tone=tone)


def _model(context: OpinionContext) -> tuple[Block, ...]:
    tr, model = context.translator.tr, context.examination.model
    if model is None:
        text = tr(
            "No model file was received. The predictions are those of the table; nobody computed them again."
        )
        return (context.state(text),)
    blocks: list[Block] = []
    if is_risky(model.format):
        blocks.append(consent_callout(context, model.consent, context.ids))
    blocks.append(_model_facts(context, model))
    blocks += _agreement(context)
    blocks += [context.remark(item) for item in model.remarks]
    if model.companions:
        blocks.append(_companions(context, model))
    if model.scans:
        blocks += [_scan_note(context), _scans(context, model.scans)]
    return tuple(blocks)


def _model_facts(context: OpinionContext, model: ReceivedModel) -> KeyFacts:
    tr, examined = context.translator.tr, context.examination
    libraries = ", ".join(f"{key} {value}" for key, value in sorted(model.libraries.items()))
    rows: tuple[tuple[str, Cell], ...] = (
        (tr("File"), plain(context.file(model.file_name))),
        ("SHA-256", code(model.digest)),
        (tr("Size"), plain(tr("{n} bytes", n=model.size))),
        (tr("Recognized as"), format_cell(context, model.format)),
        (tr("Content"), plain(model.estimator)),
        (tr("Made with, as the file says"), plain(libraries or tr("not stated"))),
        (tr("Input columns"), plain(_listed(context, model.features))),
        (tr("Outputs"), plain(_listed(context, model.outputs))),
        (tr("Confinement of the model"), plain(context.confined(examined.confinement))),
    )
    return KeyFacts(rows=rows, evidence=context.ids)


def _agreement(context: OpinionContext) -> tuple[Block, ...]:
    """Say whether the model gives the predictions of the table, where both were received."""
    found = context.examination.agreement
    if found is None:
        return ()
    text = context.translator.say(agreement_text(found))
    if found.agrees:
        return (context.state(text),)
    title = context.translator.tr("The model and the table contradict each other")
    return (Callout(title=title, text=text, tone=Tone.BAD, evidence=context.ids),)


def _listed(context: OpinionContext, names: tuple[str, ...]) -> str:
    if not names:
        return context.translator.tr("not stated")
    shown = ", ".join(names[:_NAMES_SHOWN]) + (" …" if len(names) > _NAMES_SHOWN else "")
    return f"{context.translator.integer(len(names))}: {shown}"


def _companions(context: OpinionContext, model: ReceivedModel) -> Table:
    tr = context.translator.tr
    heads = (
        ColumnHead(title=tr("File"), share=2.5),
        ColumnHead(title=tr("Bytes"), share=1, align=Align.RIGHT),
        ColumnHead(title="SHA-256", share=3.5),
    )
    rows = tuple(
        (strong(item.name), plain(context.translator.integer(item.size)), code(item.digest))
        for item in model.companions
    )
    return Table(columns=heads, rows=rows, caption=tr("Files that belong to it"), evidence=context.ids)


def _scan_note(context: OpinionContext) -> Method:
    return Method(
        text=context.translator.tr(
            "Static scanners give hints. A scanner that finds nothing permits nothing, and none of them "
            "decided whether the file was opened."
        )
    )


def _scans(context: OpinionContext, scans: tuple[Scan, ...]) -> Table:
    tr, label = context.translator.tr, context.translator.label
    heads = (
        ColumnHead(title=tr("Scanner"), share=1.8),
        ColumnHead(title=tr("Hint"), share=1.4),
        ColumnHead(title=tr("It names"), share=4),
    )
    rows = tuple(
        (
            strong(item.scanner),
            Cell(text=label(item.verdict), tone=_SCAN_TONES[item.verdict]),
            plain(", ".join(map(tr, item.found)) or "–"),
        )
        for item in scans
    )
    return Table(columns=heads, rows=rows, caption=tr("Hints of static scanners"), evidence=context.ids)
