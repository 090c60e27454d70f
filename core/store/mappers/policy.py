"""How are adopted policies stored?"""

from core.audit import ObjectKind
from core.policy_file import PolicyFile
from core.store.mapping import Mapper
from core.store.rows import DocumentRow


class PolicyRow(DocumentRow):
    """Every policy file that was ever adopted, by its digest."""

    __tablename__ = "policy"


MAPPER = Mapper(
    kind=ObjectKind.POLICY,
    value=PolicyFile,
    row=PolicyRow,
    key=lambda value: value.digest,
    columns=lambda _: {},
)
