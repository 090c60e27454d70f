"""Which worker does a test start to see whether a hostile model could change a verdict?

It is the product's own worker, except that what it opens, or what it is before it starts, patches the
libraries that compute means, quantiles, tests and verdicts, or that it confines itself on no system.
"""

import sys

import numpy as np
import pandas as pd

from core.confinement import ConfinementFacts
from core.jobs import child

PATCHED_MODEL = ("-m", "tests.core.jobs.hostile", "model")
PATCHED_STATISTICS = ("-m", "tests.core.jobs.hostile", "statistics")
UNCONFINED_MODEL = ("-m", "tests.core.jobs.hostile", "unconfined")
HONEST_MODEL = ("-m", "tests.core.jobs.hostile", "honest")


def bend() -> None:
    """Make every interval as wide as can be, for whoever computes in this process: no gap is certain."""
    from statistics import NormalDist

    import core.checks.registry
    from core.statistics import intervals

    core.checks.registry.all_checks()

    def wide(*_given: object, **_named: object) -> tuple[float, float]:
        return 0.0, 1.0

    NormalDist.inv_cdf = lambda *_: 9.0  # type: ignore[method-assign]
    bent = (intervals.wilson, intervals.newcombe, intervals.katz)
    for module in [item for name, item in tuple(sys.modules.items()) if name.startswith("core.")]:
        for name, value in tuple(vars(module).items()):
            if any(value is item for item in bent):
                setattr(module, name, wide)


def patch() -> None:
    """Bend the intervals, and make every mean and every test a half."""
    import scipy.stats

    from core.statistics import confusion, counts

    def half(*_given: object, **_named: object) -> np.float64:
        return np.float64(0.5)

    bend()
    np.mean = np.average = np.quantile = np.percentile = half  # type: ignore[assignment]
    scipy.stats.norm.ppf = scipy.stats.fisher_exact = scipy.stats.binomtest = half
    confusion.rate_values = confusion.balanced_accuracy = half  # type: ignore[assignment]
    counts.count_cube = half  # type: ignore[assignment]


def main(arguments: list[str]) -> int:
    """Run the product's worker with a model that patches while it predicts, or patched from the start."""
    (worker,) = arguments
    if worker == "statistics":
        # grosser forgeries are found there anyway, because the rates are calculated twice
        bend()
        return child.main(["statistics"])
    if worker == "unconfined":
        setattr(child, "confine", lambda *_, **__: ConfinementFacts())  # noqa: B010 (imported, not exported)
    if worker == "model":
        _predicting_patches()
    return child.main(["model"])


def _predicting_patches() -> None:
    from dataclasses import replace

    from core.jobs import worker_model

    honest = worker_model._opened

    def opened(*arguments: object) -> object:
        model = honest(*arguments)  # type: ignore[arg-type]

        def predict(table: pd.DataFrame) -> "np.typing.NDArray[np.float64]":
            values = model.predict(table)
            patch()
            return values

        return replace(model, predict=predict)

    worker_model._opened = opened  # type: ignore[assignment]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
