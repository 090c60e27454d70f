"""What is a deed: one public method that changes something, called with everything it needs?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.people import Role
from core.workspace.people import SigningKey
from core.workspace.session import Session
from tests.core.casework import PASSPHRASE, Firm
from tests.core.guards.world import Ids

ADMIN, OWNER, DEVELOPER, VALIDATOR = Role.ADMINISTRATOR, Role.OWNER, Role.DEVELOPER, Role.VALIDATOR
MANAGER, HEAD, AUDITOR, PROTECTOR, SERVICE = (
    Role.RISK_MANAGER,
    Role.HEAD_OF_RISK,
    Role.AUDITOR,
    Role.DATA_PROTECTION_OFFICER,
    Role.SERVICE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A furnished workspace, everybody signed in."""

    firm: Firm
    ids: Ids
    keys: dict[str, SigningKey]

    def key(self, session: Session) -> SigningKey:
        """Return the key of who acts; whoever has none tries that of the risk manager."""
        person = session.person.id
        return self.keys.get(person) or self.keys[self.firm.person(MANAGER).id]

    def soon(self, days: int = 5) -> date:
        """Return a day in the near future."""
        return self.firm.clock().date() + timedelta(days=days)


Call = Callable[[World, Session], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One call, and which of the persons, each with one role, may make it in the furnished workspace."""

    path: str
    """Attribute of the workspace and method."""
    call: Call
    may: frozenset[Role]
    heavy: bool = False
    """Whether it takes long to do, so that it is done once and not by everybody who may."""
    writes: bool = True
    """Whether it records something; what does not is refused all the same."""
    halts: str = ""
    """What the furnished workspace lacks: what those who may are told, behind all questions of who."""


def deed(path: str, may: Iterable[Role], call: Call, **more: object) -> Deed:
    """Return a deed."""
    return Deed(path=path, call=call, may=frozenset(may), **more)  # type: ignore[arg-type]


def unlocked(firm: Firm) -> dict[str, SigningKey]:
    """Unlock everybody's signing key once."""
    return {
        session.person.id: firm.workspace.people.signing_key(session, PASSPHRASE)
        for role, session in firm.sessions.items()
        if role is not SERVICE
    }
