"""What analysts write: how it is read, what is refused and how that is said, and that no year's text comes back."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from helpers.analyst_commentary import LARGEST_COMMENT, MAX_WORDS, Comment, read_commentary
from helpers.problems import InputProblem

AS_AT = date(2023, 3, 31)
INDICATORS = ("recycling_pct", "road_ksi_rate")
DASHBOARDS = ("Waste", "Roads")
HEAD = "---\nabout: recycling_pct\nby: Head of Waste\ndate: 2023-10-12\n---\n"


def write(folder: Path, text: str | bytes, name: str = "recycling.md", year: int = 2023) -> None:
    path = folder / str(year) / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def read(folder: Path, year: int = 2023, as_at: date = AS_AT) -> tuple[Comment, ...]:
    return read_commentary(folder, year, as_at, INDICATORS, DASHBOARDS)


def problem_of(folder: Path, text: str | bytes, name: str = "recycling.md") -> str:
    write(folder, text, name)
    with pytest.raises(InputProblem) as caught:
        read(folder)
    return str(caught.value)


def test_a_file_is_read_with_its_paragraphs_and_their_lines(tmp_path: Path) -> None:
    write(tmp_path, f"{HEAD}\nA dry spring\nhurt garden waste.\n\n\nNew bins come in May.\n")
    (comment,) = read(tmp_path)
    assert comment[:5] == ("recycling_pct", "indicator", "Head of Waste", date(2023, 10, 12), "2023/recycling.md")
    assert [tuple(paragraph) for paragraph in comment.paragraphs] == [
        (7, "A dry spring hurt garden waste."),
        (11, "New bins come in May."),
    ]


def test_spaces_quotes_other_line_endings_and_a_mark_of_order_do_not_matter(tmp_path: Path) -> None:
    text = '\ufeff---\r\nabout:   "Waste"\r\nby:Head of Waste\r\ndate: 2023-03-31\r\n---\r\nDry.\r\n'
    write(tmp_path, text)
    (comment,) = read(tmp_path)
    assert (comment.about, comment.kind, comment.written_on) == ("Waste", "dashboard", AS_AT)


def test_files_come_in_order_and_what_is_not_commentary_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, HEAD.replace("recycling_pct", "Waste") + "Dry.", "b.md")
    write(tmp_path, HEAD + "Dry.", "a.md")
    write(tmp_path, "How to write.", "README.md")
    write(tmp_path, b"\0\xff", ".DS_Store")
    assert [comment.about for comment in read(tmp_path)] == ["recycling_pct", "Waste"]
    assert read(tmp_path / "nothing") == read(tmp_path, 2024) == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1 is ''; begin the file with a line ---, the lines about:, by:, date: and a line ---."),
        ("Dry.", "line 1 is 'Dry.'; begin the file"),
        ("---\nabout: Waste\n", "the line --- that ends the first lines is missing"),
        ("---\nabuot: Waste\n---\n", "line 2: 'abuot: Waste' is not one of about, by, date (perhaps 'about')"),
        ("---\nabout: Waste\nabout: Roads\n---\n", "line 3: about is given twice; keep one line."),
        ("---\nabout: Waste\nby: Head\n---\n", "line 4: date is missing; write a line date: above."),
        (HEAD, "line 6: there is no text below the dashes; write it, or delete the file."),
        (
            HEAD.replace("recycling_pct", "recyling_pct") + "Dry.",
            "line 2: about is 'recyling_pct', which is neither an indicator nor a dashboard of this report; write the "
            "short name of an indicator or the name of a dashboard; the nearest is 'recycling_pct'.",
        ),
        (HEAD.replace("Head of Waste", "") + "Dry.", "line 3: by is ''; write the post that says it"),
        (HEAD.replace("Head of Waste", "a@example.org") + "Dry.", "line 3: by is 'a@example.org'; write the post"),
        (HEAD.replace("Head of Waste", "TBC") + "Dry.", "line 3: by is 'TBC'; write the post"),
        (
            HEAD.replace("2023-10-12", "12 October") + "Dry.",
            "line 4: date is '12 October'; write the day as 2023-10-31.",
        ),
        (HEAD.replace("2023-10-12", "2023-02-30") + "Dry.", "line 4: date is '2023-02-30'; write the day"),
        (HEAD + "Dry.\n\nNarrative TBC.", "line 8: 'TBC' stands for words still to be written; write them."),
        (HEAD + "<insert reason here>", "line 6: '<insert reason here>' stands for words still to be written"),
        (HEAD + "Dry\u202e.", "line 6 holds the character U+202E (right-to-left override), which cannot be seen"),
        (HEAD + "Dry\0.", "line 6 holds the character U+0000"),
        (HEAD.encode() + b"Dry \xff.", "line 6 is not UTF-8 text; save the file as UTF-8."),
        (HEAD + "word " * (MAX_WORDS + 1), f"has {MAX_WORDS + 1} words; the most that is printed is {MAX_WORDS}."),
        (HEAD + "x" * LARGEST_COMMENT, "has 20,064 bytes; the most that is read is 20,000."),
    ],
)
def test_what_is_wrong_names_the_file_the_line_the_value_and_what_to_do(
    tmp_path: Path, text: str | bytes, problem: str
) -> None:
    assert problem_of(tmp_path, text).startswith(("2023/recycling.md " + problem, "2023/recycling.md: " + problem))


def test_two_files_on_one_thing_are_refused(tmp_path: Path) -> None:
    write(tmp_path, HEAD + "Dry.", "a.md")
    assert problem_of(tmp_path, HEAD + "Wet.", "b.md") == (
        "2023/b.md line 2: 'recycling_pct' has a comment in 2023/a.md; keep one file, with both texts if both are "
        "needed."
    )


def test_other_kinds_of_file_are_refused(tmp_path: Path) -> None:
    assert problem_of(tmp_path, b"PK", "recycling.docx").startswith(
        "2023/recycling.docx is not a file of commentary; save it as plain text"
    )
    (tmp_path / "2023" / "recycling.docx").unlink()
    (tmp_path / "2023" / "more.md").mkdir()
    with pytest.raises(InputProblem, match=r"2023/more\.md is a folder, not a file"):
        read(tmp_path)


@pytest.mark.parametrize("name", ["recycling.md", "2022-23", "2023"])
def test_what_would_not_be_read_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "commentary"
    folder.mkdir()
    (folder / "README.md").write_text("How to write.", encoding="utf-8")
    assert read(folder) == ()
    if name.endswith("-23"):
        (folder / name).mkdir()
    else:
        (folder / name).write_text(HEAD + "Dry.", encoding="utf-8")
    with pytest.raises(InputProblem) as caught:
        read(folder)
    assert str(caught.value).startswith(
        f"commentary/{name} would not be read; put files of commentary in the folder of"
    )


@pytest.mark.parametrize("day", ["2023-03-30", "2022-10-12", "2024-04-01", "2033-10-12"])
def test_a_comment_of_another_year_is_refused(tmp_path: Path, day: str) -> None:
    assert problem_of(tmp_path, HEAD.replace("2023-10-12", day) + "Dry.").startswith(
        f"2023/recycling.md line 4: date is {day}; a comment on this year is written from 2023-03-31 on and within "
        "a year."
    )


COPIED = "A dry spring meant less garden waste than in other years."


def test_last_years_words_do_not_come_back(tmp_path: Path) -> None:
    write(tmp_path, HEAD.replace("2023", "2022") + f"{COPIED}\n", "waste.md", 2022)
    write(tmp_path, HEAD + "Dry.")
    assert [comment.file for comment in read(tmp_path)] == ["2023/recycling.md"]  # nothing of 2022 is read
    assert problem_of(tmp_path, HEAD + f"New.\n\n{COPIED.upper().replace(' ', '  ')}").startswith(
        "2023/recycling.md line 8: 'A DRY SPRING"
    )


def test_a_copy_is_found_in_any_earlier_year_and_a_short_sentence_may_return(tmp_path: Path) -> None:
    write(tmp_path, f"{COPIED}\n\nNo change.", "waste.md", 2019)
    write(tmp_path, HEAD + "No change.")
    assert len(read(tmp_path)) == 1
    problem = problem_of(tmp_path, HEAD + COPIED)
    assert problem.endswith("is word for word in 2019/waste.md; write what is true of this year.")
    # A later year's folder is not looked at: a report made again has its own words.
    write(tmp_path, COPIED, "waste.md", 2024)
    (tmp_path / "2019" / "waste.md").unlink()
    assert len(read(tmp_path)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror='alert(1)'>",
        '=HYPERLINK("http://example.org")',
        "@SUM(A1)",
        "{curly} %s {0}",
        "[a link](javascript:alert(1))",
        "&lt;b&gt; & more",
        "# Not a heading",
        "`code` **bold** ![picture](x.png)",
        "Robert'); DROP TABLE words;--",
    ],
)
def test_hostile_text_is_text(tmp_path: Path, text: str) -> None:
    write(tmp_path, f"{HEAD}The reason: {text}\n")
    (comment,) = read(tmp_path)
    assert comment.paragraphs[0].text == f"The reason: {text}"


def test_bytes_of_any_kind_end_in_a_sentence_and_not_in_a_fault(tmp_path: Path) -> None:
    source = random.Random(7)
    head = HEAD.encode()
    for _ in range(60):
        cut = source.randrange(len(head))
        text = head[:cut] + source.randbytes(source.randrange(30)) + head[cut + source.randrange(4) :] + b"Dry."
        write(tmp_path, text)
        try:
            assert read(tmp_path)[0].paragraphs
        except InputProblem as problem:
            assert str(problem).startswith("2023/recycling.md")
