"""Does only the person asked attest, for the record as it is, and is a forged attestation found?"""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.audit import Action, Problem
from core.errors import NotAllowedError, UserError
from core.governance.campaigns import AttestationAnswer, AttestationState, Campaign
from core.people import Role
from core.ties import Duty, Responsibility
from core.workspace.governance.campaigns import NewAttestation, NewCampaign
from tests.core.casework import Firm, said


def opened(firm: Firm) -> Campaign:
    """Open a campaign over one model."""
    firm.model()
    new = NewCampaign(
        title=said("Inventory 2026"),
        statement=said("The entry of my model is true and complete."),
        due=firm.clock().date() + timedelta(days=14),
    )
    return firm.workspace.campaigns.open(firm.as_(Role.RISK_MANAGER), new)[0]


def affirmed(campaign: Campaign) -> NewAttestation:
    """Affirm for the first model."""
    return NewAttestation(
        campaign=campaign.id, model=campaign.addressees[0].model, answer=AttestationAnswer.AFFIRMED
    )


def test_the_owner_attests_signed_and_a_later_change_of_the_record_is_seen(firm: Firm) -> None:
    campaign, campaigns = opened(firm), firm.workspace.campaigns
    assert campaigns.lines(campaign.id)[0].state is AttestationState.OPEN

    given, _ = campaigns.attest(firm.as_(Role.OWNER), affirmed(campaign), firm.key(Role.OWNER))

    assert campaigns.signature_valid(given)
    assert not campaigns.signature_valid(replace(given, answer=AttestationAnswer.REFUSED))
    assert campaigns.lines(campaign.id)[0].state is AttestationState.GIVEN
    change(firm, given.model, duties=())
    assert campaigns.lines(campaign.id)[0].state is AttestationState.GIVEN
    change(firm, given.model, business_area=said("Elsewhere"))
    assert campaigns.lines(campaign.id)[0].state is AttestationState.CHANGED_SINCE


def change(firm: Firm, model: str, **fields: object) -> None:
    """Change a model in the store."""
    from core.ids import ModelId

    with firm.workspace._desk.store.transaction(firm.as_(Role.OWNER)) as step:
        changed = replace(firm.workspace.inventory.model(ModelId(model)), **fields)  # type: ignore[arg-type]
        step.put(changed, Action.MODEL_CHANGED)


def test_nobody_else_attests_not_even_with_the_owners_key(firm: Firm) -> None:
    campaign, campaigns = opened(firm), firm.workspace.campaigns

    with pytest.raises(NotAllowedError, match="neither asked"):
        campaigns.attest(firm.as_(Role.DEVELOPER), affirmed(campaign), firm.key(Role.DEVELOPER))
    with pytest.raises(NotAllowedError, match="belongs to somebody else"):
        campaigns.attest(firm.as_(Role.DEVELOPER), affirmed(campaign), firm.key(Role.OWNER))
    assert campaigns.lines(campaign.id)[0].attestation is None


def test_the_deputy_of_the_owner_attests_in_the_own_name(firm: Firm) -> None:
    campaign = opened(firm)
    owner, deputy = firm.person(Role.OWNER).id, firm.person(Role.DEVELOPER).id
    duty = Responsibility(duty=Duty.OWNER, person=owner, deputy=deputy)
    change(firm, campaign.addressees[0].model, duties=(duty,))

    given, _ = firm.workspace.campaigns.attest(
        firm.as_(Role.DEVELOPER), affirmed(campaign), firm.key(Role.DEVELOPER)
    )

    assert (given.given_by, given.for_) == (deputy, owner)


def test_an_exception_needs_words_and_a_record_that_was_read_must_be_the_present_one(firm: Firm) -> None:
    campaign, campaigns = opened(firm), firm.workspace.campaigns
    session, key = firm.as_(Role.OWNER), firm.key(Role.OWNER)
    with pytest.raises(UserError, match="Say what is not"):
        campaigns.attest(session, replace(affirmed(campaign), answer=AttestationAnswer.REFUSED), key)
    read = campaigns.record_of(campaign.addressees[0].model)
    change(firm, campaign.addressees[0].model, business_area=said("Elsewhere"))

    with pytest.raises(UserError, match="was changed since you read it"):
        campaigns.attest(session, replace(affirmed(campaign), record=read), key)


