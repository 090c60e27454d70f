"""How far is a process that holds a foreign file shut in, and what may it therefore open?"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.messages import Message, message


class Confinement(StrEnum):
    """What a confined process is kept from."""

    FULL = "full"
    """Contents of files outside its scratch folder and the program, network, other processes."""
    PARTIAL = "partial"
    """Some of these only."""
    NONE = "none"
    """None of these."""


class Layer(StrEnum):
    """What holds a process in."""

    LIMITS = "limits"
    LANDLOCK = "landlock"
    SECCOMP = "seccomp"
    NAMESPACES = "namespaces"
    SANDBOX = "sandbox"
    INTEGRITY = "integrity"
    JOB_OBJECT = "job_object"


class Gap(StrEnum):
    """What a process is not kept from."""

    READING = "reading"
    WRITING = "writing"
    NETWORK = "network"
    PROCESSES = "processes"
    NAMES = "names"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfinementFacts:
    """What held when a process shut itself in, found by that process before it opened anything foreign."""

    layers: tuple[Layer, ...] = ()
    gaps: tuple[Gap, ...] = tuple(Gap)

    @property
    def level(self) -> Confinement:
        """Return the level: full without any gap but names and sizes, none with all of them."""
        open_to_it = set(self.gaps) - {Gap.NAMES}
        if not open_to_it:
            return Confinement.FULL
        return Confinement.NONE if open_to_it == set(Gap) - {Gap.NAMES} else Confinement.PARTIAL


LAYERS: Mapping[Layer, Message] = {
    Layer.LIMITS: message("limits of memory, processor time, file size and open files"),
    Layer.LANDLOCK: message("Landlock: it opens the program's files and its own scratch folder only"),
    Layer.SECCOMP: message("seccomp: no network, no other programs, no other processes"),
    Layer.NAMESPACES: message("bubblewrap: a network, processes and folders of its own"),
    Layer.SANDBOX: message("the sandbox of macOS"),
    Layer.INTEGRITY: message("low integrity level of Windows"),
    Layer.JOB_OBJECT: message("job object of Windows: limits of memory and time, no other programs"),
}
"""What each layer is called on screens and paper."""

GAPS: Mapping[Gap, Message] = {
    Gap.READING: message("reading files of the user and the memory of other programs"),
    Gap.WRITING: message("changing files of the user"),
    Gap.NETWORK: message("reaching the network"),
    Gap.PROCESSES: message("starting or disturbing other programs"),
    Gap.NAMES: message("seeing whether a file exists and how large it is"),
}
"""What each gap is called on screens and paper."""


def may_unpickle(level: str) -> bool:
    """Tell whether files that may run code when opened are opened at this level of confinement."""
    return level in {Confinement.FULL, Confinement.PARTIAL}


def no_unpickling() -> Message:
    """Say why a file that may run code is refused where nothing confines it."""
    return message(
        "This file can run program code while it is opened, and on this system nothing keeps such code "
        "from the rest of the computer. It was not opened. Convert it to skops or ONNX where it was made, "
        "open it on Linux, or check the predictions only."
    )
