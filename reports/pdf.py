"""How does a document become a PDF file whose bytes depend on nothing but the document?"""

from functools import partial
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    NextPageTemplate,
    PageBreak,
    Paragraph,
    Spacer,
)
from reportlab.platypus.tableofcontents import TableOfContents

from core.language import Translator
from reports.document import Callout, Cover, Document, Section, Tone
from reports.fonts import Weight
from reports.layout.blocks import callout, flow, key_facts, least_height
from reports.layout.pages import Furniture, NumberedCanvas, Template
from reports.layout.styles import register_fonts, style
from reports.packing import Attachment, pack

DIGEST_PREFIX = 16
"""Characters of the evidence digest at the foot of every page."""


def render(document: Document, attachments: tuple[Attachment, ...]) -> bytes:
    """Return the PDF, not yet signed, with the attachments embedded."""
    register_fonts()
    translator = Translator(document.language)
    target = BytesIO()
    template = Template(target, document, _furniture(document, translator))
    template.multiBuild(
        list(_story(document, translator)),
        canvasmaker=partial(NumberedCanvas, translator=translator),
    )
    return pack(target.getvalue(), document, attachments)


def _furniture(document: Document, translator: Translator) -> Furniture:
    prefix = document.evidence_digest[:DIGEST_PREFIX]
    unsigned = document.issue is None
    report = "" if document.issue is None else f"{document.issue.report} · "
    return Furniture(
        header=document.header,
        kind=document.cover.kind,
        footer=report + translator.tr("Evidence {digest}…", digest=prefix),
        draft=translator.tr("unsigned") if unsigned else "",
        unsigned=translator.tr("Place of the signature: this draft is not signed."),
    )


def _story(document: Document, translator: Translator) -> list[Flowable]:
    story: list[Flowable] = [
        NextPageTemplate("text"),
        *_cover(document.cover),
        PageBreak(),
        *_contents(translator),
        PageBreak(),
    ]
    for index, section in enumerate(document.sections):
        story += _section(section, 0, translator, first=index == 0)
    story += [
        NextPageTemplate("closing"),
        PageBreak(),
        *_section(document.closing, 0, translator, first=True),
    ]
    return story


def _cover(cover: Cover) -> list[Flowable]:
    rows: list[Flowable] = [
        Spacer(1, 52),
        Paragraph(escape(cover.kind), style("cover_kind")),
        Paragraph(escape(cover.title), style("cover_title")),
        Paragraph(escape(cover.subtitle), style("cover_subtitle")),
    ]
    if cover.example:
        rows += [callout(Callout(title=cover.example, tone=Tone.INFO, evidence=())), Spacer(1, 10)]
    if cover.verdict is not None:
        rows += [callout(cover.verdict), Spacer(1, 16)]
    rows += [key_facts(cover.facts), Spacer(1, 18), key_facts(cover.digests)]
    return [*rows, Paragraph(escape(cover.notice), style("notice"))]


def _contents(translator: Translator) -> list[Flowable]:
    contents = TableOfContents(dotsMinLevel=9)
    contents.levelStyles = [style("toc0"), style("toc1")]
    contents.tableStyle.add("TOPPADDING", (0, 0), (-1, -1), 1.5)
    contents.tableStyle.add("BOTTOMPADDING", (0, 0), (-1, -1), 1.5)
    contents.tableStyle.add("FONT", (0, 0), (-1, -1), Weight.REGULAR.font, 9)
    return [Paragraph(escape(translator.tr("Contents")), style("toc_title")), contents]


def _section(section: Section, level: int, translator: Translator, *, first: bool = False) -> list[Flowable]:
    story: list[Flowable] = []
    if section.new_page and not first:
        story.append(PageBreak())
    leading = section.blocks[0] if section.blocks else None
    inner = section.sections[0].blocks if not section.blocks and section.sections else ()
    following = leading or (inner[0] if inner else None)
    story.append(CondPageBreak(44 + least_height(following) + (46 if inner else 0)))
    story.append(_heading(section, level))
    if section.outdated:
        title = translator.tr("Outdated")
        box = Callout(title=title, text=section.outdated, tone=Tone.WARN, evidence=())
        story += flow(box, translator)
    for block in section.blocks:
        story += flow(block, translator)
    for child in section.sections:
        story += _section(child, level + 1, translator)
    return story


def _heading(section: Section, level: int) -> Flowable:
    text = f"{section.number}\u2002{section.title}"
    heading = Paragraph(escape(text), style("h1" if level == 0 else "h2"))
    heading.heading_level = min(level, 1)
    heading.heading_key = f"section-{section.number}"
    heading.heading_text = text
    heading.heading_listed = section.listed
    heading.keepWithNext = 1
    return heading
