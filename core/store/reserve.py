"""How does a workspace stay writable for the last step when the disk is full?"""

import os
from pathlib import Path

SIZE = 8 << 20


class Reserve:
    """A file of 8 MiB that is given up when the disk is full, so that the database can be closed cleanly."""

    def __init__(self, path: Path) -> None:
        """Use the path; nothing is written yet."""
        self.path = path

    def keep(self) -> bool:
        """Hold the space; False when the disk has no room for it."""
        try:
            if not self.path.exists() or self.path.stat().st_size < SIZE:
                self._fill()
        except OSError:
            self.path.unlink(missing_ok=True)
            return False
        return True

    def release(self) -> None:
        """Give the space back."""
        self.path.unlink(missing_ok=True)

    def _fill(self) -> None:
        with self.path.open("wb") as stream:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(stream.fileno(), 0, SIZE)
            else:
                stream.write(bytes(SIZE))
