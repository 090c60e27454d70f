"""Does the page of every check show a real result, in both languages, on screens and on paper?"""

from dataclasses import replace
from itertools import cycle, pairwise
from pathlib import Path

import pytest

from core.checks.registry import all_checks
from core.evidence import Evidence, ReportKind
from core.ids import DatasetId, RunId
from core.language import Translator
from core.results import CheckResult, DataColumn, DataTable, Definition, RunState, Verdict
from core.texts import Language
from reports.document import Callout, Document, Figure, Section, Table, block_strings
from reports.drawing import Circle, Drawing, Line, Polygon, Rect, Shape, Text, light_tokens, resolve
from reports.issue import render_report
from reports.kinds import build
from reports.layout_sizes import TEXT_WIDTH
from reports.parts.further import MAIN
from reports.results import pages, parts
from reports.results.page import ChartPart, FactsPart, FiguresPart, TablePart, View, view_of
from tests.reports import factory
from tests.reports.everything import result_of
from tests.reports.results import fairness_conclusions
from tests.reports.test_pdf import _tool

OURS = tuple(check.id for check in all_checks())
PAGED = tuple(sorted(set(pages()) & set(OURS)))
WIDTHS = (TEXT_WIDTH, 380.0, 700.0)
SLACK = 1.0


def _view(check: str, language: Language) -> View:
    return view_of(result_of(check), Translator(language))


def _charts(check: str, language: Language) -> list[ChartPart]:
    return [part for part in parts(_view(check, language)) if isinstance(part, ChartPart)]


def _box(shape: Shape) -> tuple[float, float, float, float]:
    match shape:
        case Rect():
            return shape.x, shape.y, shape.x + shape.width, shape.y + shape.height
        case Circle():
            return shape.x - 1, shape.y - 1, shape.x + 1, shape.y + 1
        case Line():
            xs, ys = sorted((shape.x1, shape.x2)), sorted((shape.y1, shape.y2))
            return xs[0], ys[0], xs[1], ys[1]
        case Polygon():
            xs, ys = ([point[at] for point in shape.points] for at in (0, 1))
            return min(xs), min(ys), max(xs), max(ys)
        case Text():
            return shape.left, shape.y - 0.7 * shape.size, shape.left + shape.width, shape.y


def _hold(drawing: Drawing, name: str) -> None:
    assert drawing.description, f"{name} says nothing to screen readers"
    for shape in drawing.shapes:
        left, top, right, bottom = _box(shape)
        said = shape.text if isinstance(shape, Text) else type(shape).__name__
        assert left >= -SLACK, f"{said!r} leaves the left edge of {name}"
        assert top >= -SLACK, f"{said!r} leaves the upper edge of {name}"
        assert right <= drawing.width + SLACK, f"{said!r} leaves the right edge of {name}"
        assert bottom <= drawing.height + SLACK, f"{said!r} leaves the lower edge of {name}"
        for attribute in ("fill", "stroke", "color"):
            color = getattr(shape, attribute, None)
            assert color is None or resolve(color, light_tokens()).startswith("#")


def _untouched(drawing: Drawing, name: str) -> None:
    lines: dict[float, list[tuple[float, float, str]]] = {}
    for text in drawing.texts:
        lines.setdefault(round(text.y, 1), []).append((text.left, text.left + text.width, text.text))
    for line in lines.values():
        for (_, end, first), (start, _, second) in pairwise(sorted(line)):
            assert start >= end - SLACK, f"{first!r} and {second!r} overlap in {name}"


def test_every_page_belongs_to_a_check() -> None:
    assert sorted(set(pages()) - set(OURS)) == []


@pytest.mark.parametrize("check", PAGED)
def test_a_result_of_every_check_has_something_to_show(check: str) -> None:
    found = result_of(check)
    assert found.state is RunState.FINISHED
    assert found.verdict is not Verdict.NOT_APPLICABLE or found.measurements, found.notes
    assert parts(_view(check, Language.GERMAN))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("check", PAGED)
def test_charts_keep_to_their_place_at_every_width(check: str, language: Language) -> None:
    for part in _charts(check, language):
        for width in WIDTHS:
            drawing = part.draw(width, part.height)
            _hold(drawing, f"{part.name} at {width}")
            _untouched(drawing, f"{part.name} at {width}")


