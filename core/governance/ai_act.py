"""In which class of the AI Act does a system fall, with which duties from when?

Pure: the outcome follows from the answers alone, so that it can be computed again at any time.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.governance.questionnaire import DutyText, Given, Questionnaire, day_of
from core.messages import Message, message

HIGH_RISK_FROM = {"annex_iii": date(2027, 12, 2), "annex_i": date(2028, 8, 2)}
"""Art. 113 as amended by Regulation (EU) 2026/1744; also the days of Art. 111(2)."""
TRANSPARENCY_FROM = date(2026, 8, 2)
GPAI_FROM = date(2025, 8, 2)
AUTHORITIES_FROM = date(2030, 8, 2)
"""Legacy high-risk systems meant for public authorities (Art. 111(2))."""
NEW_PRACTICES = frozenset({"ba", "bb"})
"""Prohibited from 2 December 2026."""


class AiActOutcome(StrEnum):
    """The class, strictest first."""

    PROHIBITED = "prohibited"
    HIGH_RISK_ANNEX_III = "high_risk_annex_iii"
    HIGH_RISK_ANNEX_I = "high_risk_annex_i"
    EXCEPTED = "excepted"
    """In an area of Annex III, but not high-risk under Art. 6(3)."""
    TRANSPARENCY = "transparency"
    GENERAL_PURPOSE = "general_purpose"
    MINIMAL = "minimal"
    OUT_OF_SCOPE = "out_of_scope"
    NO_AI_SYSTEM = "no_ai_system"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDate:
    """One duty, and from when it applies."""

    duty: DutyText
    applies_from: date | None
    """None: only once the design is changed significantly (legacy system, Art. 111(2))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """What follows from the answers."""

    outcome: AiActOutcome
    roles: tuple[str, ...]
    """As answered, with provider added where Art. 25 makes the firm provider."""
    became_provider: bool
    legacy: bool
    """Whether Art. 111(2) holds the duties of high-risk systems back."""
    duties: tuple[DutyDate, ...]


def classify(questionnaire: Questionnaire, given: Given) -> Classification | Message:
    """Return what follows, or why the answers are incomplete or contradict each other."""
    wrong = questionnaire.refusal(given) or _contradiction(given)
    if wrong is not None:
        return wrong
    outcome = _outcome(questionnaire, given)
    roles = _roles(given, outcome)
    follows_from = _grounds(given, outcome)
    duties = [_dated(duty, follows_from, given) for duty in questionnaire.duties if _bound(duty, roles)]
    return Classification(
        outcome=outcome,
        roles=roles,
        became_provider="provider" in roles and "provider" not in given.get("role", ()),
        legacy=any(_held_back(ground, given) for ground in follows_from),
        duties=tuple(item for item in duties if item is not None),
    )


def _contradiction(given: Given) -> Message | None:
    areas, shown = set(given.get("annex_iii", ())), given.get("transparency", ())
    if areas & {"1b", "1c"} and shown and "biometric" not in shown:
        return message(
            "Annex III point 1(b) or 1(c) was chosen, but not the recognition of emotions or biometric "
            "categorization among the transparency situations. Answer one of the two differently."
        )
    if "synthetic" not in shown and "deep_fake" in shown:
        return message(
            "Deep fakes or texts for the public are synthetic content. Choose both transparency situations."
        )
    placed, changed = day_of(given, "placed"), day_of(given, "changed")
    if placed is not None and changed is not None and changed < placed:
        return message("The change of design lies before the first placing. Correct one of the days.")
    return None


def _outcome(questionnaire: Questionnaire, given: Given) -> AiActOutcome:
    if "no" in given["ai_system"]:
        return AiActOutcome.NO_AI_SYSTEM
    if given["excluded"] != ("none",):
        return AiActOutcome.OUT_OF_SCOPE
    if questionnaire.count(given, "prohibited"):
        return AiActOutcome.PROHIBITED
    if questionnaire.count(given, "annex_iii") and not _excepted(questionnaire, given):
        return AiActOutcome.HIGH_RISK_ANNEX_III
    if given.get("third_party") == ("yes",):
        return AiActOutcome.HIGH_RISK_ANNEX_I
    if questionnaire.count(given, "annex_iii"):
        return AiActOutcome.EXCEPTED
    if questionnaire.count(given, "transparency"):
        return AiActOutcome.TRANSPARENCY
    return AiActOutcome.MINIMAL if given["gpai"] in {("no",), ("uses",)} else AiActOutcome.GENERAL_PURPOSE


