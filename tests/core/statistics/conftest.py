"""How are properties tried here?"""

from hypothesis import Phase, settings

PHASES = (Phase.explicit, Phase.generate)
"""Failing examples are not made smaller: each costs a whole run of a check."""

settings.register_profile("statistics", deadline=None, derandomize=True, phases=PHASES)
settings.load_profile("statistics")
