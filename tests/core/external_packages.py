"""How does a test install a package that offers a check, as pip would leave it?"""

import shutil
from pathlib import Path

EXAMPLE = Path(__file__).parent.parent.parent / "docs" / "examples" / "external-check" / "bank_checks"


def install_example(folder: Path) -> Path:
    """Install the example of the documentation; returns the folder to import from."""
    place = folder / "site-packages"
    shutil.copytree(EXAMPLE, place / "bank_checks", ignore=shutil.ignore_patterns("__pycache__"))
    return described(place, "bank-checks", {"approval_ceiling": "bank_checks.approval_ceiling:CHECK"})


def install_source(folder: Path, name: str, source: str) -> Path:
    """Install a package of one module with a check of the same name."""
    place = folder / "site-packages"
    (place / name).mkdir(parents=True)
    (place / name / "__init__.py").write_text(source, encoding="utf-8")
    return described(place, name.replace("_", "-"), {name: f"{name}:CHECK"})


def described(place: Path, distribution: str, points: dict[str, str]) -> Path:
    """Write what describes a distribution beside its package."""
    info = place / f"{distribution.replace('-', '_')}-1.0.0.dist-info"
    info.mkdir(parents=True)
    head = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0.0\n"
    (info / "METADATA").write_text(head, encoding="utf-8")
    lines = "".join(f"{name} = {entry}\n" for name, entry in points.items())
    (info / "entry_points.txt").write_text(f"[pruefstein.checks]\n{lines}", encoding="utf-8")
    return place
