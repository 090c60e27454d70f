"""Who acts in the example, and when?"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cli.example.clock import StoryClock
from cli.example.story import Person
from core.ids import PersonId
from core.texts import Language, Text
from core.workspace import NewPerson, Session, Workspace

FIRST_DAY = 46


@dataclass(kw_only=True)
class Cast:
    """The workspace of the example with its persons and its clock."""

    workspace: Workspace
    clock: StoryClock
    persons: dict[str, Person]
    ids: dict[str, PersonId]
    sessions: dict[str, Session] = field(default_factory=dict)

    @classmethod
    def create(cls, folder: Path, persons: tuple[Person, ...], now: datetime) -> "Cast":
        """Make the workspace with all persons; the first one administers it."""
        clock = StoryClock(now)
        clock.start(FIRST_DAY, 8)
        first, *others = persons
        workspace, session = Workspace.create(folder, _form(first), clock=clock)
        ids = {first.key: session.person.id}
        for person in others:
            ids[person.key] = workspace.people.add(session, _form(person))[0].id
        named = {person.key: person for person in persons}
        return cls(workspace=workspace, clock=clock, persons=named, ids=ids)

    def person(self, key: str) -> Person:
        """Return a person of the story."""
        return self.persons[key]

    def session(self, key: str) -> Session:
        """Return an unlocked session of a person; unlocks it again after a pause."""
        session = self.sessions.get(key)
        if session is None or session.locked:
            session = self.workspace.people.sign_in(self.ids[key], self.persons[key].passphrase)
            self.sessions[key] = session
        return session


def _form(person: Person) -> NewPerson:
    name = Text(person.name, Language.GERMAN, person.name)
    return NewPerson(name=name, roles=person.roles, passphrase=person.passphrase, example=True)
