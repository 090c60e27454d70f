"""Which policy is in force, and how does another one come into force?"""

from core.audit import Action
from core.canonical import sha256
from core.errors import ConflictError, NotAllowedError
from core.ids import Digest
from core.messages import message
from core.people import Role
from core.policy import Policy
from core.policy_file import PolicyFile, policy_file
from core.store.files import write_durably
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.session import Session

POLICY = "policy.toml"
MAY_ADOPT = frozenset({Role.ADMINISTRATOR, Role.RISK_MANAGER})


class Policies:
    """The adopted policy and its readable copy in the folder."""

    def __init__(self, desk: Desk) -> None:
        """Work on a workspace."""
        self._desk = desk

    def changed_on_disk(self) -> bool:
        """Tell whether `policy.toml` differs from the adopted policy."""
        try:
            data = (self._desk.folder / POLICY).read_bytes()
        except OSError:
            return True
        return sha256(data) != self._desk.policy.digest

    def text(self) -> bytes:
        """Return the file of the policy in force, byte for byte."""
        found = self._desk.store.get(PolicyFile, self._desk.policy.digest)
        return b"" if found is None else found.toml.encode()

    def adopt(
        self, session: Session, data: bytes, reason: Text | None = None, *, replaces: Digest | None = None
    ) -> tuple[Policy, Changes]:
        """Record a policy as the one in force and write the readable copy.

        `replaces` is the digest of the policy it was compared with; if another one is in force by now,
        nothing is changed.
        """
        if not MAY_ADOPT.intersection(session.person.roles):
            raise NotAllowedError(
                message(
                    "{name} may not adopt a policy. Nothing was changed. "
                    "Switch to an administrator or a risk manager.",
                    name=session.person.name.name(),
                )
            )
        adopted = policy_file(data)
        with self._desk.store.transaction(session, reason) as transaction:
            now = transaction.newest(PolicyFile)
            if replaces is not None and (now is None or now.digest != replaces):
                raise ConflictError(
                    message("Another policy came into force meanwhile. Nothing was changed. Compare again.")
                )
            transaction.put(adopted, Action.POLICY_ADOPTED)
        write_durably(self._desk.folder / POLICY, data)
        return adopted.policy, Changes.RISK | Changes.CHECKS | Changes.FINDINGS | Changes.DECISIONS
