"""To which family does a check belong, and how are results put in order by family?"""

from collections.abc import Iterable, Mapping

from core.checks.base import Family
from core.messages import N_

FAMILIES: Mapping[Family, str] = {
    Family.FAIRNESS: N_("Fairness"),
    Family.PERFORMANCE: N_("Performance"),
    Family.CREDIT: N_("Credit and risk practice"),
    Family.EXPLANATION: N_("Explanation"),
    Family.DATA: N_("Data quality and drift"),
    Family.ROBUSTNESS: N_("Robustness"),
    Family.PRIVACY: N_("Privacy and proxies"),
    Family.EXTERNAL: N_("External checks"),
}
"""Headings, in the order of lists."""
_ORDER = list(FAMILIES)
_MAIN = ("group_fairness", "performance", "explanation")
"""First of their family."""


def family_of(check: str) -> Family:
    """Return the family of a check; checks that are not here any more count as external."""
    from core.checks.registry import all_checks

    return next((item.family for item in all_checks() if item.id == check), Family.EXTERNAL)


def in_order(checks: Iterable[str]) -> tuple[str, ...]:
    """Return ids of checks by family, the main one of each first, each once."""
    return tuple(sorted(dict.fromkeys(checks), key=_place))


def by_family(checks: Iterable[str]) -> tuple[tuple[Family, tuple[str, ...]], ...]:
    """Return the families there are with their checks, in order."""
    found: dict[Family, list[str]] = {}
    for check in in_order(checks):
        found.setdefault(family_of(check), []).append(check)
    return tuple((family, tuple(ids)) for family, ids in found.items())


def _place(check: str) -> tuple[int, bool, str]:
    return _ORDER.index(family_of(check)), check not in _MAIN, check
