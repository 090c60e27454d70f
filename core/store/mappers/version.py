"""How are model versions stored?"""

from sqlalchemy.orm import Mapped, mapped_column

from core.audit import ObjectKind
from core.ids import Digest
from core.inventory import ModelVersion
from core.store.mapping import Mapper
from core.store.rows import DocumentRow


class VersionRow(DocumentRow):
    """Versions of models."""

    __tablename__ = "version"

    model: Mapped[str] = mapped_column(index=True)
    label: Mapped[str]
    state: Mapped[str]
    developer: Mapped[str]


def files(value: ModelVersion) -> tuple[Digest, ...]:
    """Name the model files with all that belongs to them, and the golden sample."""
    golden = () if value.golden is None else (value.golden.digest,)
    beside = (item.digest for artifact in value.artifacts for item in artifact.companions)
    return (*(artifact.digest for artifact in value.artifacts), *beside, *golden)


MAPPER = Mapper(
    kind=ObjectKind.VERSION,
    value=ModelVersion,
    row=VersionRow,
    key=lambda value: value.id,
    columns=lambda value: {
        "model": value.model,
        "label": value.label,
        "state": value.state,
        "developer": value.developer,
    },
    files=files,
)
