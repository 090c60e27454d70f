"""Does reading everything at once answer as asking the store does?"""

from core.decisions import Decision
from core.findings import Finding
from core.governance.determinations import Determination
from core.ids import VersionId
from core.inventory import Model, ModelVersion
from core.people import Person
from core.results import CheckRun
from core.risk import RiskAssessment
from core.store.beforehand import Beforehand
from tests.core.casework import Firm

KINDS = (Decision, Determination, Finding, Model, ModelVersion, Person, RiskAssessment, CheckRun)


def test_it_answers_as_the_store_does(validated: Firm) -> None:
    firm, version = validated, VersionId("MOD-0001@1")
    store = firm.workspace._desk.store
    known = Beforehand(store)
    assert known.today() == store.today()
    assert known.get(Model, "MOD-9999") is None
    for kind in KINDS:
        assert known.all(kind) == store.all(kind)
        assert known.all(kind) is known.all(kind)
    found = store.get(ModelVersion, version)
    assert found is not None
    assert known.get(ModelVersion, version) == found
    assert known.select(ModelVersion, model=found.model) == store.select(ModelVersion, model=found.model)
    for kind in (Decision, Finding, RiskAssessment, CheckRun):
        assert known.select(kind, version=version) == store.select(kind, version=version)
        assert known.select(kind, version="MOD-9999@1") == ()
    assert known.select(CheckRun, version=version)


def test_lists_over_everything_say_what_each_record_says(validated: Firm) -> None:
    firm, version = validated, VersionId("MOD-0001@1")
    workspace = firm.workspace
    listed = {item.version.id: item for item in workspace.risk.overview()}
    assert listed[version].assessment == workspace.risk.latest(version)
    assert listed[version].due == workspace.risk.due(version)
    for item in workspace.register.portfolio():
        assert item == workspace.register.completeness(item.model.id)
    one = workspace.lines.of(workspace.inventory.version(version).model)
    assert one in workspace.lines.all()
