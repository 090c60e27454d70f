"""Are the files complete, embedded, equal for equal evidence, and clean for other programs?"""

import json
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from core.evidence import VERSION_KINDS, ReportKind
from core.texts import Language
from reports.evidence_json import digest_of, read_claim, read_evidence
from reports.issue import render_report
from reports.packing import attachments_of
from tests.reports import factory
from tests.reports.conftest import Signing

CASES = [(kind, language) for kind in VERSION_KINDS for language in Language]


def _tool(*command: str) -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize(("kind", "language"), CASES)
def test_equal_evidence_gives_equal_bytes(kind: ReportKind, language: Language) -> None:
    evidence = factory.evidence()
    assert render_report(evidence, kind, language, None) == render_report(evidence, kind, language, None)


def test_equal_evidence_gives_equal_bytes_in_another_process(tmp_path: Path) -> None:
    import sys

    program = (
        "import sys; from core.evidence import ReportKind; from core.texts import Language;"
        "from reports.issue import render_report; from tests.reports import factory;"
        "sys.stdout.buffer.write("
        "render_report(factory.evidence(), ReportKind.MODEL_RISK, Language.GERMAN, None))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout == render_report(factory.evidence(), ReportKind.MODEL_RISK, Language.GERMAN, None)


@pytest.mark.parametrize(("kind", "language"), CASES)
def test_embedded_evidence_is_canonical_and_the_same_in_both_languages(
    kind: ReportKind, language: Language
) -> None:
    import rfc8785

    evidence = factory.evidence()
    with pikepdf.open(BytesIO(render_report(evidence, kind, language, None))) as pdf:
        inside = attachments_of(pdf)
        assert [spec.AFRelationship for spec in pdf.Root.AF] == ["/Data", "/Data"]
        assert str(pdf.Root.Lang).startswith(language.value)
    data = inside["evidence.json"]
    assert rfc8785.dumps(json.loads(data)) == data
    assert digest_of(data) == evidence.digest
    assert read_evidence(data).digest == evidence.digest
    claim = read_claim(inside["report.json"])
    assert (claim.kind, claim.language, claim.signer) == (kind, language, None)


@pytest.mark.parametrize(("kind", "language"), CASES)
def test_only_the_shipped_font_is_used_and_it_is_embedded(
    kind: ReportKind, language: Language, signer: Signing, tmp_path: Path
) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(signer.report(kind, language))
    rows = _tool("pdffonts", str(path)).splitlines()[2:]
    assert rows
    for row in rows:
        assert "+Inter-" in row
        assert row.split()[-5] == "yes", row


@pytest.mark.parametrize(("kind", "language"), CASES)
def test_other_programs_find_nothing_wrong(
    kind: ReportKind, language: Language, signer: Signing, tmp_path: Path
) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(signer.report(kind, language))
    assert "No syntax or stream encoding errors found" in _tool("qpdf", "--check", str(path))
    shown = _tool("pdfsig", "-nocert", str(path))
    assert "Signature is Valid" in shown
    assert "Total document signed" in shown
    assert "error" not in _tool("mutool", "info", str(path)).lower()


@pytest.mark.parametrize("language", list(Language))
def test_pages_are_numbered_and_drafts_are_marked(language: Language, tmp_path: Path) -> None:
    path = tmp_path / "draft.pdf"
    path.write_bytes(render_report(factory.evidence(), ReportKind.MODEL_RISK, language, None))
    text = _tool("pdftotext", "-layout", str(path), "-")
    with pikepdf.open(path) as pdf:
        count = len(pdf.pages)
        assert len(pdf.Root.Outlines.First) > 0
    word, draft = {
        Language.GERMAN: ("Seite {} von {}", "Dieser Entwurf ist nicht signiert"),
        Language.ENGLISH: ("Page {} of {}", "this draft is not signed"),
    }[language]
    assert word.format(1, count) in text
    assert word.format(count, count) in text
    assert draft in text


def test_no_page_holds_a_heading_alone(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(render_report(factory.evidence(), ReportKind.GDPR_AUDIT, Language.GERMAN, None))
    pages = _tool("pdftotext", "-layout", str(path), "-").split("\f")[2:-1]
    for page in pages:
        lines = [line for line in page.splitlines() if line.strip() and "nicht signiert" not in line]
        assert len(lines) > 4, page


def test_titles_and_dates_come_from_the_evidence() -> None:
    raw = render_report(factory.evidence(), ReportKind.MODEL_RISK, Language.GERMAN, None)
    with pikepdf.open(BytesIO(raw)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Modellrisikobericht: Kreditwürdigkeit Privatkunden"
        assert str(pdf.docinfo["/CreationDate"]) == "D:20261121140300Z"
        with pdf.open_metadata() as metadata:
            assert metadata["xmp:CreateDate"] == "2026-11-21T14:03:00Z"
