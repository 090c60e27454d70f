"""How fast are lists, words, the trail, opening and verifying with many models, versions and events?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from os import environ
from pathlib import Path
from tempfile import mkdtemp
from time import perf_counter

from benchmarks.goals import Goal, Outcome, best
from benchmarks.large_workspace import chosen, fill
from benchmarks.large_workspace import workspace as large_workspace
from core.audit import Action, Depth
from core.ids import ModelId
from core.model_list import ModelOrder, ModelQuery
from core.workspace import Workspace
from core.workspace.trail import TrailQuery

LIMIT = 0.005
CALCULATED = 30
"""Seconds that a calculation over everything may take beside the window; a limit of our own."""
SIZE = chosen()
Measured = dict[str, Callable[[Workspace], object]]


@cache
def folder() -> Path:
    """Make the large workspace once for all goals; it stays until the process ends."""
    place = Path(mkdtemp(prefix="pruefstein-bench-")) / "w"
    fill(place, SIZE)
    return place


@contextmanager
def opened() -> Iterator[Workspace]:
    """Open the large workspace."""
    if "PRUEFSTEIN_BENCH_WORKSPACE" in environ:
        with large_workspace(SIZE) as place:
            found = Workspace.open(place)
    else:
        found = Workspace.open(folder())
    try:
        yield found
    finally:
        found.close()


def _slowest(work: Measured, limit: float = LIMIT, note: str = "") -> Outcome:
    """Time several questions; the slowest counts, all are told."""
    with opened() as found:
        seconds = {name: best(partial(asked, found), 5) for name, asked in work.items()}
    slowest = max(seconds.values())
    told = {f"ms {name}": round(value * 1000, 2) for name, value in seconds.items()}
    return Outcome(ours=slowest, met=slowest < limit, note=note, further=told)


def one_page() -> Outcome:
    """Time pages of the trail by all filters."""
    return _slowest(
        {
            "newest": lambda found: found.trail.events(TrailQuery(limit=100)),
            "middle": lambda found: found.trail.events(TrailQuery(limit=100, before=SIZE.events // 2)),
            "object": lambda found: found.trail.events(TrailQuery(limit=100, object_id="MOD-0007@1")),
            "action": lambda found: found.trail.events(TrailQuery(limit=100, action=Action.PERSON_ADDED)),
        },
        note="100 events",
    )


def one_model() -> Outcome:
    """Time one record by its id."""
    return _slowest({"by id": lambda found: found.inventory.model(ModelId("MOD-0007"))})


def _ordered(query: ModelQuery, found: Workspace) -> object:
    return found.inventory.page(query)


def listing() -> Outcome:
    """Time a page of models by every order."""
    work: Measured = {
        order.value: partial(_ordered, ModelQuery(order=order, descending=True)) for order in ModelOrder
    }
    return _slowest(work, note="100 lines with the total, by each order")


def narrowed() -> Outcome:
    """Time pages that are narrowed by conditions and by words."""
    return _slowest(
        {
            "awaiting": lambda found: found.inventory.page(ModelQuery(awaits_decision=True)),
            "rare word": lambda found: found.inventory.page(ModelQuery(text="model 00123")),
            "word of two thirds": lambda found: found.inventory.page(ModelQuery(text="scoring")),
        },
        note="a word that most models have costs most: each of them is counted",
    )


def searching() -> Outcome:
    """Time the search over all records."""
    return _slowest(
        {
            "rare": lambda found: found.inventory.search("model 00123"),
            "common": lambda found: found.inventory.search("scoring"),
            "umlaut": lambda found: found.inventory.search("prufung"),
            "one letter": lambda found: found.inventory.search("m"),
        }
    )


def opening() -> Outcome:
    """Time opening the workspace again."""
    with opened():
        pass
    start = perf_counter()
    with opened():
        seconds = perf_counter() - start
    return Outcome(ours=seconds, met=seconds < 0.2)


def chain() -> Outcome:
    """Time the verification of chain and checkpoints."""
    return _verified(Depth.CHAIN, 3, "numbers, hashes, Merkle root, filed reports, the last signature")


def verifying() -> Outcome:
    """Time the verification with all records and texts, the last signature alone."""
    note = f"canonical form, columns, keys, states; {SIZE.models + SIZE.versions} records, their texts"
    return _verified(Depth.RECORDS, CALCULATED, note)


def _verified(depth: Depth, limit: float, note: str) -> Outcome:
    with opened() as found:
        start = perf_counter()
        state = found.trail.verify(depth=depth)
        seconds = perf_counter() - start
    events = 0 if state.checkpoint is None else state.checkpoint.size
    return Outcome(ours=seconds, met=state.intact and seconds < limit, note=note, further={"events": events})


def everything() -> Outcome:
    """Time the verification with each signature, all records, texts, lists and pages of the file."""
    with opened() as found:
        start = perf_counter()
        state = found.trail.verify()
        seconds = perf_counter() - start
    return Outcome(
        ours=seconds,
        met=state.intact,
        note="with each signature",
        further={"signatures": state.signatures_checked},
    )


def first_page() -> Outcome:
    """Time what the dashboard shows at once, and the numbers that follow."""
    with opened() as found:
        person = found.people.all()[0].id
        at_once = best(lambda: (found.inventory.counts(person), found.overview.standings()), 3)
        numbers = best(found.overview.all, 3)
    return Outcome(
        ours=at_once,
        met=at_once < 1 and numbers < 5,
        note="the portfolio on the matrix; then every number with its rows, read beside the window",
        further={"s numbers": round(numbers, 2)},
    )


def portfolio() -> Outcome:
    """Time what is calculated over all models, beside the window; the slowest counts, all are told."""
    work: Measured = {
        "overview": lambda found: found.overview.all(),
        "due": lambda found: found.due.items(),
        "three lines": lambda found: found.lines.all(),
        "risk": lambda found: found.risk.overview(),
        "shared things": lambda found: found.dependencies.shared(),
        "deployments": lambda found: found.deployments.lines(),
        "completeness": lambda found: found.register.portfolio(),
    }
    with opened() as found:
        seconds = {name: best(partial(asked, found), 1) for name, asked in work.items()}
    told = {f"s {name}": round(value, 2) for name, value in seconds.items()}
    slowest = max(seconds.values())
    return Outcome(ours=slowest, met=slowest < CALCULATED, note="once each, from records", further=told)


GOALS = (
    Goal(id="store-list", work=f"a page of {SIZE.models} models", limit="under 5 ms", measure=listing),
    Goal(id="store-narrow", work="a page of models, narrowed", limit="under 5 ms", measure=narrowed),
    Goal(id="store-search", work="full-text search", limit="under 5 ms", measure=searching),
    Goal(id="store-get", work=f"one of {SIZE.models} models", limit="under 5 ms", measure=one_model),
    Goal(
        id="store-trail", work=f"a page of the trail of {SIZE.events} events", limit="under 5 ms",
        measure=one_page,
    ),
    Goal(
        id="store-overview", work="the dashboard of that workspace", limit="under 1 s, numbers under 5 s",
        measure=first_page,
    ),
    Goal(id="store-open", work="open that workspace", limit="under 0.2 s", measure=opening),
    Goal(
        id="store-verify", work=f"verify {SIZE.events} events, chain and checkpoints", limit="under 3 s",
        measure=chain,
    ),
    Goal(
        id="store-verify-records", work="what all events and records say as well",
        limit="under 30 s, beside the window", measure=verifying,
    ),
    Goal(
        id="store-portfolio", work="figures, lists and completeness over all of it",
        limit="under 30 s, beside the window", measure=portfolio,
    ),
    Goal(id="store-verify-all", work="the same with each signature", limit="intact", measure=everything),
)  # fmt: skip
