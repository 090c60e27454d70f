"""How are attestation campaigns stored?"""

from core.audit import ObjectKind
from core.governance.campaigns import Campaign
from core.store.mapping import Mapper
from core.store.rows import GovernedRow


class CampaignRow(GovernedRow):
    """Calls for attestations."""

    __tablename__ = "campaign"


MAPPER = Mapper(
    kind=ObjectKind.CAMPAIGN,
    value=Campaign,
    row=CampaignRow,
    prefix="CAM",
    key=lambda value: value.id,
    columns=lambda value: {"model": None, "version": None, "state": "open" if value.is_open else "closed"},
)
