"""What each interface is asked for, as its documentation has it, and what is said where it cannot give a figure."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from publisher import Publisher, file

from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import read_register
from helpers.sources.fetching.client import Client, NotFetched
from helpers.sources.fetching.interfaces import (
    INTERFACES,
    KEY_VARIABLE,
    MOST_PAGES,
    Download,
    Wanted,
    asking,
    interface_of,
)
from helpers.sources.formats.explore_local_api import SLUGS

CIN, CSWW = "characteristics-of-children-in-need", "children-s-social-work-workforce"
PUBLICATION = "89869bba-0c00-40f7-b7d6-e28cb904ad37"
TOTALS, PARTS, NATIONAL, GONE = (f"{number}1111111-1111-4111-8111-111111111111" for number in "1234")


def downloads_of(
    source_id: str, measures: list[str], ask: Callable[[str], Any], areas: tuple[str, ...] = ()
) -> list[Any]:
    """What an interface gives for some measures."""
    interface = interface_of(source_id)
    assert interface is not None
    return list(interface.downloads(interface.base, Wanted(source_id, tuple(measures), areas), ask))


def nothing(address: str) -> Any:
    raise AssertionError(f"{address} was asked for")


def query_of(download: Download) -> dict[str, list[str]]:
    return parse_qs(urlsplit(download.address).query)


def json_of(server: Publisher, client: Client, source_id: str) -> Callable[[str], Any]:
    interface = interface_of(source_id)
    assert interface is not None
    return asking(client, interface, {})


def test_every_interface_is_asked_in_safety_and_has_its_own_sources() -> None:
    for interface in INTERFACES:
        assert interface.base.startswith("https://")
        assert not interface.base.endswith("/")
        assert interface.origins == {"/".join(interface.base.split("/")[:3])}
    sources = [source_id for interface in INTERFACES for source_id in interface.source_ids]
    assert len(sources) == len(set(sources))


def test_what_the_register_asks_for_is_given_or_said(root: Path) -> None:
    sources = {indicator.source_id for indicator in read_register(Project(root).register)}
    assert {source for source in sources if interface_of(source)} == {
        "dcms_participation",
        "dfe_ees_cin",
        "dfe_ees_csww",
        "ohid_fingertips",
        "ons_els",
    }


def test_fingertips_gives_a_file_for_each_indicator() -> None:
    first, second = downloads_of("ohid_fingertips", ["90284", "90988"], nothing)
    assert first == Download(
        "ohid/fingertips_90284.csv",
        "https://fingertips.phe.org.uk/api/all_data/csv/by_indicator_id"
        "?indicator_ids=90284&child_area_type_id=502&parent_area_type_id=15",
        ("90284",),
    )
    assert second.name == "ohid/fingertips_90988.csv"


@pytest.mark.parametrize("measure", ["", "../../etc/passwd", "1&area=x", "9" * 10])
def test_a_number_that_is_none_is_not_asked_for(measure: str) -> None:
    for source_id in ("ohid_fingertips", "lg_inform"):
        (problem,) = downloads_of(source_id, [measure], nothing)
        assert isinstance(problem, NotFetched)
        assert "correct source_measure" in str(problem)


CULTURE = "culture_and_heritage"


@pytest.mark.parametrize(
    ("source_id", "topics"),
    [("ons_els", [topic for topic in SLUGS if topic != CULTURE]), ("dcms_participation", [CULTURE])],
)
def test_explore_local_gives_a_file_for_each_topic_of_a_source(root: Path, source_id: str, topics: list[str]) -> None:
    measures = [
        indicator.source_measure
        for indicator in read_register(Project(root).register)
        if indicator.source_id == source_id
    ]
    asked: list[str] = []

    def ask(address: str) -> Any:
        asked.append(address)
        slugs = parse_qs(urlsplit(address).query)["indicator"][0].split(",")
        return [{"slug": slug, "updated": "2025-09-26", "label": slug} for slug in slugs]

    downloads = downloads_of(source_id, measures, ask)
    assert len(asked) == 1
    assert asked[0].startswith("https://www.ons.gov.uk/explore-local-statistics/api/v1/metadata/indicators?indicator=")
    assert [download.name for download in downloads] == [f"ons/explore_local_{topic}.csv" for topic in topics]
    assert sorted(measure for download in downloads for measure in download.measures) == sorted(measures)
    for download in downloads:
        assert download.address.startswith("https://www.ons.gov.uk/explore-local-statistics/api/v1/data.csv?")
        query = query_of(download)
        assert query.keys() == {"indicator", "time", "includeStatus"}
        assert query["time"] == ["all"] and query["includeStatus"] == ["true"]
        # With more than 20 indicators, all periods and all areas the publisher refuses a request as too large.
        assert len(query["indicator"][0].split(",")) <= 20
        assert download.published == date(2025, 9, 26)


def test_the_names_of_indicators_are_those_that_the_publisher_lists(shared: Path) -> None:
    lines = (shared / "data" / "ons_els_meta" / "manifest_metadata.csv").read_text(encoding="utf-8-sig").splitlines()
    names = {line.split(",")[0]: line.rsplit(",", 1)[0].split(",", 4)[4].strip('"') for line in lines[1:]}
    for of_topic in SLUGS.values():
        for slug, name in of_topic.items():
            assert names[slug] == name


def test_an_indicator_that_explore_local_gives_no_more_is_named() -> None:
    measures = ["Claimant Count", "Employment rate", "Happiness", "Dragons"]
    answer = [{"slug": "claimant-count", "updated": "2025-10-14"}, {"slug": "wellbeing-happiness", "updated": None}]
    downloads = downloads_of("ons_els", measures, lambda _: answer)
    assert [str(download) for download in downloads if isinstance(download, NotFetched)] == [
        "Explore Local Statistics is not known to give 'Dragons'; correct source_measure.",
        "Explore Local Statistics has no indicator 'employment-rate' (Employment rate) any more.",
    ]
    economy, health = (download for download in downloads if isinstance(download, Download))
    assert query_of(economy)["indicator"] == ["claimant-count"]
    assert (economy.published, health.published) == (date(2025, 10, 14), None)


@pytest.mark.parametrize("answer", [None, {}, "text", [1], [{}], [{"slug": 3}], [{"slug": "a", "updated": "soon"}]])
def test_a_list_in_another_form_is_said(answer: Any) -> None:
    (problem,) = downloads_of("ons_els", ["Claimant Count"], lambda _: answer)
    assert str(problem).startswith("Explore Local Statistics answered in another form than its documentation says")


def page(results: list[Any], number: int = 1, pages: int = 1) -> bytes:
    paging = {"page": number, "pageSize": 20, "totalResults": 20 * pages, "totalPages": pages}
    return json.dumps({"paging": paging, "results": results}).encode()


def data_set(identity: str, title: str, **latest: Any) -> dict[str, Any]:
    version = {
        "version": "2.1",
        "published": "2025-10-30T09:30:00+00:00",
        "totalResults": 3,
        "geographicLevels": ["Local authority", "National"],
        "filters": [],
        "indicators": ["Re-referrals"],
        "timePeriods": {"start": "2013", "end": "2025"},
        "release": {"title": "Reporting year 2025", "slug": "2025"},
    }
    status = latest.pop("status", "Published")
    return {"id": identity, "title": title, "summary": "", "status": status, "latestVersion": version | latest}


def described(*columns: str) -> bytes:
    indicators = [{"id": f"i{at}", "column": name, "label": name, "unit": "%"} for at, name in enumerate(columns)]
    return json.dumps({"indicators": indicators, "filters": [], "locations": [], "timePeriods": []}).encode()


def education(server: Publisher) -> None:
    """The publisher's lists, in two pages each, and what each data set holds."""
    base = "/statistics/v1"
    other = {"id": NATIONAL, "title": "Other", "slug": "other", "summary": "", "lastPublished": "2025-10-30T09:30:00Z"}
    own = {**other, "id": PUBLICATION, "title": "Children in need", "slug": CIN}
    server.answer(f"{base}/publications", file(page([other], 1, 2)), file(page([own], 2, 2)))
    sets = [
        data_set(PARTS, "By age", filters=["Age", "Sex"]),
        data_set(NATIONAL, "England", geographicLevels=["National"]),
    ]
    server.answer(
        f"{base}/publications/{PUBLICATION}/data-sets",
        file(page(sets, 1, 2)),
        file(page([data_set(TOTALS, "Referrals\n\u202e/../../x"), data_set(GONE, "Again", status="Withdrawn")], 2, 2)),
    )
    server.answer(f"{base}/data-sets/{TOTALS}/meta", file(described("rereferral_percent", "other")))
    server.answer(f"{base}/data-sets/{PARTS}/meta", file(described("rereferral_percent", "no_further_action_percent")))


