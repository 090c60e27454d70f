"""Who may determine whether a data protection impact assessment is needed?"""

from core.governance.determinations import Determination, DeterminationKind
from core.governance.gdpr_threshold import DpiaOutcome, threshold
from core.governance.questionnaire import given_by
from core.ids import Digest
from core.messages import Message, message
from core.people import Permission, Role
from core.regulations.questionnaires import questionnaire
from core.workspace.governance.rule import Case, Rule, Subject

NEED_NOTE = frozenset({("deviation", "yes"), ("single", "yes"), ("authority_list", "yes")})
"""Answers that say why in a note of their own."""


def _digest(_topic: str) -> Digest:
    return questionnaire("gdpr_threshold").digest


def _follows(determination: Determination) -> bool:
    if determination.catalogue != _digest(""):
        return True  # answered with other questions: shown as outdated
    found = threshold(questionnaire("gdpr_threshold"), given_by(determination.answers))
    return found == determination.outcome


def _answered(case: Case) -> Message | None:
    if case.new is None:
        return None
    found = threshold(questionnaire("gdpr_threshold"), given_by(case.new.answers))
    if isinstance(found, Message):
        return found
    if found != case.new.outcome:
        return message(
            "From the answers follows “{follows}”, not “{outcome}”. Nothing was signed. "
            "Go through the questions again.",
            follows=found,
            outcome=DpiaOutcome(case.new.outcome),
        )
    for item in case.new.answers:
        noted = item.note is not None and item.note.body.strip()
        if (item.question, item.answer) in NEED_NOTE and not noted:
            return message(
                "The answer to “{question}” needs a note. Write why, or which entry it is.",
                question=item.question,
            )
    return None


RULE = Rule(
    kind=DeterminationKind.GDPR_THRESHOLD,
    subject=Subject.MODEL,
    outcomes=DpiaOutcome,
    permissions=(Permission.ASSESS,),
    roles=(Role.DATA_PROTECTION_OFFICER,),
    not_by_owner=frozenset({DpiaOutcome.NOT_REQUIRED, DpiaOutcome.COVERED, DpiaOutcome.NO_PERSONAL_DATA}),
    guards=(_answered,),
    catalogue=_digest,
    follows=_follows,
)
