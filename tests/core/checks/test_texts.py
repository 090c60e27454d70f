"""Does every check and every code have its words in both languages?"""

from dataclasses import astuple

import pytest

from core import measures
from core.checks.parts import mean_pairs, pairs
from core.checks.parts.label_figures import JOINT_MEASURES
from core.checks.parts.label_groups import MACRO
from core.checks.parts.measured_gaps import KINDS
from core.checks.registry import all_checks
from core.checks.texts import check_text
from core.language import Translator
from core.progress import SILENT
from core.reason_words import REASONS
from core.reasons import ReasonCode
from core.texts import Language
from tests.core.checks.inputs import regression
from tests.core.checks.test_ghosts import IDS, some


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("check", IDS)
def test_every_section_is_written(check: str, language: Language) -> None:
    title, *sections = astuple(check_text(check, language))
    assert title != check
    assert all(len(part) > 20 for part in sections)


def test_the_two_languages_differ() -> None:
    for check in IDS:
        german, english = check_text(check, Language.GERMAN), check_text(check, Language.ENGLISH)
        assert all(a != b for a, b in zip(astuple(german)[1:6], astuple(english)[1:6], strict=True))


def test_a_foreign_check_without_text_shows_its_id() -> None:
    assert check_text("their_check", Language.GERMAN).title == "their_check"


def test_every_measure_method_and_test_in_a_result_has_a_name_and_a_translation() -> None:
    german = Translator(Language.GERMAN)
    for check in all_checks():
        for data in (some(), regression([1.0, 2.0, 4.0], [1.0, 2.5, 3.0])):
            result = check.run(data, SILENT)
            figures = list(result.measurements)
            figures += [item for group in result.groups for item in group.measurements]
            figures += [item for pair in result.comparisons for item in (pair.difference, pair.ratio)]
            for figure in figures:
                assert figure.measure in measures.MEASURES
                assert german.tr(measures.measure_label(figure.measure))
                assert figure.interval is None or figure.interval.method in measures.METHODS
            for pair in result.comparisons:
                assert pair.reference_rule in measures.REFERENCE_RULES
                assert {test.test for test in pair.tests} <= measures.TESTS.keys()
    ids = (
        {kind.measure for kind in KINDS}
        | {kind.measure for kind in mean_pairs.NUMBER_KINDS}
        | {*MACRO, *JOINT_MEASURES}
    )
    ids |= {name for pair in (*pairs.COMPARED.values(), *mean_pairs.COMPARED.values()) for name in pair}
    assert ids <= measures.MEASURES.keys()


def test_every_reason_has_a_sentence() -> None:
    assert set(REASONS) == set(ReasonCode)
