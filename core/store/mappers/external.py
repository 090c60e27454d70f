"""How is stored which external checks were allowed?"""

from sqlalchemy.orm import Mapped

from core.audit import ObjectKind
from core.external import Admission
from core.store.mapping import Mapper
from core.store.rows import DocumentRow


class ExternalRow(DocumentRow):
    """What was said last of each external check."""

    __tablename__ = "external"

    package: Mapped[str]


MAPPER = Mapper(
    kind=ObjectKind.EXTERNAL,
    value=Admission,
    row=ExternalRow,
    key=lambda value: value.id,
    columns=lambda value: {"package": value.package},
)
