"""Which sentences do the reasons of checks of data, drift and privacy have?"""

from collections.abc import Mapping

from core.reasons import ReasonCode

WORDS: Mapping[ReasonCode, str] = {}
"""A sentence with the names of its values for each code."""
