"""How is stored what was seen in monitoring?"""

from core.audit import ObjectKind
from core.governance.monitoring import Observation
from core.ids import model_of
from core.store.mapping import Mapper
from core.store.rows import GovernedRow


class ObservationRow(GovernedRow):
    """What was seen of versions in operation."""

    __tablename__ = "observation"


MAPPER = Mapper(
    kind=ObjectKind.OBSERVATION,
    value=Observation,
    row=ObservationRow,
    prefix="MR",
    key=lambda value: value.id,
    columns=lambda value: {
        "model": model_of(value.version),
        "version": value.version,
        "state": value.monitor,
    },
)
