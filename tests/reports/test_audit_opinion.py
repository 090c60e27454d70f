"""Does an audit opinion say what was received, asked, found and concluded, and nothing else?"""

from dataclasses import replace

import pytest

from core.inventory import ArtifactFormat
from core.language import Translator
from core.opinion import OpinionGrade
from core.reasons import Reason, ReasonCode
from core.results import RunState, Verdict
from core.texts import Language, Text
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
from tests.reports import examinations as made
from tests.reports.opinions import EXAMINATIONS, built, document_of, examined
from tests.reports.test_documents import FORBIDDEN


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
    german, english = (document_of(name, language) for language in Language)
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
    document = document_of(name, language)
    for section in document.walk():
        for block in section.blocks:
            if isinstance(block, Statement | Table | Figure | KeyFacts | Callout):
                assert block.evidence or (isinstance(block, Statement) and block.attested), section.number
    said = _said(document).lower()
    assert not [word for word in FORBIDDEN if word in said]
    assert "{" not in said


def test_the_outline_is_the_agreed_one() -> None:
    document = document_of()
    assert [(section.number, section.title) for section in document.sections] == [
        ("1", "Summary"),
        ("2", "What was received"),
        ("3", "What was asked and how it was checked"),
        ("4", "Results"),
        ("5", "Observations"),
        ("6", "Limits of this report"),
        ("7", "The auditor's opinion"),
        ("A", "Further figures"),
        ("B", "Audit trail"),
        ("C", "How to verify"),
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
    document = document_of("rates only", Language.GERMAN, grade=grade)
    assert document.cover.verdict is not None
    assert (document.cover.verdict.title, document.cover.verdict.tone) == (word, tone)
    assert "Die Zahlen halten" in _said(document)


def test_without_a_grade_the_report_records_figures_only() -> None:
    document = document_of("rates only", grade=None, conclusion=None, observations=())
    assert document.cover.verdict is not None
    assert document.cover.verdict.title == "No opinion is expressed"
    assert "records figures only" in _said(document)
    assert "The author recorded no observation." in _said(document)


def test_received_files_are_named_with_size_and_digest() -> None:
    found = examined("with a model")
    assert found.model is not None
    said = _said(document_of("with a model"))
    for part in (
        found.table.digest,
        found.model.digest,
        found.result_digest,
        found.policy.digest,
        "Anträge_Größe ß.csv",
        "bonität_final_v3.pkl",
        "1,482,113 bytes",
        "numpy 1.24.1, scikit-learn 1.2.2",
        "Pipeline(ColumnTransformer, LogisticRegression)",
    ):
        assert part in said


def test_how_the_table_was_read_is_printed() -> None:
    said = _said(document_of("rates only"))
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
    document = document_of("with a model")
    callouts = [block for block in _section(document, "2.2").blocks if isinstance(block, Callout)]
    assert [block.tone for block in callouts] == [Tone.BAD]
    assert "Dr. Renate Süß (Example) consented" in callouts[0].text
    assert "The model is available in this form only." in callouts[0].text
    assert Cell(text="Pickle · can run code", tone=Tone.BAD) in _cells(document)


def test_a_harmless_format_is_not_marked_red() -> None:
    new = made.opinion(made.with_model(ArtifactFormat.SKOPS))
    document = built(new, Language.ENGLISH)
    assert not [block for block in _section(document, "2.2").blocks if isinstance(block, Callout)]
    assert "can run code" not in _said(document)


def test_scanners_give_hints_and_no_permission() -> None:
    said = _said(document_of("with a model"))
    assert "A scanner that finds nothing permits nothing" in said
    assert "picklescan 1.0.5" in said
    assert "Suspicious" in said


@pytest.mark.parametrize(("name", "level"), [("with a model", "full"), ("rates only", "not needed")])
def test_the_confinement_is_printed(name: str, level: str) -> None:
    document = document_of(name)
    facts = dict(document.cover.facts.rows)
    assert facts["Confinement of the model"].text.startswith(level)
    assert f"confinement of the process that held the model: {level}" in _said(document)


def test_the_plan_is_said_in_words() -> None:
    said = _said(document_of())
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
    document = document_of("rates only")
    said = _said(document)
    assert "not stated: only rates are calculated" in said
    assert "whether the decisions were right cannot be told" in said
    tables = [block for s in document.walk() for block in s.blocks if isinstance(block, Table)]
    rates = [table for table in tables if table.caption == "Rates of each group, with their intervals"]
    assert rates
    for table in rates:
        assert [head.title for head in table.columns] == ["Group", "n", "Selection rate", "Remark"]


def test_every_figure_of_every_group_is_printed_with_its_counts() -> None:
    found = examined("with labels")
    said = _said(document_of())
    result = found.results[0]
    assert {group.feature for group in result.groups} == {"alter", "herkunft", "alter x herkunft"}
    words = Translator(Language.ENGLISH)
    for group in result.groups:
        for item in group.measurements:
            if item.denominator:
                assert f"{round(item.numerator or 0):,} of {round(item.denominator):,}" in said
    assert words.label(result.verdict) in said
    assert "Sensitive feature alter × herkunft" in said


@pytest.mark.parametrize("name", EXAMINATIONS)
def test_what_the_results_leave_out_stands_in_the_annex_and_nothing_is_lost_or_printed_twice(
    name: str,
) -> None:
    result = next(item for item in examined(name).results if item.check == "group_fairness")
    tables = [block for s in document_of(name).walk() for block in s.blocks if isinstance(block, Table)]
    compared = [row for item in tables if item.caption.startswith("Comparisons") for row in item.rows]
    assert len(compared) == len(result.comparisons)
    first = [item for item in tables if item.caption == "Rates of each group, with their intervals"]
    further = [item for item in tables if item.caption == "Further figures of each group"]
    cells = sum(len(item.rows) * (len(item.columns) - 3) for item in first)
    cells += sum(len(item.rows) * (len(item.columns) - 1) for item in further)
    features = {group.feature for group in result.groups}
    groups = {name: [group for group in result.groups if group.feature == name] for name in features}
    measures = {
        name: {item.measure for group in found for item in group.measurements}
        for name, found in groups.items()
    }
    assert cells == sum(len(groups[name]) * len(measures[name]) for name in features)


def test_columns_for_bias_tests_show_groups_only() -> None:
    document = document_of("rates only")
    assert "kept for bias tests only (AI Act Art. 4a)" in _said(document)
    assert Cell(text="Bias test only", tone=Tone.WARN) in _cells(document)


def test_figures_that_cannot_be_computed_say_why() -> None:
    said = _said(document_of("not computable"))
    assert "the group has no rows of the unfavorable class" in said
    assert "ratio not computable: the rate of the reference group is 0" in said


def test_charts_of_many_groups_are_split_and_share_their_axis() -> None:
    document = document_of("forty groups")
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
    found = examined("rates only")
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
    said = _said(built(made.opinion(replace(found, results=results)), Language.ENGLISH))
    assert "the check stopped with an error: no memory" in said.lower()
    assert "Error" in said
    assert "house_check" in said


def test_every_feature_has_its_importance_in_figures() -> None:
    section = _section(document_of("with a model"), "4.3")
    tables = [block for block in section.blocks if isinstance(block, Table)]
    (table,) = [table for table in tables if table.caption == "Importance of every feature"]
    assert [row[0].text for row in table.rows] == ["alter", "höhe des kredits"]


def test_example_persons_and_examples_are_marked() -> None:
    document = document_of("rates only", Language.GERMAN)
    assert dict(document.cover.facts.rows)["Verfasst von"].text == "Dr. Renate Süß (Beispiel)"
    assert "Personen" in document.cover.example
    marked = document_of("rates only", Language.GERMAN, example=True)
    assert marked.cover.example.startswith("Beispiel: Dateien, Personen und Prüfungsurteil sind erfunden")


def test_an_erased_text_is_said_to_be_erased() -> None:
    gone = Text("", Language.GERMAN, erased=True)
    document = document_of("rates only", conclusion=gone, subject=None)
    assert "(text erased)" in _said(document)
