"""Is YAML as programs write it read, and everything else refused?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.artifacts.simple_yaml import NotSimpleError, read

DOCUMENT = """\
# written by a program
artifact_path: model
flavors:
  python_function:
    data: model.xgb
    env:
      conda: conda.yaml
      virtualenv: python_env.yaml
    loader_module: mlflow.xgboost
  xgboost:
    code: null
    data: model.xgb
    xgb_version: 3.2.0
mlflow_version: 3.1.0
empty: {}
nothing:
signature:
  inputs: '[{"type": "double", "name": "age"}, {"type": "string", "name": "it''s a
    name"}]'
  outputs: "[{\\"type\\": \\"long\\"}]"
tags:
- one
- two: 2
  three: "3"
-
  four: 4
run_id: 0a1b # of the training
text: a plain text
  on two lines
literal: |
  first
    second
utc: '2026-11-02 09:00:00.1'
"""


def test_a_document_is_read_as_texts_only() -> None:
    found = read(DOCUMENT)
    assert isinstance(found, dict)
    assert found["flavors"]["xgboost"] == {"code": None, "data": "model.xgb", "xgb_version": "3.2.0"}
    assert found["flavors"]["python_function"]["env"]["virtualenv"] == "python_env.yaml"
    assert found["signature"]["inputs"] == (
        '[{"type": "double", "name": "age"}, {"type": "string", "name": "it\'s a name"}]'
    )
    assert found["signature"]["outputs"] == '[{"type": "long"}]'
    assert found["tags"] == ["one", {"two": "2", "three": "3"}, {"four": "4"}]
    assert found["run_id"] == "0a1b"
    assert found["text"] == "a plain text on two lines"
    assert found["literal"] == "first\n  second"
    assert found["utc"] == "2026-11-02 09:00:00.1"
    assert found["empty"] == {}
    assert found["nothing"] is None


@pytest.mark.parametrize(
    "text",
    [
        "a: &x [1]\nb: *x\n",
        "a: *x\n",
        "a: !!python/object/apply:os.system ['true']\n",
        "!!python/object:os.system\n",
        "a: {b: 1}\n",
        "a: [1, 2]\n",
        "a: 1\na: 2\n",
        "a: 'never ends\n",
        'a: "never ends\n',
        "a: 'b' c\n",
        "a:\n\tb: 1\n",
        "a: 1\n   b: 2\n",
        "%YAML 1.2\na: 1\n",
        "\x00",
        'a: "\\U00FFFFFF"\n',
        "\n".join("  " * depth + "a:" for depth in range(60)),
        "a" * (1 << 21),
    ],
)
def test_what_could_grow_or_ask_for_a_type_is_refused(text: str) -> None:
    with pytest.raises(NotSimpleError):
        read(text)


@given(st.text(alphabet="ab: -\n'\"#\\|>&*!{}[]\t", max_size=80))
def test_no_text_fails_otherwise_than_agreed(text: str) -> None:
    try:
        read(text)
    except NotSimpleError:
        return


@pytest.mark.parametrize(
    "text",
    [
        "a" + " " * 1_000_000 + "b",
        "a: '" + "\nx" * 19_000,
        'a: "' + "\\\n" * 19_000,
        "\n" * 30_000,
        "-" * 1_000_000,
        '"' * 1_000_000,
        "'" * 1_000_001 + ":",
    ],
)
@pytest.mark.timeout(10)
def test_no_text_keeps_the_reader_busy(text: str) -> None:
    try:
        read(text)
    except NotSimpleError:
        return
