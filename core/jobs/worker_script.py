"""What does the process of a training script do? It lays out its files, runs it, and returns one table."""

import json
import os
import random
import runpy
import sys
import traceback
from pathlib import Path

import msgspec

from core.confinement import Confinement
from core.jobs.channel import Channel
from core.jobs.frames import BYTES
from core.jobs.scripts import LOG, MOST_OUTPUT, OUTPUTS, ROW, RUNNING, SCORE, Ended, Ran, ScriptTask, loose
from core.messages import Message

_LOG_FILE = "printed.txt"
_PREFIX = "PRUEFSTEIN_"


def work(channel: Channel) -> None:
    """Run the script that was sent, and only where this process is fully shut in."""
    if channel.level != Confinement.FULL:
        raise loose()
    task = msgspec.json.decode(channel.json(), type=ScriptTask)
    base = Path.cwd()
    place = _laid_out(channel, task, base)
    channel(0.0, Message(RUNNING))
    _keep_what_is_printed(base)
    ended = _run(base / task.script, place)
    sys.stdout.flush()
    sys.stderr.flush()
    _answer(channel, base, ended)


def _laid_out(channel: Channel, task: ScriptTask, base: Path) -> Path:
    """Write script and tables into this process's folder and say in its variables where they lie."""
    for name in ("input", "output"):
        (base / name).mkdir()
    (base / task.script).write_bytes(channel.take(BYTES))
    paths = {}
    for name, file in task.inputs.items():
        paths[name] = base / "input" / file
        paths[name].write_bytes(channel.take(BYTES))
    predict = base / "input" / task.predict
    predict.write_bytes(channel.take(BYTES))
    described = {
        "inputs": {name: str(path) for name, path in paths.items()},
        "predict": str(predict),
        "output": str(base / "output"),
        "seed": task.seed,
        "parameters": dict(task.parameters),
        "facts": dict(task.facts),
        "row_column": ROW,
        "score_column": SCORE,
    }
    place = base / "task.json"
    place.write_text(json.dumps(described, ensure_ascii=False, indent=2), encoding="utf-8")
    variables = {"TASK": place, "PREDICT": predict, "OUTPUT": base / "output", "SEED": task.seed}
    os.environ.update({_PREFIX + name: str(value) for name, value in variables.items()})
    os.environ.update({f"{_PREFIX}INPUT_{name.upper()}": str(path) for name, path in paths.items()})
    return place


def _keep_what_is_printed(base: Path) -> None:
    handle = os.open(base / _LOG_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    os.close(handle)


def _run(script: Path, task: Path) -> Ended:
    """Run the script as a program: `script.py TASK.json`; its random numbers begin at the seed."""
    import numpy as np

    seed = int(os.environ[f"{_PREFIX}SEED"])
    random.seed(seed)
    np.random.seed(seed % (1 << 32))
    sys.argv = [str(script), str(task)]
    try:
        runpy.run_path(str(script), run_name="__main__")
    except SystemExit as error:
        return Ended.WELL if error.code in {None, 0} else Ended.WITH_ERROR
    except BaseException:  # noqa: BLE001 (whatever the script raises is its own result)
        traceback.print_exc()
        return Ended.WITH_ERROR
    return Ended.WELL


def _answer(channel: Channel, base: Path, ended: Ended) -> None:
    log = _end_of(base / _LOG_FILE)
    if ended is Ended.WELL:
        for name in OUTPUTS:
            path = base / "output" / name
            if path.is_file() and path.stat().st_size <= MOST_OUTPUT:
                channel.result(Ran(ended=ended, log=log, output=name), files=(path.read_bytes(),))
                return
    channel.result(Ran(ended=ended, log=log))


def _end_of(path: Path) -> str:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 4 * LOG))
        return file.read().decode("utf-8", errors="replace")[-LOG:]
