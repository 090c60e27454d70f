"""With which versions were the figures calculated?"""

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

LIBRARIES = (
    "numpy",
    "pandas",
    "scipy",
    "statsmodels",
    "fairlearn",
    "scikit-learn",
    "shap",
    "skops",
    "onnxruntime",
    "lightgbm",
    "xgboost",
    "xgboost-cpu",
    "catboost",
    "duckdb",
    "pyarrow",
)
"""Distributions whose versions can change a figure."""


def environment() -> Mapping[str, str]:
    """Return the versions of Python, the platform and the libraries that are installed."""
    import platform

    found = {"python": platform.python_version(), "platform": platform.platform()}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            continue
    return found


def application() -> str:
    """Return name and version of the program."""
    try:
        return f"Prüfstein {version('pruefstein')}"
    except PackageNotFoundError:
        return "Prüfstein"
