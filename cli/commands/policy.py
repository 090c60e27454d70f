"""What does the firm demand, and how does another policy come into force?"""

from pathlib import Path
from typing import Annotated

import typer

from cli.call import Call, of
from cli.files import write_new
from cli.tables import table
from core.errors import UserError
from core.messages import N_, message
from core.policy_difference import PolicyChange

app = typer.Typer()
group = typer.Typer()
app.add_typer(group, name="policy", help=N_("The policy: show it, compare another one with it, adopt that."))

File = Annotated[Path, typer.Argument(help=N_("The policy file (TOML)."))]


@group.command(help=N_("Say which policy is in force, or save it to edit a copy."))
def show(
    context: typer.Context,
    output: Annotated[Path | None, typer.Option(help=N_("Write the policy to this new file."))] = None,
) -> None:
    """Show the policy in force."""
    call = of(context)
    with call.reading() as workspace:
        policy, edited = workspace.policy, workspace.policy_changed_on_disk
        data = workspace.policy_text
    if output is not None:
        write_new(output, data)
    lines = [f"{policy.name} · {policy.version}", f"SHA-256 {policy.digest}"]
    if edited:
        lines.append(call.tr("The file policy.toml differs from it; it counts only once it was adopted."))
    call.answer(policy, *lines)


@group.command(help=N_("Say what a policy demands otherwise than the one in force. Nothing is changed."))
def compare(context: typer.Context, file: File) -> None:
    """Compare a file with the policy in force."""
    call = of(context)
    data = _read(file)
    with call.reading() as workspace:
        _policy, changes = workspace.compare_policy(data)
    _answer(call, changes)


@group.command(help=N_("Put a policy in force; approvals given under another one lapse by that."))
def adopt(
    context: typer.Context,
    file: File,
    reason: Annotated[str, typer.Option(help=N_("Why; it is kept in the audit trail."))],
) -> None:
    """Adopt a policy; by an administrator or a risk manager."""
    call = of(context)
    data = _read(file)
    with call.acting() as (workspace, session, _):
        now = workspace.policy.digest
        _policy, changes = workspace.compare_policy(data)
        workspace.adopt_policy(session, data, call.text(reason), replaces=now)
    _answer(call, changes)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(
            message("“{name}” cannot be read. Nothing was changed. Name another file.", name=path.name)
        ) from error


def _answer(call: Call, changes: tuple[PolicyChange, ...]) -> None:
    if not changes:
        call.answer(changes, call.tr("Nothing differs from the policy in force."))
        return
    heads = (call.tr("Key"), call.tr("In force"), call.tr("New"))
    call.answer(
        changes, table(heads, ((item.key, item.before or "–", item.after or "–") for item in changes))
    )
