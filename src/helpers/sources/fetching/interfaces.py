"""The publishers' interfaces: which addresses give what the register asks for, and how the files are called.

No real answer could be had while this was written. What each interface rests on, and what could not be confirmed, is
said where it is described.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from pydantic import AliasChoices, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from helpers.problems import InputProblem
from helpers.sources.fetching.client import Client, NotFetched
from helpers.sources.formats import explore_local
from helpers.sources.formats.explore_local_api import SLUGS
from helpers.visible import make_visible

KEY_VARIABLE = "LG_INFORM_PLUS_KEY"
"""The environment variable that holds the key of LG Inform Plus."""

MOST_PAGES = 50
"""Pages of a publisher's list that are read at most."""


@dataclass(frozen=True)
class Wanted:
    """What the register asks of a source: its measures, for some areas (ONS codes)."""

    source_id: str
    measures: tuple[str, ...]
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Download:
    """One file to download.

    `name` is its path under data/raw; `address` is complete but for what is secret, and so is the one to record;
    `measures` are those that the file must give figures of; `edition` and `published` what the publisher says, if it
    does.
    """

    name: str
    address: str
    measures: tuple[str, ...]
    edition: str = ""
    published: date | None = None
    secret: Mapping[str, str] = field(default_factory=dict, repr=False)


Ask = Callable[[str], Any]
"""Asks an interface for a list or a description: an address, answered with what its JSON holds."""


