"""Is a data protection impact assessment needed under GDPR Art. 35?"""

from enum import StrEnum

from core.governance.questionnaire import Given, Questionnaire
from core.messages import Message, message


class DpiaOutcome(StrEnum):
    """What the threshold test says."""

    REQUIRED = "required"
    COVERED = "covered"
    """Needed, and covered by an assessment there is already, or exempt by the authority's list."""
    NOT_REQUIRED = "not_required"
    NO_PERSONAL_DATA = "no_personal_data"


def threshold(questionnaire: Questionnaire, given: Given) -> DpiaOutcome | Message:
    """Return what follows from the answers, or why they are incomplete or contradict each other."""
    wrong = questionnaire.refusal(given) or _contradiction(given)
    if wrong is not None:
        return wrong
    if given["personal_data"] == ("no",):
        return DpiaOutcome.NO_PERSONAL_DATA
    if not _high_risk(questionnaire, given):
        return DpiaOutcome.NOT_REQUIRED
    return DpiaOutcome.REQUIRED if given["covered"] == ("no",) else DpiaOutcome.COVERED


def _high_risk(questionnaire: Questionnaire, given: Given) -> bool:
    if questionnaire.count(given, "cases") or given["authority_list"] == ("yes",):
        return True
    count = questionnaire.count(given, "criteria")
    if count >= 2:
        return given["deviation"] == ("no",)
    return count == 1 and given["single"] == ("yes",)


def _contradiction(given: Given) -> Message | None:
    if given.get("deviation") == ("yes",) and given.get("dpo") == ("no",):
        return message(
            "Deviating from the rule of two criteria needs the data protection officer's view. "
            "Obtain it first."
        )
    criteria, cases = set(given.get("criteria", ())), set(given.get("cases", ()))
    if "a" in cases and not criteria & {"evaluation", "automated"}:
        return message(
            "Systematic evaluation of persons was chosen among the cases named by law, but neither "
            "evaluation nor automated decisions among the criteria. Answer one of the two differently."
        )
    if "c" in cases and "monitoring" not in criteria:
        return message(
            "Monitoring of public areas was chosen among the cases named by law, but not among the criteria. "
            "Answer one of the two differently."
        )
    if given.get("covered") == ("exempt",) and (cases - {"none"} or given.get("authority_list") == ("yes",)):
        return message(
            "The authority cannot both demand and exempt the processing. Answer one of the two differently."
        )
    return None
