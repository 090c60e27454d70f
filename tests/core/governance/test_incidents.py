"""Does every incident find its way, by the hands that may move it?"""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.errors import NotAllowedError, UserError
from core.findings import Severity
from core.governance.incidents import Incident, IncidentKind, IncidentState, NoticeBasis
from core.ids import Exact, ModelId, VersionId
from core.inventory import State
from core.people import Role
from core.workspace import Changes
from core.workspace.governance.incidents import Facts, NewIncident, NewNotice
from tests.core.casework import Firm, said
from tests.core.conftest import START
from tests.core.governance.test_operation import MODEL, READY, TODAY, approve, deploy, second


def facts(**given: object) -> Facts:
    plain = Facts(
        title=said("Wrong scores"),
        description=said("Income was read in cents"),
        kind=IncidentKind.WRONG_OUTPUT,
        severity=Severity.MEDIUM,
    )
    return replace(plain, **given)  # type: ignore[arg-type]


def report(firm: Firm, *, role: Role = Role.DEVELOPER, at: datetime = START, **given: object) -> Incident:
    new = NewIncident(model=MODEL, version=READY, detected_at=at, facts=facts(**given))
    return firm.workspace.incidents.report(firm.as_(role), new)[0]


def test_a_serious_incident_sets_what_is_released_under_review_and_a_minor_one_does_not(
    validated: Firm,
) -> None:
    approve(validated)

    def state() -> State:
        return validated.workspace.inventory.version(READY).state

    minor = report(validated)
    assert state() is State.APPROVED
    worse = facts(severity=Severity.HIGH)
    _, changes = validated.workspace.incidents.update(
        validated.as_(Role.VALIDATOR), minor.id, worse, said("more cases")
    )
    assert state() is State.UNDER_REVIEW
    assert Changes.INVENTORY in changes
    with pytest.raises(NotAllowedError):
        deploy(validated)


def test_a_serious_incident_of_one_version_leaves_the_others_alone(validated: Firm) -> None:
    approve(validated)
    newer, grave = second(validated), facts(severity=Severity.SEVERE)
    incidents, developer = validated.workspace.incidents, validated.as_(Role.DEVELOPER)
    incidents.report(developer, NewIncident(model=MODEL, version=newer.id, detected_at=START, facts=grave))
    assert validated.workspace.inventory.version(READY).state is State.APPROVED
    incidents.report(developer, NewIncident(model=MODEL, detected_at=START, facts=grave))
    states = {item.id: item.state for item in validated.workspace.inventory.versions(MODEL)}
    assert states == {READY: State.UNDER_REVIEW, newer.id: State.DRAFT}


def test_what_was_reported_since_is_a_reason_to_assess_anew(validated: Firm) -> None:
    first = report(validated)
    validated.later(hours=1)
    later = report(validated, at=validated.clock())
    incidents = validated.workspace.incidents
    assert incidents.since(MODEL, first.reported_at) == (later,)
    assert incidents.since(READY, START - timedelta(days=1)) == (first, later)
    assert incidents.since(VersionId("MOD-0001@2"), START - timedelta(days=1)) == ()


def test_an_incident_is_closed_with_cause_measure_and_notices_by_somebody_else(validated: Firm) -> None:
    incidents, over = validated.workspace.incidents, said("all mended")
    incident = report(validated, role=Role.VALIDATOR)
    breach = NewNotice(authority=said("Supervisory authority"), basis=NoticeBasis.GDPR_BREACH)
    noted, _ = incidents.add_notice(validated.as_(Role.VALIDATOR), incident.id, breach)
    assert noted.notices[0].due == TODAY + timedelta(days=3)
    assert noted.overdue_notices(TODAY + timedelta(days=4)) == noted.notices
    manager = validated.as_(Role.RISK_MANAGER)
    with pytest.raises(NotAllowedError, match="no cause"):
        incidents.close(manager, incident.id, over)
    known = facts(cause=said("A unit was mistaken"))
    incidents.update(validated.as_(Role.OWNER), incident.id, known, said("cause found"), contained=True)
    with pytest.raises(NotAllowedError, match="no measure"):
        incidents.close(manager, incident.id, over)
    known = replace(known, measure=said("The unit is checked"))
    incidents.update(validated.as_(Role.OWNER), incident.id, known, said("mended"))
    with pytest.raises(NotAllowedError, match="not told yet"):
        incidents.close(manager, incident.id, over)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(UserError):
            incidents.sent(manager, incident.id, 0, day)
    incidents.sent(manager, incident.id, 0, TODAY)
    with pytest.raises(UserError):
        incidents.sent(manager, incident.id, 0, TODAY)
    for role, error in ((Role.VALIDATOR, "You reported"), (Role.OWNER, "none of their roles")):
        with pytest.raises(NotAllowedError, match=error):
            incidents.close(validated.as_(role), incident.id, over)
    closed, _ = incidents.close(manager, incident.id, over)
    assert closed.state is IncidentState.CLOSED
    with pytest.raises(NotAllowedError, match="is closed"):
        incidents.update(validated.as_(Role.OWNER), incident.id, known, said("late"))
    opened, _ = incidents.reopen(validated.as_(Role.AUDITOR), incident.id, said("it happened again"))
    assert (opened.state, opened.closed_by) == (IncidentState.OPEN, None)


def test_a_severity_is_lowered_by_another_person_than_who_reported_it(validated: Firm) -> None:
    incidents = validated.workspace.incidents
    incident = report(validated, role=Role.VALIDATOR)
    lower = facts(severity=Severity.LOW)
    with pytest.raises(NotAllowedError, match="You reported"):
        incidents.update(validated.as_(Role.VALIDATOR), incident.id, lower, said("harmless"))
    with pytest.raises(NotAllowedError, match="none of their roles"):
        incidents.update(validated.as_(Role.OWNER), incident.id, lower, said("harmless"))
    assert incidents.get(incident.id).severity is Severity.MEDIUM
    incidents.update(validated.as_(Role.RISK_MANAGER), incident.id, lower, said("harmless"))


def test_incidents_that_cannot_be_are_refused(validated: Firm) -> None:
    before, hour = validated.workspace.trail.count(), timedelta(hours=1)
    for given in (
        {"title": said(" ")},
        {"description": said("")},
        {"at": START + hour},
        {"began_at": START + hour},
        {"ended_at": START + hour},
        {"ended_at": START - hour},
        {"persons": -1},
        {"amount": Exact("x"), "currency": "EUR"},
        {"amount": Exact("10"), "currency": "euro"},
    ):
        with pytest.raises(UserError):
            report(validated, **given)
    for wrong in (
        NewIncident(model=ModelId("MOD-0099"), detected_at=START, facts=facts()),
        NewIncident(model=MODEL, version=VersionId("MOD-0001@9"), detected_at=START, facts=facts()),
        NewIncident(
            model=MODEL, detected_at=START, facts=facts(), notices=(NewNotice(authority=said("BaFin")),)
        ),
    ):
        with pytest.raises(UserError):
            validated.workspace.incidents.report(validated.as_(Role.OWNER), wrong)
    with pytest.raises(NotAllowedError):
        report(validated, role=Role.ADMINISTRATOR)
    assert validated.workspace.trail.count() == before
