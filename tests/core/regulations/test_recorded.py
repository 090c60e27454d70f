"""Do monitoring, dependencies, key figures and fields of the register answer what the catalogues ask for?"""

from dataclasses import replace

import pytest

from core.evidence import Evidence
from core.governance.register import NOT_APPLICABLE
from core.regulations.catalogue import Control, EvidenceType, load
from core.regulations.coverage import Supply, cover
from core.results import Verdict
from core.ties import Dependency, DependencyKind
from tests.reports import factory
from tests.reports.records import model, words
from tests.reports.test_around import MONITOR, kpis, observation, operation, rests


def answered(evidence: Evidence, name: str, kind: EvidenceType = EvidenceType.CHECK_RESULT) -> Supply:
    """Return what answers a name, whichever catalogue asks for it."""
    catalogue = load("gdpr")
    control: Control = replace(catalogue.controls[0], evidence=(f"{kind}:{name}",))
    part = replace(catalogue.sections[0], controls=(control,))
    (found,) = cover(replace(catalogue, sections=(part,)), evidence)
    return found.supplies[0]


def test_monitoring_is_answered_by_the_newest_observation_and_outdated_when_the_next_is_late() -> None:
    assert answered(factory.evidence(), "monitoring").evidence == ()
    watched = answered(factory.evidence(around=operation()), "monitoring")
    assert (watched.evidence, watched.outdated) == (("MR-0002",), False)

    late = replace(operation(), observations=(observation(1, 40, Verdict.PASSED),))
    assert answered(factory.evidence(around=late), "monitoring").outdated
    ended = replace(late, monitors=(replace(MONITOR, active=False),))
    assert answered(factory.evidence(around=ended), "monitoring").evidence == ()


def test_key_figures_are_cited_by_their_day_and_not_by_the_trail() -> None:
    assert answered(factory.evidence(), "governance_kpis").evidence == ()
    figures = kpis()
    told = answered(factory.evidence(around=operation()), "governance_kpis").evidence
    assert told == (f"KPIS-{figures.day.isoformat()}",)


def test_dependencies_are_answered_where_any_are_recorded() -> None:
    assert answered(factory.evidence(), "dependency_graph").evidence == ()
    library = Dependency(kind=DependencyKind.LIBRARY, name="scikit-learn 1.9")
    recorded = factory.evidence(model=replace(model(), dependencies=(library,)))
    supply = answered(recorded, "dependency_graph")
    assert (supply.evidence, supply.attested) == (("MOD-0001",), True)
    bought = answered(factory.evidence(around=rests()), "dependency_graph")
    assert bought.evidence == ("MOD-0001", "VEN-0001")


@pytest.mark.parametrize("name", ["legal_basis", "retention"])
def test_a_field_of_the_register_answers_when_it_is_filled_or_said_not_to_apply(name: str) -> None:
    kind = EvidenceType.INVENTORY_FIELD
    assert answered(factory.evidence(), name, kind).evidence == ()
    filled = replace(model(), words={name: words("Art. 6", "Art. 6")}, facts={name: "contract"})
    supply = answered(factory.evidence(model=filled), name, kind)
    assert (supply.evidence, supply.attested) == (("MOD-0001",), True)
    refused = replace(model(), facts={name: NOT_APPLICABLE})
    assert answered(factory.evidence(model=refused), name, kind).evidence == ("MOD-0001",)
    assert answered(factory.evidence(model=filled), "no_such_field", kind).evidence == ()