@dataclass(frozen=True)
class Interface:
    """One publisher's interface.

    `base` is how every address begins; redirects must stay within its origin and those of `also`. `downloads` gives the
    files for what is wanted, one by one, and raises NotFetched for what it cannot give. `key_variable` names the
    environment variable of its key, and `key_name` what the interface calls it, where it needs one.
    """

    name: str
    source_ids: tuple[str, ...]
    base: str
    downloads: Callable[[str, Wanted, Ask], Iterator[Download | NotFetched]]
    also: tuple[str, ...] = ()
    key_variable: str = ""
    key_name: str = ""

    @property
    def origins(self) -> frozenset[str]:
        """The origins that belong to the publisher."""
        parts = urlsplit(self.base)
        return frozenset({f"{parts.scheme}://{parts.netloc}", *self.also})

    def secret(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Return what is secret in a request: the key, or nothing.

        Raises  InputProblem: a key is missing
        """
        if not self.key_variable:
            return {}
        key = environment.get(self.key_variable, "").strip()
        if not key:
            raise InputProblem(
                f"{self.name} needs a key: set the environment variable {self.key_variable} to it, or name another "
                "source with source=."
            )
        if not re.fullmatch(r"[!-~]{8,200}", key):
            raise InputProblem(f"{self.key_variable} does not hold a key: it must be 8 to 200 characters, no spaces.")
        return {self.key_name: key}


def asking(client: Client, interface: Interface, secret: Mapping[str, str]) -> Ask:
    """Return the function by which an interface's lists are read. It raises NotFetched where the answer is not JSON."""

    def ask(address: str) -> Any:
        answer = client.get(address, interface.origins, secret)
        try:
            return json.loads(answer.content)
        except (ValueError, RecursionError):
            raise NotFetched(f"{interface.name} answered with something that is not JSON; try again later.") from None

    return ask


# OHID Fingertips


COUNTIES_AND_UNITARIES = 502
"""Fingertips' number for counties and unitary authorities from April 2023."""

ENGLAND = 15
"""Fingertips' number for England as the parent of areas."""


def _fingertips(base: str, wanted: Wanted, ask: Ask) -> Iterator[Download | NotFetched]:
    """One CSV for each indicator, of all periods, for England and the councils as they are since April 2023.

    Based on the requests that the package fingertipsR, which the publisher's staff wrote, sends to the API. Councils
    abolished before April 2023 are in other area types, which are not asked for. Not confirmed: that the API sends an
    ETag or Last-Modified.
    """
    for measure in wanted.measures:
        if not re.fullmatch(r"[0-9]{1,9}", measure):
            yield NotFetched(f"{measure!r} is not the number of a Fingertips indicator; correct source_measure.")
            continue
        query = {
            "indicator_ids": measure,
            "child_area_type_id": COUNTIES_AND_UNITARIES,
            "parent_area_type_id": ENGLAND,
        }
        address = f"{base}/all_data/csv/by_indicator_id?{urlencode(query)}"
        yield Download(f"ohid/fingertips_{measure}.csv", address, (measure,))


# ONS Explore Local Statistics


class _Model(BaseModel):
    """Part of a publisher's answer; what else it holds is of no concern."""

    model_config = ConfigDict(frozen=True, extra="ignore")


Part = TypeVar("Part", bound=BaseModel)


def _parts(kind: type[Part], content: Any, name: str) -> list[Part]:
    """Read a list of parts from an answer.

    Raises  NotFetched: it is not as documented
    """
    try:
        if not isinstance(content, list):
            raise TypeError
        return [kind.model_validate(record) for record in content]
    except (ValidationError, TypeError):
        raise NotFetched(_another_form(name)) from None


def _another_form(name: str) -> str:
    return f"{name} answered in another form than its documentation says; download the files by hand."


class _Indicator(_Model):
    slug: str
    updated: date | None = None


def _explore_local(base: str, wanted: Wanted, ask: Ask) -> Iterator[Download | NotFetched]:
    """One CSV for each topic, of all its indicators that are wanted, with all areas and periods and the status.

    Based on the publisher's documentation of /api/v1 (September 2026), which warns that the API is made for its own
    pages and may change without notice: files under data/raw stay good if it does. A request may name 20 indicators
    with all areas and periods at once; no topic has as many. The day on which the publisher last brought an indicator
    up to date comes from its list of indicators.
    """
    measures = set(wanted.measures)
    slugs = {slug: name for topic in SLUGS.values() for slug, name in topic.items() if name in measures}
    for unknown in sorted(measures - set(slugs.values())):
        yield NotFetched(f"Explore Local Statistics is not known to give {unknown!r}; correct source_measure.")
    if not slugs:
        return
    try:
        answer = ask(f"{base}/metadata/indicators?{urlencode({'indicator': ','.join(slugs)}, safe=',')}")
        updates = {record.slug: record.updated for record in _parts(_Indicator, answer, "Explore Local Statistics")}
    except NotFetched as problem:
        yield problem
        return
    for slug in sorted(slugs.keys() - updates.keys()):
        yield NotFetched(f"Explore Local Statistics has no indicator {slug!r} ({slugs[slug]}) any more.")
    for topic, of_topic in SLUGS.items():
        asked = [slug for slug in of_topic if slug in slugs and slug in updates]
        if not asked:
            continue
        days = [day for slug in asked if (day := updates[slug]) is not None]
        query = urlencode({"indicator": ",".join(asked), "time": "all", "includeStatus": "true"}, safe=",")
        yield Download(
            f"ons/explore_local_{topic}.csv",
            f"{base}/data.csv?{query}",
            tuple(slugs[slug] for slug in asked),
            published=max(days, default=None),
        )


# DfE Explore Education Statistics

_EDUCATION = "Explore Education Statistics"

PUBLICATIONS = {
    "dfe_ees_cin": ("characteristics-of-children-in-need", "children in need"),
    "dfe_ees_csww": ("children-s-social-work-workforce", "social work workforce"),
}
"""The publication of each source: how its page's address ends, and what to search the publications for."""


class _Publication(_Model):
    id: UUID
    slug: str


class _Release(_Model):
    title: str


class _Version(_Model):
    version: str = Field(pattern=r"^[0-9]+(\.[0-9]+){0,2}$", validation_alias=AliasChoices("version", "number"))
    published: AwareDatetime
    geographicLevels: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    release: _Release | None = None


class _DataSet(_Model):
    id: UUID
    title: str
    status: str = "Published"
    latestVersion: _Version | None = None


class _Column(_Model):
    column: str


def _pages(address: str, ask: Ask) -> Iterator[Any]:
    """Give the results of every page of a list.

    Raises  NotFetched: there are too many pages, or their number is not given
    """
    for page in range(1, MOST_PAGES + 1):
        answer = ask(f"{address}{'&' if '?' in address else '?'}page={page}")
        try:
            results, pages = answer["results"], int(answer["paging"]["totalPages"])
        except (TypeError, KeyError, ValueError):
            raise NotFetched(_another_form(_EDUCATION)) from None
        yield from results if isinstance(results, list) else [results]
        if page >= pages:
            return
    raise NotFetched(f"{_EDUCATION} lists more than {MOST_PAGES} pages; download by hand.")


def _explore_education(base: str, wanted: Wanted, ask: Ask) -> Iterator[Download | NotFetched]:
    """The CSV of each data set of a publication that has a column of the register's name, at its latest version.

    Based on the publisher's documentation of the API, version 1. Data sets are found by the columns in their metadata,
    as their identifiers are not in the register. Among several with one column, the one with figures of local
    authorities and the fewest breakdowns is taken. A file is called by its data set's identifier, which stays the same
    from version to version, as a title need not. Not confirmed: that these two publications offer their data sets
    through the API, which only some do.
    """
    name = _EDUCATION
    slug, search = PUBLICATIONS[wanted.source_id]
    try:
        records = _pages(f"{base}/publications?{urlencode({'search': search, 'pageSize': 20})}", ask)
        publications = [
            publication for publication in _parts(_Publication, list(records), name) if publication.slug == slug
        ]
        if not publications:
            raise NotFetched(f"{name} does not offer the publication {slug} through its API.")
        address = f"{base}/publications/{publications[0].id}/data-sets?pageSize=20"
        offered = [
            data_set
            for data_set in _parts(_DataSet, list(_pages(address, ask)), name)
            if data_set.status != "Withdrawn"
        ]
        chosen = _with_columns(base, offered, wanted.measures, ask)
    except NotFetched as problem:
        yield problem
        return
    lacking = sorted(set(wanted.measures) - {measure for measures in chosen.values() for measure in measures})
    if lacking:
        yield NotFetched(
            f"No data set that {name} offers of {slug} has the columns {', '.join(lacking)} for local authorities."
        )
    for data_set, measures in sorted(chosen.items(), key=lambda pair: (pair[0].title, pair[0].id)):
        version = data_set.latestVersion
        assert version is not None
        release = f"{version.release.title}, " if version.release else ""
        yield Download(
            f"dfe/{wanted.source_id.removeprefix('dfe_')}_{data_set.id.hex[:8]}.csv",
            f"{base}/data-sets/{data_set.id}/csv?dataSetVersion={version.version}",
            tuple(measures),
            edition=make_visible(f"{data_set.title}, {release}version {version.version}")[:300],
            published=version.published.date(),
        )


def _with_columns(
    base: str, offered: Sequence[_DataSet], measures: Sequence[str], ask: Ask
) -> dict[_DataSet, list[str]]:
    """Return the data sets to take, each with the measures to take from it."""
    local = [
        (len(latest.filters), data_set.title, data_set.id, data_set)
        for data_set in offered
        if (latest := data_set.latestVersion) is not None and "Local authority" in latest.geographicLevels
    ]
    chosen: dict[_DataSet, list[str]] = {}
    missing = set(measures)
    for *_, data_set in sorted(local, key=lambda entry: entry[:3]):
        if not missing:
            break
        described = ask(f"{base}/data-sets/{data_set.id}/meta?types=Indicators")
        indicators = described.get("indicators") if isinstance(described, dict) else None
        columns = {column.column for column in _parts(_Column, indicators, _EDUCATION)}
        if taken := missing & columns:
            chosen[data_set] = sorted(taken)
            missing -= taken
    return chosen


# LG Inform Plus

PERIODS = 12
"""The latest periods that are asked of LG Inform Plus."""


def _lg_inform(base: str, wanted: Wanted, ask: Ask) -> Iterator[Download | NotFetched]:
    """One JSON file for each metric type, of the latest periods, for England and the comparator group.

    Based on requests that councils publish (data.csv and data.json with metricType, area, period and ApplicationKey)
    and on the help pages of the service. Not confirmed: that data.json takes the same parameters as data.csv, how many
    areas one request may name, and how much of the key's allowance it uses.
    """
    for measure in wanted.measures:
        if not re.fullmatch(r"[0-9]{1,9}", measure):
            yield NotFetched(f"{measure!r} is not the number of an LG Inform metric type; correct source_measure.")
            continue
        query = {
            "metricType": measure,
            "area": ",".join(("E92000001", *sorted(set(wanted.areas) - {"E92000001"}))),
            "period": f"latest:{PERIODS}",
            "columnGrouping": "period",
            "rowGrouping": "area",
            "value.valueType": "raw",
        }
        yield Download(f"lga/lg_inform_{measure}.json", f"{base}/data.json?{urlencode(query, safe=',:')}", (measure,))


INTERFACES: tuple[Interface, ...] = (
    Interface("OHID Fingertips", ("ohid_fingertips",), "https://fingertips.phe.org.uk/api", _fingertips),
    Interface(
        "ONS Explore Local Statistics",
        explore_local.SOURCES,
        "https://www.ons.gov.uk/explore-local-statistics/api/v1",
        _explore_local,
    ),
    Interface(
        "DfE Explore Education Statistics",
        tuple(PUBLICATIONS),
        "https://api.education.gov.uk/statistics/v1",
        _explore_education,
    ),
    Interface(
        "LG Inform Plus",
        ("lg_inform",),
        "https://webservices.esd.org.uk",
        _lg_inform,
        key_variable=KEY_VARIABLE,
        key_name="ApplicationKey",
    ),
)
"""Every interface, with the sources of the register that it gives."""


def interface_of(source_id: str) -> Interface | None:
    """Return the interface that gives a source, or None where no publisher offers one."""
    return next((interface for interface in INTERFACES if source_id in interface.source_ids), None)
