"""Which passphrases are accepted, and which bytes do they stand for?"""

import unicodedata

from core.errors import NotAllowedError, UserError
from core.messages import message

SHORTEST = 8


def passphrase_bytes(passphrase: str) -> bytes:
    """Return the bytes of a passphrase, equal however a keyboard composes its accents."""
    return unicodedata.normalize("NFC", passphrase).encode()


def check_new(passphrase: str) -> None:
    """Raise `UserError` for a passphrase that is too short."""
    if len(passphrase) < SHORTEST:
        raise UserError(
            message(
                "The passphrase has fewer than {count} characters. No person was added. "
                "Choose a longer one, for example four random words.",
                count=SHORTEST,
            )
        )


def wrong_passphrase() -> NotAllowedError:
    """Return what to tell when a key stays locked."""
    return NotAllowedError(
        message("The passphrase is wrong, so the key stays locked. Nothing was changed. Enter it again.")
    )
