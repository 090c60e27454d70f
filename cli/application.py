"""Which commands are there, and which options hold for all of them?"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from cli.call import Call
from cli.commands import (
    audit,
    certificate,
    check,
    conditions,
    convert,
    data,
    decide,
    design,
    determine,
    doctor,
    due,
    duties,
    estate,
    exporting,
    external,
    findings,
    gate,
    importing,
    incidents,
    inspect,
    listing,
    mending,
    metric_guide,
    monitor,
    operation,
    opinions,
    overview,
    people,
    policy,
    profile,
    record,
    register,
    report,
    requests,
    reviews,
    risk,
    start,
    trail,
    verify,
    versions,
)
from cli.inputs import one_of
from cli.words import translate_help
from core.language import Translator
from core.messages import N_
from core.texts import Language

FOLDER = "PRUEFSTEIN_WORKSPACE"
MODULES = (
    start,
    audit,
    inspect,
    profile,
    convert,
    opinions,
    listing,
    register,
    record,
    importing,
    exporting,
    data,
    design,
    versions,
    risk,
    check,
    metric_guide,
    findings,
    mending,
    requests,
    due,
    decide,
    conditions,
    overview,
    reviews,
    determine,
    gate,
    certificate,
    report,
    verify,
    trail,
    people,
    policy,
    external,
    estate,
    duties,
    operation,
    incidents,
    monitor,
    doctor,
)
PANELS: Mapping[str, tuple[str, ...]] = {
    N_("Begin"): ("init", "example"),
    N_("Received files, without an inventory"): ("audit", "inspect", "profile", "convert", "opinions"),
    N_("Inventory"): ("models", "search", "show", "register", "record", "import", "export", "data", "state"),
    N_("Design and versions"): ("design", "training", "split-proof", "diff", "reproduce"),
    N_("Risk, checks and approval"): (
        "assess",
        "risk",
        "metric-guide",
        "check",
        "replay",
        "findings",
        "request",
        "due",
        "decide",
        "decisions",
        "condition",
    ),
    N_("Portfolio and reviews"): ("overview", "review", "campaign", "challenge", "lines"),
    N_("Norms and signed determinations"): ("classify", "determine", "determinations"),
    N_("Release"): ("gate", "certificate"),
    N_("Environment of the models"): ("use-case", "vendor", "document", "duty", "depends"),
    N_("Operation"): ("deploy", "contingency", "incident", "monitor"),
    N_("Reports and proof"): ("report", "verify", "trail"),
    N_("People and this machine"): ("people", "policy", "external", "doctor"),
}
"""Under which heading each command stands in the help."""


def build(translator: Translator) -> typer.core.TyperGroup:
    """Return the whole command line, speaking one language."""
    app = typer.Typer(
        add_completion=False,
        no_args_is_help=False,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["--help", "-h"]},
        pretty_exceptions_enable=False,
    )
    app.callback(
        invoke_without_command=True,
        help=N_("Govern models on this machine. Without a command, the window opens."),
    )(_everywhere(translator))
    for module in MODULES:
        app.add_typer(module.app)
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)  # noqa: S101 (there is more than one command)
    translate_help(group, translator)
    for panel, names in PANELS.items():
        for name in names:
            group.commands[name].rich_help_panel = translator.tr(panel)  # type: ignore[attr-defined]
    return group


def _everywhere(translator: Translator) -> Callable[..., None]:
    def everywhere(
        context: typer.Context,
        workspace: Annotated[
            Path | None,
            typer.Option(help=N_("Workspace folder; else PRUEFSTEIN_WORKSPACE, else here.")),
        ] = None,
        person: Annotated[
            str | None, typer.Option("--as", help=N_("Name or id of the person who does it."))
        ] = None,
        language: Annotated[str | None, typer.Option(help=N_("Language of the output: de or en."))] = None,
        as_json: Annotated[
            bool, typer.Option("--json", help=N_("Print exactly one JSON document on standard output."))
        ] = False,
        passphrase_fd: Annotated[
            int | None, typer.Option(help=N_("Read the passphrase from this descriptor."))
        ] = None,
    ) -> None:
        if language is not None:
            one_of(Language, language, "--language")
        folder = workspace or Path(os.environ.get(FOLDER, "."))
        context.obj = Call(
            translator=translator, json=as_json, folder=folder, person=person, passphrase_fd=passphrase_fd
        )
        if context.invoked_subcommand is None:
            from cli.opening import open_window

            named = workspace or (Path(os.environ[FOLDER]) if FOLDER in os.environ else None)
            raise typer.Exit(open_window(named, language, person))

    return everywhere