def test_data_sets_are_found_by_their_columns_over_all_pages(server: Publisher, client: Client) -> None:
    education(server)
    ask = json_of(server, client, "dfe_ees_cin")
    downloads = downloads_of("dfe_ees_cin", ["no_further_action_percent", "rereferral_percent", "dragons_percent"], ask)
    problem, parts, totals = downloads
    assert str(problem) == (
        f"No data set that Explore Education Statistics offers of {CIN} has the columns dragons_percent for local "
        "authorities."
    )
    assert parts == Download(
        "dfe/ees_cin_21111111.csv",
        f"https://api.education.gov.uk/statistics/v1/data-sets/{PARTS}/csv?dataSetVersion=2.1",
        ("no_further_action_percent",),
        edition="By age, Reporting year 2025, version 2.1",
        published=date(2025, 10, 30),
    )
    # Of two with the column the one with the fewest breakdowns is taken.
    assert totals.measures == ("rereferral_percent",)
    assert totals.name == "dfe/ees_cin_11111111.csv"
    assert totals.edition == "Referrals\\n\\u202e/../../x, Reporting year 2025, version 2.1"
    assert [request.query.get("page") for request in server.asked[:4]] == [["1"], ["2"], ["1"], ["2"]]
    assert not [request for request in server.asked if NATIONAL in request.path or GONE in request.path]


