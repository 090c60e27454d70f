"""Are the files of opinions complete, embedded, signed, and found out when they were changed?"""

import json
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import rfc8785

from core.canonical import result_digest
from core.evidence import ReportKind
from core.language import Translator
from core.texts import Language, Text
from reports.evidence_json import digest_of, read_claim, read_opinion
from reports.issue import draft_opinion, render_report
from reports.packing import attachments_of
from reports.signing import sign
from reports.verification import Agreement, Outcome, verify_bytes
from tests.reports import examinations as made
from tests.reports.conftest import Signing
from tests.reports.opinions import ID, evidence_of, examined


@pytest.mark.parametrize("name", ["rates only"])
def test_equal_evidence_gives_equal_bytes(name: str) -> None:
    new = made.opinion(examined(name))
    drafts = [draft_opinion(new, Language.GERMAN, "Jörg Größe") for _ in range(2)]
    assert drafts[0] == drafts[1]


def test_a_draft_needs_no_workspace_and_is_marked(tmp_path: Path) -> None:
    data = draft_opinion(made.opinion(examined("rates only")), Language.GERMAN, None)
    path = tmp_path / "draft.pdf"
    path.write_bytes(data)
    assert verify_bytes("draft.pdf", data).outcome is Outcome.UNSIGNED
    text = _tool("pdftotext", "-layout", str(path), "-")
    pages = text.split("\f")[:-1]
    assert "Dieser Entwurf ist nicht signiert" in pages[-1] or "nicht signiert" in pages[-1]
    assert "Noch bewahrt kein Arbeitsbereich dies auf" in text


def test_very_long_texts_are_laid_out(tmp_path: Path) -> None:
    long = "Sehr ausführliche Begründung mit Umlauten äöüß. " * 300
    word = "x" * 900
    new = made.opinion(
        examined("rates only"),
        title=Text("Ein sehr langer Titel " * 12, Language.GERMAN),
        subject=Text(long, Language.GERMAN),
        conclusion=Text(long + "\n\n" + word, Language.GERMAN),
        observations=(
            replace(
                made.observations()[0],
                title=Text(word[:400], Language.GERMAN),
                description=Text(long, Language.GERMAN),
            ),
        )
        * 3,
    )
    path = tmp_path / "long.pdf"
    path.write_bytes(draft_opinion(new, Language.GERMAN, "Maximiliane-Friederike von und zu Übermütz " * 4))
    assert "No syntax or stream encoding errors found" in _tool("qpdf", "--check", str(path))


def test_the_embedded_evidence_is_canonical_and_holds_everything() -> None:
    evidence = evidence_of(made.opinion(examined("several labels")))
    for language in Language:
        raw = render_report(evidence, ReportKind.AUDIT_OPINION, language, None)
        with pikepdf.open(BytesIO(raw)) as pdf:
            inside = attachments_of(pdf)
        data = inside["evidence.json"]
        assert rfc8785.dumps(json.loads(data)) == data
        assert digest_of(data) == evidence.digest
        back = read_opinion(data)
        assert back.digest == evidence.digest
        results = back.opinion.examination.results
        assert result_digest(results) == back.opinion.examination.result_digest
        assert read_claim(inside["report.json"]).kind == ReportKind.AUDIT_OPINION


@pytest.fixture(scope="module")
def signed_opinion(signer: Signing) -> bytes:
    """Return a signed German opinion."""
    new = made.opinion(examined("with a model"))
    evidence = evidence_of(new, parties=signer.evidence.parties)
    raw = render_report(evidence, ReportKind.AUDIT_OPINION, Language.GERMAN, signer.issue)
    return sign(raw, signer.issue, signer.key, Translator(Language.GERMAN))


def test_a_signed_opinion_verifies_and_says_what_it_is_about(signed_opinion: bytes) -> None:
    found = verify_bytes("opinion.pdf", signed_opinion)
    assert found.outcome is Outcome.VALID, found.sentences
    assert found.about is not None
    assert (found.about.kind, found.about.opinion, found.about.version) == ("audit_opinion", ID, None)
    assert found.about.model == "Bonitätsmodell des Lieferanten Größe & Söhne"
    assert {item.agreement for item in found.comparisons} == {Agreement.EQUAL}


@pytest.mark.parametrize("seed", range(12))
def test_a_flipped_bit_of_an_opinion_is_found(signed_opinion: bytes, seed: int) -> None:
    import random

    chance = random.Random(seed)
    changed = bytearray(signed_opinion)
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    assert verify_bytes("opinion.pdf", bytes(changed)).outcome is Outcome.CHANGED


def test_other_programs_find_nothing_wrong_with_an_opinion(signed_opinion: bytes, tmp_path: Path) -> None:
    path = tmp_path / "opinion.pdf"
    path.write_bytes(signed_opinion)
    assert "No syntax or stream encoding errors found" in _tool("qpdf", "--check", str(path))
    shown = _tool("pdfsig", "-nocert", str(path))
    assert "Signature is Valid" in shown
    assert "Total document signed" in shown
    assert "error" not in _tool("mutool", "info", str(path)).lower()
    for row in _tool("pdffonts", str(path)).splitlines()[2:]:
        assert "+Inter-" in row


def _tool(*command: str) -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
