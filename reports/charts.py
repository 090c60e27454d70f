"""Which charts are there, for windows and reports alike?

Each takes a result (or values), a translator and a size in points, and gives a display list. Pages of
checks take lines, bars, matrices and points from `reports.plots`, most easily by `reports.results.making`.
"""

from reports.plots.features import (
    beeswarm,
    feature_rows_height,
    importance_bars,
    local_waterfall,
    output_scale,
)
from reports.plots.groups import (
    Series,
    SeriesRow,
    group_interval_chart,
    group_word,
    is_share,
    level_word,
    measure_word,
    rate_series,
    ratio_series,
    row_height,
    split,
)
from reports.plots.matrix import BAND_COLORS, risk_matrix
from reports.plots.parts import MARK_COLORS, Mark, mark_word
from reports.plots.performance import calibration_chart, class_recall_chart, recall_series, rows_of

__all__ = [
    "BAND_COLORS",
    "MARK_COLORS",
    "Mark",
    "Series",
    "SeriesRow",
    "beeswarm",
    "calibration_chart",
    "class_recall_chart",
    "feature_rows_height",
    "group_interval_chart",
    "group_word",
    "importance_bars",
    "is_share",
    "level_word",
    "local_waterfall",
    "mark_word",
    "measure_word",
    "output_scale",
    "rate_series",
    "ratio_series",
    "recall_series",
    "risk_matrix",
    "row_height",
    "rows_of",
    "split",
]
