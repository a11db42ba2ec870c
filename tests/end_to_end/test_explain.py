"""A printed figure leads back to the row that the publisher wrote, read here by other code than the project's."""

from __future__ import annotations

import csv
import hashlib
import html
import json
import re
from typing import Any

import pandas as pd
import pytest
import yaml


@pytest.fixture(scope="module")
def row(built: Any) -> dict[str, Any]:
    """The first indicator of the compendium with a rank, whose figure comes from a CSV file."""
    tables = built.root / "data/processed/2023"
    compendium = pd.read_parquet(tables / "compendium.parquet")
    sources = pd.read_parquet(tables / "figure_sources.parquet").query("figure == 'latest'").set_index("indicator_id")
    ranked = compendium[compendium["rank"].notna() & compendium["indicator_id"].isin(sources.index)].iloc[0]
    return {**ranked.to_dict(), **sources.loc[ranked["indicator_id"]].to_dict()}


def test_an_indicator_leads_to_its_row_file_hash_publisher_and_rule(built: Any, row: dict[str, Any]) -> None:
    done = built.helpers("explain", "--year=2023", f"--indicator={row['indicator_id']}")
    assert done.returncode == 0, done.stderr
    path = built.root / "data/raw" / row["file"]
    with path.open(newline="", encoding="utf-8") as file:
        header, *lines = csv.reader(file)
    cells = dict(zip(header, lines[row["row"] - 2], strict=True))
    sidecar = yaml.safe_load(path.with_suffix(".source.yml").read_text())
    sources = yaml.safe_load((built.root / "params/sources.yml").read_text())
    manifest = json.loads((built.root / "reports/2023/manifest.json").read_text())
    for words in (
        f"data/raw/{row['file']}, row {row['row']}",
        "; ".join(f"{name}: {text}" for name, text in cells.items() if text),
        hashlib.sha256(path.read_bytes()).hexdigest(),
        sidecar["edition"],
        sources[sidecar["source_id"]]["publisher"],
        f"compendium/{row['indicator_id']}/rank: {row['rank']:.0f}.",
        f"directions, rule_id: {row['rule_id']}.",
        f"directions, reason: {row['direction_reason']}",
        manifest["steps"]["07_compendium"]["tables"]["compendium"]["parquet"],
    ):
        assert words in done.stdout, words
    assert float(cells["value"]) == row["value"]


def test_a_fact_of_a_sentence_leads_to_its_table_and_the_page_says_the_same(built: Any, tmp_path: Any) -> None:
    done = built.helpers("explain", "--year=2023", "--fact=headline_facts/all/improved", f"--to={tmp_path}")
    counted = pd.read_csv(built.root / "data/processed/2023/headline_facts.csv").iloc[0]
    assert f"headline_facts/all/improved: {counted['improved']}." in done.stdout
    assert "index.html: " in done.stdout
    with (built.root / "data/processed/2023/compendium.csv").open(newline="", encoding="utf-8") as file:
        improved = [
            row["indicator_id"]
            for row in csv.DictReader(file)
            if (row["in_headline"], row["direction"]) == ("True", "Improved")
        ]
    named = re.findall(r"make explain year=2023 indicator=(\w+)", done.stdout)
    assert (named, len(named)) == (improved, counted["improved"])
    page = (tmp_path / "explain_headline-facts-all-improved.html").read_text()
    for line in filter(None, done.stdout.splitlines()[:3]):
        assert line in page
    assert {path.name for path in tmp_path.iterdir()} == {
        "explain_headline-facts-all-improved.html",
        "site.css",
        "site.js",
    }


def test_a_sentence_as_it_is_printed_leads_to_each_of_its_cells(built: Any) -> None:
    first = re.search(r"<h1>(.*?)</h1>", (built.root / "reports/2023/index.html").read_text())
    assert first is not None
    counted = dict(re.findall(r'data-fact="(headline_facts/all/\w+)">([^<]+)<', first[1]))
    words = html.unescape(re.sub(r"<[^>]+>", "", first[1]))
    done = built.helpers("explain", "--year=2023", f"--sentence={words.upper()}")
    assert done.returncode == 0, done.stderr
    assert len(counted) > 1
    for fact, printed in counted.items():
        assert f"  {printed} is {fact}: make explain year=2023 fact={fact}" in done.stdout.splitlines()


