"""How are vendors stored?"""

from core.audit import ObjectKind
from core.governance.vendors import Vendor
from core.store.mapping import Mapper
from core.store.rows import GovernedRow


class VendorRow(GovernedRow):
    """Vendors."""

    __tablename__ = "vendor"


MAPPER = Mapper(
    kind=ObjectKind.VENDOR,
    value=Vendor,
    row=VendorRow,
    prefix="VEN",
    key=lambda value: value.id,
    columns=lambda _value: {"model": None, "version": None, "state": None},
)
