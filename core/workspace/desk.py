"""What does every topic of a workspace work with?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.errors import IntegrityError
from core.ids import Digest
from core.messages import message
from core.policy import Policy
from core.policy_file import PolicyFile
from core.store import Files, Store
from core.workspace.people import People


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The shared tools of the topics."""

    store: Store
    files: Files
    folder: Path
    clock: Callable[[], datetime]
    people: People

    @property
    def policy(self) -> Policy:
        """Return the adopted policy: the one adopted last."""
        found = self.store.newest(PolicyFile)
        if found is None:
            raise _no_policy()
        return found.policy

    @property
    def policy_digest(self) -> Digest:
        """Return the digest of the adopted policy, which is not read for it."""
        found = self.store.newest_id(PolicyFile)
        if found is None:
            raise _no_policy()
        return Digest(found)

    def policy_at(self, digest: Digest) -> Policy:
        """Return the policy with this digest, in force now or earlier."""
        found = self.store.get(PolicyFile, digest)
        if found is None:
            raise _no_policy()
        return found.policy


def _no_policy() -> IntegrityError:
    return IntegrityError(
        message(
            "The policy that was adopted is missing from the workspace. Nothing was changed. "
            "Verify the audit trail, and go on with a copy from the folder “backups”."
        )
    )
