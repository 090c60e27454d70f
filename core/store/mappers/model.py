"""How are models stored?"""

from sqlalchemy.orm import Mapped

from core.audit import ObjectKind
from core.inventory import Model
from core.store.mapping import Mapper
from core.store.rows import DocumentRow


class ModelRow(DocumentRow):
    """Models of the inventory."""

    __tablename__ = "model"

    kind: Mapped[str]
    basis: Mapped[str]
    owner: Mapped[str]


MAPPER = Mapper(
    kind=ObjectKind.MODEL,
    value=Model,
    row=ModelRow,
    prefix="MOD",
    key=lambda value: value.id,
    columns=lambda value: {"kind": value.kind, "basis": value.basis, "owner": value.owner},
)
