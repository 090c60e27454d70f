"""What can go wrong, in words a user understands?"""

from core.messages import Message


class PruefsteinError(Exception):
    """Something the user is told: what happened, its effect, and the next step."""

    def __init__(self, message: Message) -> None:
        """Keep the message; the language is chosen where the error is shown."""
        super().__init__(str(message))
        self.message = message


class UserError(PruefsteinError):
    """The input cannot be used as it is; nothing was changed."""


class NotAllowedError(PruefsteinError):
    """The person may not do it, or not now; nothing was changed."""


class ConflictError(PruefsteinError):
    """Somebody else holds or changed what was to be written."""


class UntrustedArtifactError(PruefsteinError):
    """A model file was refused before or while it was opened in the confined worker."""


class IntegrityError(PruefsteinError):
    """Stored records do not agree with the audit trail or with their digests."""


class CancelledError(PruefsteinError):
    """The user stopped a long task."""
