"""How is the workspace itself stored?"""

from core.audit import ObjectKind
from core.store.aggregates import WorkspaceRecord
from core.store.mapping import Mapper
from core.store.rows import DocumentRow


class MetaRow(DocumentRow):
    """One row: the workspace's id and day of creation."""

    __tablename__ = "meta"


MAPPER = Mapper(
    kind=ObjectKind.WORKSPACE,
    value=WorkspaceRecord,
    row=MetaRow,
    key=lambda value: value.id,
    columns=lambda _: {},
)
