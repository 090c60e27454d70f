"""How long does aequitas take? Usage: aequitas_counts.py FOLDER with|without (significance)."""

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

warnings.simplefilter("ignore")

from aequitas.bias import Bias  # noqa: E402
from aequitas.fairness import Fairness  # noqa: E402
from aequitas.group import Group  # noqa: E402

KEPT = ("pp", "tp", "fp", "tn", "fn", "group_size")


def main(folder: Path, *, significance: bool) -> None:
    """Read the same strings, time the table, print seconds and counts."""
    frame = pd.DataFrame({path.stem: np.load(path) for path in sorted(folder.glob("*.npy"))})
    attributes = [name for name in frame.columns if name not in {"truth", "said"}]
    start = time.perf_counter()
    given = frame.assign(
        score=(frame["said"] == "good").astype(int), label_value=(frame["truth"] == "good").astype(int)
    ).drop(columns=["truth", "said"])
    table, _ = Group().get_crosstabs(given, attr_cols=attributes)
    gaps = Bias().get_disparity_major_group(
        table, original_df=given, check_significance=significance, mask_significance=significance
    )
    Fairness().get_group_value_fairness(gaps)
    seconds = time.perf_counter() - start
    counts = {
        f"{row.attribute_name}={row.attribute_value}": [int(getattr(row, name)) for name in KEPT]
        for row in table.itertuples()
    }
    print(json.dumps({"seconds": seconds, "counts": counts}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), significance=sys.argv[2] == "with")
