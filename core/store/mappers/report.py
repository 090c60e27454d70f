"""How are filed reports stored?"""

from sqlalchemy.orm import Mapped, mapped_column

from core.audit import ObjectKind
from core.evidence import IssuedReport
from core.store.mapping import Mapper
from core.store.rows import DocumentRow


class ReportRow(DocumentRow):
    """Reports that were signed and filed; the files lie in `reports/`."""

    __tablename__ = "report"

    version: Mapped[str | None] = mapped_column(index=True)
    kind: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    opinion: Mapped[str | None] = mapped_column(index=True)


MAPPER = Mapper(
    kind=ObjectKind.REPORT,
    value=IssuedReport,
    row=ReportRow,
    prefix="REP",
    key=lambda value: value.id,
    columns=lambda value: {
        "version": value.version,
        "kind": value.kind,
        "sha256": value.sha256,
        "opinion": value.opinion,
    },
)
