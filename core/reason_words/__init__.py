"""How is each reason said?"""

from collections.abc import Mapping

from core.messages import Message
from core.reason_words import base, credit, data, explaining, explanation, fairness, performance, tables
from core.reasons import Reason, ReasonCode

REASONS: Mapping[ReasonCode, str] = {
    **base.WORDS,
    **fairness.WORDS,
    **performance.WORDS,
    **credit.WORDS,
    **explanation.WORDS,
    **explaining.WORDS,
    **data.WORDS,
    **tables.WORDS,
}
"""The sentence of every code."""


def reason_text(reason: Reason) -> Message:
    """Return the sentence of a stored reason."""
    return Message(REASONS[reason.code], dict(reason.values))
