"""Which measures do the checks of this family take besides the common ones?"""

from collections.abc import Mapping

from core.measures.base import Measure

MEASURES: Mapping[str, Measure] = {}
"""By id."""
