"""How are filed documents stored?"""

from sqlalchemy.orm import Mapped, mapped_column

from core.audit import ObjectKind
from core.governance.documents import Document
from core.store.mapping import Mapper
from core.store.rows import GovernedRow


class DocumentRecordRow(GovernedRow):
    """Documents; their files lie under their digest."""

    __tablename__ = "document_record"

    subject: Mapped[str | None] = mapped_column(index=True)


MAPPER = Mapper(
    kind=ObjectKind.DOCUMENT,
    value=Document,
    row=DocumentRecordRow,
    prefix="DOC",
    key=lambda value: value.id,
    columns=lambda value: {
        "model": value.model,
        "version": value.version,
        "state": value.kind,
        "subject": value.subject,
    },
    files=lambda value: (value.digest,),
)
