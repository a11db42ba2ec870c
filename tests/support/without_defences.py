"""Take the defences of docs/security.md away, one for each test that is run: a plugin of pytest.

`python -m pytest -p without_defences <tests>` runs the first case of each test without its defence, and writes what
came of it to the file that RESULT_VARIABLE names: {test: "passed", or the name of the exception that ended it}.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from functools import partial
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any

import pytest
from xlsxwriter.worksheet import Worksheet
from yaml.composer import Composer

RESULT_VARIABLE = "WITHOUT_DEFENCES_RESULT"

Removal = tuple[str, Any]
"""What is replaced, by its full name, and what stands there instead."""


def nothing(*_: object, **__: object) -> None:
    """Check nothing."""


def no_reason(*_: object) -> str:
    """See no reason to refuse anything."""
    return ""


def never(*_: object) -> bool:
    """Say that nothing is dangerous."""
    return False


def every_member(archive: Any, _: str) -> list[tuple[Any, PurePosixPath]]:
    """Give each file of an archive as it is."""
    return [(info, PurePosixPath(info.filename)) for info in archive.infolist()]


write_string = Worksheet.write_string


def write_formula(sheet: Worksheet, row: int, column: int, text: str, *look: Any) -> int:
    """Write a text that begins with = as a formula."""
    write = sheet.write_formula if text.startswith("=") else partial(write_string, sheet)
    return int(write(row, column, text, *look))


class AnyYear(list[str]):
    """Years among which there is every year."""

    def __contains__(self, _: object) -> bool:
        return True


def any_record(content: bytes) -> SimpleNamespace:
    """Take whatever a record says."""
    return SimpleNamespace(**{"steps": {}, "pages": {}, "page_code": {}, **json.loads(content)})


REMOVED: dict[str, Removal] = {
    "tests/pipeline/verify/test_handed_over.py::test_a_hostile_or_broken_zip_file_is_refused": (
        "helpers.pipeline.verify.handed_over._why_refused", no_reason),
    "tests/pipeline/verify/test_handed_over.py::test_a_zip_file_over_a_limit_is_refused_before_anything_is_unpacked": (
        "helpers.pipeline.verify.handed_over._members", every_member),
    "tests/pipeline/verify/test_handed_over.py::test_a_link_in_a_folder_is_refused": (
        "helpers.folders._why_not_plain", no_reason),
    "tests/pipeline/test_manifest.py::test_a_manifest_of_another_shape_is_an_empty_one": (
        "helpers.pipeline.manifest._Recorded", SimpleNamespace(model_validate_json=any_record)),
    "tests/sources/files/test_cell_kinds.py::test_a_part_that_is_too_large_is_refused": (
        "helpers.sources.files.cell_kinds._read", lambda archive, part, _: archive.read(part)),
    "tests/sources/drafts/test_reading.py::test_what_is_hostile_or_no_draft_is_refused_in_a_sentence": (
        "helpers.sources.drafts.word.refuse_hostile", nothing),
    "tests/sources/test_word_template.py::test_what_is_no_template_is_refused": (
        "helpers.sources.word_template.refuse_macros", nothing),
    "tests/sources/fetching/test_client.py::test_a_redirect_elsewhere_is_refused": (
        "helpers.sources.fetching.client._refuse_elsewhere", nothing),
    "tests/test_files.py::test_a_reference_from_one_place_to_another_is_refused": (
        "helpers.files._Overseer.compose_node", Composer.compose_node),
    "tests/test_files.py::test_a_cell_with_a_character_that_cannot_be_seen_is_refused": (
        "helpers.files._refuse_unseen", nothing),
    "tests/test_files.py::test_a_csv_file_of_more_than_the_limit_is_not_read": ("helpers.files.LARGEST_CSV", 10**12),
    "tests/test_folders.py::test_what_is_no_plain_file_is_named": ("helpers.folders._why_not_plain", no_reason),
    "tests/pipeline/test_step.py::test_text_that_a_spreadsheet_would_run_is_harmless_in_the_csv_alone": (
        "helpers.pipeline.table_files.runs_in_a_spreadsheet", never),
    "tests/publish/test_workbook.py::test_no_text_becomes_a_formula_and_what_cannot_be_seen_is_written_out": (
        "xlsxwriter.worksheet.Worksheet.write_string", write_formula),
    "tests/publish/test_indicator_cards.py::test_what_others_wrote_is_escaped": ("helpers.publish.html.escape", str),
    "tests/present/pages/test_statements.py::test_what_somebody_typed_is_never_markup": (
        "helpers.publish.html.escape", str),
    "tests/publish/test_html.py::test_a_page_takes_a_drawing_with_its_words_and_cleans_it": (
        "helpers.publish.page.content.clean", str),
    "tests/sources/test_small_counts.py::test_other_hidden_figures_give_the_same_tables": (
        "helpers.sources.ingest.hide_small_counts", lambda readings, *_: readings),
    "tests/test_params.py::test_a_year_without_a_file_lists_the_years": (
        "helpers.params.years_available", lambda _: AnyYear()),
}  # fmt: skip
"""The tests of docs/security.md in whose process the defence can be taken away, and what takes it away."""

NOT_REMOVED = {
    "tests/sources/test_hostile_files.py::test_a_dangerous_file": "files are read in a process of their own",
    "tests/sources/test_sidecar.py::test_bytes_that_differ_name_both_hashes": "it calls the defence itself",
    "tests/test_environment.py::test_values_reach_the_driver_as_typed": "make and a shell are the defence",
    "tests/commands/test_command_line.py::test_a_command_imports_nothing_from_the_current_folder_or_from_pythonpath": (
        "the command is a process of its own"),
    "tests/test_architecture.py::test_only_the_client_reaches_the_network": "the next test of that file shows it",
    "tests/sources/fetching/test_fetch.py::test_the_key_is_sent_and_written_nowhere": "no one function is the defence",
    "tests/test_shared_work.py::test_kernels_share_the_folder_of_their_call_and_none_from_outside": (
        "it starts a kernel"),
    "tests/end_to_end/test_report.py::test_two_runs_do_not_make_one_report_at_once": "it runs two commands",
    "tests/end_to_end/test_private_words.py::test_no_file_of_a_report_names_the_machine_or_a_secret": (
        "it needs a report; the next test of that file shows it"),
}  # fmt: skip
"""The other tests of docs/security.md, and why the defence is not taken away from them."""


def name_of(item: pytest.Item) -> str:
    """Return the name of a test without its case."""
    return item.nodeid.partition("[")[0]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the first case of each test."""
    first = {name_of(item): item for item in reversed(items)}
    items[:] = [item for item in items if first[name_of(item)] is item]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Take the defence away while a test and its fixtures run."""
    target, stand_in = REMOVED[name_of(item)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(target, stand_in)
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Write down what ended a test, beside those before it."""
    report = yield
    if call.when == "call" or call.excinfo:
        path = Path(os.environ[RESULT_VARIABLE])
        results = json.loads(path.read_text()) if path.exists() else {}
        results[name_of(item)] = type(call.excinfo.value).__name__ if call.excinfo else "passed"
        path.write_text(json.dumps(results))
    return report
