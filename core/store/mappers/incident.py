"""How are incidents stored?"""

from core.audit import ObjectKind
from core.governance.incidents import Incident
from core.store.mapping import Mapper
from core.store.rows import GovernedRow


class IncidentRow(GovernedRow):
    """Incidents."""

    __tablename__ = "incident"


MAPPER = Mapper(
    kind=ObjectKind.INCIDENT,
    value=Incident,
    row=IncidentRow,
    prefix="INC",
    key=lambda value: value.id,
    columns=lambda value: {"model": value.model, "version": value.version, "state": value.state},
)
