"""How is the risk rated, before and after controls?"""

from core.governance.scales import kind_name
from core.regulations.coverage import assessment_outdated
from core.risk import Level, Perspective, Rating, band_ranges
from reports.charts import BAND_COLORS, risk_matrix
from reports.document import Block, Cell, ColumnHead, Figure, Gap, Method, Opinion, Section, Statement, Table
from reports.layout_sizes import TEXT_WIDTH
from reports.parts.context import ModelContext, plain, strong
from reports.parts.risk_further import further_blocks, scale_of

MATRIX_HEIGHT = 268.0


def risk_section(context: ModelContext, number: str) -> Section:
    """Return the matrix, the ratings and the reasons given for them."""
    tr = context.translator.tr
    return Section(
        number=number,
        title=tr("Risk assessment"),
        blocks=risk_blocks(context, None),
        outdated=risk_outdated(context),
    )


def risk_outdated(context: ModelContext) -> str:
    """Return why the assessment is not of the present state; empty when it is."""
    if not assessment_outdated(context.evidence):
        return ""
    return context.translator.tr("The assessment was made for another version or under another policy.")


def risk_blocks(context: ModelContext, perspective: Perspective | None) -> tuple[Block, ...]:
    """Return matrix, table and reasons for one perspective, or for all."""
    assessment, tr = context.evidence.assessment, context.translator.tr
    ratings = () if assessment is None else _rated(assessment.ratings, perspective)
    if assessment is None or not ratings:
        missing = tr("No assessment from this perspective is committed; the risk manager must provide it.")
        return (Gap(text=missing),)
    caption = tr(
        "Ratings {id} on the matrix: dashed diamonds before controls, filled discs after controls. "
        "The numbers are those of the table.",
        id=assessment.id,
    )
    from dataclasses import replace

    shown = replace(assessment, ratings=ratings)
    drawing = risk_matrix(shown, context.translator, TEXT_WIDTH, MATRIX_HEIGHT)
    return (
        _tier(context),
        Figure(drawing=drawing, caption=caption, evidence=(assessment.id,)),
        _table(context, ratings),
        *_reasons(context, ratings),
        *further_blocks(context, ratings),
        Method(
            text=tr(
                "Scale {scale}: likelihood times impact; {bands}. "
                "The tier is the highest band before controls over all kinds, raised to the materiality if "
                "that is higher, and by the complexity as the policy says; controls never lower it.",
                scale=assessment.scale,
                bands=", ".join(
                    f"{span} {context.translator.label(band)}"
                    for band, span in band_ranges(assessment.borders).items()
                ),
            )
        ),
    )


def band_cell(context: ModelContext, level: Level) -> Cell:
    """Return a score with its band, on the band's color."""
    assessment = context.evidence.assessment
    band = level.band if assessment is None else assessment.band_of(level)
    text = f"{level.score} {context.translator.label(band)}"
    return Cell(text=text, fill=BAND_COLORS[band])


def _rated(ratings: tuple[Rating, ...], perspective: Perspective | None) -> tuple[Rating, ...]:
    return tuple(item for item in ratings if perspective in {None, item.perspective})


def _tier(context: ModelContext) -> Statement:
    assessment = context.evidence.assessment
    if assessment is None:
        raise ValueError("no assessment")
    text = context.translator.tr(
        "Tier {tier}, materiality {materiality}, committed on {date}; to be reassessed by {due}.",
        tier=context.translator.label(assessment.tier),
        materiality=context.translator.label(assessment.materiality),
        date=assessment.committed_at.date(),
        due=assessment.reassess_by,
    )
    return Statement(text=text, evidence=(assessment.id,), attested=context.who(assessment.committed_by))


def _table(context: ModelContext, ratings: tuple[Rating, ...]) -> Table:
    tr, scale = context.translator.tr, scale_of(context)
    heads = (
        ColumnHead(title=tr("No."), share=0.4),
        ColumnHead(title=tr("Risk"), share=2.4),
        ColumnHead(title=tr("Perspective"), share=1.3),
        ColumnHead(title=tr("Before controls"), share=1.5),
        ColumnHead(title=tr("After controls"), share=1.5),
        ColumnHead(title=tr("Target risk"), share=1.5),
    )
    rows = tuple(
        (
            plain(str(index)),
            strong(kind_name(item.kind, scale, context.translator)),
            plain(context.translator.label(item.perspective)),
            band_cell(context, item.inherent),
            band_cell(context, item.residual),
            plain("–") if item.target is None else band_cell(context, item.target.level),
        )
        for index, item in enumerate(ratings, start=1)
    )
    assessment = context.evidence.assessment
    ids = () if assessment is None else (assessment.id,)
    return Table(columns=heads, rows=rows, caption=tr("Ratings"), evidence=ids)


def _reasons(context: ModelContext, ratings: tuple[Rating, ...]) -> tuple[Block, ...]:
    assessment = context.evidence.assessment
    if assessment is None:
        return ()
    author = context.who(assessment.committed_by)
    return tuple(
        Opinion(
            text=f"{index} · {context.translator.text(item.rationale)}",
            author=author,
            evidence=(assessment.id,),
        )
        for index, item in enumerate(ratings, start=1)
    )
