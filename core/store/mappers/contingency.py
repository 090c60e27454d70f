"""How are contingency plans stored?"""

from core.audit import ObjectKind
from core.governance.contingency import Contingency
from core.store.mapping import Mapper
from core.store.rows import GovernedRow


class ContingencyRow(GovernedRow):
    """Contingency plans, one per model."""

    __tablename__ = "contingency"


MAPPER = Mapper(
    kind=ObjectKind.CONTINGENCY,
    value=Contingency,
    row=ContingencyRow,
    prefix=None,
    key=lambda value: value.model,
    columns=lambda value: {"model": value.model, "version": None, "state": None},
)
