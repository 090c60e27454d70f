"""How are use cases stored?"""

from core.audit import ObjectKind
from core.governance.use_cases import UseCase
from core.store.mapping import Mapper
from core.store.rows import GovernedRow


class UseCaseRow(GovernedRow):
    """Use cases."""

    __tablename__ = "use_case"


MAPPER = Mapper(
    kind=ObjectKind.USE_CASE,
    value=UseCase,
    row=UseCaseRow,
    prefix="UC",
    key=lambda value: value.id,
    columns=lambda value: {"model": None, "version": None, "state": value.status},
)
