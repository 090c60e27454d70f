"""How are issued release certificates stored?"""

from core.audit import ObjectKind
from core.governance.certificates import ReleaseCertificate
from core.store.mapping import Mapper
from core.store.rows import GovernedRow


class CertificateRow(GovernedRow):
    """Release certificates that were issued."""

    __tablename__ = "certificate"


MAPPER = Mapper(
    kind=ObjectKind.CERTIFICATE,
    value=ReleaseCertificate,
    row=CertificateRow,
    prefix="RC",
    key=lambda value: value.id,
    columns=lambda value: {"model": value.model, "version": value.version, "state": value.decision},
    files=lambda value: (value.digest,),
)