def _excepted(questionnaire: Questionnaire, given: Given) -> bool:
    return (
        given.get("profiling") == ("no",)
        and questionnaire.count(given, "derogation") > 0
        and given.get("significant_risk") == ("no",)
    )


_HIGH = (AiActOutcome.HIGH_RISK_ANNEX_III, AiActOutcome.HIGH_RISK_ANNEX_I)


def _roles(given: Given, outcome: AiActOutcome) -> tuple[str, ...]:
    roles = given.get("role", ())
    flips = outcome in _HIGH and given.get("flip", ("none",)) != ("none",)
    product = "manufacturer" in roles and given.get("third_party") == ("yes",)
    return ("provider", *roles) if (flips or product) and "provider" not in roles else roles


def _grounds(given: Given, outcome: AiActOutcome) -> frozenset[str]:
    """Return the names of what duties can follow from."""
    if outcome in {AiActOutcome.NO_AI_SYSTEM, AiActOutcome.OUT_OF_SCOPE}:
        return frozenset()
    if outcome is AiActOutcome.PROHIBITED:
        old = set(given["prohibited"]) - NEW_PRACTICES
        return frozenset({"ai_system", "prohibited" if old else "prohibited_new"})
    return frozenset({"ai_system", *_high_risk(given, outcome), *_transparency(given), *_general(given)})


def _high_risk(given: Given, outcome: AiActOutcome) -> set[str]:
    found: set[str] = set()
    # Section B products: Art. 2(2) leaves Arts. 8-49 to the law of the product.
    if given.get("third_party") == ("yes",) and given.get("annex_i") == ("section_a",):
        found.add("annex_i")
    if outcome is AiActOutcome.EXCEPTED or _is_excepted_too(given, outcome):
        found.add("derogation")
    if outcome is not AiActOutcome.HIGH_RISK_ANNEX_III:
        return found
    areas, public = set(given["annex_iii"]), given["public"]
    found.add("annex_iii")
    if areas - {"2"}:
        found.add("explanation")
    if areas & {"5b", "5c"} or (public != ("no",) and areas - {"2"}):
        found.add("fria")
    if public == ("authority",):
        found.add("authority")
    return found


def _is_excepted_too(given: Given, outcome: AiActOutcome) -> bool:
    """Tell whether a product is in an excepted area of Annex III as well."""
    return outcome is AiActOutcome.HIGH_RISK_ANNEX_I and given.get("significant_risk") == ("no",)


def _transparency(given: Given) -> set[str]:
    found = set(given.get("transparency", ())) - {"none"}
    placed = day_of(given, "placed")
    if "synthetic" in found and placed is not None and placed < TRANSPARENCY_FROM:
        found = (found - {"synthetic"}) | {"synthetic_legacy"}
    return found


def _general(given: Given) -> set[str]:
    kind, placed = given.get("gpai", ("no",))[0], day_of(given, "placed")
    suffix = "_legacy" if placed is not None and placed < GPAI_FROM else ""
    if kind == "provider":
        return {f"gpai{suffix}"}
    return {f"gpai{suffix}", f"systemic{suffix}"} if kind == "systemic" else set()


def _bound(duty: DutyText, roles: tuple[str, ...]) -> bool:
    return not duty.roles or bool(set(duty.roles) & set(roles))


def _dated(duty: DutyText, grounds: frozenset[str], given: Given) -> DutyDate | None:
    matching = sorted(grounds & duty.starts.keys())
    if not matching:
        return None
    days = [_start(ground, duty.starts[ground], given) for ground in matching]
    return DutyDate(duty=duty, applies_from=min((day for day in days if day is not None), default=None))


def _start(ground: str, day: date, given: Given) -> date | None:
    if not _held_back(ground, given):
        changed = day_of(given, "changed")
        placed_before = _placed_before(ground, given)
        return max(day, changed) if placed_before and changed is not None else day
    return max(day, AUTHORITIES_FROM) if given.get("public") == ("authority",) else None


_LEGACY = {
    **dict.fromkeys(("annex_iii", "fria", "authority", "explanation"), HIGH_RISK_FROM["annex_iii"]),
    "annex_i": HIGH_RISK_FROM["annex_i"],
}


def _placed_before(ground: str, given: Given) -> bool:
    placed, limit = day_of(given, "placed"), _LEGACY.get(ground)
    return placed is not None and limit is not None and placed < limit


def _held_back(ground: str, given: Given) -> bool:
    """Tell whether Art. 111(2) holds a duty back: placed before, not changed significantly since the day."""
    changed = day_of(given, "changed")
    return _placed_before(ground, given) and (changed is None or changed < _LEGACY[ground])
