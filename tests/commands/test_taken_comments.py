"""Comments of a document that came back, as files of commentary."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.commands.taken_comments import Commented, comment_files
from helpers.present.documents import FULL, SHORT
from helpers.problems import InputProblem
from helpers.sources.written_back import WrittenBack

FOLDER = Path("params/commentary/2023")
OF = Commented(
    ["Waste", "Care"],
    {"recycled": "Waste recycled", "falls": "Falls of older people"},
    {"falls": FOLDER / "own.md"},
    FOLDER,
)


def back(**fields: str) -> WrittenBack:
    return WrittenBack("edited.docx", {tag: (words,) if words else () for tag, words in fields.items()}, ())


def comment(key: str, words: str, name: str = "") -> dict[str, str]:
    """The fields of a comment by the Head of Care."""
    fields = {f"{key}/words": words, f"{key}/post": "Head of Care", f"{key}/date": "12 October 2023"}
    return fields | ({f"{key}/name": name} if name else {})


def test_dashboards_indicators_and_other_indicators_have_a_file() -> None:
    fields = comment("c/@care", "A.") | comment("c/falls", "B.") | comment("c/+waste", "C.", "waste RECYCLED")
    files = comment_files(OF, FULL, back(**fields), back())
    head = "by: Head of Care\ndate: 2023-10-12\n---\n"
    assert files == {
        FOLDER / "care.md": f"---\nabout: Care\n{head}A.\n",
        FOLDER / "own.md": f"---\nabout: falls\n{head}B.\n",
        FOLDER / "recycled.md": f"---\nabout: recycled\n{head}C.\n",
    }
    assert comment_files(OF, FULL, back(**fields | {"c/+waste/words": "", "c/+waste/name": ""}), back(**fields)) == {}


def test_the_short_document_has_comments_on_dashboards() -> None:
    assert list(comment_files(OF, SHORT, back(**comment("s/@waste", "A.")), back())) == [FOLDER / "waste.md"]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (comment("c/+waste", "A.", "Waste recycle"), "the report has none of that name. .* such as Waste recycled"),
        (comment("c/+waste", "A."), "another indicator, ''"),
        (comment("c/falls", "A.") | comment("c/+care", "B.", "falls"), "two comments on Falls of older people"),
        (comment("c/falls", "A.") | {"c/falls/post": ""}, "on Falls of older people without a post or a day"),
    ],
)
def test_a_comment_that_cannot_be_kept_is_refused(fields: dict[str, str], why: str) -> None:
    with pytest.raises(InputProblem, match=why):
        comment_files(OF, FULL, back(**fields), back())
