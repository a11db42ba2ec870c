"""Files of every kind that people hand in, with edits that nobody thought of: used or refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import read_document
from fuzzing import KINDS, SUBJECTS, TOKENS, Edit, Subject, edited, read_edited
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.problems import InputProblem

EDITS = st.lists(
    st.builds(Edit, st.integers(0, KINDS - 1), st.floats(0, 1), st.floats(0, 1), st.sampled_from(TOKENS)), max_size=4
)


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_a_good_file_is_read(subject: Subject, tmp_path: Path) -> None:
    path = tmp_path / subject.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(edited(subject.content(), []))
    subject.read(path)


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_an_edited_file_is_used_or_refused_in_a_sentence(
    subject: Subject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("edited")

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(edits=EDITS)
    def read(edits: list[Edit]) -> None:
        assert not read_edited(subject, edits, folder).wrong

    read()


@pytest.mark.parametrize(("name", "number"), [("params/indicators.csv", 200), ("params/parts.csv", 50)])
def test_a_cell_of_thousands_of_characters_is_not_printed_in_full(tmp_path: Path, name: str, number: int) -> None:
    """Random edits came to this: a break in a series, and a part of a year, of any length was in the sentence."""
    (subject,) = [subject for subject in SUBJECTS if subject.name == name]
    long = b"0x" + b"F" * 5_000
    readings = [read_edited(subject, [Edit(4, at / number, 0, long)], tmp_path) for at in range(number)]
    assert sum(reading.refused for reading in readings) > number / 2
    assert {reading.wrong for reading in readings} == {""}


def test_a_word_of_hundreds_of_characters_is_cut_in_whatever_sentence_it_is() -> None:
    assert str(InputProblem(f"row 3: {'F' * 5_000} is wrong.")) == f"row 3: {'F' * 100}\u2026 is wrong."
    assert str(InputProblem(f"row 3: {'F' * 250} is wrong.")) == f"row 3: {'F' * 250} is wrong."
    assert str(InputProblem(f"row 3: it is '{'F' * 5_000}'.")) == f"row 3: it is '{'F' * 99}\u2026'."
    assert str(InputProblem(f"{'x' * 300} is wrong.")) == f"{'x' * 300} is wrong."


def test_the_document_says_how_many_kinds_there_are() -> None:
    assert f"files of {len(SUBJECTS)} kinds" in read_document("security.md").text


def raising(error: Exception) -> Subject:
    def read(path: Path) -> None:
        raise error

    return Subject("a file", "file", lambda: b"", read)


def test_a_crash_and_what_is_no_sentence_are_noticed(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        read_edited(raising(KeyError("a")), [], tmp_path)
    for words in ("no full stop", "two\nlines.", f"{tmp_path} is wrong.", "long " * 2_000 + "."):
        assert read_edited(raising(InputProblem(words)), [], tmp_path).wrong
    assert read_edited(raising(InputProblem("file, row 2, is wrong.")), [], tmp_path) == (True, "")


@pytest.mark.parametrize(
    ("edit", "content"),
    [
        (Edit(0, 0.5, 0, b"xyz"), b"a,b\nx,d\n"),
        (Edit(1, 0, 0, b"xyz"), b"xyza,b\nc,d\n"),
        (Edit(2, 0.5, 0.005, b""), b"a,b\n,d\n"),
        (Edit(3, 0.5, 0.005, b""), b"a,b\ncccc,d\n"),
        (Edit(4, 0.5, 0, b"xyz"), b"a,b\nxyz,d\n"),
        (Edit(5, 0.5, 0, b""), b"a,b\n"),
    ],
)
def test_each_kind_of_edit(edit: Edit, content: bytes) -> None:
    assert edited(b"a,b\nc,d\n", [edit]) == content