def test_a_publication_that_is_not_offered_is_named(server: Publisher, client: Client) -> None:
    server.answer("/statistics/v1/publications", file(page([])))
    (problem,) = downloads_of("dfe_ees_csww", ["inpost_fte"], json_of(server, client, "dfe_ees_csww"))
    assert str(problem) == f"Explore Education Statistics does not offer the publication {CSWW} through its API."


@pytest.mark.parametrize(
    "answer",
    [b"[]", b"{}", b'{"results": []}', b'{"results": [], "paging": {"totalPages": "x"}}', page([{"id": "1"}]), b"7"],
)
def test_a_page_in_another_form_is_said(server: Publisher, client: Client, answer: bytes) -> None:
    server.answer("/statistics/v1/publications", file(answer))
    (problem,) = downloads_of("dfe_ees_cin", ["rereferral_percent"], json_of(server, client, "dfe_ees_cin"))
    assert "in another form than its documentation says" in str(problem)


@pytest.mark.parametrize("answer", [b"<html>", b"", b"[" * 100_000, b'{"a": NaN'])
def test_an_answer_that_is_no_json_is_said(server: Publisher, client: Client, answer: bytes) -> None:
    server.answer("/statistics/v1/publications", file(answer, kind="application/json"))
    (problem,) = downloads_of("dfe_ees_cin", ["rereferral_percent"], json_of(server, client, "dfe_ees_cin"))
    assert isinstance(problem, NotFetched)


def test_a_list_without_end_is_given_up() -> None:
    asked = []

    def ask(address: str) -> Any:
        asked.append(address)
        return {"results": [], "paging": {"totalPages": 10**9}}

    (problem,) = downloads_of("dfe_ees_cin", ["rereferral_percent"], ask)
    assert "lists more than 50 pages" in str(problem)
    assert len(asked) == MOST_PAGES


@pytest.mark.parametrize("version", ["../../x", "1.0&a=b", "", "1.0\r\nX: y"])
def test_a_version_that_is_none_is_not_put_into_an_address(version: str) -> None:
    def ask(address: str) -> Any:
        results = (
            [{"id": PUBLICATION, "slug": CIN}] if "search" in address else [data_set(TOTALS, "a", version=version)]
        )
        return {"results": results, "paging": {"totalPages": 1}}

    (problem,) = downloads_of("dfe_ees_cin", ["rereferral_percent"], ask)
    assert "in another form" in str(problem)


def test_lg_inform_is_asked_for_the_group_and_england_without_the_key_in_the_address() -> None:
    (download,) = downloads_of("lg_inform", ["4282"], nothing, areas=("E10000018", "E92000001", "E06000047"))
    assert download.name == "lga/lg_inform_4282.json"
    assert download.address.startswith("https://webservices.esd.org.uk/data.json?metricType=4282&")
    query = query_of(download)
    assert query["area"] == ["E92000001,E06000047,E10000018"]
    assert query["period"] == ["latest:12"]
    assert (query["columnGrouping"], query["rowGrouping"], query["value.valueType"]) == (["period"], ["area"], ["raw"])
    assert "ApplicationKey" not in query


@pytest.mark.parametrize("value", ["", "  ", "short", "with space in it", "né-a-key-at-all", "x" * 201, "a\nb" * 5])
def test_a_key_that_is_none_is_named_and_not_said(value: str) -> None:
    interface = interface_of("lg_inform")
    assert interface is not None
    with pytest.raises(InputProblem, match=KEY_VARIABLE) as problem:
        interface.secret({KEY_VARIABLE: value})
    assert not value.strip() or value not in str(problem.value)


def test_a_key_goes_where_the_interface_wants_it() -> None:
    interface = interface_of("lg_inform")
    assert interface is not None
    assert interface.secret({KEY_VARIABLE: " abcdefgh12345678 \n"}) == {"ApplicationKey": "abcdefgh12345678"}
    for other in INTERFACES:
        if other is not interface:
            assert other.secret({KEY_VARIABLE: "abcdefgh12345678"}) == {}
