"""By when must be attested, and by when must challenges be answered?"""

from collections.abc import Iterator
from datetime import date

from core.governance.campaigns import Attestation, Campaign
from core.governance.challenges import Challenge
from core.governance.due import DueItem, DueKind
from core.messages import message
from core.policy import Policy
from core.store import Store
from core.workspace.governance.owners import owners_of


def items(store: Store, _policy: Policy, _today: date) -> Iterator[DueItem]:
    """Yield one attestation per addressee of each campaign and one answer per challenge with a day."""
    given = {(item.campaign, item.model) for item in store.all(Attestation)}
    for campaign in store.all(Campaign):
        for addressee in campaign.addressees:
            done = (campaign.id, addressee.model) in given
            yield DueItem(
                kind=DueKind.CAMPAIGN,
                id=campaign.id,
                part=addressee.model,
                what=message("{model} is attested", model=addressee.model),
                who=addressee.person,
                day=campaign.due,
                model=addressee.model,
                settled=done or not campaign.is_open,
                revision=int(done) + int(not campaign.is_open),
            )
    challenges = store.all(Challenge)
    owners = owners_of(store) if challenges else {}
    for challenge in challenges:
        if challenge.due is not None:
            yield DueItem(
                kind=DueKind.CHALLENGE,
                id=challenge.id,
                what=message("{challenge} is answered", challenge=challenge.id),
                who=owners.get(challenge.model),
                day=challenge.due,
                model=challenge.model,
                version=challenge.version,
                settled=challenge.answer is not None or not challenge.is_open,
                revision=int(challenge.answer is not None) + int(not challenge.is_open),
            )
