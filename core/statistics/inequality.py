"""How unequally are benefits spread over people?"""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


def theil(benefits: "npt.NDArray[np.float64]") -> float | None:
    """Return the Theil index of benefits; 0 means that all fare equally well.

    Parameters
    ----------
    benefits
        Shape (rows,), none below 0; in classification `predicted - true + 1`.

    Returns
    -------
    float or None
        None where the mean benefit is 0.

    References
    ----------
    Speicher et al. 2018, KDD, 2239-2248, equation 2 with alpha 1.
    """
    mean = float(benefits.mean()) if benefits.size else 0.0
    if mean <= 0:
        return None
    shares = benefits[benefits > 0] / mean
    return float((shares * np.log(shares)).sum() / benefits.size)
