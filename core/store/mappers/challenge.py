"""How are challenges stored?"""

from core.audit import ObjectKind
from core.governance.challenges import Challenge
from core.store.mapping import Mapper
from core.store.rows import GovernedRow


class ChallengeRow(GovernedRow):
    """The log of effective challenge."""

    __tablename__ = "challenge"


MAPPER = Mapper(
    kind=ObjectKind.CHALLENGE,
    value=Challenge,
    row=ChallengeRow,
    prefix="CH",
    key=lambda value: value.id,
    columns=lambda value: {"model": value.model, "version": value.version, "state": value.outcome},
)