@pytest.mark.parametrize("check", PAGED)
def test_charts_have_data_behind_them_and_tables_fit_their_heads(check: str) -> None:
    names = []
    for part in parts(_view(check, Language.ENGLISH)):
        match part:
            case ChartPart():
                names.append(part.name)
                assert part.title
                assert part.caption
                assert part.name.isidentifier()
                assert len(part.rows) >= 2, f"{part.name} has no data behind it"
                assert {len(row) for row in part.rows} == {len(part.rows[0])}
            case TablePart():
                assert {len(row) for row in part.rows} == {len(part.heads)}
            case FactsPart():
                assert part.rows
            case FiguresPart():
                assert part.measurements
    assert len(names) == len(set(names)) or check == "performance"


@pytest.mark.parametrize("check", PAGED)
def test_both_languages_show_the_same_parts(check: str) -> None:
    german, english = (
        [type(part).__name__ for part in parts(_view(check, language))] for language in Language
    )
    assert german == english


@pytest.mark.parametrize("check", PAGED)
def test_a_refused_result_is_shown_without_an_error(check: str) -> None:
    bare = replace(
        result_of(check), conclusions=(), measurements=(), groups=(), comparisons=(), tables=(), notes=()
    )
    bare = replace(bare, definition=Definition(rows=0, rows_total=0), verdict=Verdict.NOT_APPLICABLE)
    for part in parts(view_of(bare, Translator(Language.GERMAN))):
        if isinstance(part, ChartPart):
            part.draw(TEXT_WIDTH, part.height)


def _all_results() -> tuple[CheckResult, ...]:
    return tuple(result_of(check) for check in OURS)


def _evidence(*results: CheckResult) -> Evidence:
    run = factory.run(results=results or _all_results())
    return factory.evidence(runs=(run,))


def _document(language: Language, evidence: Evidence, kind: ReportKind = ReportKind.MODEL_RISK) -> Document:
    return build(evidence, kind, Translator(language), None)


def _titled(document: Document, title: str) -> Section | None:
    return next((section for section in document.walk() if section.title == title), None)


def _with_verdict(check: str, verdict: Verdict) -> CheckResult:
    found = result_of(check)
    judged = replace(fairness_conclusions()[0], verdict=verdict)
    return replace(found, verdict=verdict, conclusions=(judged,), state=RunState.FINISHED)


@pytest.mark.parametrize("language", list(Language))
def test_a_report_says_every_check_in_one_row_and_charts_only_what_does_not_hold(language: Language) -> None:
    from core.checks.texts import check_text

    others = [check for check in OURS if check in PAGED and check not in MAIN]
    verdicts = dict(zip(others, cycle((Verdict.PASSED, Verdict.FAILED, Verdict.NOT_DECIDABLE)), strict=False))
    results = tuple(_with_verdict(check, verdict) for check, verdict in verdicts.items())
    document = _document(language, _evidence(*results))
    sections = list(document.walk())
    rows = [
        row[0].text
        for section in sections
        for block in section.blocks
        if isinstance(block, Table) and len(block.columns) == 6
        for row in block.rows
    ]
    for check, verdict in verdicts.items():
        title = check_text(check, language).title
        assert title in rows, check
        parts = [section for section in sections if section.title == title and not section.listed]
        if verdict is Verdict.PASSED:
            assert not parts, check
            continue
        (part,) = parts
        charts = [block for block in part.blocks if isinstance(block, Figure)]
        assert len(charts) == min(len(_charts(check, language)), 1), check


@pytest.mark.parametrize("kind", [ReportKind.MODEL_RISK, ReportKind.GDPR_AUDIT])
def test_the_summary_names_what_failed_and_what_is_undecided(kind: ReportKind) -> None:
    failed, undecided = (
        _with_verdict("drift", Verdict.FAILED),
        _with_verdict("leakage", Verdict.NOT_DECIDABLE),
    )
    document = _document(Language.ENGLISH, _evidence(factory.fairness(), failed, undecided), kind)
    found = next(section for section in document.walk() if "ummary" in section.title)
    said = [text for block in found.blocks for text in block_strings(block)]
    assert any(text.startswith("Failed: ") and "Drift" in text for text in said)
    assert any(text.startswith("Not decidable: ") and "Leak" in text for text in said)


def test_later_runs_of_the_main_checks_are_printed_with_their_verdicts_only() -> None:
    first = factory.run()
    second = replace(first, id=RunId("RUN-0004"), dataset=DatasetId("DS-0009"))
    once = _document(Language.ENGLISH, factory.evidence(runs=(first,)))
    twice = _document(Language.ENGLISH, factory.evidence(runs=(first, second)))

    def figures(document: Document) -> int:
        blocks = (block for section in document.walk() for block in section.blocks)
        return sum(isinstance(block, Figure) for block in blocks)

    def names(document: Document) -> str:
        return " ".join(text for section in document.walk() for text in section_strings(section))

    assert figures(once) == figures(twice)
    assert "RUN-0004" in names(twice)
    assert "One run is printed with its figures" in names(twice)