def test_several_models_are_attested_with_one_key_each_signed_by_itself_or_none(firm: Firm) -> None:
    firm.model(name="Second model")
    campaign, campaigns = opened(firm), firm.workspace.campaigns
    session, key = firm.as_(Role.OWNER), firm.key(Role.OWNER)
    records = campaigns.records(campaign.id)
    given = [replace(affirmed(campaign), model=model, record=records[model]) for model in records]
    assert len(given) == 2
    with pytest.raises(UserError, match="No model was chosen"):
        campaigns.attest_many(session, (), key)
    with pytest.raises(NotAllowedError, match="neither asked"):
        campaigns.attest_many(firm.as_(Role.DEVELOPER), given, firm.key(Role.DEVELOPER))
    before = firm.workspace.trail.count()
    change(firm, given[1].model, business_area=said("Elsewhere"))
    with pytest.raises(UserError, match="was changed since you read it"):
        campaigns.attest_many(session, given, key)
    assert firm.workspace.trail.count() == before + 1
    assert all(line.attestation is None for line in campaigns.lines(campaign.id))

    done, _ = campaigns.attest_many(session, [replace(item, record=None) for item in given], key)

    assert [item.model for item in done] == [item.model for item in given]
    assert len({item.signature for item in done}) == 2
    assert all(campaigns.signature_valid(item) for item in done)
    assert {line.state for line in campaigns.lines(campaign.id)} == {AttestationState.GIVEN}


def test_a_closed_campaign_takes_nothing_more_and_what_is_missing_stays_overdue(firm: Firm) -> None:
    campaign, campaigns = opened(firm), firm.workspace.campaigns
    firm.later(days=20)
    with pytest.raises(NotAllowedError):
        campaigns.close(firm.as_(Role.OWNER), campaign.id, said("done"))
    campaigns.close(firm.as_(Role.RISK_MANAGER), campaign.id, said("one is missing"))

    assert campaigns.lines(campaign.id)[0].state is AttestationState.OVERDUE
    with pytest.raises(NotAllowedError, match="is closed"):
        campaigns.attest(firm.as_(Role.OWNER), affirmed(campaign), firm.key(Role.OWNER))


def test_who_may_not_open_a_campaign_is_refused_and_the_past_is_no_due_day(firm: Firm) -> None:
    firm.model()
    new = NewCampaign(title=said("t"), statement=said("s"), due=date(2030, 1, 1))

    with pytest.raises(NotAllowedError):
        firm.workspace.campaigns.open(firm.as_(Role.OWNER), new)
    with pytest.raises(UserError, match="in the past"):
        firm.workspace.campaigns.open(firm.as_(Role.RISK_MANAGER), replace(new, due=date(2020, 1, 1)))


def test_an_attestation_edited_in_the_database_is_found(firm: Firm) -> None:
    campaign, campaigns = opened(firm), firm.workspace.campaigns
    campaigns.attest(
        firm.as_(Role.OWNER),
        replace(affirmed(campaign), answer=AttestationAnswer.REFUSED, text=said("wrong owner")),
        firm.key(Role.OWNER),
    )
    with closing(sqlite3.connect(firm.workspace.folder / "workspace.db")) as connection:
        connection.execute(
            "UPDATE attestation SET document ="
            " CAST(replace(CAST(document AS TEXT), 'refused', 'affirmed') AS BLOB)"
        )
        connection.commit()

    (line,) = campaigns.lines(campaign.id)
    assert line.attestation is not None
    assert not campaigns.signature_valid(line.attestation)
    assert not firm.workspace.trail.verify().intact


def test_what_the_window_is_told_of_a_campaign_is_what_the_guards_do(firm: Firm) -> None:
    campaign, campaigns = opened(firm), firm.workspace.campaigns
    model = campaign.addressees[0].model

    def attesting() -> list[Role]:
        found = {role: firm.person(role) for role in firm.sessions}
        return [
            role for role, who in found.items() if campaigns.attest_obstacle(campaign.id, model, who) is None
        ]

    assert attesting() == [Role.OWNER]
    assert campaigns.close_obstacle(campaign.id) is None
    campaigns.close(firm.as_(Role.RISK_MANAGER), campaign.id, said("one is missing"))
    assert attesting() == []
    assert campaigns.close_obstacle(campaign.id) is not None
    with pytest.raises(NotAllowedError, match="is closed"):
        campaigns.close(firm.as_(Role.RISK_MANAGER), campaign.id, said("again"))


def test_an_attestation_that_the_owner_did_not_sign_is_named_by_the_verification(firm: Firm) -> None:
    campaign, campaigns = opened(firm), firm.workspace.campaigns
    given, _ = campaigns.attest(firm.as_(Role.OWNER), affirmed(campaign), firm.key(Role.OWNER))
    assert firm.workspace.trail.verify().intact
    auditor = firm.person(Role.AUDITOR)
    forged = (replace(given, answer=AttestationAnswer.REFUSED), replace(given, given_by=auditor.id))
    for record in forged:
        with firm.workspace._desk.store.transaction(firm.as_(Role.AUDITOR)) as step:
            step.put(record, Action.ATTESTED)
        problems = firm.workspace.trail.verify().problems
        assert [(item.problem, item.object) for item in problems] == [
            (Problem.SIGNATURE_INVALID, f"attestation {given.id}")
        ]
