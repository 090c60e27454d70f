"""Who owns each model, read without its texts?"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.ids import ModelId, PersonId
from core.inventory import Model
from core.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """What is asked of a model."""

    id: ModelId
    owner: PersonId


def owners_of(store: Store) -> Mapping[ModelId, PersonId]:
    """Return the owner of each model."""
    return {item.id: item.owner for item in store.newest_heads(Model, Owned, per=("id",))}
