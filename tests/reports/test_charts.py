"""Do charts keep every text in its place, in both languages?"""

from collections.abc import Callable
from itertools import pairwise

import pytest

from core.language import Translator
from core.results import CheckResult, Definition, RunState, Verdict
from core.texts import Language
from reports.charts import (
    beeswarm,
    calibration_chart,
    class_recall_chart,
    group_interval_chart,
    importance_bars,
    local_waterfall,
    rate_series,
    ratio_series,
    risk_matrix,
)
from reports.drawing import Circle, Drawing, Mix, Polygon, light_tokens, resolve
from reports.fonts import Weight, text_width
from reports.plots.axis import scale
from tests.reports import factory
from tests.reports.primitives import PRIMITIVES

WIDTH = 481.0


def _groups(translator: Translator, feature: str) -> Drawing:
    series = ratio_series(factory.fairness(), "selection_rate", feature, translator)
    return group_interval_chart(series, translator, WIDTH, 130)


def _rates(translator: Translator, feature: str) -> Drawing:
    series = rate_series(factory.fairness(), "selection_rate", feature, translator)
    return group_interval_chart(series, translator, WIDTH, 130)


CHARTS: dict[str, Callable[[Translator], Drawing]] = {
    "ratios": lambda t: _groups(t, "alter"),
    "ratios without comparison": lambda t: _groups(t, "gastarb"),
    "rates": lambda t: _rates(t, "alter"),
    "rates with a small group": lambda t: _rates(t, "gastarb"),
    "importance": lambda t: importance_bars(factory.explanation(), t, WIDTH, 270),
    "beeswarm": lambda t: beeswarm(factory.explanation(), t, WIDTH, 300),
    "waterfall": lambda t: local_waterfall(factory.explanation(), t, WIDTH, 300),
    "matrix": lambda t: risk_matrix(factory.assessment(), t, WIDTH, 268),
    "recall": lambda t: class_recall_chart(factory.performance(), t, WIDTH, 120),
    "calibration": lambda t: calibration_chart(factory.performance(), t, WIDTH, 210),
    **PRIMITIVES,
}
EMPTY = CheckResult(
    check="explanation",
    check_version=1,
    state=RunState.FINISHED,
    verdict=Verdict.NOT_APPLICABLE,
    definition=Definition(rows=0, rows_total=0),
)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", CHARTS)
def test_no_text_is_wider_than_its_place(name: str, language: Language) -> None:
    drawing = CHARTS[name](Translator(language))
    assert drawing.texts
    for text in drawing.texts:
        assert text.left >= -0.6, f"{text.text!r} leaves the left edge of {name}"
        assert text.left + text.width <= drawing.width + 0.6, f"{text.text!r} leaves the right edge of {name}"
        assert 0 < text.y <= drawing.height, f"{text.text!r} leaves {name}"
        if text.room is not None:
            assert text.width <= text.room + 0.6, f"{text.text!r} is wider than its place in {name}"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", CHARTS)
def test_texts_on_one_line_do_not_touch(name: str, language: Language) -> None:
    texts = CHARTS[name](Translator(language)).texts
    lines: dict[float, list[tuple[float, float, str]]] = {}
    for text in texts:
        lines.setdefault(round(text.y, 1), []).append((text.left, text.left + text.width, text.text))
    for line in lines.values():
        line.sort()
        for (_, end, first), (start, _, second) in pairwise(line):
            assert start >= end - 0.5, f"{first!r} and {second!r} overlap in {name}"


@pytest.mark.parametrize("name", CHARTS)
def test_every_color_is_a_token(name: str) -> None:
    for shape in CHARTS[name](Translator(Language.ENGLISH)).shapes:
        for attribute in ("fill", "stroke", "color"):
            color = getattr(shape, attribute, None)
            if color is not None:
                assert resolve(color, light_tokens()).startswith("#")


@pytest.mark.parametrize(
    "chart", [importance_bars, beeswarm, local_waterfall, class_recall_chart, calibration_chart]
)
def test_a_result_without_data_draws_a_reason(
    chart: Callable[[CheckResult, Translator, float, float], Drawing],
) -> None:
    drawing = chart(EMPTY, Translator(Language.GERMAN), WIDTH, 120)
    assert len(drawing.texts) == 1
    assert drawing.texts[0].text.endswith(".")


def test_no_assessment_draws_a_reason() -> None:
    drawing = risk_matrix(None, Translator(Language.GERMAN), WIDTH, 200)
    assert drawing.texts[0].text == "Es wurde keine Risikobewertung festgeschrieben."


def test_an_uncertain_group_has_a_shape_and_a_word_of_its_own() -> None:
    drawing = _groups(Translator(Language.GERMAN), "alter")
    assert "unsicher" in {text.text for text in drawing.texts}
    triangles = [s for s in drawing.shapes if isinstance(s, Polygon) and len(s.points) == 3]
    assert len(triangles) == 1
    assert triangles[0].fill == "warn"


def test_groups_too_small_are_drawn_as_rings_with_their_n() -> None:
    drawing = _rates(Translator(Language.GERMAN), "gastarb")
    assert "n = 18" in {text.text for text in drawing.texts}
    rings = [s for s in drawing.shapes if isinstance(s, Circle) and s.fill == "surface"]
    assert len(rings) == 1


def test_the_matrix_draws_every_rating_before_and_after_controls() -> None:
    drawing = risk_matrix(factory.assessment(), Translator(Language.ENGLISH), WIDTH, 268)
    diamonds = [s for s in drawing.shapes if isinstance(s, Polygon) and s.tip]
    discs = [s for s in drawing.shapes if isinstance(s, Circle) and s.tip]
    assert len(diamonds) == len(discs) == len(factory.assessment().ratings)
    assert all(shape.dash for shape in diamonds)


def test_a_mixed_color_lies_between_its_tokens() -> None:
    tokens = {"a": "#000000", "b": "#FFFFFF"}
    assert resolve(Mix("a", "b", 0.0), tokens) == "#000000"
    assert resolve(Mix("a", "b", 1.0), tokens) == "#FFFFFF"
    assert resolve(Mix("a", "b", 0.5), tokens) == "#808080"


@pytest.mark.parametrize("weight", list(Weight))
def test_widths_agree_with_the_library_that_writes_the_pdf(weight: Weight) -> None:
    from reportlab.pdfbase import pdfmetrics

    from reports.layout.styles import register_fonts

    register_fonts()
    text = "Überprüfung „günstig“ – 0,62 ≥ 0,80 × 10⁻⁹ €"
    assert text_width(text, 10, weight) == pytest.approx(pdfmetrics.stringWidth(text, weight.font, 10))


@pytest.mark.parametrize("values", [[], [0.0], [0.62, 0.62], [-1e-9, 1e-9], [1e6, 2e6], [0.1, 0.9]])
def test_axes_hold_their_values_between_round_ticks(values: list[float]) -> None:
    axis = scale(values, 10, 110)
    assert len(axis.ticks) >= 2
    assert all(axis.low <= value <= axis.high for value in values)
    assert all(10 <= axis(value) <= 110 for value in values)


def test_charts_load_no_pdf_library() -> None:
    import subprocess
    import sys

    program = (
        "import sys, reports.charts;"
        "sys.exit(any(name in sys.modules for name in ('reportlab', 'pikepdf', 'pyhanko')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
