"""From an interface to a file with its sidecar: checked, whole, and never in the way of a good one."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from publisher import Publisher, Reply, cut_short, file, in_chunks, packed, silent_for, status

from helpers.problems import InputProblem
from helpers.sources.fetching.client import Client
from helpers.sources.fetching.fetch import Fetcher, Outcome
from helpers.sources.fetching.interfaces import KEY_VARIABLE, Wanted, interface_of
from helpers.sources.formats.format import PublishersFormat
from helpers.sources.published import FIGURE_COLUMNS, Published
from helpers.sources.sidecar import check_hash, raw_files

FINGERTIPS = "/api/all_data/csv/by_indicator_id"
EXPLORE_LOCAL = "/explore-local-statistics/api/v1"
KEY = "abcdefgh-s3cret-12345678"
TODAY = date(2026, 11, 22)
HEADER = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
    "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI 99.8 limit,Count,"
    "Denominator,Value note,Recent Trend,Compared to England value or percentiles,Compared to percentiles,"
    "Time period Sortable,New data,Compared to goal,Time period range"
)


def fingertips(indicator: str, *values: float) -> bytes:
    rows = [
        f"{indicator},Smoking,E92000001,England,E10000018,Leicestershire,Counties & UAs (from Apr 2023),Persons,18+ yrs"
        f",,,{2019 + at},{value},,,,,,,,,,,20230000,,,1y"
        for at, value in enumerate(values)
    ]
    return "\r\n".join([HEADER, *rows, ""]).encode()


class Raw:
    """A raw folder that is fetched into."""

    def __init__(self, folder: Path, client: Client) -> None:
        self.folder, self.memory, self.client = folder / "raw", folder / "processed" / "fetched.json", client

    def fetch(self, source_id: str, *measures: str, environment: dict[str, str] | None = None, **options: Any) -> Any:
        interface = interface_of(source_id)
        assert interface is not None
        wanted = [(interface, Wanted(source_id, measures, ("E10000018",)))]
        return list(Fetcher(self.folder, self.client, TODAY, self.memory, **options).fetch(wanted, environment or {}))

    def content(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file()
        }

    def sidecar(self, name: str) -> dict[str, Any]:
        return yaml.safe_load((self.folder / name).read_text(encoding="utf-8"))


@pytest.fixture
def raw(tmp_path: Path, client: Client) -> Raw:
    return Raw(tmp_path, client)


def test_a_new_file_is_there_with_its_sidecar(server: Publisher, raw: Raw) -> None:
    content = fingertips("90284", 14.2, 13.9)
    server.answer(FINGERTIPS, packed(content, Last_Modified="Tue, 04 Nov 2025 09:30:00 GMT"))
    assert raw.fetch("ohid_fingertips", "90284") == [
        Outcome(
            "ohid_fingertips", "ohid/fingertips_90284.csv", "new", "data/raw/ohid/fingertips_90284.csv is new, rows: 2."
        )
    ]
    assert raw.content()["ohid/fingertips_90284.csv"] == content
    assert raw.sidecar("ohid/fingertips_90284.source.yml") == {
        "source_id": "ohid_fingertips",
        "format": "ohid_fingertips",
        "edition": "As served on 4 November 2025",
        "published": "2025-11-04",
        "date": "2026-11-22",
        "sha256": hashlib.sha256(content).hexdigest(),
        "rows": 2,
        "address": "https://fingertips.phe.org.uk/api/all_data/csv/by_indicator_id"
        "?indicator_ids=90284&child_area_type_id=502&parent_area_type_id=15",
    }
    assert server.asked[0].host == "fingertips.phe.org.uk"
    (file,) = raw_files(raw.folder)
    assert check_hash(file) == hashlib.sha256(content).hexdigest()


def test_without_a_date_of_the_publisher_the_day_of_the_download_stands(server: Publisher, raw: Raw) -> None:
    server.answer(FINGERTIPS, file(fingertips("90284", 14.2)))
    raw.fetch("ohid_fingertips", "90284")
    about = raw.sidecar("ohid/fingertips_90284.source.yml")
    assert about["edition"] == "As served on 22 November 2026"
    assert "published" not in about


def test_what_has_not_changed_is_left_alone(server: Publisher, raw: Raw) -> None:
    content = fingertips("90284", 14.2)
    server.answer(FINGERTIPS, file(content, ETag='"v1"', Last_Modified="Tue, 04 Nov 2025 09:30:00 GMT"), status(304))
    raw.fetch("ohid_fingertips", "90284")
    before, stamp = raw.content(), (raw.folder / "ohid/fingertips_90284.csv").stat().st_mtime_ns
    (again,) = raw.fetch("ohid_fingertips", "90284")
    assert (again.result, again.sentence) == ("unchanged", "data/raw/ohid/fingertips_90284.csv is still the newest.")
    assert server.asked[1].headers["If-None-Match"] == '"v1"'
    assert raw.content() == before
    assert (raw.folder / "ohid/fingertips_90284.csv").stat().st_mtime_ns == stamp


def test_the_same_bytes_sent_again_are_no_new_edition(server: Publisher, raw: Raw) -> None:
    server.answer(FINGERTIPS, file(fingertips("90284", 14.2), Last_Modified="Tue, 04 Nov 2025 09:30:00 GMT"))
    raw.fetch("ohid_fingertips", "90284")
    before = raw.content()
    server.answer(FINGERTIPS, file(fingertips("90284", 14.2), Last_Modified="Thu, 06 Nov 2025 09:30:00 GMT"))
    (again,) = raw.fetch("ohid_fingertips", "90284")
    assert again.result == "unchanged"
    assert raw.content() == before


def test_a_file_that_was_edited_is_asked_for_whole_and_replaced(server: Publisher, raw: Raw) -> None:
    server.answer(FINGERTIPS, file(fingertips("90284", 14.2), ETag='"v1"'))
    raw.fetch("ohid_fingertips", "90284")
    (raw.folder / "ohid/fingertips_90284.csv").write_bytes(fingertips("90284", 99.9))
    (again,) = raw.fetch("ohid_fingertips", "90284")
    assert "If-None-Match" not in server.asked[1].headers
    assert again.result == "replaced"
    assert raw.content()["ohid/fingertips_90284.csv"] == fingertips("90284", 14.2)


def test_a_sidecar_of_other_bytes_is_written_anew(server: Publisher, raw: Raw) -> None:
    content = fingertips("90284", 14.2)
    server.answer(FINGERTIPS, file(content, ETag='"v1"'))
    raw.fetch("ohid_fingertips", "90284")
    sidecar = raw.folder / "ohid/fingertips_90284.source.yml"
    text = sidecar.read_text(encoding="utf-8")
    sidecar.write_text(text.replace(hashlib.sha256(content).hexdigest(), "f" * 64), encoding="utf-8")
    raw.fetch("ohid_fingertips", "90284")
    assert "If-None-Match" not in server.asked[1].headers
    assert sidecar.read_text(encoding="utf-8") == text


def test_a_file_put_there_by_hand_is_not_taken_for_the_one_that_was_fetched(server: Publisher, raw: Raw) -> None:
    content, other = fingertips("90284", 14.2), fingertips("90284", 15.0)
    server.answer(FINGERTIPS, file(content, ETag='"v1"'))
    raw.fetch("ohid_fingertips", "90284")
    sidecar = raw.folder / "ohid/fingertips_90284.source.yml"
    text = sidecar.read_text(encoding="utf-8")
    (raw.folder / "ohid/fingertips_90284.csv").write_bytes(other)
    hashes = [hashlib.sha256(body).hexdigest() for body in (content, other)]
    sidecar.write_text(text.replace(*hashes), encoding="utf-8")
    (again,) = raw.fetch("ohid_fingertips", "90284")
    assert "If-None-Match" not in server.asked[1].headers
    assert again.result == "replaced"


def test_memory_that_is_lost_or_spoilt_does_no_harm(server: Publisher, raw: Raw) -> None:
    server.answer(FINGERTIPS, file(fingertips("90284", 14.2), ETag='"v1"'))
    raw.fetch("ohid_fingertips", "90284")
    for spoilt in (b"", b"{", b'{"a": 1}', b"[]"):
        raw.memory.write_bytes(spoilt)
        (again,) = raw.fetch("ohid_fingertips", "90284")
        assert again.result == "unchanged"
        assert "If-None-Match" not in server.asked[-1].headers


def test_a_newer_edition_takes_the_place_of_the_old(server: Publisher, raw: Raw) -> None:
    server.answer(FINGERTIPS, file(fingertips("90284", 14.2)))
    raw.fetch("ohid_fingertips", "90284")
    server.answer(FINGERTIPS, file(fingertips("90284", 14.2, 13.9)))
    (again,) = raw.fetch("ohid_fingertips", "90284")
    assert again.result == "replaced"
    assert again.sentence == "data/raw/ohid/fingertips_90284.csv is replaced by a newer edition, rows: 2."
    assert sorted(raw.content()) == ["ohid/fingertips_90284.csv", "ohid/fingertips_90284.source.yml"]
    check_hash(raw_files(raw.folder)[0])


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (status(404), "has no such file any more"),
        (status(500), "a fault of its own"),
        (cut_short(fingertips("90284", 1, 2, 3), 10_000), "broke off"),
        (in_chunks([fingertips("90284", 1)], finished=False), "broke off"),
        (silent_for(0), "The connection to fingertips.phe.org.uk failed"),
        (file(b"<!DOCTYPE html><title>Down</title>"), "is a web page"),
        (file(b"<!DOCTYPE html>", kind="text/html"), "a web page instead of a file"),
        (file(b'{"message": "Indicator not found."}', kind="application/json"), "The download for data/raw/ohid/"),
        (file(b"item,price\nmilk,1.20\n"), "is of no known format: it has the columns item, price."),
        (file(fingertips("90284", 1) + b"\0"), "holds a NUL byte"),
        (file(fingertips("90284", 1).decode().encode("utf-16")), "is UTF-16 text"),
        (file(fingertips("90284", 1).replace(b"Smoking", b"Smok\x81ng")), "neither UTF-8 nor Windows-1252"),
        (file(fingertips("11111", 1)), "gives no figures of 90284"),
        (file(HEADER.encode()), "gives no figures of 90284"),
        (file(b"areacd,indicator,period,value\nE1,Claimant Count,2024-01-01,1\n"), "which is of other sources"),
        (packed(b"\0" * 5_000_000), "the most that is read"),
        (status(302, Location="https://evil.example/x.csv"), "which is not its own"),
    ],
)
def test_what_is_refused_leaves_the_file_that_is_there(server: Publisher, raw: Raw, reply: Reply, says: str) -> None:
    server.answer(FINGERTIPS, file(fingertips("90284", 14.2)))
    raw.fetch("ohid_fingertips", "90284")
    before = raw.content()
    server.answer(FINGERTIPS, reply)
    (outcome,) = raw.fetch("ohid_fingertips", "90284")
    assert outcome.result == "failed" and not outcome.good
    assert says.rstrip(".") in outcome.sentence
    assert outcome.sentence.endswith("; the file that is there stays as it is.")
    assert outcome.sentence.count("\n") == 0
    assert raw.content() == before


def test_what_is_refused_leaves_nothing_where_nothing_was(server: Publisher, raw: Raw) -> None:
    server.answer(FINGERTIPS, file(b"item,price\nmilk,1.20\n"))
    (outcome,) = raw.fetch("ohid_fingertips", "90284")
    assert outcome.sentence == (
        "The download for data/raw/ohid/fingertips_90284.csv is of no known format: it has the columns item, price."
    )
    assert raw.content() == {}


def test_one_failure_does_not_keep_the_others_back(server: Publisher, raw: Raw) -> None:
    server.answer(FINGERTIPS, status(404), file(fingertips("90988", 14.2)))
    outcomes = raw.fetch("ohid_fingertips", "90284", "90988")
    assert [outcome.result for outcome in outcomes] == ["failed", "new"]
    assert sorted(raw.content()) == ["ohid/fingertips_90988.csv", "ohid/fingertips_90988.source.yml"]


def test_a_file_of_another_source_is_not_overwritten(server: Publisher, raw: Raw) -> None:
    server.answer(FINGERTIPS, file(fingertips("90284", 14.2)))
    raw.fetch("ohid_fingertips", "90284")
    sidecar = raw.folder / "ohid/fingertips_90284.source.yml"
    sidecar.write_text(
        sidecar.read_text(encoding="utf-8").replace("ohid_fingertips", "own_survey", 1), encoding="utf-8"
    )
    before = raw.content()
    (outcome,) = raw.fetch("ohid_fingertips", "90284")
    assert "belongs to own_survey, not ohid_fingertips; move it out of the way" in outcome.sentence
    assert raw.content() == before


def test_a_folder_that_cannot_be_written_is_said(server: Publisher, raw: Raw) -> None:
    raw.folder.mkdir(exist_ok=True)
    (raw.folder / "ohid").write_text("in the way", encoding="utf-8")
    server.answer(FINGERTIPS, file(fingertips("90284", 14.2)))
    (outcome,) = raw.fetch("ohid_fingertips", "90284")
    assert outcome.sentence.startswith("data/raw/ohid/fingertips_90284.csv cannot be written: ")


LOCAL = (
    "indicator,areacd,areanm,period,value,lci_95,uci_95,status\n"
    "Claimant Count,E10000018,Leicestershire,2024-01-01/P1Y,2.4,,,\n"
    "Employment rate (Great Britain),E10000018,Leicestershire,2023-01-01/P1Y,79.1,75.2,83,\n"
    "Employment rate (Great Britain),E10000029,Suffolk,2023-01-01/P1Y,,,,x\n"
)


def local(server: Publisher, slugs: Sequence[str], content: str = LOCAL) -> None:
    about = ",".join(f'{{"slug": "{slug}", "updated": "2025-09-2{at}"}}' for at, slug in enumerate(slugs))
    server.answer(f"{EXPLORE_LOCAL}/metadata/indicators", file(f"[{about}]".encode(), kind="application/json"))
    server.answer(f"{EXPLORE_LOCAL}/data.csv", file(content.encode()))


def test_explore_local_gives_figures_under_the_registers_names(server: Publisher, raw: Raw) -> None:
    local(server, ["claimant-count", "employment-rate"])
    (outcome,) = raw.fetch("ons_els", "Claimant Count", "Employment rate")
    assert outcome.sentence == "data/raw/ons/explore_local_economy.csv is new, rows: 3."
    about = raw.sidecar("ons/explore_local_economy.source.yml")
    assert about["format"] == "explore_local_api"
    assert about["published"] == "2025-09-21"
    assert server.asked[1].query["indicator"] == ["claimant-count,employment-rate"]


def test_a_file_that_lacks_some_of_its_figures_is_kept_and_said(server: Publisher, raw: Raw) -> None:
    local(server, ["claimant-count", "employment-rate"], LOCAL.replace("Employment rate (Great Britain)", "Work"))
    (outcome,) = raw.fetch("ons_els", "Claimant Count", "Employment rate")
    assert outcome.result == "incomplete" and not outcome.good
    assert "gives no figures of Employment rate" in outcome.sentence
    assert "ons/explore_local_economy.csv" in raw.content()


def test_a_missing_key_is_asked_for_before_anything_is_downloaded(server: Publisher, raw: Raw) -> None:
    with pytest.raises(InputProblem, match=KEY_VARIABLE):
        raw.fetch("lg_inform", "4282")
    assert server.asked == []
    assert raw.content() == {}


def read_lg_inform(path: Path, name: str) -> tuple[PublishersFormat, Published]:
    """A reader that takes any file for one of LG Inform with one figure."""
    figures = pd.DataFrame({name: [0] for name in FIGURE_COLUMNS}).assign(measure="4282")
    form = PublishersFormat("lg_inform", "LG Inform", "LGA", "", ("lg_inform",), bool, read_lg_inform, str.join)  # type: ignore[arg-type]
    return form, Published(figures, pd.DataFrame(), pd.DataFrame(), 1)


@pytest.mark.parametrize("reply", [file(b'{"rows": []}', kind="application/json"), status(401), status(500)])
def test_the_key_is_sent_and_written_nowhere(
    server: Publisher,
    raw: Raw,
    reply: Reply,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(0)
    server.answer("/data.json", reply)
    (outcome,) = raw.fetch("lg_inform", "4282", environment={KEY_VARIABLE: KEY}, read=read_lg_inform)
    assert server.asked[0].host == "webservices.esd.org.uk"
    assert server.asked[0].query["ApplicationKey"] == [KEY]
    written = raw.content() | ({"memory": raw.memory.read_bytes()} if raw.memory.exists() else {})
    assert outcome.good == ("memory" in written)
    assert not [name for name, content in written.items() if KEY.encode() in content]
    printed = capfd.readouterr()
    assert KEY not in outcome.sentence + caplog.text + printed.out + printed.err + repr(outcome)


KILLED = """
import signal
import sys
from datetime import date
from pathlib import Path
from publisher import Publisher
from helpers.sources.fetching.client import Client, Limits
from helpers.sources.fetching.fetch import Fetcher
from helpers.sources.fetching.interfaces import Wanted, interface_of

