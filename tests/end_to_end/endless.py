"""How does a process look that works until it is killed? Each acknowledged id is printed at once.

python -m tests.end_to_end.endless FOLDER register|decide
"""

import sys
from itertools import count
from pathlib import Path

from core.decisions import DecisionKind
from core.ids import ModelId
from core.inventory import ModelKind, State, Task
from core.keys import strength
from core.texts import Language, Text
from core.workspace import DecisionRequest, NewModel, NewVersion, Session, Workspace
from tests.end_to_end.conftest import PASSPHRASE, QUICK


def say(text: str) -> Text:
    return Text(text, Language.ENGLISH)


def acknowledge(what: str) -> None:
    sys.stdout.write(what + "\n")
    sys.stdout.flush()


def model(workspace: Workspace, session: Session, number: int) -> ModelId:
    new = NewModel(
        name=say(f"Model {number}"),
        purpose=say("none"),
        intended_use=say("none"),
        kind=ModelKind.EXPERT,
        owner=session.person.id,
        business_area=say("none"),
    )
    return workspace.inventory.register_model(session, new)[0].id


def version(workspace: Workspace, session: Session, number: int) -> str:
    developer = workspace.people.find("Developer").id
    new = NewVersion(
        model=model(workspace, session, number), label="1", task=Task.BINARY, developer=developer
    )
    return workspace.inventory.register_version(session, new)[0].id


def register(workspace: Workspace) -> None:
    session = workspace.people.sign_in(workspace.people.find("Developer").id, PASSPHRASE)
    for number in count():
        acknowledge(version(workspace, session, number))


def decide(workspace: Workspace) -> None:
    people = workspace.people
    author = people.sign_in(people.find("Developer").id, PASSPHRASE)
    manager = people.sign_in(people.find("Manager").id, PASSPHRASE)
    for number in count():
        made = workspace.inventory.resolve(version(workspace, author, number)).id
        workspace.inventory.set_state(author, made, State.IN_VALIDATION, say("ready"))
        request = DecisionRequest(version=made, kind=DecisionKind.REJECT, reason=say("no evidence"))
        key = people.signing_key(manager, PASSPHRASE)
        acknowledge(workspace.decisions.decide(manager, request, key)[0].id)


if __name__ == "__main__":
    strength.STANDARD = QUICK
    {"register": register, "decide": decide}[sys.argv[2]](Workspace.open(Path(sys.argv[1])))
