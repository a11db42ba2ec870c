"""A figure that changes in a raw file changes in every sentence, table, card and file that states it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

from report_copies import CHANGED

PUBLISHED = ("html", "csv", "svg", "zip")
"""What a reader of a report opens or downloads."""


def stated(folder: Path, *figures: str) -> list[dict[str, int]]:
    """Return how often each published file of a report states each of some figures."""
    patterns = [re.compile(rf"(?<![\d.]){re.escape(figure)}(?!\d)") for figure in figures]
    times: list[dict[str, int]] = [{} for _ in figures]
    for path in sorted(folder.rglob("*")):
        if path.suffix.removeprefix(".") in PUBLISHED:
            text = text_of(path)
            for figure, pattern, of_figure in zip(figures, patterns, times, strict=True):
                if figure in text and (number := len(pattern.findall(text))):
                    of_figure[path.relative_to(folder).as_posix()] = number
    return times


def text_of(path: Path) -> str:
    if path.suffix != ".zip":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if not name.endswith(".parquet"))


def test_every_place_that_stated_the_figure_states_the_new_one(built: Any, held_back: Any) -> None:
    assert held_back.waived.returncode == 0, held_back.waived.stderr
    before, after = built.root / "reports/2023", held_back.root / "reports/2023"
    old, new_earlier = stated(before, CHANGED.before, CHANGED.after)
    old_later, new = stated(after, CHANGED.before, CHANGED.after)
    gone = {name: number - old_later.get(name, 0) for name, number in old.items()}
    came = {name: new.get(name, 0) - new_earlier.get(name, 0) for name in {*new, *new_earlier}}
    gone, came = ({name: n for name, n in times.items() if n} for times in (gone, came))
    assert gone == came
    card = f"indicators/{CHANGED.indicator_id}"
    assert not any(name.startswith(f"{card}.") for name in old_later)
    assert {
        "index.html",
        "dashboards/child-health-and-early-years.html",
        f"{card}.html",
        f"{card}.csv",
        f"{card}.svg",
        "03_direction_of_travel.html",
        "07_compendium.html",
        "downloads/compendium.csv.zip",
        "downloads/card_series.csv.zip",
    } <= gone.keys()


def test_what_is_worked_out_from_the_figure_follows_it(built: Any, held_back: Any) -> None:
    """15.49 before: a fall of 2.98 becomes one of 4.12."""
    for root, fall, other in ((built.root, "down 2.98", "down 4.12"), (held_back.root, "down 4.12", "down 2.98")):
        card = (root / f"reports/2023/indicators/{CHANGED.indicator_id}.html").read_text()
        card = re.sub(r"<[^>]*>", "", card)
        assert fall in card and other not in card
