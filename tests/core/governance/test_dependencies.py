"""Is what models rest on, share and feed each other recorded rightly, and are its alarms heard?"""

from dataclasses import replace

import pytest

from core.errors import NotAllowedError, UserError
from core.governance.dependencies import Graph, SharedKind, Stock, shared_things
from core.governance.feeders import AlertKind
from core.ids import Digest, ModelId, PersonId
from core.inventory import Artifact, ArtifactFormat, Model, ModelVersion, State, Task
from core.people import Role
from core.risk import Band
from core.ties import Dependency, DependencyKind
from core.workspace import NewFinding
from tests.core.casework import Firm, said
from tests.core.conftest import START
from tests.core.governance.test_estate import model


def rests_on(kind: DependencyKind, name: str, note: str = "") -> Dependency:
    return Dependency(kind=kind, name=name, note=said(note) if note else None)


def fed(name: str, *feeders: str) -> Model:
    return model(name, dependencies=tuple(rests_on(DependencyKind.FEEDER_MODEL, item) for item in feeders))


def test_what_is_hit_is_found_over_all_steps_and_circles_end() -> None:
    graph = Graph(
        (fed("MOD-1"), fed("MOD-2", "MOD-1"), fed("MOD-3", "MOD-2"), fed("MOD-4", "MOD-3", "MOD-9"))
    )
    assert graph.downstream(ModelId("MOD-1")) == ("MOD-2", "MOD-3", "MOD-4")
    assert graph.upstream(ModelId("MOD-4")) == ("MOD-3", "MOD-2", "MOD-1")
    assert graph.cycles() == ()
    ring = Graph((fed("MOD-1", "MOD-3"), fed("MOD-2", "MOD-1"), fed("MOD-3", "MOD-2"), fed("MOD-4", "MOD-3")))
    assert ring.cycles() == (("MOD-1", "MOD-2", "MOD-3"),)
    assert ring.downstream(ModelId("MOD-1")) == ("MOD-2", "MOD-3", "MOD-4")
    assert not ring.in_cycle(ModelId("MOD-4"))


def test_models_that_would_feed_each_other_need_a_reason(firm: Firm) -> None:
    first, second = firm.model(), firm.model(name="Second")
    dependencies = firm.workspace.dependencies
    dependencies.record(firm.as_(Role.OWNER), second, rests_on(DependencyKind.FEEDER_MODEL, first))
    back = rests_on(DependencyKind.FEEDER_MODEL, second)
    with pytest.raises(UserError, match="feed each other"):
        dependencies.record(firm.as_(Role.OWNER), first, back)
    dependencies.record(firm.as_(Role.OWNER), first, replace(back, note=said("last month's output")))
    assert dependencies.around(first).in_cycle
    for wrong in (
        rests_on(DependencyKind.FEEDER_MODEL, first),
        rests_on(DependencyKind.FEEDER_MODEL, "MOD-0099"),
        rests_on(DependencyKind.FEEDER_MODEL, second),
        rests_on(DependencyKind.SYSTEM, " "),
        rests_on(DependencyKind.DATA_SOURCE, "DS-0099"),
    ):
        with pytest.raises(UserError):
            dependencies.record(firm.as_(Role.OWNER), first, wrong)
    with pytest.raises(NotAllowedError):
        dependencies.record(firm.as_(Role.AUDITOR), first, rests_on(DependencyKind.SYSTEM, "Core"))
    gone, _ = dependencies.remove(
        firm.as_(Role.OWNER), first, DependencyKind.FEEDER_MODEL, second, reason=said("cut")
    )
    assert gone.dependencies == ()


