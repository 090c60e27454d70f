"""Does the code keep to the rules of the house?"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT
from tools import messages, schemas

PRODUCT = ("cli", "core", "gui", "reports")
OURS = (*PRODUCT, "tools", "tests", "benchmarks", "resources")
SAME_RELEASE = {"shiboken6": "pyside6-essentials"}
"""Distributions that a declared one demands in exactly its own version."""
HEAVY = ("shap", "sklearn", "fairlearn", "lightgbm", "xgboost", "catboost", "numba", "matplotlib")
BLANKET_ALLOWED = {"core/workspace/governance/gate.py", "reports/verification.py", "gui/jobs.py"}
BLANKET_ALLOWED_FOLDERS = ("core/jobs/",)
"""Only the job runner, the verification and the gate may catch whatever comes."""

WIDER = {"core/workspace/findings.py confirm"}
"""A use case whose keyword-only parameters are one form; a type of its own would say no more."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*folders: str) -> list[Path]:
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "__pycache__" not in path.parts
    )


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.Module) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def is_command(function: Function) -> bool:
    """Typer commands have one parameter per option."""
    first = function.args.args[0].annotation if function.args.args else None
    if first is not None and ast.unparse(first) == "typer.Context" and "everywhere" in function.name:
        return True
    return any(
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in {"command", "callback"}
        for decorator in function.decorator_list
    )


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def parameters(function: Function) -> int:
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return sum(argument.arg not in {"self", "cls"} for argument in arguments)


def too_large(path: Path) -> Iterator[str]:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    if lines > 400:
        yield f"{name_of(path)} has {lines} lines"
    for function in functions(parse(path)):
        where = f"{name_of(path)}:{function.lineno} {function.name}"
        if is_command(function):
            continue
        if length(function) > 40:
            yield f"{where} has {length(function)} lines"
        if path.is_relative_to(ROOT / "tests") or f"{name_of(path)} {function.name}" in WIDER:
            continue
        if parameters(function) > 5:
            yield f"{where} has {parameters(function)} parameters"


def test_sizes_stay_below_their_ceilings() -> None:
    assert [found for path in modules(*OURS) for found in too_large(path)] == []


def first_sentence(docstring: str) -> str:
    return docstring.strip().split("\n\n")[0].replace("\n", " ")


def lacks_question(tree: ast.Module) -> bool:
    return bool(tree.body) and "?" not in first_sentence(ast.get_docstring(tree) or "")


def test_every_module_starts_with_the_question_it_answers() -> None:
    looked_at = modules(*PRODUCT, "tools")
    assert looked_at
    assert [name_of(path) for path in looked_at if lacks_question(parse(path))] == []


def public_without_docstring(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if not isinstance(node, ast.ClassDef | Function) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            yield node.name
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, Function) and not inner.name.startswith("_"):
                    overrides = any(
                        isinstance(item, ast.Name) and item.id in {"override", "overload"}
                        for item in inner.decorator_list
                    )
                    if not ast.get_docstring(inner) and not overrides:
                        yield f"{node.name}.{inner.name}"


def test_every_public_name_says_what_it_is_for() -> None:
    silent = {name_of(path): list(public_without_docstring(parse(path))) for path in modules(*PRODUCT)}
    assert {name: found for name, found in silent.items() if found} == {}


def test_nothing_is_left_to_be_done() -> None:
    left = re.compile(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError")
    others = [path for path in modules(*OURS) if path != Path(__file__)]
    assert [name_of(path) for path in others if left.search(path.read_text(encoding="utf-8"))] == []


def passes_on(handler: ast.ExceptHandler) -> bool:
    """Tidying up and raising again, or raising what a user understands, hides nothing."""
    return isinstance(handler.body[-1], ast.Raise)


def catching_all(path: Path) -> Iterator[str]:
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.ExceptHandler) and not passes_on(node):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            for kind in caught:
                if kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"}):
                    yield f"{name_of(path)}:{node.lineno}"