def section_strings(section: Section) -> list[str]:
    """Return every text of the blocks of a section."""
    return [text for block in section.blocks for text in block_strings(block)]


def test_checks_without_a_result_stand_in_one_table_with_their_reason() -> None:
    from core.checks.parts.verdicts import refused
    from core.checks.registry import get
    from core.reasons import Reason, ReasonCode
    from tests.reports.everything import everything

    reason = Reason(code=ReasonCode.NO_ARTIFACT)
    others = [check for check in OURS if check not in MAIN][:3]
    results = [refused(get(check), everything(), reason) for check in others]
    document = _document(Language.ENGLISH, _evidence(factory.fairness(), *results))

    further = _titled(document, "Further checks")
    assert further is not None
    (only,) = further.sections
    (table,) = only.blocks
    assert isinstance(table, Table)
    assert len(table.rows) == len(others)
    assert all(row[-1].text not in {"", "–"} for row in table.rows)


def test_without_further_checks_there_is_no_chapter_of_them() -> None:
    document = _document(Language.ENGLISH, factory.evidence())
    assert _titled(document, "Further checks") is None
    numbers = [int(section.number) for section in document.sections]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("kind", [ReportKind.MODEL_RISK, ReportKind.GDPR_AUDIT])
def test_an_external_check_says_package_version_and_digest(kind: ReportKind) -> None:
    named = {"external_package": "foreign-checks", "external_version": "2.1", "external_digest": "ab" * 32}
    found = replace(
        factory.performance(),
        check="their_check",
        definition=replace(factory.performance().definition, parameters=named),
    )
    document = _document(Language.ENGLISH, _evidence(factory.fairness(), found), kind)
    boxes = [block for section in document.walk() for block in section.blocks if isinstance(block, Callout)]
    said = next(text for box in boxes for text in block_strings(box) if "foreign-checks" in text)
    assert "2.1" in said
    assert "ab" * 32 in said


@pytest.mark.parametrize("language", list(Language))
def test_a_report_on_all_checks_is_a_clean_file_that_does_not_explode(
    language: Language, tmp_path: Path
) -> None:
    import pikepdf

    path = tmp_path / "report.pdf"
    path.write_bytes(render_report(_evidence(), ReportKind.MODEL_RISK, language, None))
    assert "No syntax or stream encoding errors found" in _tool("qpdf", "--check", str(path))
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) <= 24 + 0.8 * len(OURS)


def test_several_runs_of_a_check_are_told_apart() -> None:
    other = [check for check in PAGED if check not in MAIN][:1]
    if not other:
        pytest.skip("no further check has a page")
    first = factory.run(results=(result_of(other[0]),))
    second = factory.run(id=RunId("RUN-0004"), dataset=DatasetId("DS-0009"), results=(result_of(other[0]),))
    document = _document(Language.ENGLISH, factory.evidence(runs=(first, second)))
    further = _titled(document, "Further checks")
    assert further is not None
    (table, *_) = further.sections[0].blocks
    assert isinstance(table, Table)
    assert [row[0].text.splitlines()[-1] for row in table.rows] == ["RUN-0003", "RUN-0004"]


def test_a_feature_that_is_also_a_group_is_drawn_once() -> None:
    bins = DataTable(
        id="bins",
        columns=tuple(
            DataColumn(name=name, values=values)
            for name, values in {
                "column": ("family",) * 4,
                "kind": ("range", "range", "category", "category"),
                "label": (None, None, "1", "2"),
                "low": (None, 1.5, None, None),
                "high": (1.5, None, None, None),
                "reference": (0.6, 0.4, 0.6, 0.4),
                "share": (0.5, 0.5, 0.5, 0.5),
            }.items()
        ),
    )
    found = result_of("drift")
    tables = tuple(bins if table.id == "bins" else table for table in found.tables)
    view = view_of(replace(found, tables=tables), Translator(Language.ENGLISH))
    chart = next(part for part in parts(view) if isinstance(part, ChartPart) and part.name == "bins_chart_0")
    assert [row[0] for row in chart.rows[1:]] == ["1", "1", "2", "2"]
