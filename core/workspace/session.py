"""Who is acting, and is their ledger key still unlocked?"""

from collections.abc import Callable
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.errors import NotAllowedError
from core.messages import message
from core.people import Permission, Person

IDLE = timedelta(minutes=15)


class Session:
    """A signed-in person; the ledger key is dropped after 15 idle minutes."""

    def __init__(self, person: Person, key: Ed25519PrivateKey, clock: Callable[[], datetime]) -> None:
        """Keep the unlocked key in memory only."""
        self.person = person
        self._key: Ed25519PrivateKey | None = key
        self._clock = clock
        self._last = clock()

    @property
    def locked(self) -> bool:
        """Tell whether the key has been dropped; dropping happens here when the idle time is over."""
        if self._key is not None and self._clock() - self._last > IDLE:
            self._key = None
        return self._key is None

    def touch(self) -> None:
        """Note that the person is still there."""
        if not self.locked:
            self._last = self._clock()

    def lock(self) -> None:
        """Drop the key."""
        self._key = None

    def unlock(self, key: Ed25519PrivateKey) -> None:
        """Take the key again after the passphrase was given."""
        self._key, self._last = key, self._clock()

    def sign(self, data: bytes) -> bytes:
        """Sign an event's hash; raises `NotAllowedError` when locked."""
        if self.locked or self._key is None:
            raise _locked_out()
        self._last = self._clock()
        return self._key.sign(data)

    def require(self, permission: Permission) -> None:
        """Raise `NotAllowedError` when locked, or unless one of the person's roles carries the permission."""
        if self.locked:
            raise _locked_out()
        if not self.person.may(permission):
            raise NotAllowedError(
                message(
                    "{name} may not do this: none of their roles allows it. Switch to a person who may.",
                    name=self.person.name.name(),
                )
            )


def _locked_out() -> NotAllowedError:
    return NotAllowedError(
        message("You were away for 15 minutes and are locked out. Enter your passphrase to go on.")
    )
