"""Which pages are touched by what was just done?"""

from enum import Flag, auto


class Changes(Flag):
    """Returned by every use case that writes; a page refreshes only when it is touched."""

    NONE = 0
    PEOPLE = auto()
    INVENTORY = auto()
    RISK = auto()
    CHECKS = auto()
    FINDINGS = auto()
    DECISIONS = auto()
    REPORTS = auto()
    OPINIONS = auto()
    ESTATE = auto()
    """Use cases, vendors, documents."""
    OPERATION = auto()
    """Deployments, contingency plans, incidents, monitoring."""
    DETERMINATIONS = auto()
    REVIEWS = auto()
    """Evidence requests, campaigns, challenges."""
