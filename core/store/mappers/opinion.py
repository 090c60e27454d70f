"""How are audit opinions stored?"""

from sqlalchemy.orm import Mapped

from core.audit import ObjectKind
from core.opinion import Opinion
from core.store.mapping import Mapper
from core.store.rows import DocumentRow


class OpinionRow(DocumentRow):
    """Opinions with their whole examination."""

    __tablename__ = "opinion"

    author: Mapped[str]
    grade: Mapped[str | None]


MAPPER = Mapper(
    kind=ObjectKind.OPINION,
    value=Opinion,
    row=OpinionRow,
    prefix="OPN",
    key=lambda value: value.id,
    columns=lambda value: {"author": value.author, "grade": value.grade},
)