def test_nobody_catches_whatever_comes() -> None:
    judged = [
        path
        for path in modules(*PRODUCT, "tools")
        if name_of(path) not in BLANKET_ALLOWED and not name_of(path).startswith(BLANKET_ALLOWED_FOLDERS)
    ]
    assert judged
    assert [found for path in judged for found in catching_all(path)] == []


TEXT_FILES = ("*.py", "*.md", "*.toml", "*.qss", "*.json", "*.po", "Makefile", ".ci/run", "*.sh")
MACHINE = re.compile(
    "|".join(["/" + "work/", "/" + "root/", "bash_" + "jobs", r"\bpypi\." + "org"])
    + r"|deb\.debian\."
    + "org|pythonhosted"
    + r"\.org"
)


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *TEXT_FILES],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_machine_or_a_package_host() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone")
    found = [
        f"{name_of(path)}:{number}"
        for path in tracked()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE.search(line)
    ]
    assert found == []


def loaded_by(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("statement", ["import core.workspace", "import cli.main", "import gui.app"])
def test_starting_loads_no_heavy_library(statement: str) -> None:
    assert loaded_by(statement) & set(HEAVY) == set()


def test_no_other_distribution_ships_our_names() -> None:
    shipped = packages_distributions()
    for name in (*PRODUCT, "resources"):
        assert set(shipped.get(name, [])) <= {"pruefstein"}, name


def project() -> dict[str, object]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert isinstance(table, dict)
    return table


def base_requirements() -> list[Requirement]:
    declared = project()["dependencies"]
    assert isinstance(declared, list)
    return [Requirement(text) for text in declared]


def extra_requirements() -> list[Requirement]:
    """Return what the optional parts of an installation bring along, except the tools of developers."""
    extras = project()["optional-dependencies"]
    assert isinstance(extras, dict)
    return [Requirement(text) for name, texts in extras.items() if name != "dev" for text in texts]


def applies(requirement: Requirement, extras: set[str]) -> bool:
    if requirement.marker is None:
        return True
    return any(requirement.marker.evaluate({"extra": extra}) for extra in extras or {""})


def closure(wanted: list[Requirement]) -> set[str]:
    """Return the names of all distributions an installation of the requirements brings along."""
    seen: set[tuple[str, frozenset[str]]] = set()
    open_ends = [(item, {""}) for item in wanted]
    while open_ends:
        requirement, extras = open_ends.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if not applies(requirement, extras) or key in seen:
            continue
        try:
            needs = distribution(requirement.name).requires or []
        except PackageNotFoundError:
            continue
        seen.add(key)
        open_ends += [(Requirement(text), {"", *requirement.extras}) for text in needs]
    return {name for name, _ in seen}


def test_the_base_installation_stays_below_90_distributions() -> None:
    names = closure(base_requirements())
    assert 30 < len(names) <= 90, sorted(names)


def test_every_dependency_has_a_lower_bound() -> None:
    for requirement in base_requirements():
        operators = {item.operator for item in requirement.specifier}
        assert operators & {">=", "==", "~="}, str(requirement)


def imported(path: Path) -> set[str]:
    """Return the top-level names of everything a module imports."""
    nodes = list(ast.walk(parse(path)))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    dotted = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.partition(".")[0] for name in plain | dotted}


def test_every_library_that_is_imported_is_declared() -> None:
    declared = {canonicalize_name(item.name) for item in (*base_requirements(), *extra_requirements())}
    used = set().union(*(imported(path) for path in modules(*PRODUCT)))
    shipped = packages_distributions()
    for name in sorted(used - set(sys.stdlib_module_names) - set(OURS)):
        owners = {canonicalize_name(SAME_RELEASE.get(owner, owner)) for owner in shipped.get(name, [name])}
        assert owners & declared, f"{name} is imported but not declared in pyproject.toml"


def test_every_sentence_is_translated() -> None:
    assert messages.problems() == []


def test_the_published_schemas_are_those_of_the_program() -> None:
    assert schemas.differing() == []


def test_the_layers_hold() -> None:
    """The contracts stand in pyproject.toml under tool.importlinter."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
