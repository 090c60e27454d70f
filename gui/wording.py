"""How are results and findings said in one line?"""

from datetime import datetime

from core.audit import AuditEvent
from core.checks.texts import check_text
from core.findings import Finding
from core.governance.determinations import Determination, DeterminationKind
from core.governance.exceptions import said_of
from core.ids import Digest
from core.language import Translator
from core.measures import MEASURES
from core.regulations.questionnaires import frameworks
from core.results import CheckResult
from reports import wording
from reports.wording import Wording


def check_name(translator: Translator, check: str) -> str:
    """Return what a check is called; its id when its text is gone."""
    try:
        return check_text(check, translator.language).title
    except (KeyError, OSError):
        return check


def measure_name(translator: Translator, measure: str) -> str:
    """Return what a measure is called."""
    return Wording(translator=translator).measure(measure) if measure in MEASURES else measure


def measured(translator: Translator, result: CheckResult) -> str:
    """Return the figure that decided a result, for example "Impact ratio alter: 0.62"."""
    words = Wording(translator=translator)
    decisive = (item for item in result.conclusions if item.verdict is result.verdict)
    item = next((item for item in decisive if item.value is not None), None)
    if item is None:
        return translator.label(result.verdict)
    name = " ".join(filter(None, (words.measure(item.measure), item.subject)))
    return f"{name}: {words.value(item.measure, item.value)}"


def finding_title(translator: Translator, finding: Finding) -> str:
    """Return a finding's title: as written, or made from what the check found."""
    return wording.finding_title(Wording(translator=translator), finding)


def topic_words(words: Translator, item: Determination) -> str:
    """Return what it is about within the kind."""
    framework = frameworks().get(item.topic) if item.kind is DeterminationKind.SCOPE else None
    if framework is not None:
        return framework.title(words.language)
    said = said_of(item.topic) if item.kind is DeterminationKind.POLICY_EXCEPTION else None
    if said is not None:
        return words.say(said)
    return item.topic.replace(".", ".\u200b")  # long ids may be broken after a dot


def confined(translator: Translator, level: str) -> str:
    """Return how well the process of a model or script was confined."""
    tr = translator.tr
    return {"full": tr("full"), "partial": tr("partial"), "none": tr("none at all")}.get(level, level)


def short_digest(digest: Digest) -> str:
    """Return the ends of a digest, enough to compare two by eye."""
    return f"{digest[:8]} … {digest[-4:]}"


def event_moment(translator: Translator, event: AuditEvent) -> str:
    """Write the time of an event as the language does; as recorded where it is no time."""
    try:
        return translator.moment(datetime.fromisoformat(event.ts))
    except ValueError:
        return event.ts
