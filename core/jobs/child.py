"""What happens in a worker process? Usage: python -m core.jobs.child KIND, as in core/jobs/job.py."""

import os
import sys
import traceback
from dataclasses import replace
from pathlib import Path

from core.artifacts import words
from core.errors import PruefsteinError
from core.jobs.channel import Channel, own_channel
from core.jobs.confinement import Confinement, confine, is_broad, limit
from core.jobs.seccomp import die_with_parent
from core.jobs.starting import FOREIGN
from core.messages import Message, message


def main(arguments: list[str]) -> int:
    """Run the named worker; whatever it raises becomes one statement to the parent."""
    channel = own_channel()
    try:
        _work(arguments[0], channel)
    except PruefsteinError as error:
        channel.fail(error)
    except MemoryError:
        channel.fail(PruefsteinError(Message(words.OUT_OF_MEMORY)))
    except Exception as error:  # noqa: BLE001 (the runner: a defect must reach the user as a sentence)
        traceback.print_exc()
        channel.fail(PruefsteinError(_defect(arguments[0], error)))
    return 0


def _work(worker: str, channel: Channel) -> None:
    start = channel.start()
    if worker == "unconfined-probes":
        from core.jobs.worker_probes import work as probes_work

        channel.hello(Confinement.NONE)
        probes_work(channel, forked=True)
        return
    if sys.platform == "linux":
        from core.jobs.linux import go_first

        go_first()
        die_with_parent()
    limited = limit(start.memory, start.seconds)
    if worker == "statistics":
        from core.jobs.worker_statistics import work as statistics_work

        channel.hello("not needed")
        statistics_work(channel)
        return
    # before a library may start a thread: threads are confined with the one that starts them
    also = _imported() if worker == "external" else ()
    facts = confine(Path(start.scratch), limited=limited, also=also)
    channel.hello(facts.level, facts)
    _confined(worker, replace(channel, level=facts.level))


def _confined(worker: str, channel: Channel) -> None:
    if worker == "model":
        from core.jobs.worker_model import work as model_work

        model_work(channel)
    elif worker == "external":
        from core.jobs.worker_external import work as external_work

        external_work(channel)
    elif worker == "script":
        from core.jobs.worker_script import work as script_work

        script_work(channel)
    elif worker == "probes":
        from core.jobs.worker_probes import work as probes_work

        probes_work(channel, forked=False)
    else:
        channel.result({})


def _imported() -> tuple[Path, ...]:
    """Return the folders this process was told to import from, none that holds everything."""
    told = (Path(item) for item in os.environ.get(FOREIGN, "").split(os.pathsep) if item)
    return tuple(item for item in told if item.is_dir() and not is_broad(item))


def _defect(worker: str, error: Exception) -> Message:
    if worker == "model":
        return Message(words.PREDICTION_FAILED, {"detail": type(error).__name__})
    return message(
        "A calculation stopped because of a defect in the program ({detail}). Nothing was changed. "
        "Please report it with the data set's description.",
        detail=type(error).__name__,
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
