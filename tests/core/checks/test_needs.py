"""Does every check say what it needs and what it takes where it is there?"""

from dataclasses import replace

import pytest

from core.canonical import canonical
from core.checks.base import Check, CheckInput, Need
from core.checks.registry import all_checks, get
from core.options import SampleRole
from core.progress import SILENT
from core.results import CheckResult, Verdict
from tests.core.checks.applicants import model
from tests.core.checks.asking import answered
from tests.core.checks.test_every_check import IDS, results, world

NEEDED = [(check.id, need) for check in all_checks() for need in sorted(check.needs)]
ROLES = {
    Need.REFERENCE: SampleRole.REFERENCE,
    Need.OTHER_VERSION: SampleRole.OTHER_VERSION,
    Need.OTHER_ARTIFACT: SampleRole.OTHER_ARTIFACT,
}


def without(data: CheckInput, need: Need) -> CheckInput:
    """Take away what a need stands for."""
    match need:
        case Need.REFERENCE | Need.OTHER_VERSION | Need.OTHER_ARTIFACT:
            rest = {role: sample for role, sample in data.samples.items() if role is not ROLES[need]}
            return replace(data, samples=rest)
        case Need.TIME:
            return replace(data, options=replace(data.options, time=None))
        case Need.GRADE:
            return replace(data, options=replace(data.options, grade=None, grades=()))
        case Need.DECISION:
            return replace(data, options=replace(data.options, decision=None))
        case Need.CONTROLS:
            return replace(data, options=replace(data.options, controls=()))
        case Need.GROUPS:
            return replace(data, groupings=())
        case Need.LABELS:
            return replace(data, target=None)
        case Need.SCORES:
            return replace(data, score=None)
        case Need.ATTRIBUTIONS:
            return replace(data, attributions=None)
        case Need.ANSWERS:
            return replace(data, answers={})


def asked_again(check: Check, data: CheckInput) -> CheckInput:
    """Other input means other questions; a model that cannot be asked stays silent."""
    if check.ask is None or Need.ANSWERS not in check.needs | check.uses:
        return data
    return answered(check, replace(data, answers={}), model())


def said(result: CheckResult) -> bytes:
    """Return all of a result but the record of its settings."""
    figures = (result.measurements, result.groups, result.comparisons, result.tables)
    return canonical((result.verdict, result.conclusions, result.notes, *figures))


@pytest.mark.parametrize("name", IDS)
def test_what_a_check_does_not_declare_changes_nothing_of_its_result(name: str) -> None:
    check, data = get(name), world()
    for need in set(Need) - check.needs - check.uses:
        data = without(data, need)
    assert said(check.run(asked_again(check, data), SILENT)) == said(results()[name])


@pytest.mark.parametrize(("name", "need"), NEEDED, ids=[f"{name}-{need}" for name, need in NEEDED])
def test_without_what_it_needs_a_check_has_nothing_to_say(name: str, need: Need) -> None:
    check, data = get(name), without(world(), need)
    result = check.run(data if need is Need.ANSWERS else asked_again(check, data), SILENT)
    assert result.verdict is Verdict.NOT_APPLICABLE
    assert all(item.value is None for item in result.conclusions)


@pytest.mark.parametrize("need", [*ROLES, Need.TIME, Need.GRADE, Need.DECISION, Need.CONTROLS])
def test_what_is_prepared_for_checks_is_taken_by_one(need: Need) -> None:
    takers = [item.id for item in all_checks() if need in item.needs | item.uses and need is not Need.ANSWERS]
    changed = [
        name
        for name in takers
        if said(get(name).run(without(world(), need), SILENT)) != said(results()[name])
    ]
    assert changed