folder, port = Path(sys.argv[1]), int(sys.argv[2])
client = Client(Limits(), Publisher(port).adapter)
fetcher = Fetcher(folder / "raw", client, date(2026, 11, 22), folder / "processed" / "fetched.json")
wanted = [(interface_of("ohid_fingertips"), Wanted("ohid_fingertips", ("90284",)))]
signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background may ignore it
print([each.result for each in fetcher.fetch(wanted, {})], flush=True)
"""


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_download_that_is_killed_leaves_the_folder_as_it_was(
    server: Publisher, raw: Raw, root: Path, by: signal.Signals
) -> None:
    server.answer(FINGERTIPS, file(fingertips("90284", 14.2)))
    raw.fetch("ohid_fingertips", "90284")
    before, memory = raw.content(), raw.memory.read_bytes()
    arrived = threading.Event()

    def half(handler: Any) -> None:
        content = fingertips("90284", 1, 2)
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content[: len(content) // 2])
        handler.wfile.flush()
        arrived.set()
        time.sleep(600)

    server.answer(FINGERTIPS, half)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(raw.folder.parent), str(server.port)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(root / "src"), str(root / "tests" / "support")])},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not arrived.wait(0.1):
            assert process.poll() is None, "the download had not begun"
        process.send_signal(by)
        printed, _ = process.communicate()
    finally:
        process.kill()
    assert process.returncode != 0 and printed == b""
    assert raw.content() == before
    assert raw.memory.read_bytes() == memory
