"""What does a kind of determination demand, beyond what is demanded of all?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.governance.determinations import Answer, Determination, DeterminationKind
from core.ids import Digest, ModelId, PersonId, VersionId
from core.inventory import Model, ModelVersion
from core.messages import Message
from core.people import Permission, Person, Role
from core.policy import Policy
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.lookup import Reader


class Subject(StrEnum):
    """What a kind of determination is about."""

    MODEL = "model"
    VERSION = "version"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDetermination:
    """What somebody wants to determine."""

    kind: DeterminationKind
    model: ModelId
    version: VersionId | None = None
    """Required by kinds about a version, refused by kinds about a model."""
    topic: str = ""
    outcome: str
    answers: tuple[Answer, ...] = ()
    reason: Text
    limits: Text | None = None
    informed: tuple[PersonId, ...] = ()
    evidence: tuple[str, ...] = ()
    catalogue: Digest | None = None
    """With which questions it was answered; None: with those in force."""
    expires: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a guard looks at: read inside the transaction, never handed in by the caller."""

    reader: Reader
    policy: Policy
    model: Model
    version: ModelVersion | None
    """None for kinds about a model."""
    versions: tuple[ModelVersion, ...]
    """All of the model, oldest first."""
    given: tuple[Determination, ...]
    """All of the model and its versions, oldest first."""
    person: Person
    today: date
    new: NewDetermination | None
    """None: it is asked beforehand whether the person may determine at all."""


Guard = Callable[[Case], Message | None]
"""Return why it may not be determined, or None."""
After = Callable[[Transaction, Desk, Determination], Changes]
"""What follows in the same transaction, for example another state."""


def nothing_follows(step: Transaction, desk: Desk, determination: Determination) -> Changes:
    """Change nothing further."""
    del step, desk, determination
    return Changes.NONE


def no_catalogue(topic: str) -> Digest | None:
    """Rest on no questionnaire."""
    del topic
    return None


def always_follows(determination: Determination) -> bool:
    """Accept the outcome: it is a person's judgment and not computed from answers."""
    del determination
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who may determine what, and what must be said with it.

    For all kinds the engine itself demands: a human with an own certificate and the own key, a reason, one of
    the outcomes, never the developer of the version (kinds about a model: of any version).
    """

    kind: DeterminationKind
    subject: Subject
    outcomes: type[StrEnum]
    permissions: tuple[Permission, ...] = (Permission.ASSESS,)
    """One of them is enough."""
    roles: tuple[Role, ...] = ()
    """Roles that are enough without the permission."""
    own_work: bool = False
    """Whether the developer may determine it as well."""
    not_by_owner: frozenset[str] = frozenset()
    """Outcomes in the owner's favor, which the owner may not determine."""
    limits: frozenset[str] = frozenset()
    """Outcomes that need limits."""
    informed: frozenset[str] = frozenset()
    """Outcomes of which somebody must have been told."""
    expiry: frozenset[str] = frozenset()
    """Outcomes that need a last day."""
    longest: Callable[[Policy], int] | None = None
    """Days after which it ends at the latest."""
    guards: tuple[Guard, ...] = ()
    catalogue: Callable[[str], Digest | None] = no_catalogue
    """Digest of the questions in force for a topic."""
    follows: Callable[[Determination], bool] = always_follows
    """Whether the outcome follows from the answers; asked at signing and again by every verification."""
    after: After = nothing_follows
    after_withdrawal: After = nothing_follows
    touched: Changes = Changes.NONE
    """Pages that show it beside the determinations themselves."""
