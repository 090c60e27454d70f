"""How are versions of the risk scales stored?"""

from core.audit import ObjectKind
from core.governance.scales import Scale
from core.store.mapping import Mapper
from core.store.rows import GovernedRow


class ScaleRow(GovernedRow):
    """Adopted scales; the built-in one is no row."""

    __tablename__ = "scale"


MAPPER = Mapper(
    kind=ObjectKind.SCALE,
    value=Scale,
    row=ScaleRow,
    prefix="SC",
    key=lambda value: value.id,
    columns=lambda value: {"model": None, "version": None, "state": None},  # noqa: ARG005
)
