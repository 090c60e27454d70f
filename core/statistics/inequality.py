"""How unequally are benefits spread over people?"""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


def theil(
    benefits: "npt.NDArray[np.float64]", weights: "npt.NDArray[np.float64] | None" = None
) -> float | None:
    """Return the Theil index of benefits; 0 means that all fare equally well.

    Parameters
    ----------
    benefits
        Shape (rows,), none below 0; in classification `predicted - true + 1`.
    weights
        Shape (rows,): how many people have each benefit; None for one.

    Returns
    -------
    float or None
        None where the mean benefit is 0.

    References
    ----------
    Speicher et al. 2018, KDD, 2239-2248, equation 2 with alpha 1.
    """
    weight = np.ones(benefits.size) if weights is None else weights
    total = float(weight.sum())
    mean = float((weight * benefits).sum()) / total if total > 0 else 0.0
    if mean <= 0:
        return None
    some = benefits > 0
    shares = benefits[some] / mean
    return float((weight[some] * shares * np.log(shares)).sum() / total)
