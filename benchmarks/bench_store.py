"""How fast are lists, single records, opening and verifying with many records?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.goals import Goal, Outcome, best
from core.audit import Action
from core.ids import ModelId, PersonId
from core.inventory import Model, ModelKind
from core.people import Role
from core.texts import Language, Text
from core.workspace import NewPerson, Workspace
from core.workspace.trail import TrailQuery

MODELS, AT_ONCE = 10_000, 500
SCALE = 1_000_000


def text(body: str) -> Text:
    """Return an English text."""
    return Text(body, Language.ENGLISH)


@contextmanager
def workspace() -> Iterator[Path]:
    """Make a workspace with many models and give its folder."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / "w"
        first = NewPerson(name=text("A"), roles=(Role.OWNER,), passphrase="correct horse battery")
        made, session = Workspace.create(place, first)
        store = made._desk.store  # noqa: SLF001
        for _ in range(MODELS // AT_ONCE):
            with store.transaction(session) as step:
                for _ in range(AT_ONCE):
                    step.put(_model(step.new_id(Model), made, session.person.id), Action.MODEL_REGISTERED)
        made.close()
        yield place


def _model(id_: str, made: Workspace, owner: str) -> Model:
    return Model(
        id=ModelId(id_),
        name=text(f"Model {id_}"),
        purpose=text("p"),
        intended_use=text("u"),
        kind=ModelKind.EXPERT,
        owner=PersonId(owner),
        business_area=text("b"),
        registered_at=made._desk.clock(),  # noqa: SLF001
    )


def _measured(work: Callable[[Workspace], object], limit: float, note: str = "") -> Outcome:
    with workspace() as folder:
        opened = Workspace.open(folder)
        try:
            seconds = best(lambda: work(opened), 5)
        finally:
            opened.close()
    return Outcome(ours=seconds, met=seconds < limit, note=note)


def one_page() -> Outcome:
    """Time one page of the trail by its key."""
    return _measured(lambda found: found.trail.events(TrailQuery(limit=200, before=MODELS // 2)), 0.005)


def one_model() -> Outcome:
    """Time one record by its id."""
    return _measured(lambda found: found.inventory.model(_id(MODELS // 2)), 0.005)


def all_models() -> Outcome:
    """Time the list of all models."""
    return _measured(
        lambda found: found.inventory.summaries(),
        0.005,
        "reads every document; keyset pages and full-text search are not built yet",
    )


def opening() -> Outcome:
    """Time opening the workspace again."""
    with workspace() as folder:
        Workspace.open(folder).close()
        start = perf_counter()
        opened = Workspace.open(folder)
        seconds = perf_counter() - start
        opened.close()
    return Outcome(ours=seconds, met=seconds < 0.2)


def verifying() -> Outcome:
    """Time the verification of every event and document, scaled to a million events."""
    with workspace() as folder:
        opened = Workspace.open(folder)
        try:
            events = opened.trail.count()
            start = perf_counter()
            intact = opened.trail.verify(every_signature=False).intact
            seconds = perf_counter() - start
        finally:
            opened.close()
    whole = seconds * SCALE / events
    note = f"measured on {events} events and scaled; each document is read and compared with its last event"
    return Outcome(ours=whole, met=intact and whole < 3, note=note)


def _id(number: int) -> ModelId:
    return ModelId(f"MOD-{number:04d}")


GOALS = (
    Goal(id="store-list", work="list of 10k models", limit="under 5 ms", measure=all_models),
    Goal(id="store-get", work="one of 10k models", limit="under 5 ms", measure=one_model),
    Goal(id="store-trail", work="a page of the trail", limit="under 5 ms", measure=one_page),
    Goal(id="store-open", work="open a workspace with 10k models", limit="under 0.2 s", measure=opening),
    Goal(id="store-verify", work="verify 1M events", limit="under 3 s", measure=verifying),
)
