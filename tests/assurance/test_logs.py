"""The assurance logs: checked against their schema, and every reference to an entry leads to one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from helpers.assurance.logs import REFERENCE, Assurance, read_assurance, words
from helpers.ownership import Ownership
from helpers.paths import project
from helpers.present.pages.assurance import LEAD, NAME, TITLE, log_sections
from helpers.problems import InputProblem
from helpers.publish.site import Footer, as_notebook, render_page

FOLDER = project().assurance
LOGS = read_assurance(FOLDER)
OF_ALL = Ownership(own=[], of_others=[])
Changed = Callable[[str, str, str], Path]


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """Copy the logs with one text of one file replaced where it first stands."""

    def change(name: str, old: str, new: str) -> Path:
        shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
        path = tmp_path / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return tmp_path

    return change


def test_the_logs_hold_what_they_should() -> None:
    # counted in the logs as they were first written down: 20, 26 and 11 entries
    assert len(LOGS.assumptions.entries) >= 20
    assert len(LOGS.decisions.entries) >= 26
    assert len(LOGS.data.entries) >= 11
    assert len(LOGS.ids()) == len(set(LOGS.ids()))
    assert 5 <= len(LOGS.limits) <= 10


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("assumptions.yml", "id: ASM-02", "id: ASM-03", "assumptions.yml: entry 2 has the id ASM-03; expected ASM-02"),
        ("decisions.yml", "id: DEC-26", "id: DEC-28", "decisions.yml: entry 26 has the id DEC-28; expected DEC-26"),
        ("data_log.yml", "id: DATA-01", "id: DAT-01", "data_log.yml: entries, DAT-01, id: 'DAT-01' is not right"),
        ("assumptions.yml", "reliability: low\n", "reliability: certain\n", "ASM-01, reliability: 'certain' is not"),
        ("assumptions.yml", "  why:", "  whi:", "assumptions.yml: entries, ASM-01"),
        ("assumptions.yml", "date: 2026-11-22", "date: yesterday", "ASM-01, date: 'yesterday' is not right"),
        ("decisions.yml", "  owner: performance lead\n", "", "DEC-01, owner: the key is missing; add it"),
        ("decisions.yml", "owner: performance lead", "owner: ''", "DEC-01, owner: '' is not right"),
        ("data_log.yml", "risk: medium", "risk: some", "DATA-01, risk: 'some' is not right"),
        ("data_log.yml", "source: dfe_ees_cin", "source: dfe_lait", "the source dfe_lait has 2 entries; keep one"),
        ("assumptions.yml", "any change counts, 59,", "any change counts,", "row 2 has 4 cells; expected 5"),
        ("decisions.yml", "ASM-13", "ASM-99", "decisions.yml names ASM-99, which no log has"),
        ("limits.yml", "DEC-24", "DEC-99", "limits.yml names DEC-99, which no log has"),
        ("limits.yml", "[ASM-21]", "[]", "limits.yml: number 2, rests_on"),
        ("limits.yml", "- text:", "- words:", "limits.yml: number 1, "),
        ("limits.yml", "- text:", "- text: [", "limits.yml line"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(changed: Changed, name: str, old: str, new: str, expected: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read_assurance(changed(name, old, new))
    message = str(problem.value)
    assert expected in message
    assert "\n" not in message


def test_a_log_that_is_not_there_is_named(changed: Changed) -> None:
    folder = changed("limits.yml", "text", "text")
    (folder / "limits.yml").unlink()
    with pytest.raises(InputProblem, match=r"^limits\.yml cannot be read: .*put the file in place\.$"):
        read_assurance(folder)


class Anchors(HTMLParser):
    """The ids of a page, the addresses its links lead to, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if tag == "a" and name == "href" and value]

    def handle_data(self, data: str) -> None:
        self.words += data


def page(logs: Assurance) -> Anchors:
    notebook = as_notebook(NAME, TITLE, LEAD, log_sections(logs, OF_ALL))
    footer = Footer(sources="Sources.", accessibility="Access.", limits=logs.limits)
    return Anchors(render_page(notebook, navigation=[], current="assurance.html", footer=footer))


def test_the_page_of_the_logs_prints_every_word_and_an_anchor_for_every_entry() -> None:
    content = page(LOGS)
    assert {entry_id.lower() for entry_id in LOGS.ids()} <= set(content.ids)
    printed = " ".join(content.words.split())
    for log in (LOGS.assumptions, LOGS.decisions, LOGS.data, *LOGS.limits):
        for text in words(log):
            assert text.replace("`", "") in printed, text


def test_every_limit_leads_to_the_entries_that_it_rests_on() -> None:
    content = page(LOGS)
    expected = [f"assurance.html#{reference.lower()}" for limit in LOGS.limits for reference in limit.rests_on]
    assert [link for link in content.links if link.startswith("assurance.html")] == expected
    assert {link.partition("#")[2] for link in expected} <= set(content.ids)
    assert content.ids.count("limits") == 1


def test_hostile_words_of_a_log_stay_words(changed: Changed) -> None:
    hostile = "<script>alert(1)</script>`<b onclick=x>`"
    folder = changed("limits.yml", "Publishers revise.", f"Publishers revise. {hostile}")
    logs = read_assurance(folder)
    entry = logs.decisions.entries[0].model_copy(update={"decision": hostile})
    bad = logs.model_copy(update={"decisions": logs.decisions.model_copy(update={"entries": [entry]})})
    html = render_page(
        as_notebook(NAME, TITLE, LEAD, log_sections(bad, OF_ALL)),
        navigation=[],
        current="assurance.html",
        footer=Footer(sources="Sources.", accessibility="Access.", limits=bad.limits),
    )
    assert "<script" not in html
    assert "<b onclick" not in html
    assert html.count("&lt;script&gt;alert(1)") == 2


def test_a_reference_is_found_in_any_text() -> None:
    assert REFERENCE.findall("As DEC-01 and (ASM-20), see DATA-3; XDEC-04, ASM-, dec-05") == [
        "DEC-01",
        "ASM-20",
        "DATA-3",
    ]
