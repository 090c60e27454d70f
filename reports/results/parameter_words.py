"""What are the settings of checks called, which are stored under English names?"""

from collections.abc import Mapping

from core.messages import N_

PARAMETERS: Mapping[str, str] = {
    "background_digest": N_("Background digest"),
    "background_rows": N_("Background rows"),
    "confidence": N_("Confidence level"),
    "explained_rows": N_("Explained rows"),
    "explainer": N_("Explainer"),
    "minimum_group": N_("Smallest group"),
    "minimum_share": N_("Smallest share of a group"),
    "resamples": N_("Resamples"),
    "scale": N_("Output scale"),
    "seed": N_("Seed"),
}
"""Those without an entry are shown as they are stored."""
