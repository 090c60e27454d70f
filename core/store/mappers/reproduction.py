"""How are reproductions stored?"""

from core.audit import ObjectKind
from core.governance.reproduction import Reproduction
from core.ids import Digest
from core.store.mapping import Mapper
from core.store.rows import GovernedRow


class ReproductionRow(GovernedRow):
    """Runs of training scripts."""

    __tablename__ = "reproduction"


def files(value: Reproduction) -> tuple[Digest, ...]:
    """Name the script, what it wrote, and what that was compared with."""
    found = (value.script.digest, value.predictions, value.expected)
    return tuple(item for item in found if item is not None)


MAPPER = Mapper(
    kind=ObjectKind.REPRODUCTION,
    value=Reproduction,
    row=ReproductionRow,
    prefix="RPD",
    key=lambda value: value.id,
    columns=lambda value: {"model": value.model, "version": value.version, "state": value.state},
    files=files,
)
