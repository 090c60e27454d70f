"""Which calls could a pickle make that do harm? Each leaves a mark or knocks at a listener here."""

import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.core.artifacts.hostile.assembly import (
    Raw,
    attribute,
    call,
    entries,
    finished,
    made,
    named,
    named_late,
    push,
    stated,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Aim:
    """Where one hostile file tries to leave a mark."""

    mark: Path
    port: int
    folder: Path
    """Where helper files of the attack may lie."""

    @property
    def shell(self) -> str:
        return f"touch {self.mark}"

    @property
    def code(self) -> str:
        return f"open({str(self.mark)!r}, 'w').close()"

    @property
    def raw(self) -> bytes:
        """A plain attack, to be wrapped in other ways."""
        return finished(call("os.system", self.shell))

    def helper(self, name: str, data: bytes) -> str:
        """A second file the attack uses."""
        path = self.folder / name
        path.write_bytes(data)
        return str(path)


Attack = Callable[[Aim], bytes]


def text(aim: Aim) -> str:
    return str(aim.mark)


def compiled(aim: Aim) -> Raw:
    """A code object without a pickle of it: marshal makes it."""
    import marshal

    return call("marshal.loads", marshal.dumps(compile(aim.code, "x", "exec")))


def instance_setstate(aim: Aim) -> bytes:
    """Give an ordinary estimator an attribute that is called when the next state is set."""
    estimator = made("sklearn.linear_model._logistic.LogisticRegression")
    armed = stated(estimator, entries(__setstate__=named("os.system")))
    return finished(stated(armed, aim.shell))


def class_changed(aim: Aim) -> bytes:
    """Change a class instead of an instance: whoever uses it later calls the file's function."""
    kind = "sklearn.model_selection._split.KFold"
    changed = stated(named(kind), (None, entries(__setstate__=named("os.system"))))
    return finished(Raw(changed + b"0" + stated(made(kind), aim.shell)))


def distribution(aim: Aim) -> bytes:
    """scipy's distributions run the text of one of their attributes when their state is set."""
    return finished(
        stated(made("scipy.stats._continuous_distns.norm_gen"), {"_parse_arg_template": aim.code})
    )


def object_array(aim: Aim) -> bytes:
    """joblib keeps arrays of objects as a pickle of their own; older versions load it past any list."""
    state = entries(
        subclass=named("numpy.ndarray"), shape=(1,), order="C", dtype=call("numpy.dtype", "O8", False, True),
        allow_mmap=False,
    )  # fmt: skip
    wrapper = made("joblib.numpy_pickle.NumpyArrayWrapper")
    return b"\x80\x02" + wrapper + state + b"b" + aim.raw + b"."


def default_factory(aim: Aim) -> bytes:
    """A dictionary whose missing entries are made by a call."""
    factory = call("functools.partial", named("os.system"), aim.shell)
    made_dictionary = call("collections.defaultdict", factory)
    return finished(call(attribute(made_dictionary, "__missing__"), "x"))


def get(aim: Aim, *path: str) -> Raw:
    """os.system by way of attributes only."""
    target = call("builtins.__import__", path[0])
    for name in path[1:]:
        target = attribute(target, name)
    return call(target, aim.shell)


CALLS: Mapping[str, Attack] = {
    "os.system": lambda aim: aim.raw,
    "os.system as text of Python 2": lambda aim: b"cos\nsystem\n(S'" + aim.shell.encode() + b"'\ntR.",
    "posix.system late": lambda aim: finished(call(named_late("posix.system"), aim.shell), 4),
    "os.popen": lambda aim: finished(call("os.popen", aim.shell)),
    "subprocess.Popen": lambda aim: finished(call("subprocess.Popen", ["touch", text(aim)])),
    "subprocess.check_output": lambda aim: finished(call("subprocess.check_output", ["touch", text(aim)])),
    "builtins.eval": lambda aim: finished(call("builtins.eval", aim.code)),
    "builtins.exec": lambda aim: finished(call("builtins.exec", aim.code)),
    "builtins.open": lambda aim: finished(call("builtins.open", text(aim), "w")),
    "builtins.__import__ and getattr": lambda aim: finished(get(aim, "os", "system")),
    "names from the memo": lambda aim: finished(
        push("os")
        + b"q\x63"
        + b"0"
        + push("system")
        + b"q\x64"
        + b"0h\x63h\x64\x93"
        + push((aim.shell,))
        + b"R",
        4,
    ),
    "runpy.run_path": lambda aim: finished(call("runpy.run_path", aim.helper("run.py", aim.code.encode()))),
    "importlib loader": lambda aim: finished(
        call(
            attribute(
                call(
                    "importlib._bootstrap_external.SourceFileLoader",
                    "helper",
                    aim.helper("i.py", aim.code.encode()),
                ),
                "load_module",
            )
        )
    ),
    "importlib.import_module": lambda aim: finished(
        call(attribute(call("importlib.import_module", "os"), "system"), aim.shell)
    ),
    "pkgutil.resolve_name": lambda aim: finished(call(call("pkgutil.resolve_name", "os:system"), aim.shell)),
    "ctypes.CDLL": lambda aim: finished(
        call(attribute(call("ctypes.CDLL", None), "system"), aim.shell.encode())
    ),
    "webbrowser.GenericBrowser": lambda aim: finished(
        call(attribute(call("webbrowser.GenericBrowser", ["touch", "%s"]), "open"), text(aim))
    ),
    "timeit.timeit": lambda aim: finished(
        call("timeit.timeit", aim.code, "pass", named("time.perf_counter"), 1)
    ),
    "pydoc.pipepager": lambda aim: finished(call("pydoc.pipepager", "x", f"cat > {aim.mark}")),
    "cProfile.run": lambda aim: finished(call("cProfile.run", aim.code)),
    "code.InteractiveInterpreter": lambda aim: finished(
        call(attribute(call("code.InteractiveInterpreter"), "runsource"), aim.code)
    ),
    "bdb.Bdb": lambda aim: finished(call(attribute(call("bdb.Bdb"), "run"), aim.code)),
    "numpy.f2py": lambda aim: finished(
        call("numpy.f2py.crackfortran.getlincoef", f"__import__('os').system({aim.shell!r})", {})
    ),
    "numpy.testing": lambda aim: finished(call("numpy.testing._private.utils.runstring", aim.code, {})),
    "sklearn.utils._testing": lambda aim: finished(
        call("sklearn.utils._testing.assert_run_python_script_without_output", aim.code, ".*", 30)
    ),
    "functools.partial": lambda aim: finished(call(call("functools.partial", named("os.system"), aim.shell))),
    "operator.methodcaller": lambda aim: finished(
        call(call("operator.methodcaller", "system", aim.shell), call("builtins.__import__", "os"))
    ),
    "operator.attrgetter": lambda aim: finished(
        call(call(call("operator.attrgetter", "system"), call("builtins.__import__", "os")), aim.shell)
    ),
    "builtins.map": lambda aim: finished(
        call("builtins.list", call("builtins.map", named("os.system"), [aim.shell]))
    ),
    "collections.defaultdict": default_factory,
    "marshal and FunctionType": lambda aim: finished(call(call("types.FunctionType", compiled(aim), {}))),
    "instance with its own __setstate__": instance_setstate,
    "class changed by BUILD": class_changed,
    "scipy.stats runs its template": distribution,
    "joblib array of objects": object_array,
    "INST": lambda aim: b"(S'" + aim.shell.encode() + b"'\nios\nsystem\n.",
    "OBJ": lambda aim: b"(cos\nsystem\nS'" + aim.shell.encode() + b"'\no.",
    "extension code": lambda aim: finished(b"\x82\x01" + push((aim.shell,)) + b"R"),
    "persistent reference": lambda aim: b"P" + aim.shell.encode() + b"\n.",
    "pickle in a pickle": lambda aim: finished(call("_pickle.loads", aim.raw), 4),
    "pickle in a pickle, packed": lambda aim: finished(
        call("_pickle.loads", call("zlib.decompress", __import__("zlib").compress(aim.raw))), 4
    ),
    "second stage by joblib.load": lambda aim: finished(
        call("joblib.numpy_pickle.load", aim.helper("second.joblib", aim.raw))
    ),
    "second stage by numpy.load": lambda aim: finished(
        call("numpy.load", aim.helper("second.pkl", aim.raw), None, True)
    ),
    "second stage by pandas": lambda aim: finished(
        call("pandas.read_pickle", aim.helper("second.p", aim.raw))
    ),
    "logging.FileHandler": lambda aim: finished(call("logging.FileHandler", text(aim))),
    "io.FileIO": lambda aim: finished(call("_io.FileIO", text(aim), "w")),
    "shutil.copyfile": lambda aim: finished(call("shutil.copyfile", aim.helper("source", b"x"), text(aim))),
    "sqlite3.connect": lambda aim: finished(
        call(attribute(call("sqlite3.connect", text(aim)), "execute"), "create table t (x)")
    ),
    "numpy.memmap": lambda aim: finished(call("numpy.memmap", text(aim), "uint8", "w+", 0, (1,))),
    "numpy.savetxt": lambda aim: finished(call("numpy.savetxt", text(aim), [1])),
    "joblib.dump": lambda aim: finished(call("joblib.numpy_pickle.dump", 1, text(aim))),
    "sklearn.datasets": lambda aim: finished(
        call("sklearn.datasets._svmlight_format_io.dump_svmlight_file", [[1.0]], [1], text(aim))
    ),
    "uuid._get_command_stdout": lambda aim: finished(call("uuid._get_command_stdout", "touch", text(aim))),
    "imaplib.IMAP4_stream": lambda aim: finished(call("imaplib.IMAP4_stream", aim.shell)),
    "distutils.write_file": lambda aim: finished(call("distutils.file_util.write_file", text(aim), ["x"])),
    "pty.spawn": lambda aim: finished(call("pty.spawn", ["touch", text(aim)])),
    "a harmless model, then a program": lambda aim: finished(
        pickle.dumps({"model": 1}, 2)[2:-1] + call("os.system", aim.shell) + b"0"
    ),
    "a program before the model": lambda aim: finished(
        call("os.system", aim.shell) + b"0" + push({"model": 1})
    ),
    "damaged behind the program": lambda aim: aim.raw[:-1] + b"\xff\xff\xff",
}
"""Name of the attack and the file's bytes; loading each one without protection leaves its mark."""

KNOCKS: Mapping[str, Attack] = {
    "socket.create_connection": lambda aim: finished(
        call("socket.create_connection", ("127.0.0.1", aim.port), 2)
    ),
    "urllib.request.urlopen": lambda aim: finished(
        call("urllib.request.urlopen", f"http://127.0.0.1:{aim.port}/", None, 1)
    ),
    "ssl.get_server_certificate": lambda aim: finished(
        call("ssl.get_server_certificate", ("127.0.0.1", aim.port), named("ssl.PROTOCOL_TLS_CLIENT"), None, 1)
    ),
    "socket.socket sends a datagram": lambda aim: finished(
        call(attribute(call("socket.socket", 2, 2), "sendto"), b"x", ("127.0.0.1", aim.port))
    ),
}
"""The same for attacks that reach for the network."""

INERT = {"persistent reference"}
"""Attacks that need a loader that resolves references, so that plain loading shows no effect."""
