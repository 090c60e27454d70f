"""Do reports say what the evidence shows, and nothing else?"""

from dataclasses import replace

import pytest

from core.decisions import Lapse
from core.evidence import VERSION_KINDS, Evidence, ReportKind
from core.inventory import ArtifactFormat, Consent
from core.language import Translator
from core.regulations.catalogue import load
from core.texts import Language
from reports.document import Document, Gap, Section, Statement, block_strings, strings
from reports.gdpr_audit import CHAPTERS
from reports.kinds import build
from tests.reports import factory

FORBIDDEN = ("compliant", "compliance", "konform")


def _document(kind: ReportKind, language: Language, evidence: Evidence | None = None) -> Document:
    return build(evidence or factory.evidence(), kind, Translator(language), None)


def _section(document: Document, number: str) -> Section:
    return next(section for section in document.walk() if section.number == number)


def _bare() -> Evidence:
    return factory.evidence(
        datasets=(), assessment=None, runs=(), findings=(), decisions=(), extract=(), catalogue=None
    )


def _shape(document: Document) -> list[tuple[str, tuple[str, ...]]]:
    return [(s.number, tuple(type(block).__name__ for block in s.blocks)) for s in document.walk()]


@pytest.mark.parametrize("kind", VERSION_KINDS)
def test_both_languages_have_the_same_tree_and_the_same_evidence(kind: ReportKind) -> None:
    german, english = (_document(kind, language) for language in Language)
    assert _shape(german) == _shape(english)
    assert german.evidence_digest == english.evidence_digest == factory.evidence().digest


@pytest.mark.parametrize("kind", VERSION_KINDS)
def test_equal_evidence_gives_an_equal_tree(kind: ReportKind) -> None:
    assert _document(kind, Language.GERMAN) == _document(kind, Language.GERMAN)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", VERSION_KINDS)
def test_no_report_calls_anything_compliant(kind: ReportKind, language: Language) -> None:
    said = "\n".join(strings(_document(kind, language))).lower()
    assert not [word for word in FORBIDDEN if word in said]


@pytest.mark.parametrize("kind", VERSION_KINDS)
def test_a_report_without_any_evidence_says_what_is_missing_and_by_whom(kind: ReportKind) -> None:
    document = _document(kind, Language.ENGLISH, _bare())
    gaps = [block for section in document.walk() for block in section.blocks if isinstance(block, Gap)]
    assert len(gaps) >= 4
    assert any("must" in gap.text or gap.items for gap in gaps)


def test_a_statement_without_evidence_or_person_is_refused() -> None:
    with pytest.raises(ValueError, match="without evidence"):
        Statement(text="Everything is fine.")


def test_the_undecided_verdict_names_the_rows_that_would_decide_it() -> None:
    document = _document(ReportKind.MODEL_RISK, Language.GERMAN)
    said = "\n".join(strings(document)).replace("\N{NO-BREAK SPACE}", " ")
    assert "0,62 (95 %-Intervall 0,44 – 0,87), gefordert ≥ 0,80. Nicht entscheidbar" in said
    assert "Etwa 412 Zeilen je Gruppe würden es entscheiden" in said


def test_a_measure_without_threshold_demands_nothing() -> None:
    said = "\n".join(strings(_document(ReportKind.MODEL_RISK, Language.ENGLISH)))
    assert "required –" not in said
    assert "interval –" not in said


def test_a_run_of_another_model_file_is_printed_as_outdated() -> None:
    old = factory.run(artifact=factory.fake("another file"))
    document = _document(ReportKind.MODEL_RISK, Language.GERMAN, factory.evidence(runs=(old,)))
    assert "RUN-0003" in _section(document, "5").outdated
    assert _section(_document(ReportKind.MODEL_RISK, Language.GERMAN), "5").outdated == ""


def test_a_lapsed_decision_is_said_on_the_cover() -> None:
    document = _document(ReportKind.MODEL_RISK, Language.ENGLISH, factory.evidence(lapsed=(Lapse.ARTIFACT,)))
    assert document.cover.verdict is not None
    assert document.cover.verdict.title == "Approved with conditions – lapsed"
    assert "Model file" in document.cover.verdict.text


def test_a_broken_trail_is_not_hidden() -> None:
    document = _document(ReportKind.MODEL_RISK, Language.ENGLISH, factory.evidence(trail_intact=False))
    assert "must not be relied on" in "\n".join(strings(document))


def test_examples_are_marked_once() -> None:
    said = "\n".join(strings(_document(ReportKind.MODEL_RISK, Language.GERMAN)))
    assert "Dr. Renate Süß (Beispiel)" in said
    assert "(Beispiel) (Beispiel)" not in said
    assert "Beispiel: Modell, Personen und Entscheidungen sind erfunden" in said


def test_persons_of_a_real_model_are_not_marked() -> None:
    real = factory.evidence(
        model=replace(factory.model(), example=False),
        parties=tuple(replace(party, example=False) for party in factory.parties()),
    )
    said = "\n".join(strings(_document(ReportKind.MODEL_RISK, Language.GERMAN, real)))
    assert "Beispiel" not in said.replace("Beispiel eines Einzelfalls", "")


def test_the_audit_report_follows_its_outline() -> None:
    document = _document(ReportKind.GDPR_AUDIT, Language.ENGLISH)
    numbers = [section.number for section in document.sections]
    assert numbers[:16] == [*(str(number) for number in range(13)), "A", "B", "C"]
    assert [section.number for section in _section(document, "10").sections] == [
        "10.1",
        "10.2",
        "10.3",
        "10.4",
    ]


def test_every_requirement_stands_in_exactly_one_chapter_and_in_the_matrix() -> None:
    placed = [control for chapter in CHAPTERS.values() for control in chapter]
    wanted = [control.id for control in load("gdpr").controls]
    assert sorted(placed) == sorted(wanted)
    document = _document(ReportKind.GDPR_AUDIT, Language.GERMAN)
    matrix = "\n".join(text for block in _section(document, "A").blocks for text in block_strings(block))
    assert all(control.title_de in matrix for control in load("gdpr").controls)


def test_section_numbers_are_unique() -> None:
    for kind in VERSION_KINDS:
        numbers = [section.number for section in _document(kind, Language.ENGLISH).walk()]
        assert len(numbers) == len(set(numbers))


def test_a_pickled_model_bears_a_red_badge_and_the_name_of_who_consented() -> None:
    artifact = replace(
        factory.version().artifacts[0],
        format=ArtifactFormat.PICKLE,
        consent=Consent(
            by=factory.MANAGER,
            name="",
            reason=factory.words("Nur so liegt es vor.", "No other form exists."),
            given_at=factory.MOMENT,
        ),
    )
    evidence = factory.evidence(version=replace(factory.version(), artifacts=(artifact,)))
    for kind in VERSION_KINDS:
        document = _document(kind, Language.ENGLISH, evidence)
        said = "\n".join(strings(document))
        assert "Miriam Köhler (Example) consented" in said
        assert "No other form exists." in said
        assert "Pickle · can run code" in said


@pytest.mark.parametrize("kind", VERSION_KINDS)
def test_the_confinement_of_every_run_is_printed(kind: ReportKind) -> None:
    said = "\n".join(strings(_document(kind, Language.ENGLISH)))
    assert "confinement of the process that held the model: full" in said
