"""Reading the files that people edit: what is refused, and where it is said to be."""

from __future__ import annotations

import ast
import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from helpers.files import (
    DEEPEST_YAML,
    LARGEST_CSV,
    LARGEST_YAML,
    csv_rows,
    line_of,
    read_once,
    read_plain,
    read_yaml,
)
from helpers.problems import ExitCode, InputProblem
from helpers.visible import UNSEEN, make_visible, unseen_named, value_shown

HIDDEN = {
    "\0": "U+0000 (a NUL character)",
    "\x0b": "U+000B (a control character)",
    "\x85": "U+0085 (a control character)",
    "\u00ad": "U+00AD (soft hyphen)",
    "\u200b": "U+200B (zero width space)",
    "\u202e": "U+202E (right-to-left override)",
    "\u202a": "U+202A (left-to-right embedding)",
    "\u2066": "U+2066 (left-to-right isolate)",
    "\u2069": "U+2069 (pop directional isolate)",
    "\u2028": "U+2028 (line separator)",
    "\ufeff": "U+FEFF (zero width no-break space)",
    "\u3164": "U+3164 (hangul filler)",
    "\U000e0041": "U+E0041 (tag latin capital letter a)",
}
"""Characters that nobody sees, with the names that the Unicode Standard gives them."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "some.file"


def refusal_of_yaml(path: Path, text: str | bytes) -> str:
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    with pytest.raises(InputProblem) as problem:
        read_yaml(path, "params/2023.yml")
    assert problem.value.exit_code == ExitCode.BAD_INPUT
    assert len(str(problem.value)) < 500
    return str(problem.value)


def refusal_of_csv(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8", newline="")
    with pytest.raises(InputProblem) as problem:
        list(csv_rows(path, ("a", "b")))
    return str(problem.value)


# YAML.


def test_plain_values_are_read_with_the_endings_and_marks_of_any_system(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb:\r\n  - yes\r\n  - >\r\n    two\r\n    words\r\nc: 2023-03-31\r\n")
    values = read_yaml(path, "x")
    assert (values["a"], values["b"], values["c"].isoformat()) == (1, [True, "two words\n"], "2023-03-31")


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: 1\nb: &x 2\n", 2), ("a: &x [1]\nb: *x\n", 1), ("a: 1\nb:\n  <<: *x\n", 3), ("a: 1\n? &k key\n: 1\n", 2)],
)
def test_a_reference_from_one_place_to_another_is_refused(path: Path, text: str, line: int) -> None:
    assert refusal_of_yaml(path, text) == (
        f"params/2023.yml line {line} is not readable YAML: it refers from one place to another with & or *; write the "
        "value out in each place."
    )


@pytest.mark.parametrize(
    "value",
    [
        '!!int ""',
        '!!float ""',
        '!!bool "x"',
        '!!timestamp "x"',
        "!!set {a, b}",
        "!!str 2023",
        "! 1",
        "!x 1",
        "!!omap []",
        "!!python/object/apply:os.getcwd []",
        "!<tag:yaml.org,2002:bool> z",
    ],
)
def test_a_tag_that_says_what_kind_a_value_is_is_refused(path: Path, value: str) -> None:
    message = refusal_of_yaml(path, f"a: 1\nyear: {value}\n")
    assert message.startswith("params/2023.yml line 2 is not readable YAML: '")
    assert message.endswith("says what kind of value follows; write the value alone.")


@pytest.mark.parametrize("text", ["a: 1\n<<: {a: 2}\n", "a: 1\n<<: [{a: 2}, {b: 3}]\n", "a: 1\nb: =\n"])
def test_what_has_a_meaning_of_its_own_in_yaml_is_refused(path: Path, text: str) -> None:
    message = refusal_of_yaml(path, text)
    assert message.startswith("params/2023.yml line 2 is not readable YAML: ")
    assert message.endswith("has a meaning of its own in YAML; write the values out, or the text in quotes.")


def test_a_value_that_would_fill_the_memory_by_references_is_refused(path: Path) -> None:
    levels = "".join(f", &a{at} [{','.join([f'*a{at - 1}'] * 10)}]" for at in range(1, 10))
    text = "year: 2023\nstage: [&a0 [x,x,x,x,x,x,x,x,x,x]" + levels + "]\n"
    assert refusal_of_yaml(path, text).startswith("params/2023.yml line 2 is not readable YAML: it refers")


def test_a_file_of_more_than_the_limit_is_not_read(path: Path) -> None:
    path.write_bytes(b"a: 1\n" + b"#" * (LARGEST_YAML - 5))
    assert read_yaml(path, "x") == {"a": 1}
    message = refusal_of_yaml(path, b"a: 1\n" + b"#" * (LARGEST_YAML - 4))
    assert message == "params/2023.yml has 200,001 bytes; the most that is read is 200,000."


@pytest.mark.parametrize(
    "number", ["0x" + "F" * 5000, "1" + "0" * 5000, "0b" + "1" * 5000, "1:" * 60 + "1", "-1.9" + "9" * 50]
)
def test_a_number_of_very_many_digits_is_refused_where_it_stands(path: Path, number: str) -> None:
    for text in (f"a: 1\nyear: {number}\n", f"a: 1\nyears:  [1, {number}]\n", f"a: 1\n{number[:91]}: x\n"):
        message = refusal_of_yaml(path, text)
        assert message.startswith("params/2023.yml line 2 is not readable YAML: ")
        assert "characters; the most is 40" in message


def test_lists_inside_lists_have_a_limit(path: Path) -> None:
    path.write_text("[" * (DEEPEST_YAML - 1) + "1" + "]" * (DEEPEST_YAML - 1), encoding="utf-8")
    assert read_yaml(path, "x")
    for text in ("a: 1\nb: " + "[" * 90_000, "[" * DEEPEST_YAML + "1" + "]" * DEEPEST_YAML, "\n" + "- " * 90_000 + "x"):
        assert "over 20 lists and mappings stand inside each other" in refusal_of_yaml(path, text)


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\n? [x, y]\n: 1\n",
        "a: 1\n? {x: y}\n: 1\n",
        "a: 1\ndate: 2023-13-45\n",
        "a: 1\na: 2\n",
        "a: 1\nb: [\n",
        "a: 1\ndate: 2023-03-31T10:00:00+99:99\n",
        "a: 1\nb: !!python/object:os.system x\n",
        "a: 1\nb: !x y\n",
        "a: 1\nb: \tx\n  c: d\n",
        "a: 1\nb: !!int x\n",
        "a: 1\nb: !!float x\n",
    ],
)
def test_what_cannot_be_read_is_located_by_its_line(path: Path, text: str) -> None:
    assert refusal_of_yaml(path, text).startswith(("params/2023.yml line 2 is not", "params/2023.yml line 3 is not"))


@pytest.mark.parametrize("character", HIDDEN)
def test_a_character_that_cannot_be_seen_is_refused_by_line_and_code_point(path: Path, character: str) -> None:
    number = f"U+{ord(character):04X}"
    for text in (f"a: 1\nb: x{character}y\n", f"a: 1\nb: x # {character}\n", f"a: 1\nx{character}: 1\n"):
        message = refusal_of_yaml(path, text)
        assert message.startswith("params/2023.yml line 2 ")
        assert number in message and UNSEEN.search(message) is None


@pytest.mark.parametrize("escape", ["\\u202E", "\\r", "\\0", "\\v", "\\u2066", "\\t", "\\N", "\\L"])
def test_a_character_that_is_written_as_an_escape_is_refused_too(path: Path, escape: str) -> None:
    for text in (f'a: 1\nb: "x{escape}=cmd()"\n', f'a: 1\n"x{escape}": 1\n', f'a: 1\nb: [1, "{escape}"]\n'):
        message = refusal_of_yaml(path, text)
        assert message.startswith("params/2023.yml line 2 is not readable YAML: a value holds the character U+")


def test_no_other_module_reads_yaml(root: Path) -> None:
    """One reader has the limits."""
    reading = {"load", "safe_load", "full_load", "unsafe_load", "load_all", "safe_load_all", "compose"}
    for module in sorted((root / "src").rglob("*.py")):
        calls = (
            node for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)
        )
        used = {call.attr for call in calls if isinstance(call.value, ast.Name) and call.value.id == "yaml"}
        assert module.name == "files.py" or not used & reading, module


def test_the_line_of_a_place_is_that_of_its_key(path: Path) -> None:
    path.write_text("a: 1\nb:\n  - x: 1\n  - y: 2\n    z: 3\n", encoding="utf-8")
    assert line_of(path, ["a"]) == " line 1"
    assert line_of(path, ["b", 1, "z"]) == " line 5"
    assert line_of(path, ["b", 0, "missing"]) == " line 3"
    assert line_of(path, ["missing"]) == ""
    assert line_of(path, []) == ""


# What a message says of a value.


def test_a_value_is_never_shown_in_full_where_it_is_long_or_deep() -> None:
    deep: list[Any] = []
    for _ in range(500):
        deep = [deep] * 2
    for value in (deep, "x" * 10_000, list(range(10_000)), {"a": "\u202e" * 5_000}, "\n" * 3_000):
        text = value_shown(value)
        assert len(text) <= 81 and UNSEEN.search(text) is None
    assert [value_shown(value) for value in ("draft", 7, None, True, 2.5)] == ["'draft'", "7", "None", "True", "2.5"]


@pytest.mark.parametrize(("character", "name"), HIDDEN.items())
def test_what_cannot_be_seen_is_named_and_written_out(character: str, name: str) -> None:
    assert unseen_named(f"a{character}b") == name
    assert UNSEEN.search(make_visible(f"a{character}b")) is None
    assert make_visible(f"a{character}b").isascii()


@pytest.mark.parametrize(
    "text", ["plain", "£5 – é", "non\u00a0breaking", "\u0627\u0644", "\u65e5\u672c", "\u2705", "a  b"]
)
def test_letters_of_any_script_and_spaces_can_be_seen(text: str) -> None:
    assert make_visible(text) == text
    assert unseen_named(text) == ""


# CSV.


def test_rows_of_a_csv_file_have_the_numbers_of_their_lines(path: Path) -> None:
    path.write_bytes(b'\xef\xbb\xbfa,b\r\n1,"x, y"\r\n\r\n2,z\r\n')
    assert list(csv_rows(path, ("a", "b"))) == [(2, {"a": "1", "b": "x, y"}), (4, {"a": "2", "b": "z"})]


@pytest.mark.parametrize(("character", "name"), [*HIDDEN.items(), ("\t", "U+0009 (a tab)")])
def test_a_cell_with_a_character_that_cannot_be_seen_is_refused(path: Path, character: str, name: str) -> None:
    message = refusal_of_csv(path, f"a,b\n1,x\n2,Good{character}words\n")
    assert message.startswith("some.file row 3, column b: 'Good")
    assert message.endswith(f"holds the character {name}, which cannot be seen; delete it.")
    assert UNSEEN.search(message) is None


@pytest.mark.parametrize(
    ("ending", "name"), [("\r", "U+000D (a carriage return)"), ("\n", "U+000A (a line break)"), ("\r\n", "U+000D (a")]
)
def test_a_line_ending_inside_a_cell_is_refused(path: Path, ending: str, name: str) -> None:
    message = refusal_of_csv(path, f'a,b\n1,"Harmless{ending}=cmd()"\n')
    assert "column b: 'Harmless" in message and name in message


def test_a_csv_file_of_more_than_the_limit_is_not_read(path: Path) -> None:
    path.write_bytes(b"a,b\n" + b"1,2\n" * (LARGEST_CSV // 4))
    with pytest.raises(InputProblem, match=r"some.file has 5,000,004 bytes; the most that is read is 5,000,000"):
        next(csv_rows(path, ("a", "b")))


def test_a_cell_of_any_length_ends_in_a_short_sentence(path: Path) -> None:
    assert len(refusal_of_csv(path, "a,b\n1," + "x" * 200_000 + "\n")) < 200
    assert len(refusal_of_csv(path, "x" * 100_000 + "\n")) < 700


# What is no plain file.


@pytest.mark.parametrize("read", [lambda path: read_yaml(path, path.name), lambda path: next(csv_rows(path, ("a",)))])
def test_what_never_ends_or_is_a_folder_is_refused_and_not_opened(tmp_path: Path, read: Any) -> None:
    (tmp_path / "folder").mkdir()
    made = {"folder": "a folder"}
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "endless").symlink_to("/dev/zero")
        made |= {"pipe": "a named pipe", "endless": "a device"}
    for name, what in made.items():
        with pytest.raises(InputProblem) as problem:
            read(tmp_path / name)
        assert str(problem.value) == f"{name} is {what}, not a file; put the file itself in place."
    with pytest.raises(InputProblem, match=r"^nothing cannot be read: No such file or directory; put the file in"):
        read(tmp_path / "nothing")


def test_the_bytes_of_a_plain_file_are_as_they_stand(path: Path) -> None:
    path.write_bytes(b"\0\xff\r\n")
    assert read_plain(path, "x") == b"\0\xff\r\n"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")
    rows: int


def test_a_place_that_a_model_finds_wrong_has_a_line(path: Path) -> None:
    path.write_text("# a remark\nrows: many\n", encoding="utf-8")
    with pytest.raises(ValidationError) as problem:
        _Model.model_validate(read_yaml(path, "x"))
    assert line_of(path, problem.value.errors()[0]["loc"]) == " line 2"


def test_a_file_is_read_again_only_where_its_bytes_are_others(path: Path) -> None:
    done: list[str] = []

    @read_once
    def words(file: Path, ending: str = ".") -> str:
        done.append(file.read_text(encoding="utf-8"))
        return done[-1] + ending

    path.write_text("one", encoding="utf-8")
    assert [words(path), words(path), words(path, "!")] == ["one.", "one.", "one!"]
    before = path.stat()
    path.write_text("two", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert words(path) == "two."
    path.write_text("one", encoding="utf-8")
    assert words(path) == "one."
    assert done == ["one", "one", "two"]


def test_what_is_no_plain_file_is_left_to_the_function_that_reads_it(path: Path) -> None:
    @read_once
    def kind(file: Path) -> str:
        return "link" if file.is_symlink() else "pipe" if file.is_fifo() else "none"

    assert kind(path) == "none"
    os.mkfifo(path)
    assert kind(path) == "pipe"
    path.unlink()
    path.symlink_to(path.parent)
    assert kind(path) == "link"
