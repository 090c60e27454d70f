"""Does an audit opinion say what was received, asked, found and concluded, and nothing else?"""

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import rfc8785

from core.canonical import result_digest
from core.evidence import OpinionEvidence, ReportKind
from core.examination import Examination
from core.inventory import ArtifactFormat, SensitivePurpose
from core.language import Translator
from core.opinion import Opinion, OpinionGrade
from core.results import Reason, ReasonCode, RunState, Verdict
from core.texts import Language, Text
from core.workspace.requests import NewOpinion
from reports.document import (
    Callout,
    Cell,
    Document,
    Figure,
    KeyFacts,
    Section,
    Statement,
    Table,
    Tone,
    strings,
)
from reports.evidence_json import digest_of, read_claim, read_opinion
from reports.issue import draft_opinion, render_report
from reports.kinds import build
from reports.packing import attachments_of
from reports.signing import sign
from reports.verification import Agreement, Outcome, verify_bytes
from tests.reports import examinations as made
from tests.reports import factory
from tests.reports.conftest import Signing
from tests.reports.test_documents import FORBIDDEN

ID = "OPN-0001"
EXAMINATIONS: dict[str, Callable[[], Examination]] = {
    "rates only": made.rates_only,
    "with labels": made.labelled,
    "with a model": made.with_model,
    "regression": made.regression,
    "several labels": made.multilabel,
    "several classes": made.multiclass,
    "forty groups": made.many_groups,
    "not computable": made.not_computable,
}


@cache
def _examined(name: str) -> Examination:
    return EXAMINATIONS[name]()


def _evidence(new: NewOpinion, **changes: object) -> OpinionEvidence:
    opinion = Opinion(
        id=ID,  # type: ignore[arg-type]
        title=new.title,
        subject=new.subject,
        examination=new.examination,
        observations=new.observations,
        grade=new.grade,
        conclusion=new.conclusion,
        author=factory.VALIDATOR,
        written_at=factory.MOMENT,
        example=new.example,
    )
    values: dict[str, object] = {
        "application": "Prüfstein 0.1.0",
        "gathered_at": factory.MOMENT,
        "workspace": "7d3c2f0e-1f3a-4b58-9a64-2f1f0a9b7c11",
        "opinion": opinion,
        "parties": factory.parties(),
        "trail": factory.checkpoint(),
        "extract": (),
        "trail_intact": True,
    }
    return OpinionEvidence(**{**values, **changes})  # type: ignore[arg-type]


def _document(
    name: str = "with labels", language: Language = Language.ENGLISH, **changes: object
) -> Document:
    if not changes:
        return _plain(name, language)
    return _built(made.opinion(_examined(name), **changes), language)


@cache
def _plain(name: str, language: Language) -> Document:
    return _built(made.opinion(_examined(name)), language)


def _built(new: NewOpinion, language: Language) -> Document:
    return build(_evidence(new), ReportKind.AUDIT_OPINION, Translator(language), None)


def _section(document: Document, number: str) -> Section:
    return next(section for section in document.walk() if section.number == number)


def _said(document: Document) -> str:
    return "\n".join(strings(document)).replace("\N{NO-BREAK SPACE}", " ")


def _cells(document: Document) -> list[Cell]:
    blocks = [block for section in document.walk() for block in section.blocks]
    rows = [row for block in blocks if isinstance(block, Table) for row in block.rows]
    facts = [cell for block in blocks if isinstance(block, KeyFacts) for _, cell in block.rows]
    return [*(cell for row in rows for cell in row), *facts]


@pytest.mark.parametrize("name", EXAMINATIONS)
def test_both_languages_have_the_same_tree_and_the_same_digest(name: str) -> None:
    german, english = (_document(name, language) for language in Language)
    shape = [
        [(s.number, tuple(type(block).__name__ for block in s.blocks)) for s in document.walk()]
        for document in (german, english)
    ]
    assert shape[0] == shape[1]
    assert german.evidence_digest == english.evidence_digest
    numbers = [section.number for section in german.walk()]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", EXAMINATIONS)
def test_every_statement_rests_on_the_opinion_or_is_attested(name: str, language: Language) -> None:
    document = _document(name, language)
    for section in document.walk():
        for block in section.blocks:
            if isinstance(block, Statement | Table | Figure | KeyFacts | Callout):
                assert block.evidence or (isinstance(block, Statement) and block.attested), section.number
    said = _said(document).lower()
    assert not [word for word in FORBIDDEN if word in said]
    assert "{" not in said


