"""What are the settings of checks called, which are stored under English names?"""

from collections.abc import Mapping

from core.messages import N_

PARAMETERS: Mapping[str, str] = {
    "controls": N_("Control features"),
    "values_searched": N_("Values up to which columns are searched"),
    "intersections": N_("Combinations of features"),
    "calibration_bins": N_("Bins of calibration"),
    "benefit": N_("Benefit"),
    "quantiles": N_("Quantiles tried"),
    "cost_false_favorable": N_("Cost of a wrong favorable decision"),
    "cost_false_unfavorable": N_("Cost of a wrong unfavorable decision"),
    "small_category": N_("Share of a small category"),
    "rule": N_("Rule"),
    "background_digest": N_("Background digest"),
    "background_rows": N_("Background rows"),
    "bins": N_("Bins"),
    "compared_rows": N_("Compared rows"),
    "confidence": N_("Confidence level"),
    "explained_rows": N_("Explained rows"),
    "explainer": N_("Explainer"),
    "floor": N_("Floor of an empty share"),
    "folds": N_("Parts of the cross-fit"),
    "grades": N_("Grades from"),
    "minimum_group": N_("Smallest group"),
    "minimum_share": N_("Smallest share of a group"),
    "pair_level": N_("Level of the tests of pairs"),
    "pd_source": N_("Probabilities of default from"),
    "penalty": N_("Ridge penalty"),
    "power": N_("Power asked for"),
    "red_below": N_("Red below p"),
    "reference_rows": N_("Reference rows"),
    "resamples": N_("Resamples"),
    "scale": N_("Output scale"),
    "seed": N_("Seed"),
    "terms": N_("Terms of the simple model"),
    "yellow_below": N_("Yellow below p"),
}
"""Those without an entry are shown as they are stored."""
