"""For what kind of use does a version run, or ask to run?"""

from enum import StrEnum


class Stage(StrEnum):
    """The kind of use of a running version: deployments record it, the gate lets it through."""

    SHADOW = "shadow"
    """Scores real cases beside the model in use; nobody acts on its output."""
    PILOT = "pilot"
    """Used for a limited share or group."""
    CHALLENGER = "challenger"
    """Decides a share of the cases, to be compared with the champion."""
    CHAMPION = "champion"
    """The model that is used."""
