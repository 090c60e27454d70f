"""How are persons stored?"""

from sqlalchemy.orm import Mapped

from core.audit import ObjectKind
from core.people import Person
from core.store.mapping import Mapper
from core.store.rows import DocumentRow


class PersonRow(DocumentRow):
    """Persons and service identities."""

    __tablename__ = "person"

    kind: Mapped[str]
    state: Mapped[str]


MAPPER = Mapper(
    kind=ObjectKind.PERSON,
    value=Person,
    row=PersonRow,
    key=lambda value: value.id,
    columns=lambda value: {"kind": value.kind, "state": "active" if value.active else "inactive"},
)
