"""What does the visible signature look like?"""

from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from core.language import Translator
from reports.document import Issue
from reports.drawing import fitted
from reports.fonts import Weight
from reports.layout.pages import SIGNATURE_BOX
from reports.layout.styles import ink, register_fonts

SIZE = (SIGNATURE_BOX[2] - SIGNATURE_BOX[0], SIGNATURE_BOX[3] - SIGNATURE_BOX[1])
_LEFT, _VALUE = 64.0, 176.0


def stamp(issue: Issue, translator: Translator) -> bytes:
    """Return a one-page PDF with printed name, date and time with zone, meaning and certificate."""
    register_fonts()
    target = BytesIO()
    canvas = Canvas(target, pagesize=SIZE, invariant=1, initialFontName=Weight.REGULAR.font)
    canvas.setStrokeColor(ink("accent"))
    canvas.setFillColor(ink("accentSoft"))
    canvas.setLineWidth(1)
    canvas.roundRect(0.8, 0.8, SIZE[0] - 1.6, SIZE[1] - 1.6, 5, stroke=1, fill=1)
    _seal(canvas, 34, SIZE[1] / 2)
    name = f"{issue.signer} ({translator.tr('Example')})" if issue.example else issue.signer
    canvas.setFont(Weight.SEMIBOLD.font, 13)
    canvas.setFillColor(ink("text"))
    canvas.drawString(_LEFT, SIZE[1] - 27, fitted(name, SIZE[0] - _LEFT - 12, 13, Weight.SEMIBOLD))
    _rows(canvas, issue, translator)
    canvas.save()
    return target.getvalue()


def _rows(canvas: Canvas, issue: Issue, translator: Translator) -> None:
    tr = translator.tr
    digest = " ".join(issue.certificate_digest[at : at + 8] for at in range(0, 32, 8)) + " …"
    rows = (
        (tr("Meaning"), translator.label(issue.meaning)),
        (tr("Signed on"), translator.moment(issue.moment)),
        (tr("Report"), issue.report),
        (tr("Certificate, SHA-256"), digest),
    )
    room = SIZE[0] - _VALUE - 12
    for index, (label, value) in enumerate(rows):
        y = SIZE[1] - 47 - 14.5 * index
        canvas.setFont(Weight.REGULAR.font, 8.6)
        canvas.setFillColor(ink("muted"))
        canvas.drawString(_LEFT, y, fitted(label, _VALUE - _LEFT - 6, 8.6))
        canvas.setFont(Weight.MEDIUM.font, 8.6)
        canvas.setFillColor(ink("text"))
        canvas.drawString(_VALUE, y, fitted(value, room, 8.6, Weight.MEDIUM))


def _seal(canvas: Canvas, x: float, y: float) -> None:
    canvas.setFillColor(ink("accent"))
    canvas.circle(x, y, 16, stroke=0, fill=1)
    canvas.setStrokeColor(ink("onAccent"))
    canvas.setLineWidth(2.6)
    canvas.setLineCap(1)
    canvas.lines([(x - 6.5, y - 0.5, x - 1.8, y - 5.2), (x - 1.8, y - 5.2, x + 7, y + 5.2)])
