"""How is stored what is to be watched of a version?"""

from core.audit import ObjectKind
from core.governance.monitoring import Monitor
from core.ids import model_of
from core.store.mapping import Mapper
from core.store.rows import GovernedRow


class MonitorRow(GovernedRow):
    """What is watched of versions in operation."""

    __tablename__ = "monitor"


MAPPER = Mapper(
    kind=ObjectKind.MONITOR,
    value=Monitor,
    row=MonitorRow,
    prefix="MON",
    key=lambda value: value.id,
    columns=lambda value: {
        "model": model_of(value.version),
        "version": value.version,
        "state": "active" if value.active else "stopped",
    },
)