def test_the_outline_is_the_agreed_one() -> None:
    document = _document()
    assert [(section.number, section.title) for section in document.sections] == [
        ("1", "Summary"),
        ("2", "What was received"),
        ("3", "What was asked and how it was checked"),
        ("4", "Results"),
        ("5", "Observations"),
        ("6", "Limits of this report"),
        ("7", "The auditor's opinion"),
        ("A", "Audit trail"),
        ("B", "How to verify"),
    ]
    assert [section.number for section in _section(document, "4").sections] == ["4.1", "4.2"]


@pytest.mark.parametrize(
    ("grade", "tone", "word"),
    [
        (OpinionGrade.UNQUALIFIED, Tone.OK, "Uneingeschränktes Prüfungsurteil"),
        (OpinionGrade.QUALIFIED, Tone.WARN, "Eingeschränktes Prüfungsurteil"),
        (OpinionGrade.ADVERSE, Tone.BAD, "Versagtes Prüfungsurteil"),
        (OpinionGrade.DISCLAIMED, Tone.NEUTRAL, "Nichtabgabe eines Prüfungsurteils"),
    ],
)
def test_the_grade_is_a_word_and_a_color(grade: OpinionGrade, tone: Tone, word: str) -> None:
    document = _document("rates only", Language.GERMAN, grade=grade)
    assert document.cover.verdict is not None
    assert (document.cover.verdict.title, document.cover.verdict.tone) == (word, tone)
    assert "Die Zahlen halten" in _said(document)


def test_without_a_grade_the_report_records_figures_only() -> None:
    document = _document("rates only", grade=None, conclusion=None, observations=())
    assert document.cover.verdict is not None
    assert document.cover.verdict.title == "No opinion is expressed"
    assert "records figures only" in _said(document)
    assert "The author recorded no observation." in _said(document)


def test_received_files_are_named_with_size_and_digest() -> None:
    examined = _examined("with a model")
    assert examined.model is not None
    said = _said(_document("with a model"))
    for part in (
        examined.table.digest,
        examined.model.digest,
        examined.result_digest,
        examined.policy.digest,
        "Anträge_Größe ß.csv",
        "bonität_final_v3.pkl",
        "1,482,113 bytes",
        "numpy 1.24.1, scikit-learn 1.2.2",
        "Pipeline(ColumnTransformer, LogisticRegression)",
    ):
        assert part in said


def test_how_the_table_was_read_is_printed() -> None:
    said = _said(_document("rates only"))
    for part in (
        "cp1252",
        "“;”",
        "“,”",
        "as in 21.11.2026",
        "empty cell, “k. A.”",
        "Numbers are written with “,” as decimal sign.",
        "alter >= 18 and not herkunft = 'übrige EU'",
        "900 of 912",
    ):
        assert part in said, part


def test_consent_is_named_and_the_kind_of_file_is_marked_red() -> None:
    document = _document("with a model")
    callouts = [block for block in _section(document, "2.2").blocks if isinstance(block, Callout)]
    assert [block.tone for block in callouts] == [Tone.BAD]
    assert "Dr. Renate Süß (Example) consented" in callouts[0].text
    assert "The model is available in this form only." in callouts[0].text
    assert Cell(text="Pickle · can run code", tone=Tone.BAD) in _cells(document)


def test_a_harmless_format_is_not_marked_red() -> None:
    new = made.opinion(made.with_model(ArtifactFormat.SKOPS))
    document = _built(new, Language.ENGLISH)
    assert not [block for block in _section(document, "2.2").blocks if isinstance(block, Callout)]
    assert "can run code" not in _said(document)


def test_scanners_give_hints_and_no_permission() -> None:
    said = _said(_document("with a model"))
    assert "A scanner that finds nothing permits nothing" in said
    assert "picklescan 1.0.5" in said
    assert "Suspicious" in said


@pytest.mark.parametrize(("name", "level"), [("with a model", "full"), ("rates only", "not needed")])
def test_the_confinement_is_printed(name: str, level: str) -> None:
    document = _document(name)
    facts = dict(document.cover.facts.rows)
    assert facts["Confinement of the model"].text.startswith(level)
    assert f"confinement of the process that held the model: {level}" in _said(document)


def test_the_plan_is_said_in_words() -> None:
    said = _said(_document())
    for part in (
        "from 1/2 on the outcome is the favorable one",
        "≤ 25 | > 25",
        "Deutschland",
        "40 rows (stated in the plan)",
        "groups of several features are compared and judged as well",
        "Input of the model",
        "29 CFR 1607.4(D)",
    ):
        assert part in said, part


def test_rates_only_says_that_truth_is_missing() -> None:
    document = _document("rates only")
    said = _said(document)
    assert "not stated: only rates are calculated" in said
    assert "whether the decisions were right cannot be told" in said
    tables = [block for s in document.walk() for block in s.blocks if isinstance(block, Table)]
    rates = [table for table in tables if table.caption == "Rates of each group, with their intervals"]
    assert rates
    for table in rates:
        assert [head.title for head in table.columns] == ["Group", "n", "Selection rate", "Remark"]


