"""Are the published JSON Schemas those of the program?

Usage:
    tools/schemas.py write     write docs/schema/*.json
    tools/schemas.py check     list the files that differ; exit 1 if any
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from core.evidence import schemas  # noqa: E402 (the path above must come first)
from core.exchange.gate_document import gate_schema  # noqa: E402
from core.exchange.inventory_document import inventory_schema  # noqa: E402
from core.governance.certificates import certificate_schema  # noqa: E402

FOLDER = ROOT / "docs" / "schema"
RELEASE = {
    "gate-1.schema.json": gate_schema(),
    "inventory-1.schema.json": inventory_schema(),
    "release-certificate-1.schema.json": certificate_schema(),
}


def texts() -> dict[str, str]:
    """Return what each file must hold, by name."""
    return {
        name: json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        for name, schema in {**schemas(), **RELEASE}.items()
    }


def differing() -> list[str]:
    """Return the names of files that are missing, extra or different."""
    wanted = texts()
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def main() -> int:
    """Do what the first argument says."""
    match sys.argv[1:]:
        case ["write"]:
            FOLDER.mkdir(parents=True, exist_ok=True)
            for name, text in texts().items():
                (FOLDER / name).write_text(text, encoding="utf-8")
        case ["check"]:
            names = differing()
            print("\n".join(names) if names else "the published schemas are current")
            return int(bool(names))
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
