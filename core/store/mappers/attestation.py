"""How are attestations stored?"""

from core.audit import ObjectKind
from core.governance.campaigns import Attestation
from core.store.mapping import Mapper
from core.store.rows import GovernedRow


class AttestationRow(GovernedRow):
    """What was attested."""

    __tablename__ = "attestation"


MAPPER = Mapper(
    kind=ObjectKind.ATTESTATION,
    value=Attestation,
    row=AttestationRow,
    prefix="ATT",
    key=lambda value: value.id,
    columns=lambda value: {"model": value.model, "version": None, "state": value.campaign},
)
