"""How far does this system confine the model worker?"""

from functools import cache

from core.confinement import ConfinementFacts
from core.errors import PruefsteinError
from core.jobs.job import PROBE
from core.jobs.process import Job, Limits, run


@cache
def confinement_facts() -> ConfinementFacts:
    """Return which layers hold on this system and what they leave open; tried out once, in a worker."""
    try:
        found = run(Job(arguments=PROBE, limits=Limits(seconds=30), sentences=frozenset())).facts
    except PruefsteinError:
        found = None
    return found or ConfinementFacts()


def confinement_level() -> str:
    """Return how far this system confines the model worker: "full", "partial" or "none"."""
    return str(confinement_facts().level)
