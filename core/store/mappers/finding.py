"""How are findings stored?"""

from sqlalchemy.orm import Mapped, mapped_column

from core.audit import ObjectKind
from core.findings import Finding
from core.store.mapping import Mapper
from core.store.rows import DocumentRow


class FindingRow(DocumentRow):
    """Findings, proposed and confirmed."""

    __tablename__ = "finding"

    version: Mapped[str] = mapped_column(index=True)
    run: Mapped[str | None] = mapped_column(index=True)
    check: Mapped[str | None]
    state: Mapped[str]
    severity: Mapped[str]
    owner: Mapped[str | None]


MAPPER = Mapper(
    kind=ObjectKind.FINDING,
    value=Finding,
    row=FindingRow,
    prefix="F",
    key=lambda value: value.id,
    columns=lambda value: {
        "version": value.version,
        "run": value.run,
        "check": value.check,
        "state": value.state,
        "severity": value.severity,
        "owner": value.owner,
    },
)
