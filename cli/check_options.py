"""What is asked of the checks besides the plain question, as it is typed?"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from cli.inputs import existing, one_of
from core.errors import UserError
from core.ids import Exact
from core.messages import N_, message
from core.options import ONE, PLAIN, Change, CheckOptions, Costs, Direction, FeatureRule, Grade, Period
from core.options_file import options_problems, read_options

OptionsFile = Annotated[
    Path | None,
    typer.Option("--options", help=N_("Options of the checks in a TOML or JSON file.")),
]
OneOption = Annotated[
    list[str] | None,
    typer.Option(
        "--option",
        help=N_(
            "One option: time=COLUMN, period=month|quarter|year, grade=COLUMN, grades=A:0.01,B:0.03, "
            "decision=COLUMN, segment=COLUMN, control=COLUMN, quasi=COLUMN, cost=false_favorable:5, "
            "rule=COLUMN:up,low:0,high:10,cost:2,expect:down, population=COLUMN:GROUP:0.5. May be repeated."
        ),
    ),
]
_Add = Callable[[CheckOptions, str], CheckOptions]


def check_options(file: Path | None, typed: list[str] | None) -> CheckOptions:
    """Return the options of the file with what was typed besides; raises `UserError` naming what is wrong."""
    options = PLAIN if file is None else read_options(existing(file).read_bytes(), file.name)
    for item in typed or ():
        name, sign, value = item.partition("=")
        add = _NAMES.get(name.strip())
        if add is None or not sign or not value.strip() or value.strip().startswith(":"):
            raise UserError(
                message(
                    "“{typed}” is no option of the checks. Write NAME=VALUE with one of: {names}.",
                    typed=item,
                    names=", ".join(_NAMES),
                )
            )
        options = add(options, value.strip())
    for problem in options_problems(options):
        raise UserError(problem)
    return options


def _grades(options: CheckOptions, value: str) -> CheckOptions:
    pairs = (item.partition(":") for item in value.split(","))
    grades = tuple(Grade(label=label.strip(), pd=Exact(pd.strip()) if pd else None) for label, _, pd in pairs)
    return replace(options, grades=grades)


def _cost(options: CheckOptions, value: str) -> CheckOptions:
    name, _, number = value.partition(":")
    costs = options.costs or Costs()
    if name == "false_favorable":
        return replace(options, costs=replace(costs, false_favorable=Exact(number)))
    if name == "false_unfavorable":
        return replace(options, costs=replace(costs, false_unfavorable=Exact(number)))
    raise UserError(
        message("“{typed}” is no cost. Write false_favorable:5 or false_unfavorable:1.", typed=value)
    )


def _rule(options: CheckOptions, value: str) -> CheckOptions:
    column, _, rest = value.partition(":")
    rule = FeatureRule(column=column)
    for part in filter(None, (item.strip() for item in rest.split(","))):
        name, sign, said = part.partition(":")
        if not sign:
            rule = replace(rule, change=one_of(Change, name, "--option rule"))
        elif name == "expect":
            rule = replace(rule, expected=one_of(Direction, said, "--option rule"))
        elif name in {"low", "high", "cost"}:
            found = {"low": rule.low, "high": rule.high, "cost": rule.cost} | {name: Exact(said)}
            rule = replace(rule, low=found["low"], high=found["high"], cost=found["cost"] or ONE)
        else:
            raise UserError(
                message(
                    "“{part}” is no part of a rule. Write any, up, down or fixed, low:0, high:10, cost:2 or "
                    "expect:up.",
                    part=part,
                )
            )
    return replace(options, rules=(*options.rules, rule))


def _population(options: CheckOptions, value: str) -> CheckOptions:
    column, _, rest = value.partition(":")
    group, _, share = rest.rpartition(":")
    shares = dict(options.population.get(column, {})) | {group: Exact(share)}
    return replace(options, population={**options.population, column: shares})


_NAMES: Mapping[str, _Add] = {
    "time": lambda options, value: replace(options, time=value),
    "period": lambda options, value: replace(options, period=one_of(Period, value, "--option period")),
    "grade": lambda options, value: replace(options, grade=value),
    "grades": _grades,
    "decision": lambda options, value: replace(options, decision=value),
    "segment": lambda options, value: replace(options, segments=(*options.segments, value)),
    "control": lambda options, value: replace(options, controls=(*options.controls, value)),
    "quasi": lambda options, value: replace(options, quasi_identifiers=(*options.quasi_identifiers, value)),
    "cost": _cost,
    "rule": _rule,
    "population": _population,
}
