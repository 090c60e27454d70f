"""Who may determine the class under the AI Act, and when does it follow from the answers?"""

from core.governance.ai_act import AiActOutcome, Classification, classify
from core.governance.determinations import Determination, DeterminationKind
from core.governance.questionnaire import day_of, given_by
from core.ids import Digest
from core.messages import Message, message
from core.people import Permission, Role
from core.regulations.questionnaires import questionnaire
from core.workspace.governance.rule import Case, Rule, Subject


def _digest(_topic: str) -> Digest:
    return questionnaire("ai_act").digest


def _follows(determination: Determination) -> bool:
    if determination.catalogue != _digest(""):
        return True  # answered with other questions: shown as outdated
    found = classify(questionnaire("ai_act"), given_by(determination.answers))
    return isinstance(found, Classification) and found.outcome == determination.outcome


def _answered(case: Case) -> Message | None:
    if case.new is None:
        return None
    given = given_by(case.new.answers)
    found = classify(questionnaire("ai_act"), given)
    if isinstance(found, Message):
        return found
    if found.outcome != case.new.outcome:
        return message(
            "From the answers follows “{follows}”, not “{outcome}”. Nothing was signed. "
            "Go through the questions again.",
            follows=found.outcome,
            outcome=AiActOutcome(case.new.outcome),
        )
    days = (day_of(given, "placed"), day_of(given, "changed"))
    if any(day is not None and day > case.today for day in days):
        return message("A day among the answers lies in the future. Correct it.")
    return None


RULE = Rule(
    kind=DeterminationKind.AI_ACT,
    subject=Subject.MODEL,
    outcomes=AiActOutcome,
    permissions=(Permission.ASSESS,),
    roles=(Role.DATA_PROTECTION_OFFICER,),
    not_by_owner=frozenset(
        {
            AiActOutcome.EXCEPTED,
            AiActOutcome.TRANSPARENCY,
            AiActOutcome.GENERAL_PURPOSE,
            AiActOutcome.MINIMAL,
            AiActOutcome.OUT_OF_SCOPE,
            AiActOutcome.NO_AI_SYSTEM,
        }
    ),
    guards=(_answered,),
    catalogue=_digest,
    follows=_follows,
)
