"""Colours: the style sheet and the charts use the same ones, and each pair that meets can be told apart."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from helpers.present.charts import palette
from helpers.present.charts.palette import contrast
from helpers.publish.page import __file__ as page_file

STYLE = (Path(page_file).parent / "council" / "style.css").read_text(encoding="utf-8")
CSS = dict(re.findall(r"--([\w-]+):\s*(#[0-9A-F]{6});", STYLE))
SAME = {
    "dark-blue": palette.DARK_BLUE,
    "pale-blue": palette.PALE_BLUE,
    "orange": palette.ORANGE,
    "worsened-text": palette.WORSENED_TEXT,
    "dark-grey": palette.DARK_GREY,
    "text": palette.TEXT,
    "muted": palette.MUTED,
    "line-grey": palette.LINE_GREY,
    "zebra": palette.ZEBRA,
    "white": palette.WHITE,
}


def test_contrast_agrees_with_published_ratios() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#FFFFFF") == 1
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)
    assert contrast("#12436D", "#801650") == pytest.approx(1.05, abs=0.005)
    for wrong in ("#FFF", "123456#"):
        with pytest.raises(ValueError, match="#RRGGBB"):
            contrast(wrong, "#FFFFFF")


def test_the_style_sheet_uses_the_palette() -> None:
    assert {name: CSS[name] for name in SAME} == SAME


def test_the_style_sheet_names_every_colour_once() -> None:
    root = STYLE.index("}")
    assert not re.findall(r"#[0-9A-Fa-f]{3,8}\b", STYLE[root:])


def test_the_style_sheet_defines_and_uses_every_colour() -> None:
    used = set(re.findall(r"var\(--([\w-]+)\)", STYLE))
    assert used - {"sans", "mono"} == set(CSS)


def test_the_style_sheet_loads_nothing() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE


READ = ["text", "muted", "dark-grey", "dark-blue", "worsened-text", "link"]
GROUNDS = ["white", "zebra", "pale-blue"]


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", READ)
def test_text_can_be_read_on_every_row(text: str, ground: str) -> None:
    assert contrast(CSS[text], CSS[ground]) >= 4.5


@pytest.mark.parametrize("token", ["code-keyword", "code-string", "code-number", "code-comment", "text"])
def test_code_can_be_read(token: str) -> None:
    assert contrast(CSS[token], CSS["zebra"]) >= 4.5


def test_the_masthead_and_solid_tags_can_be_read() -> None:
    assert contrast(CSS["white"], CSS["dark-blue"]) >= 4.5
    assert contrast(CSS["text"], CSS["pale-blue"]) >= 4.5
    assert contrast(CSS["text"], CSS["focus"]) >= 4.5


@pytest.mark.parametrize("word", list(palette.DIRECTION_TEXTS))
def test_direction_words_can_be_read(word: str) -> None:
    for ground in (palette.WHITE, palette.ZEBRA, palette.PALE_BLUE):
        assert contrast(palette.DIRECTION_TEXTS[word], ground) >= 4.5


@pytest.mark.parametrize(
    "fill",
    [*palette.CATEGORIES, *palette.DIRECTION_FILLS.values(), *palette.QUARTILE_FILLS, *palette.QUALITY_FILLS.values()],
)
def test_figures_in_bars_can_be_read(fill: str) -> None:
    assert contrast(palette.text_on(fill), fill) >= 4.5


def test_lines_and_marks_stand_out_from_the_page() -> None:
    for mark in ("line-grey", "dark-blue", "worsened-text", "orange"):
        assert contrast(CSS[mark], CSS["white"]) >= 3
    # segments too pale to stand out by themselves have a dark outline
    assert contrast(palette.DARK_GREY, palette.WHITE) >= 3


@pytest.mark.parametrize("fills", [tuple(palette.DIRECTION_FILLS.values()), palette.QUARTILE_FILLS])
def test_neighbouring_bars_are_parted_by_an_outline(fills: tuple[str, ...]) -> None:
    for one, other in pairwise(fills):
        apart = contrast(one, other) >= 3
        # next to a dark fill the outline is one with it, so the lighter neighbour decides
        outlined = contrast(palette.DARK_GREY, max(one, other, key=palette.luminance)) >= 3
        assert apart or outlined
