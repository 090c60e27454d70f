"""Is a version a significant change against an earlier one, and what speaks for it by itself?

The questions stand in `resources/questionnaires/significant_change.toml`. Some answers follow from the
difference of the two versions; who answers against it says why.
"""

from collections.abc import Iterable
from enum import StrEnum

from core.governance.determinations import Answer
from core.governance.difference import Area, Difference, Kind
from core.governance.questionnaire import Given, Questionnaire
from core.messages import Message, message

YES, NO, NOT_APPLICABLE = "yes", "no", "not_applicable"
DECISIVE = frozenset({"target", "population", "use", "ai_modification", "ai_design"})
"""Each of them alone makes a change significant."""


class Significance(StrEnum):
    """What is determined."""

    SIGNIFICANT = "significant"
    NOT_SIGNIFICANT = "not_significant"


def prefilled(found: Difference) -> tuple[Answer, ...]:
    """Return the answers that follow from the difference of two versions; the others are a person's."""
    named = {(change.area, change.name.text) for change in found.changes}
    new_data = any(
        change.area is Area.DATA and change.name.text in {"Data set", "Source of the data"}
        for change in found.changes
        if change.kind is not Kind.REMOVED
    )
    seen = {
        "algorithm": (Area.ARTIFACT, "Algorithm") in named,
        "data_source": new_data,
        "feature": (Area.ARTIFACT, "Feature") in named,
        "target": (Area.DATA, "Target column") in named,
        "cut_off": bool(named & {(Area.VERSION, "Cut-off"), (Area.VERSION, "Meaning of the score")}),
        "performance": any(item.apart for item in found.metrics),
    }
    return tuple(Answer(question=key, answer=YES if value else NO) for key, value in seen.items())


def implied(given: Given) -> Significance | None:
    """Return what follows from the answers alone; None: it is the person's judgment."""
    if any(given.get(question) == (YES,) for question in DECISIVE):
        return Significance.SIGNIFICANT
    if any(answers == (YES,) for answers in given.values()):
        return None
    return Significance.NOT_SIGNIFICANT


def refusal(
    questions: Questionnaire, given: Given, outcome: str, answers: Iterable[Answer]
) -> Message | None:
    """Return why an outcome does not rest on these answers, or None."""
    wrong = questions.refusal(given)
    if wrong is not None:
        return wrong
    follows = implied(given)
    if follows is Significance.SIGNIFICANT and outcome != follows:
        return message(
            "From the answers follows “{follows}”. Nothing was signed. Go through the questions again.",
            follows=follows,
        )
    if outcome == Significance.SIGNIFICANT or follows is not None:
        return None
    for answer in answers:
        if answer.answer == YES and not _noted(answer):
            return message(
                "“{question}” was answered with yes, and the change is still said not to be significant. "
                "Write in a note why it does not matter.",
                question=answer.question,
            )
    return None


def against_measured(answers: Iterable[Answer], found: Difference) -> Message | None:
    """Return which answer denies what the difference shows without saying why, or None."""
    shown = {item.question for item in prefilled(found) if item.answer == YES}
    for answer in answers:
        if answer.question in shown and answer.answer != YES and not _noted(answer):
            return message(
                "The difference between {before} and {after} says yes to “{question}”. Answer with yes, or "
                "write in a note why not.",
                before=found.before,
                after=found.after,
                question=answer.question,
            )
    return None


def _noted(answer: Answer) -> bool:
    return answer.note is not None and bool(answer.note.body.strip())
