"""Do requirements load whole, and does coverage never say more than the evidence?"""

import re
from dataclasses import replace

import pytest

from core.regulations.catalogue import available, load, parse
from core.regulations.coverage import ControlState, Coverage, cover
from core.results import Verdict
from core.texts import Language
from reports.parts.demand_words import DEMANDS
from tests.reports import factory


def _covered(control: str, **changes: object) -> Coverage:
    found = cover(load("gdpr"), factory.evidence(**changes))
    return next(item for item in found if item.control.id == control)


def test_the_catalogue_holds_forty_four_requirements_in_both_languages() -> None:
    catalogue = load("gdpr")
    assert available() == ("gdpr",)
    assert len(catalogue.controls) == 44
    for control in catalogue.controls:
        for language in Language:
            assert control.title(language)
            assert control.requirement(language)
            assert control.cited(language)


def test_requirements_keep_what_they_were_compared_with() -> None:
    catalogue = load("gdpr")
    assert {control.id for control in catalogue.controls if control.verify} == {
        "BDSG-31-1",
        "BDSG-31-2",
        "BDSG-37A",
    }
    assert [control.id for control in catalogue.controls if control.checked is None] == [
        "GDPR-22-SCHUFA",
        "BDSG-37A",
    ]
    assert "not read" in catalogue.framework.basis(Language.ENGLISH)


def test_every_demand_has_a_name() -> None:
    for control in load("gdpr").controls:
        assert set(control.evidence) <= set(DEMANDS)


def test_a_changed_byte_changes_the_digest() -> None:
    from core.regulations.catalogue import FOLDER

    data = (FOLDER / "gdpr.toml").read_bytes()
    assert parse(data).digest == load("gdpr").digest
    assert parse(data + b"\n").digest != load("gdpr").digest


@pytest.mark.parametrize(
    ("pattern", "change", "problem"),
    [
        (rb'id = "GDPR-4-7"', b'id = "GDPR-4-1"', "occurs twice"),
        (rb'"inventory_field:profiling"', b'"rumor:profiling"', "unknown evidence"),
        (rb'note_de = "[^"]*"', b"", "lacks one language"),
        (rb"schema = 1", b"schema = 9", "schema 9"),
    ],
)
def test_a_damaged_catalogue_is_refused(pattern: bytes, change: bytes, problem: str) -> None:
    from core.regulations.catalogue import FOLDER

    data = (FOLDER / "gdpr.toml").read_bytes()
    with pytest.raises(ValueError, match=problem):
        parse(re.sub(pattern, change, data, count=1))


def test_statistical_quality_is_complete_with_fairness_and_calibration() -> None:
    results = (*factory.run().results, replace(factory.performance(), check="calibration"))
    found = _covered("GDPR-R71", runs=(factory.run(results=results),))
    assert found.state is ControlState.COMPLETE
    assert found.evidence == ("RUN-0003",)


def test_one_missing_piece_leaves_a_gap() -> None:
    found = _covered("GDPR-5-1-a")
    assert found.state is ControlState.GAPS
    assert [supply.demand.name for supply in found.missing] == ["lawfulness"]


def test_risks_for_data_subjects_are_attested_not_complete() -> None:
    assert _covered("GDPR-35-7-c").state is ControlState.ATTESTED
    firm_only = replace(factory.assessment(), ratings=factory.assessment().ratings[:4])
    assert _covered("GDPR-35-7-c", assessment=firm_only).state is ControlState.GAPS


def test_a_check_that_was_not_applicable_is_no_evidence() -> None:
    results = (replace(factory.fairness(), verdict=Verdict.NOT_APPLICABLE),)
    assert _covered("GDPR-R71", runs=(factory.run(results=results),)).state is ControlState.GAPS


def test_evidence_of_another_model_file_is_outdated() -> None:
    assert not _covered("GDPR-R71").outdated
    assert _covered("GDPR-R71", runs=(factory.run(artifact=factory.fake("old")),)).outdated


def test_a_broken_trail_is_no_evidence_of_accountability() -> None:
    assert "TRAIL-42" in _covered("GDPR-5-2").evidence
    broken = _covered("GDPR-5-2", trail_intact=False)
    assert "TRAIL-42" not in broken.evidence
    assert broken.state is ControlState.GAPS


def test_without_evidence_every_requirement_has_gaps() -> None:
    bare = factory.evidence(
        datasets=(), assessment=None, runs=(), findings=(), trail_intact=False, extract=()
    )
    states = {item.control.id: item.state for item in cover(load("gdpr"), bare)}
    assert set(states.values()) == {ControlState.GAPS}
