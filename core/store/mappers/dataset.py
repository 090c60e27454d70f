"""How are data sets stored?"""

from sqlalchemy.orm import Mapped, mapped_column

from core.audit import ObjectKind
from core.ids import Digest
from core.inventory import Dataset
from core.store.mapping import Mapper
from core.store.rows import DocumentRow


class DatasetRow(DocumentRow):
    """Registered tables."""

    __tablename__ = "dataset"

    kind: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)


def _files(value: Dataset) -> tuple[Digest, ...]:
    """Return what lies in the workspace: the file as registered, or what is left after a deletion."""
    if value.deletion is not None:
        return () if value.deletion.kept is None else (value.deletion.kept,)
    return (value.digest,) if value.reference is None else ()


MAPPER = Mapper(
    kind=ObjectKind.DATASET,
    value=Dataset,
    row=DatasetRow,
    prefix="DS",
    key=lambda value: value.id,
    columns=lambda value: {"kind": value.kind, "sha256": value.digest},
    files=_files,
)
