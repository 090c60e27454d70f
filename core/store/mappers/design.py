"""How are design records stored? One per version, under the version's id."""

from core.audit import ObjectKind
from core.governance.design import DesignRecord
from core.store.mapping import Mapper
from core.store.rows import GovernedRow


class DesignRow(GovernedRow):
    """Design-time records."""

    __tablename__ = "design"


MAPPER = Mapper(
    kind=ObjectKind.DESIGN,
    value=DesignRecord,
    row=DesignRow,
    key=lambda value: value.version,
    columns=lambda value: {"model": value.model, "version": value.version, "state": None},
)
