"""What can a check of a determination's signature find?"""

from enum import StrEnum


class SignatureState(StrEnum):
    """The outcome of the check."""

    VALID = "valid"
    INVALID = "invalid"
    TEXT_ERASED = "text_erased"
    """A text it covers was erased, so it can no longer be checked; nothing rests on it any more."""
