"""How are the methods of intervals, statistical tests and rules of reference called?"""

from collections.abc import Mapping

from core.messages import N_

METHODS: Mapping[str, str] = {
    "wilson": N_("Wilson score"),
    "clopper_pearson": N_("Clopper-Pearson, exact"),
    "newcombe": N_("Newcombe hybrid score"),
    "katz": N_("Katz, logarithmic"),
    "koopman": N_("Koopman score"),
    "bootstrap": N_("Bootstrap, percentiles"),
    "bootstrap_pairs": N_("Bootstrap, widened to the intervals of the pairs (Bonferroni)"),
    "delong": N_("DeLong"),
    "student": N_("Student's t"),
    "welch": N_("Welch"),
    "fieller": N_("Fieller"),
    "band": N_("Band around distribution functions (Dvoretzky, Kiefer, Wolfowitz, Massart)"),
    "newcombe_area": N_("Newcombe's score method for areas"),
    "fisher_z": N_("Fisher's z"),
    "newcombe_family": N_("Newcombe hybrid score, widened for the number of slices (Bonferroni)"),
    "welch_family": N_("Welch, widened for the number of slices (Bonferroni)"),
    "log_ratio_family": N_("Logarithm of the ratio, widened for the number of slices (Bonferroni)"),
    "log_ratio": N_("Logarithm of the ratio of two means"),
    "jeffreys": N_("Jeffreys"),
    "poisson_binomial": N_("Poisson binomial, exact"),
    "poisson_binomial_normal": N_("Poisson binomial, by the normal distribution"),
    "noncentral_chi_square": N_("Non-central chi-square"),
    "mcnemar": N_("Tango score, paired shares"),
    "delta": N_("Delta method"),
    "robins_breslow_greenland": N_("Robins, Breslow and Greenland"),
    "greenland_robins": N_("Greenland and Robins"),
    "sato": N_("Sato"),
    "normal": N_("Normal, from the standard errors of both groups"),
    "bonett_price": N_("Bonett and Price, paired"),
    "order_statistics": N_("Order statistics"),
    "likelihood": N_("Maximum likelihood"),
    "every_row": N_("All rows, nothing estimated"),
    "beyond_chance": N_("Without what chance adds"),
    "full_count": N_("Full count, no sampling"),
    "order": N_("Order statistics, binomial"),
    "mover": N_("Intervals of the parts, put together (MOVER)"),
}
"""How an interval was made."""

TESTS: Mapping[str, str] = {
    "fisher_exact": N_("Fisher's exact test"),
    "chi_square": N_("Chi-square test"),
    "two_sd": N_("Two standard deviations"),
    "welch": N_("Welch's t test"),
    "normal": N_("Normal test of the difference"),
    "cmh": N_("Cochran-Mantel-Haenszel test"),
    "breslow_day": N_("Breslow-Day test with Tarone's correction"),
    "ks": N_("Kolmogorov-Smirnov test"),
    "delong": N_("DeLong's test"),
    "mcnemar_exact": N_("McNemar's exact test"),
    "spiegelhalter": N_("Spiegelhalter's test"),
    "hosmer_lemeshow": N_("Hosmer-Lemeshow test"),
    "hosmer_lemeshow_fitted": N_("Hosmer-Lemeshow test, for training rows"),
    "recalibration": N_("Likelihood ratio test of the line"),
    "weighted_trend": N_("Trend over the windows, weighted"),
    "armitage": N_("Cochran-Armitage trend test"),
    "cochran_q": N_("Cochran's Q: differences between windows"),
}
"""How the statistical tests are called."""

SHORT_TESTS: Mapping[str, str] = {
    "fisher_exact": N_("Fisher"),
    "chi_square": N_("χ²"),
    "two_sd": N_("2 SD"),
    "welch": N_("Welch"),
    "normal": N_("Normal"),
    "cmh": N_("CMH"),
    "breslow_day": N_("Breslow-Day"),
    "ks": N_("KS"),
    "delong": N_("DeLong"),
    "mcnemar_exact": N_("McNemar"),
}
"""How the statistical tests are called at the head of a narrow column."""

REFERENCE_RULES: Mapping[str, str] = {
    "highest_rate": N_("the group with the highest rate"),
    "chosen": N_("a chosen group"),
    "largest": N_("the largest group"),
}
"""How a reference group was chosen."""
