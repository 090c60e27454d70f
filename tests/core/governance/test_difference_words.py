"""Does a difference of versions speak in words, never in stored values?"""

from dataclasses import replace

from core.governance.design import Criterion, DesignRecord
from core.governance.difference import Area, difference
from core.ids import Exact, ModelId, PersonId, VersionId
from core.language import Translator
from core.messages import Message
from core.people import Role
from core.policy import Relation
from core.texts import Language, Text
from core.workspace.governance.versions import side_of
from tests.core.casework import Firm, said

MODEL, FIRST = ModelId("MOD-0001"), VersionId("MOD-0001@1")


def test_a_difference_is_said_in_words_not_in_stored_values(validated: Firm) -> None:
    validated.assess(FIRST)
    side = side_of(validated.workspace._desk.store, FIRST)
    target = Criterion(measure=said("AUC"), relation=Relation.AT_LEAST, target=Exact("0.7"))
    record = DesignRecord(
        version=FIRST,
        model=MODEL,
        goal=Text(body="Weniger Ausfälle", language=Language.GERMAN, translation="Fewer losses"),
        criteria=(target,),
        recorded_by=side.version.developer,
        recorded_at=validated.clock(),
    )
    other = replace(side.version, developer=PersonId("PER-9999"))
    found = difference(replace(side, assessment=None), replace(side, design=record, version=other))
    words = Translator(Language.GERMAN)
    details = {words.say(item.detail) for item in found.changes if isinstance(item.detail, Message)}
    assert "Modell nicht verfügbar, Unternehmen" in details
    developer = next(item for item in found.changes if item.name.text == "Developer")
    assert (developer.before, developer.after) == (validated.person(Role.DEVELOPER).name.name(), "PER-9999")
    design = [(words.value(item.after), item.after) for item in found.of(Area.DESIGN)]
    assert [said_ for said_, _ in design] == ["Weniger Ausfälle", "≥ 0.7 (–)"]
    assert Translator(Language.ENGLISH).value(design[0][1]) == "Fewer losses"
