"""Is there a thing with this id, whatever kind of thing it is?"""

from core.errors import UserError
from core.inventory import ModelVersion
from core.messages import message
from core.store.aggregates import Aggregate
from core.store.mapping import mappers
from core.workspace.lookup import Reader


def find_subject(reader: Reader, subject: str) -> Aggregate | None:
    """Return what an id names, such as "MOD-0001", "MOD-0001@2" or "F-0001"; None if it is not there."""
    if "@" in subject:
        return reader.get(ModelVersion, subject)
    prefix = subject.rpartition("-")[0]
    for mapper in mappers():
        if mapper.prefix is not None and mapper.prefix == prefix:
            return reader.get(mapper.value, subject)
    return None


def require_subject(reader: Reader, subject: str | None) -> None:
    """Raise `UserError` if an id names nothing; None stands for the whole firm."""
    if subject is not None and find_subject(reader, subject) is None:
        raise UserError(
            message(
                "There is nothing with the id {id} in this workspace. Nothing was changed. "
                "Give the id of a model, version, vendor, finding or another record.",
                id=subject,
            )
        )
