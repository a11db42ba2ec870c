"""A report from somebody else is opened as a folder or a zip file; a hostile one is refused before it is unpacked."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.pipeline.verify import handed_over
from helpers.pipeline.verify.handed_over import open_report
from helpers.problems import InputProblem

REPORT = {"reports/2023/manifest.json": b"{}", "reports/2023/index.html": b"<p>", "data/processed/2023/a.csv": b"a"}


def entry(name: str, mode: int = 0) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("replaced")
    info.filename = name  # ZipInfo itself would mend the name
    info.external_attr = mode << 16
    return info


def archive_of(*files: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def good(*more: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    return archive_of(*REPORT.items(), *more)


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[bytes], handed_over.HandedOver]:
    """Open a zip file of these bytes, in a folder where nothing but it and what is unpacked may appear."""

    def from_bytes(content: bytes) -> handed_over.HandedOver:
        scratch = tmp_path / "outer" / "scratch"
        scratch.mkdir(parents=True)
        path = tmp_path / "report.zip"
        path.write_bytes(content)
        return open_report(path, scratch)

    return from_bytes


@pytest.mark.parametrize("prefix", ["", "project/"])
def test_a_zip_file_of_a_report_with_its_tables_is_opened(
    opened: Callable[[bytes], handed_over.HandedOver], prefix: str
) -> None:
    report = opened(archive_of(*((f"{prefix}{name}", content) for name, content in REPORT.items())))
    assert list(report.files()) == ["index.html"]
    assert report.tables is not None
    assert (report.tables / "a.csv").read_bytes() == b"a"


@pytest.mark.parametrize("folder", ["", "2023/"])
def test_a_zip_file_of_a_report_alone_has_no_tables(
    opened: Callable[[bytes], handed_over.HandedOver], folder: str
) -> None:
    report = opened(archive_of((f"{folder}manifest.json", b"{}"), (f"{folder}themes/a.html", b"<p>")))
    assert (list(report.files()), report.tables) == (["themes/a.html"], None)


def test_a_folder_is_opened_where_it_is(tmp_path: Path) -> None:
    for name, content in REPORT.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    for path in (tmp_path, tmp_path / "reports", tmp_path / "reports" / "2023"):
        assert list(open_report(path, tmp_path / "scratch").files()) == ["index.html"]
    # the folder of a report alone is all that was handed over, whatever is near it
    assert open_report(tmp_path / "reports" / "2023", tmp_path / "scratch").tables is None


def test_a_link_in_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    (tmp_path / "index.html").symlink_to("/etc/passwd")
    with pytest.raises(InputProblem, match=r"index.html is a link to a file; links are not followed"):
        open_report(tmp_path, tmp_path).files()


def locked(content: bytes) -> bytes:
    """Mark the first file of an archive as encrypted, where it stands and in the list at the end."""
    changed = bytearray(content)
    changed[6] |= 1
    changed[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


def damaged(content: bytes) -> bytes:
    """Change a byte of the first file of an archive."""
    at = content.index(b"manifest.json") + len("manifest.json") + 1
    return content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (good((entry("../../escaped.txt"), b"x")), "escaped.txt leads out of the folder"),
        (good((entry("/tmp/escaped.txt"), b"x")), "escaped.txt leads out of the folder"),
        (good((entry("reports\\..\\escaped.txt"), b"x")), "escaped.txt leads out of the folder"),
        (good((entry("C:escaped.txt"), b"x")), "escaped.txt leads out of the folder"),
        (good((entry("reports/2023/./a.html"), b"x")), "is not a plain path"),
        (good((entry("reports/2023/a\u202e.html"), b"x")), "is not a plain path"),
        (good((entry("reports/2023/a\nb.html"), b"x")), "is not a plain path"),
        (good((entry("reports/2023/link", stat.S_IFLNK | 0o777), b"/etc/passwd")), "link is not a plain file"),
        (good((entry("reports/2023/pipe", stat.S_IFIFO | 0o600), b"")), "pipe is not a plain file"),
        (good((entry("reports/2023/INDEX.html"), b"x")), "INDEX.html is in it twice"),
        (good((entry("reports/2023/index.html/x"), b"x")), "has a file where it has a folder"),
        (locked(good()), "is encrypted"),
        (good()[:-30], "cannot be unpacked"),
        (damaged(good()), "cannot be unpacked"),
        (b"no zip file", "cannot be unpacked"),
        (archive_of(("index.html", b"<p>")), "holds no file called manifest.json"),
        (good(("reports/2018/manifest.json", b"{}")), "holds 2 files called manifest.json"),
    ],
)
def test_a_hostile_or_broken_zip_file_is_refused(
    opened: Callable[[bytes], handed_over.HandedOver], tmp_path: Path, content: bytes, message: str
) -> None:
    with pytest.raises(InputProblem, match=message):
        opened(content)
    assert not list(tmp_path.rglob("escaped*"))
    assert not Path("/tmp/escaped.txt").exists()


@pytest.mark.parametrize(("limit", "most"), [("MAX_FILES", 2), ("MAX_BYTES", 4), ("MAX_FILE_BYTES", 2)])
def test_a_zip_file_over_a_limit_is_refused_before_anything_is_unpacked(
    opened: Callable[[bytes], handed_over.HandedOver],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    most: int,
) -> None:
    monkeypatch.setattr(handed_over, limit, most)
    with pytest.raises(InputProblem, match=r"limit"):
        opened(good())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "report.zip"]


def test_a_file_that_states_too_few_bytes_is_not_unpacked_whole(
    opened: Callable[[bytes], handed_over.HandedOver], tmp_path: Path
) -> None:
    """A bomb: a million bytes that the list of files says are ten."""
    content = bytearray(archive_of(("manifest.json", b"x" * 1_000_000)))
    size = (1_000_000).to_bytes(4, "little")
    for at in (content.index(size), content.rindex(size)):
        content[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(InputProblem, match="cannot be unpacked"):
        opened(bytes(content))
    assert max(path.stat().st_size for path in tmp_path.rglob("manifest.json")) <= 10
