"""How do the compiled translations get into the wheel?

A build hook of hatchling: it compiles every .po below resources/locale and ships the .mo, for a wheel
and for an editable installation alike.
"""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_po(source: Path) -> Path:
    """Write the binary catalogue beside the text one and return its path."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    target = source.with_suffix(".mo")
    with target.open("wb") as file:
        write_mo(file, catalogue)
    return target


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles the catalogues before the files of the wheel are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile and add the .mo files, which version control leaves out."""
        del version
        root = Path(self.root)
        for source in sorted((root / "resources" / "locale").glob("*/LC_MESSAGES/*.po")):
            target = compile_po(source)
            build_data["artifacts"].append("/" + target.relative_to(root).as_posix())
