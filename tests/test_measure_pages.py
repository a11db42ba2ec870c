"""What is measured of the pages of a report, on examples counted by hand."""

import importlib.util
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
spec = importlib.util.spec_from_file_location("measure_pages", ROOT / "tools" / "measure_pages.py")
assert spec and spec.loader
measure_pages = importlib.util.module_from_spec(spec)
sys.modules["measure_pages"] = measure_pages
spec.loader.exec_module(measure_pages)

PAGE = """<!DOCTYPE html><html><head><title>Not seen</title><link rel="stylesheet" href="site.css">
<style>p { color: red }</style></head><body><header><p>Compendium 2023.</p></header>
<nav aria-label="Parts"><ul><li><a href="indicators/index.html">Indicators</a></li></ul></nav>
<main><h1>Two improved &amp; one worsened</h1>
<ol><li><a href="indicators/waste.html">Waste recycled</a>
<svg role="img" aria-label="From 40% to 42%"><path d="M0"/></svg><span class="figure">42%</span> in 2022/23.</li></ol>
<p>The cat sat. Nobody<br>knows why.</p><table><tr><td>A cell is no sentence.</td><td>–</td></tr></table></main>
</body></html>
"""


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("cat", 1),
        ("council", 2),
        ("indicator", 4),
        ("figure", 2),
        ("people", 2),
        ("the", 1),
        ("recycled", 3),
        ("improved", 2),
        ("waited", 2),
        ("places", 2),
        ("2022/23,", 6),
        ("children's", 2),
        ("well-known", 2),
        ("£m", 1),
    ],
)
def test_syllables_are_groups_of_vowels_without_those_that_are_not_spoken(word: str, syllables: int) -> None:
    assert measure_pages.syllables_of(word) == syllables


def test_marks_are_no_words() -> None:
    assert measure_pages.words_of("▲ Improved – by 2% (clear)") == ["Improved", "by", "2%", "(clear)"]


def test_the_grade_is_that_of_the_published_formula() -> None:
    # 13 words, one sentence, 26 syllables: 0.39 x 13 + 11.8 x 2 - 15.59 = 13.08
    assert measure_pages.Sentences(words=13, sentences=1, syllables=26, long=0).grade == pytest.approx(13.08)
    assert measure_pages.Sentences(0, 0, 0, 0).grade is None


def test_sentences_end_with_a_stop_before_a_capital_and_those_over_25_words_are_counted() -> None:
    exactly_25 = " ".join(["Word"] * 24) + " end."
    measured = measure_pages.sentences_of([f"{exactly_25} {exactly_25[:-1]} more. The rate is 3.5 per cent, i.e. low."])
    assert measured == (25 + 26 + 8, 3, 25 + 26 + 1 + 1 + 1 + 2 + 1 + 1 + 2 + 1, 1)


def test_a_page_is_measured_as_counted_by_hand() -> None:
    page = measure_pages.measure("index.html", PAGE)
    # Compendium 2023. Indicators; Two improved one worsened; Waste recycled 42% in 2022/23.; and so on
    assert page.seen == 3 + 4 + 5 + 6 + 5
    assert page.read_aloud == 5  # Parts; From 40% to 42%
    assert page.words == 28
    assert (page.to_name, page.to_figure) == (7, 9)
    # Waste recycled 42% in 2022/23. / The cat sat. / Nobody knows why.
    assert (page.prose.words, page.prose.sentences) == (5 + 3 + 3, 3)
    assert page.size == len(PAGE.encode())


def test_cards_and_pages_of_notebooks_are_not_of_the_site(tmp_path: Path) -> None:
    for name in ("index.html", "indicators/index.html", "indicators/waste.html", "dashboards/waste.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(PAGE, encoding="utf-8")
    (tmp_path / "07_compendium.html").write_text("<html><body><main><p>Words.</p></main></body></html>")
    paths = [path.relative_to(tmp_path).as_posix() for path in measure_pages.site_pages(tmp_path)]
    assert paths == ["dashboards/waste.html", "index.html", "indicators/index.html"]
    assert measure_pages.size_of_site(tmp_path) == 4 * len(PAGE.encode())


def test_the_measures_are_printed_and_an_empty_folder_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert measure_pages.main([str(tmp_path)]) == 1
    assert "has no page of a site" in capsys.readouterr().err
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    assert measure_pages.main([str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "words before the first named indicator of index.html: 7\nwords before its figure: 9\n" in printed
    # 11 words, 3 sentences, 21 syllables: 0.39 x 11 / 3 + 11.8 x 21 / 11 - 15.59 = 8.4
    assert printed.splitlines()[1].split()[:5] == ["index.html", "1", "28", "23", "8.4"]


@pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed")
def test_sheets_of_paper_are_those_that_chromium_prints(tmp_path: Path) -> None:
    page = tmp_path / "two.html"
    page.write_text('<p>One</p><p style="break-before: page">Two</p>', encoding="utf-8")
    assert measure_pages.sheets_of(page, shutil.which("chromium")) == 2
