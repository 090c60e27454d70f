"""How are decisions stored?"""

from sqlalchemy.orm import Mapped, mapped_column

from core.audit import ObjectKind
from core.decisions import Decision
from core.store.mapping import Mapper
from core.store.rows import DocumentRow


class DecisionRow(DocumentRow):
    """Signed decisions."""

    __tablename__ = "decision"

    version: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]


MAPPER = Mapper(
    kind=ObjectKind.DECISION,
    value=Decision,
    row=DecisionRow,
    prefix="D",
    key=lambda value: value.id,
    columns=lambda value: {"version": value.version, "kind": value.kind},
)
