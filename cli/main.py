"""What happens between typing `pruefstein` and its exit code?"""

import json
import os
import sys
from collections.abc import Sequence

from cli.language import adopt, choose
from core.errors import CancelledError, PruefsteinError
from core.language import Translator

VALUED = ("--language", "--workspace", "--as", "--passphrase-fd")
PLAIN = ("--json",)

BAD_INPUT = 2
INTERRUPTED = 130


def main() -> None:
    """Run the command line and leave with its exit code; `freeze_support` lets bundles start workers."""
    import multiprocessing

    multiprocessing.freeze_support()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments say and return the exit code: 0, 1 (a check or proof failed), 2 (bad input)."""
    language = choose(arguments, os.environ)
    adopt(language)
    translator = Translator(language)
    as_json = "--json" in arguments
    try:
        return _flushed(_invoke(arguments, translator))
    except KeyboardInterrupt:
        _complain("CancelledError", translator.tr("Stopped."), as_json=as_json)
        return INTERRUPTED
    except BrokenPipeError:
        return _nobody_reads()
    except PruefsteinError as error:
        _complain(type(error).__name__, translator.say(error.message), as_json=as_json)
        return INTERRUPTED if isinstance(error, CancelledError) else BAD_INPUT


def _invoke(arguments: Sequence[str], translator: Translator) -> int:
    from cli.application import build
    from cli.usage import USAGE_ERROR, explain

    command = build(translator)
    try:
        code = command.main(args=globals_first(arguments), prog_name="pruefstein", standalone_mode=False)
    except USAGE_ERROR as error:
        _complain("UsageError", explain(error, translator), as_json="--json" in arguments)
        return BAD_INPUT
    if code == INTERRUPTED:  # the command-line library turns Ctrl-C into this exit code
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def globals_first(arguments: Sequence[str]) -> list[str]:
    """Move the options that hold for every command to the front, so that they may stand anywhere."""
    front: list[str] = []
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        if argument == "--":
            rest += [argument, *waiting]
            break
        if argument in PLAIN or argument.startswith(tuple(f"{name}=" for name in VALUED)):
            front.append(argument)
        elif argument in VALUED:
            front += [argument, *waiting[:1]]
            waiting = waiting[1:]
        else:
            rest.append(argument)
    return front + rest


def _complain(kind: str, sentence: str, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"error": {"kind": kind, "message": sentence}}, ensure_ascii=False, indent=2))
    else:
        print(sentence, file=sys.stderr)


def _flushed(code: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _nobody_reads()
    return code


def _nobody_reads() -> int:
    """Keep the interpreter from complaining at exit that the reader of the pipe has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


if __name__ == "__main__":
    main()