def test_a_sentence_on_one_indicator_leads_to_its_row_and_words_of_many_or_none_are_refused(built: Any) -> None:
    stated = pd.read_csv(built.root / "reports/2023/downloads/sentences.csv.zip", keep_default_na=False, dtype=str)
    first = stated[stated["page"].eq("index.html") & stated["fact"].str.fullmatch("compendium/[^/]+/value")].iloc[0]
    name, words = first["fact"].split("/")[1], first["words"]
    sources = pd.read_parquet(built.root / "data/processed/2023/figure_sources.parquet").query("figure == 'latest'")
    row = sources.set_index("indicator_id").loc[name]
    done = built.helpers("explain", "--year=2023", f"--sentence={words}")
    assert f"data/raw/{row['file']}, row {row['row']}" in done.stdout, done.stderr
    for common, why in (("improved", "sentences have these words; give more of one"), ("xyz xyz", "no page has")):
        done = built.helpers("explain", "--year=2023", f"--sentence={common}")
        assert (done.returncode, done.stdout) == (2, "")
        assert why in done.stderr


def test_the_command_on_a_card_of_another_council_explains_its_figure(
    built: Any, every_report: Any, row: dict[str, Any]
) -> None:
    root, name = every_report[0], row["indicator_id"]
    command = f"make explain year=2023 authority=E10000016 indicator={name}"
    assert command in (root / f"reports/2023-E10000016/indicators/{name}.html").read_text()
    done = type(built)(root).helpers("explain", *(f"--{option}" for option in command.split()[2:]))
    assert done.returncode == 0, done.stderr
    kent = pd.read_parquet(root / "data/processed/2023-E10000016/compendium.parquet").set_index("indicator_id")
    assert f"compendium/{name}/rank: {kent.loc[name, 'rank']:.0f}." in done.stdout
    assert "make verify year=2023 authority=E10000016" in done.stdout


def test_a_count_beside_earlier_reports_leads_to_the_table_that_the_site_wrote(built: Any, every_report: Any) -> None:
    root = every_report[0]
    done = type(built)(root).helpers("explain", "--year=2023", "--fact=years_counts/year/number")
    assert done.returncode == 0, done.stderr
    pages = json.loads((root / "reports/2023/manifest.json").read_text())["pages"]
    (hashed,) = [one for name, one in pages.items() if name.startswith("downloads/years_counts.csv")]
    assert f"Hash of the table in the record: {hashed}" in done.stdout
    assert "not in the record" not in done.stdout


def test_a_rank_of_the_region_leads_to_the_row_of_each_council(built: Any) -> None:
    of_groups = pd.read_parquet(built.root / "data/processed/2023/group_comparisons.parquet")
    ranked = of_groups[of_groups["comparator_group"].eq("region") & of_groups["rank"].gt(2)].iloc[0]
    name = ranked["indicator_id"]
    with (built.root / "data/processed/2023/indicators.csv").open(newline="", encoding="utf-8") as file:
        polarity = next(row["polarity"] for row in csv.DictReader(file) if row["indicator_id"] == name)
    done = built.helpers("explain", "--year=2023", f"--fact=group_comparisons/{name}+region/rank")
    assert done.returncode == 0, done.stderr
    listed_rows = re.findall(r"  - =?\d+\w\w of (\d+): .*; data/raw/(\S+\.csv), row (\d+)", done.stdout)
    assert {int(n) for n, *_ in listed_rows} == {len(listed_rows)} == {ranked["n"]}
    figures = []
    for _, raw, row in listed_rows:
        with (built.root / "data/raw" / raw).open(newline="", encoding="utf-8") as file:
            figures.append(float(list(csv.DictReader(file))[int(row) - 2]["value"]))
    better = [
        one for one in figures if (one > ranked["value"] if polarity == "higher_is_better" else one < ranked["value"])
    ]
    assert len(better) + 1 == ranked["rank"]
    assert "docs/methods/07_rank_and_quartile.md, Further groups: " in done.stdout


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (["--indicator=absence"], "The report has no indicator 'absence'; near it are absence_"),
        (["--fact=../../x/y"], "is not the id of a fact; expected table/key/column"),
        (["--fact=manifest/x/y"], "the report has no table manifest"),
        (["--fact=comparisons/x/rank"], "the table comparisons has no such cell; its key is indicator_id"),
        (["--fact=group_comparisons/gld_pct,region/rank"], "group_comparisons/<indicator_id>+<comparator_group>/rank"),
        ([], "Give indicator="),
        (["--fact=a/b/c", "--indicator=a"], "Give indicator="),
    ],
)
def test_what_the_report_does_not_have_is_refused(built: Any, asked: list[str], message: str) -> None:
    done = built.helpers("explain", "--year=2023", *asked)
    assert (done.returncode, message in done.stderr) == (2, True), done.stderr