def test_every_figure_of_every_group_is_printed_with_its_counts() -> None:
    examined = _examined("with labels")
    said = _said(_document())
    result = examined.results[0]
    assert {group.feature for group in result.groups} == {"alter", "herkunft", "alter x herkunft"}
    words = Translator(Language.ENGLISH)
    for group in result.groups:
        for item in group.measurements:
            if item.denominator:
                assert f"{round(item.numerator or 0):,} of {round(item.denominator):,}" in said
    assert words.label(result.verdict) in said
    assert "Sensitive feature alter × herkunft" in said


def test_columns_for_bias_tests_show_groups_only() -> None:
    document = _document("rates only")
    assert "kept for bias tests only (AI Act Art. 4a)" in _said(document)
    assert Cell(text="Bias test only", tone=Tone.WARN) in _cells(document)


def test_figures_that_cannot_be_computed_say_why() -> None:
    said = _said(_document("not computable"))
    assert "the group has no rows of the unfavorable class" in said
    assert "ratio not computable: the rate of the reference group is 0" in said


def test_charts_of_many_groups_are_split_and_share_their_axis() -> None:
    document = _document("forty groups")
    figures = [block for s in document.walk() for block in s.blocks if isinstance(block, Figure)]
    parts = [figure for figure in figures if "Part " in figure.caption]
    assert [figure.caption[-12:] for figure in parts[:3]] == [f"Part {at} of 3." for at in (1, 2, 3)]
    ticks = [
        [text.text for text in figure.drawing.texts if text.text.endswith("%") and text.size == 8.0]
        for figure in parts[-3:]
    ]
    assert ticks[0] == ticks[1] == ticks[2]
    assert all(figure.drawing.height < 640 for figure in figures)


def test_a_check_that_stopped_with_an_error_says_so() -> None:
    found = _examined("rates only")
    broken = replace(
        found.results[0],
        state=RunState.ERRORED,
        verdict=Verdict.NOT_APPLICABLE,
        conclusions=(),
        measurements=(),
        groups=(),
        comparisons=(),
        notes=(Reason(code=ReasonCode.RUN_FAILED, values={"error": "no memory"}),),
    )
    results = (broken, replace(found.results[1], check="house_check"))
    said = _said(_built(made.opinion(replace(found, results=results)), Language.ENGLISH))
    assert "the check stopped with an error: no memory" in said.lower()
    assert "Error" in said
    assert "house_check" in said


def test_every_feature_has_its_importance_in_figures() -> None:
    section = _section(_document("with a model"), "4.3")
    tables = [block for block in section.blocks if isinstance(block, Table)]
    (table,) = [table for table in tables if table.caption == "Importance of every feature"]
    assert [row[0].text for row in table.rows] == ["alter", "höhe des kredits"]


def test_example_persons_and_examples_are_marked() -> None:
    document = _document("rates only", Language.GERMAN)
    assert dict(document.cover.facts.rows)["Verfasst von"].text == "Dr. Renate Süß (Beispiel)"
    assert "Personen" in document.cover.example
    marked = _document("rates only", Language.GERMAN, example=True)
    assert marked.cover.example.startswith("Beispiel: Dateien, Personen und Prüfungsurteil sind erfunden")


def test_an_erased_text_is_said_to_be_erased() -> None:
    gone = Text("", Language.GERMAN, erased=True)
    document = _document("rates only", conclusion=gone, subject=None)
    assert "(text erased)" in _said(document)


@pytest.mark.parametrize("name", ["rates only"])
def test_equal_evidence_gives_equal_bytes(name: str) -> None:
    new = made.opinion(_examined(name))
    drafts = [draft_opinion(new, Language.GERMAN, "Jörg Größe") for _ in range(2)]
    assert drafts[0] == drafts[1]


def test_a_draft_needs_no_workspace_and_is_marked(tmp_path: Path) -> None:
    data = draft_opinion(made.opinion(_examined("rates only")), Language.GERMAN, None)
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
        _examined("rates only"),
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
    evidence = _evidence(made.opinion(_examined("several labels")))
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
    new = made.opinion(_examined("with a model"))
    evidence = _evidence(new, parties=signer.evidence.parties)
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


def test_a_purpose_is_printed_as_stated() -> None:
    purposes = _examined("with labels").plan.purposes
    assert purposes["alter"] is SensitivePurpose.MODEL_INPUT
    assert "Input of the model" in _said(_document())


def _tool(*command: str) -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
