"""Do texts of strangers stand in a report as they are, as text and nothing else?"""

import shutil
import subprocess
from dataclasses import fields, is_dataclass, replace
from io import BytesIO

import pikepdf
import pytest

from core.evidence import VERSION_KINDS, ReportKind
from core.texts import Language, Text
from reports.issue import render_report
from tests.reports import factory

HOSTILE = (
    '<b>bold</b> <a href="http://example.invalid/x">link</a> <img src="/dev/zero" width="9" height="9"/> '
    "&lt; & </para> {0} %s \\ \x1b[31m \u202egnp \x00 end"
)


def hostile(value: object) -> object:
    """The same value with every text a person wrote replaced."""
    if isinstance(value, Text):
        return Text(HOSTILE, value.language)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {item.name: hostile(getattr(value, item.name)) for item in fields(value) if item.init}
        return replace(value, **changed)
    return tuple(hostile(item) for item in value) if type(value) is tuple else value


@pytest.mark.parametrize("kind", VERSION_KINDS)
def test_markup_in_what_people_wrote_is_shown_and_not_followed(kind: ReportKind) -> None:
    evidence = factory.evidence()
    written = render_report(hostile(evidence), kind, Language.ENGLISH, None)  # type: ignore[arg-type]
    with pikepdf.open(BytesIO(written)) as pdf:
        aims = b"example.invalid" in b"".join(
            item.unparse() for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/URI" in item
        )
        pictures = [name for page in pdf.pages for name in page.get_images()]
    assert not aims
    assert pictures == []
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    said = subprocess.run(["pdftotext", "-", "-"], input=written, capture_output=True, check=True).stdout
    assert b"<b>bold</b>" in said
    assert b"\x1b" not in said
    assert "\u202e".encode() not in said
