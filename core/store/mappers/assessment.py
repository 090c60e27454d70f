"""How are risk assessments stored?"""

from sqlalchemy.orm import Mapped, mapped_column

from core.audit import ObjectKind
from core.risk import RiskAssessment
from core.store.mapping import Mapper
from core.store.rows import DocumentRow


class AssessmentRow(DocumentRow):
    """Committed assessments."""

    __tablename__ = "assessment"

    version: Mapped[str] = mapped_column(index=True)
    tier: Mapped[str]


MAPPER = Mapper(
    kind=ObjectKind.ASSESSMENT,
    value=RiskAssessment,
    row=AssessmentRow,
    prefix="RA",
    key=lambda value: value.id,
    columns=lambda value: {"version": value.version, "tier": value.tier},
)
