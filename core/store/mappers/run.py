"""How are check runs stored?"""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.audit import ObjectKind
from core.results import CheckRun
from core.store.mapping import Mapper
from core.store.rows import STRICT, DocumentRow


class RunRow(DocumentRow):
    """Check runs with all their results."""

    __tablename__ = "run"
    __table_args__ = (Index("ix_run_newest", "version", "dataset", "created_seq"), STRICT)
    """The newest run per data set is found without reading the long documents."""

    version: Mapped[str] = mapped_column(index=True)
    dataset: Mapped[str]
    state: Mapped[str]
    policy: Mapped[str]


MAPPER = Mapper(
    kind=ObjectKind.RUN,
    value=CheckRun,
    row=RunRow,
    prefix="RUN",
    key=lambda value: value.id,
    columns=lambda value: {
        "version": value.version,
        "dataset": value.dataset,
        "state": value.state,
        "policy": value.policy,
    },
    files=lambda value: () if value.predictions is None else (value.predictions,),
)