def test_what_is_wrong_with_a_feeder_shows_at_everything_it_feeds(validated: Firm) -> None:
    user, far = validated.model(name="User"), validated.model(name="Far")
    dependencies, feeder = validated.workspace.dependencies, ModelId("MOD-0001")
    dependencies.record(validated.as_(Role.OWNER), user, rests_on(DependencyKind.FEEDER_MODEL, feeder))
    dependencies.record(validated.as_(Role.OWNER), far, rests_on(DependencyKind.FEEDER_MODEL, user))
    new = NewFinding(
        version="MOD-0001@1",  # type: ignore[arg-type]
        title=said("Wrong"),
        severity="high",  # type: ignore[arg-type]
        owner=validated.person(Role.OWNER).id,
    )
    validated.workspace.findings.raise_new(validated.as_(Role.AUDITOR), new)
    found = {(item.feeder, item.direct, item.kind) for item in dependencies.alerts(far)}
    assert found == {
        (user, True, AlertKind.NO_VERSION),
        (feeder, False, AlertKind.NOT_APPROVED),
        (feeder, False, AlertKind.FINDINGS),
    }
    assert dependencies.alerts(feeder) == ()


def using(name: str, **libraries: str) -> ModelVersion:
    artifact = Artifact(
        format=ArtifactFormat.SKOPS,
        digest=Digest("0" * 64),
        size=1,
        file_name=said("m"),
        features=(),
        libraries=libraries,
        estimator="x",
    )
    return ModelVersion(
        id=f"{name}@1",  # type: ignore[arg-type]
        model=ModelId(name),
        label="1",
        task=Task.BINARY,
        state=State.IN_USE,
        developer=PersonId("ben"),
        artifacts=(artifact,),
        registered_at=START,
    )


def test_shared_things_count_what_is_fed_by_their_users_and_name_the_worst_tier() -> None:
    system = rests_on(DependencyKind.SYSTEM, "Core Banking")
    models = (
        model("MOD-1", dependencies=(system,)),
        model("MOD-2", dependencies=(replace(system, name="core banking "),)),
        fed("MOD-3", "MOD-2"),
        model("MOD-4"),
    )
    stock = Stock(
        models=models,
        versions={
            ModelId("MOD-1"): (using("MOD-1", lightgbm="4.1"),),
            ModelId("MOD-4"): (using("MOD-4", lightgbm="4.6"),),
        },
        datasets={},
        tiers={ModelId("MOD-1"): Band.LOW, ModelId("MOD-3"): Band.SEVERE},
        vendors={},
    )
    first, second = shared_things(stock)
    assert (first.kind, first.models, first.indirect) == (SharedKind.SYSTEM, ("MOD-1", "MOD-2"), ("MOD-3",))
    assert (first.share, first.worst) == (0.75, Band.SEVERE)
    assert (second.name, second.models, second.editions) == ("lightgbm", ("MOD-1", "MOD-4"), ("4.1", "4.6"))
    assert second.worst is Band.LOW


def test_models_on_one_registered_table_share_it_whatever_they_call_it(validated: Firm) -> None:
    table = validated.workspace.inventory.datasets()[0]
    other = validated.model(name="Other")
    dependency = rests_on(DependencyKind.DATA_SOURCE, table.id)
    validated.workspace.dependencies.record(validated.as_(Role.OWNER), other, dependency)
    shared = [item for item in validated.workspace.dependencies.shared() if item.kind is SharedKind.DATASET]
    assert [item.models for item in shared] == [("MOD-0001", other)]
    assert validated.workspace.dependencies.shared_of(other) == validated.workspace.dependencies.shared()
    assert validated.workspace.dependencies.shared_of(validated.model(name="Alone")) == ()


def test_what_one_model_shares_is_what_hits_it_also_through_its_feeders() -> None:
    system = rests_on(DependencyKind.SYSTEM, "Core Banking")
    other = rests_on(DependencyKind.SYSTEM, "Ledger")
    models = (
        model("MOD-1", dependencies=(system,)),
        model("MOD-2", dependencies=(system, other)),
        fed("MOD-3", "MOD-2"),
        model("MOD-4", dependencies=(other,)),
        fed("MOD-5", "MOD-4"),
    )
    stock = Stock(models=models, versions={}, datasets={}, tiers={}, vendors={})
    everything = shared_things(stock)
    assert len(everything) == 2
    for item in models:
        found = shared_things(stock, about=item.id)
        assert found == tuple(thing for thing in everything if item.id in thing.hit)
    assert [len(shared_things(stock, about=item.id)) for item in models] == [1, 2, 2, 1, 1]
