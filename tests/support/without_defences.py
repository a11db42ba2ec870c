"""Take the defences of docs/security.md away, one for each test that is run: a plugin of pytest.

`python -m pytest -p without_defences <tests>` runs one case of each test without its defence, and writes what
came of it to the file that RESULT_VARIABLE names: {test: "passed", or the name of the exception that ended it}.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Generator
from contextlib import nullcontext
from functools import partial
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any

import pytest
from xlsxwriter.worksheet import Worksheet
from yaml.composer import Composer

from helpers.pipeline.kernels import kinds
from helpers.shared_work import FOLDER_VARIABLE
from helpers.sources import sidecar

RESULT_VARIABLE = "WITHOUT_DEFENCES_RESULT"

Removal = tuple[str, Any] | Callable[[pytest.MonkeyPatch], None]
"""What is replaced, by its full name, and what stands there instead; or a function that takes the defence away."""


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


def take_any_hash(patch: pytest.MonkeyPatch) -> None:
    """Let the function that the test itself calls compare nothing."""
    patch.setattr(sidecar.check_hash, "__code__", nothing.__code__)


def read_without_limits(patch: pytest.MonkeyPatch) -> None:
    """Let the process that reads files start without limits: Python imports what changes them first."""
    patch.setenv("PYTHONPATH", str(Path(__file__).parent / "no_limits"))


def let_make_read_values(patch: pytest.MonkeyPatch) -> None:
    """Let make expand the values of parameters, as it does with any other."""
    run = subprocess.run

    def run_make(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        makefile = Path(options["cwd"]) / "Makefile"
        text = makefile.read_text(encoding="utf-8")
        makefile.write_text(text.replace("$$(value $(1))", "$$($(1))"), encoding="utf-8")
        return run(command, **options)

    patch.setattr(subprocess, "run", run_make)


def start_without_the_safe_path(patch: pytest.MonkeyPatch) -> None:
    """Start a command by its function, and not by the module that puts the path right first."""
    run = subprocess.run

    def run_main(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        program = "import sys; from helpers.commands.command_line import main; sys.exit(main(sys.argv[1:]))"
        return run([command[0], "-c", program, *command[3:]], **options)

    patch.setattr(subprocess, "run", run_main)


def let_another_module_reach_the_network(patch: pytest.MonkeyPatch) -> None:
    """Let the text of one module import what reaches the network."""
    read_text = Path.read_text

    def with_an_import(path: Path, *arguments: Any, **options: Any) -> str:
        text = read_text(path, *arguments, **options)
        return f"{text}\nimport requests\n" if path.match("helpers/pipeline/run.py") else text

    patch.setattr(Path, "read_text", with_an_import)


def load_storage_with_every_command(patch: pytest.MonkeyPatch) -> None:
    """Let a program load what reaches object storage before anything else."""
    run = subprocess.run

    def run_with_it(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        return run([*command[:-1], f"import helpers.pipeline.national.storage; {command[-1]}"], **options)

    patch.setattr(subprocess, "run", run_with_it)


def give_kernels_the_folder_from_outside(patch: pytest.MonkeyPatch) -> None:
    """Let kernels take the folder that a variable of the shell names."""
    make = kinds.kernel_manager

    def manager(warm_process: Any, needs: Any, *_: object) -> type:
        return make(warm_process, needs, {FOLDER_VARIABLE: os.environ[FOLDER_VARIABLE]})

    patch.setattr(kinds, "kernel_manager", manager)


REMOVED: dict[str, Removal] = {
    "tests/pipeline/verify/test_handed_over.py::test_a_hostile_or_broken_zip_file_is_refused": (
        "helpers.pipeline.verify.handed_over._why_refused", no_reason),
    "tests/pipeline/verify/test_handed_over.py::test_a_zip_file_over_a_limit_is_refused_before_anything_is_unpacked": (
        "helpers.pipeline.verify.handed_over._members", every_member),
    "tests/pipeline/test_printed.py::test_a_file_that_would_fill_the_memory_is_not_unpacked": (
        "helpers.pipeline.printed.LARGEST_UNPACKED", 10**12),
    "tests/pipeline/verify/test_handed_over.py::test_a_link_in_a_folder_is_refused": (
        "helpers.folders._why_not_plain", no_reason),
    "tests/pipeline/test_repository.py::test_only_a_commit_of_this_checkouts_history_is_held": (
        "helpers.pipeline.repository._OWN_REFERENCES", ("refs",)),
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
        "helpers.pipeline.csv_lines.runs_in_a_spreadsheet", never),
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
    "tests/pipeline/test_run.py::test_a_run_that_is_under_way_is_not_joined_by_another": (
        "helpers.pipeline.run.hold", lambda *_: nullcontext()),
    "tests/sources/fetching/test_fetch.py::test_the_key_is_sent_and_written_nowhere": (
        "helpers.sources.fetching.client._silent", nullcontext),
    "tests/pipeline/test_manifest.py::test_the_record_of_a_run_names_no_folder_of_the_machine": (
        "helpers.paths.Project.relative", lambda _, path: str(path)),
    "tests/sources/test_sidecar.py::test_bytes_that_differ_name_both_hashes": take_any_hash,
    "tests/sources/test_hostile_files.py::test_a_dangerous_file": read_without_limits,
    "tests/test_environment.py::test_values_reach_the_driver_as_typed": let_make_read_values,
    "tests/commands/test_command_line.py::test_a_command_imports_nothing_from_the_current_folder_or_from_pythonpath": (
        start_without_the_safe_path),
    "tests/test_architecture.py::test_only_the_client_reaches_the_network": let_another_module_reach_the_network,
    "tests/test_architecture.py::test_a_national_run_on_folders_loads_no_storage": load_storage_with_every_command,
    "tests/pipeline/national/test_storage.py::test_a_name_that_leads_out_of_the_folder_is_refused": (
        "helpers.pipeline.national.storage.check_name", nothing),
    "tests/pipeline/national/test_storage.py::test_a_run_in_storage_that_was_changed_is_refused": (
        "helpers.pipeline.national.storage._check_hash", nothing),
    "tests/commands/test_given_paths.py::test_a_secret_in_an_address_is_refused_and_not_printed": (
        "helpers.commands.given_paths._may_have_secret", never),
    "tests/pipeline/national/test_storage.py::test_no_secret_is_printed": (
        "helpers.pipeline.national.storage._SECRET", re.compile("(?!)")),
    "tests/test_shared_work.py::test_kernels_share_the_folder_of_their_call_and_none_from_outside": (
        give_kernels_the_folder_from_outside),
}  # fmt: skip
"""The tests of docs/security.md, and what takes the defence of each away."""

CASES = {
    "tests/sources/test_hostile_files.py::test_a_dangerous_file": "a row more than are read",
    "tests/test_environment.py::test_values_reach_the_driver_as_typed": "$(shell touch x)",
}
"""The case of a test that needs the defence, where the first does not."""


def name_of(item: pytest.Item) -> str:
    """Return the name of a test without its case."""
    return item.nodeid.partition("[")[0]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave one case of each test: the first, or the one that needs the defence."""
    those = [item for item in reversed(items) if CASES.get(name_of(item), "") in item.nodeid]
    one = {name_of(item): item for item in those}
    items[:] = [item for item in items if one.get(name_of(item)) is item]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Take the defence away while a test and its fixtures run."""
    removal = REMOVED[name_of(item)]
    with pytest.MonkeyPatch.context() as patch:
        if isinstance(removal, tuple):
            patch.setattr(*removal)
        else:
            removal(patch)
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
