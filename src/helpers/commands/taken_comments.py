"""The comments of officers in a document that came back from Word, as files of commentary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from helpers.analyst_commentary import FENCE
from helpers.present.documents import FULL, SHORT
from helpers.present.papers import comment_fields
from helpers.present.papers.comment_fields import ANOTHER, COMMENT_FIELDS, keys_of, other_keys
from helpers.present.site_pages import slug
from helpers.problems import InputProblem
from helpers.sources.written_back import WrittenBack
from helpers.visible import value_shown


@dataclass(frozen=True)
class Commented:
    """What comments can be about: dashboards, and indicators with their titles; and where comments are.

    `files` has the file of each comment by what it is about, `folder` is that for new ones.
    """

    dashboards: Sequence[str]
    titles: Mapping[str, str]
    files: Mapping[str, Path]
    folder: Path

    def file_of(self, about: str) -> Path:
        """Return the file for a comment on a dashboard or an indicator."""
        return self.files.get(about, self.folder / f"{about if about in self.titles else slug(about)}.md")

    def name_of(self, about: str) -> str:
        """Return the title of an indicator, or the name of a dashboard."""
        return self.titles.get(about, about)


def comment_files(of: Commented, document: str, back: WrittenBack, ours: WrittenBack) -> dict[Path, str]:
    """Return the text of a file of commentary for each comment that says something else than the report does.

    `document` is the file of the document, `back` what came back, `ours` what the last good report has.

    Raises  InputProblem: a comment has no post or no day, or is on no indicator of the report
    """
    files: dict[Path, str] = {}
    for key, about in _comments_of(of, document, back):
        tags = [f"{key}/{kind}" for kind in COMMENT_FIELDS]
        words, post, day = (back.fields.get(tag, ()) for tag in tags)
        if not words or (words, post, day) == tuple(ours.fields.get(tag, ()) for tag in tags):
            continue
        if not post or not day:
            raise InputProblem(
                f"{back.name} has a comment on {of.name_of(about)} without a post or a day; fill in both columns "
                "beside it."
            )
        path = of.file_of(about)
        if path in files:
            raise InputProblem(f"{back.name} has two comments on {of.name_of(about)}; put them into one field.")
        head = [FENCE, f"about: {about}", f"by: {' '.join(post)}", f"date: {as_day(' '.join(day))}", FENCE]
        files[path] = "\n".join(head) + "\n" + "\n\n".join(words) + "\n"
    return files


def as_day(words: str) -> str:
    """Return a day in the form of the file where it is written as the paper prints it.

    >>> as_day("24 November 2023"), as_day("next week")
    ('2023-11-24', 'next week')
    """
    try:
        return datetime.strptime(words, "%d %B %Y").date().isoformat()
    except ValueError:
        return words


def _comments_of(of: Commented, document: str, back: WrittenBack) -> Iterator[tuple[str, str]]:
    """Give the tag of each comment without the kind of its field, and what it is about."""
    marks = {FULL: comment_fields.FULL, SHORT: comment_fields.SHORT}
    mark = marks.get(document, comment_fields.PAPER)
    yield from keys_of(mark, of.dashboards, of.titles if document == FULL else ()).items()
    if document != FULL:
        return
    for key in other_keys(of.dashboards):
        names, words = (back.fields.get(f"{key}/{field}", ()) for field in (ANOTHER, "words"))
        if names or words:
            yield key, _indicator(of, back, " ".join(names))


def _indicator(of: Commented, back: WrittenBack, name: str) -> str:
    """Return the indicator that people named, by its title or its short name in any case."""
    ids = {title.casefold(): own for own, title in of.titles.items()} | {own.casefold(): own for own in of.titles}
    if name.casefold() in ids:
        return ids[name.casefold()]
    near = [of.name_of(ids[one]) for one in get_close_matches(name.casefold(), ids, n=3, cutoff=0.4)]
    raise InputProblem(
        f"{back.name} has a comment on another indicator, {value_shown(name)}; the report has none of that name. Write "
        f"its title as the report prints it{', such as ' if near else ''}{'; '.join(dict.fromkeys(near))}."
    )
