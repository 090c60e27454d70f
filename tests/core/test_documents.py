"""Does a value come back from its document as it went in?"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.canonical import canonical, sha256
from core.errors import UserError
from core.ids import ModelId, PersonId
from core.inventory import Model, ModelKind, ModelVersion, State, Task
from core.store.codec import decode, document_references, encode, salted_digest
from core.texts import Language, Text
from tests.core.casework import said

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TEXTS = st.builds(
    Text,
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.sampled_from(Language),
    st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
)


def model(name: Text, identity: str = "MOD-0001") -> Model:
    return Model(
        id=ModelId(identity),
        name=name,
        purpose=said("purpose"),
        intended_use=said("use"),
        kind=ModelKind.STATISTICAL,
        owner=PersonId("P-1"),
        business_area=said("area"),
        registered_at=NOW,
    )


def version(training: dict[str, str]) -> ModelVersion:
    return ModelVersion(
        id="MOD-0001@1",  # type: ignore[arg-type]
        model=ModelId("MOD-0001"),
        label="1",
        task=Task.BINARY,
        state=State.DRAFT,
        developer=PersonId("P-1"),
        training=training,
        registered_at=NOW,
    )


@given(name=TEXTS, use=TEXTS)
def test_a_value_comes_back_equal_and_its_texts_are_not_in_the_document(name: Text, use: Text) -> None:
    value = replace(model(name), intended_use=use)
    encoded = encode(value, {})
    texts = {item.digest: item.text for item in encoded.fresh}
    assert decode(Model, encoded.document, texts) == value
    assert set(document_references(encoded.document)) == set(texts)
    if len(name.body) > 8 and name.body.isascii() and name.body.isalnum():
        assert name.body.encode() not in encoded.document


def test_equal_texts_have_different_salted_digests_in_different_values() -> None:
    one, two = encode(model(said("same")), {}), encode(model(said("same")), {})
    assert not set(document_references(one.document)) & set(document_references(two.document))


@given(salt=st.binary(min_size=16, max_size=16), text=TEXTS, other=TEXTS)
def test_the_salted_digest_depends_on_salt_body_language_and_translation(
    salt: bytes, text: Text, other: Text
) -> None:
    equal = (text.body, text.language, text.translation) == (other.body, other.language, other.translation)
    assert (salted_digest(salt, text) == salted_digest(salt, other)) == equal
    assert salted_digest(salt, text) != salted_digest(bytes(16) + salt, text)


@given(salt=st.binary(min_size=16, max_size=16), text=TEXTS)
def test_the_salted_digest_is_taken_over_the_canonical_form(salt: bytes, text: Text) -> None:
    plain = {"body": text.body, "language": text.language, "translation": text.translation}
    assert salted_digest(salt, text) == sha256(salt + canonical(plain))


def test_a_mapping_that_looks_like_a_text_is_refused() -> None:
    with pytest.raises(UserError, match="reserved"):
        encode(version({"text": "a" * 64}), {})
    assert decode(ModelVersion, encode(version({"text": "short"}), {}).document, {}).training == {
        "text": "short"
    }
