"""How are imports of registers stored?"""

from core.audit import ObjectKind
from core.governance.register.imports import RegisterImport
from core.store.mapping import Mapper
from core.store.rows import GovernedRow


class RegisterImportRow(GovernedRow):
    """Imports that were made, with the file they came from."""

    __tablename__ = "register_import"


MAPPER = Mapper(
    kind=ObjectKind.IMPORT,
    value=RegisterImport,
    row=RegisterImportRow,
    prefix="IMP",
    key=lambda value: value.id,
    columns=lambda _value: {"model": None, "version": None, "state": None},
    files=lambda value: (value.source,),
)
