"""Does a folder lie on this machine's own disk?"""

import sys
from pathlib import Path

NETWORK_TYPES = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "9p"}
    | {"fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "fuse.davfs2", "davfs", "lustre", "beegfs"}
)
MOUNTS = Path("/proc/mounts")


def network_type(folder: Path) -> str | None:
    """Return the kind of network share a folder lies on; None for a local disk, or if it cannot be told."""
    if sys.platform == "win32":
        return _windows_type(folder)
    try:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    found = mount_type(mounts, folder.resolve())
    return found if found in NETWORK_TYPES else None


def mount_type(mounts: str, folder: Path) -> str | None:
    """Return the file system type of the mount point nearest above a folder, from lines of /proc/mounts."""
    nearest: tuple[int, str] | None = None
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        point = Path(parts[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"))
        depth = len(point.parts)
        if folder.is_relative_to(point) and (nearest is None or depth >= nearest[0]):
            nearest = (depth, parts[2])
    return None if nearest is None else nearest[1]


def _windows_type(folder: Path) -> str | None:
    return "smb" if str(folder.resolve()).startswith("\\\\") else None
