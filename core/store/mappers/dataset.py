"""How are data sets stored?"""

from sqlalchemy.orm import Mapped, mapped_column

from core.audit import ObjectKind
from core.inventory import Dataset
from core.store.mapping import Mapper
from core.store.rows import DocumentRow


class DatasetRow(DocumentRow):
    """Registered tables."""

    __tablename__ = "dataset"

    kind: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)


MAPPER = Mapper(
    kind=ObjectKind.DATASET,
    value=Dataset,
    row=DatasetRow,
    prefix="DS",
    key=lambda value: value.id,
    columns=lambda value: {"kind": value.kind, "sha256": value.digest},
    files=lambda value: (value.digest,) if value.reference is None else (),
)
