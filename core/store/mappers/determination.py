"""How are determinations stored?"""

from core.audit import ObjectKind
from core.governance.determinations import Determination
from core.store.mapping import Mapper
from core.store.rows import GovernedRow


class DeterminationRow(GovernedRow):
    """Signed determinations."""

    __tablename__ = "determination"


MAPPER = Mapper(
    kind=ObjectKind.DETERMINATION,
    value=Determination,
    row=DeterminationRow,
    prefix="DT",
    key=lambda value: value.id,
    columns=lambda value: {"model": value.model, "version": value.version, "state": value.kind},
)
