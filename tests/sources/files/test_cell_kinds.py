"""What cells are beside what they hold, in workbooks of several makes and in damaged ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hostile import XLSX_PARTS, ods, text_cell, xls, xlsx, zipped
from returns import GOOD, HEADER, indicators, workbook

from helpers.areas import Areas
from helpers.sources.files import cell_kinds as module
from helpers.sources.files.cell_kinds import cell_kinds
from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import open_file
from helpers.sources.formats.registry import read_file
from helpers.sources.returns import return_check

NAMED = {"xl__workbook_xml": XLSX_PARTS["xl/workbook.xml"].replace("Sheet1", "Return").encode()}
STYLES = (
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2">'
    b'<numFmt numFmtId="164" formatCode="0.0%"/><numFmt numFmtId="165" formatCode="0.0&quot;%&quot;"/></numFmts>'
    b'<cellStyleXfs count="1"><xf numFmtId="9"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0"/>'
    b'<xf numFmtId="9"/><xf numFmtId="10"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>'
)


def header() -> str:
    cells = "".join(text_cell(f"{chr(65 + number)}1", name) for number, name in enumerate(HEADER))
    return f'<row r="1">{cells}</row>'


def test_percentages_formulas_and_errors_are_told_from_numbers() -> None:
    """Styles 1 to 3 show a percentage; 4 prints a sign after the number as it is. Cells may lack their names."""
    rows = (
        '<row r="2"><c r="A2" s="1"><v>0.4</v></c><c r="B2" s="2"><v>0.4</v></c><c r="C2" s="3"><v>0.4</v></c>'
        '<c r="D2" s="4"><v>40</v></c><c r="E2"><v>40</v></c></row>'
        '<row r="4"><c r="AB4"><f>1+1</f><v>2</v></c><c><f t="shared" si="0"/><v>2</v></c></row>'
        '<row><c t="e"><v>#DIV/0!</v></c></row>'
    )
    kinds = cell_kinds(xlsx(rows, xl__styles_xml=STYLES, **NAMED), "Return", "return.xlsx")
    assert kinds.percentages == {(2, 1), (2, 2), (2, 3)}
    assert kinds.formulas == {(4, 28), (4, 29)}
    assert kinds.errors == {(5, 1)}


def test_an_error_of_the_spreadsheet_is_no_value(tmp_path: Path, areas: Areas) -> None:
    path = tmp_path / "return.xlsx"
    at = {name: f"{chr(65 + number)}2" for number, name in enumerate(HEADER)}
    texts, rest = (
        "".join(text_cell(at[name], str(GOOD[name])) for name in names) for names in (HEADER[:3], ("owner", "status"))
    )
    row = f'<row r="2">{texts}<c r="{at["value"]}" t="e"><v>#DIV/0!</v></c>{rest}</row>'
    path.write_bytes(xlsx(header() + row, **NAMED))
    faults = return_check.check(open_file(path), indicators(), areas).faults
    assert "value" in [fault.column for fault in faults]
    assert read_file(path)[1].rejections["reason"].tolist()[0].startswith("expected a value, not an error")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (xlsx(header(), start='<!DOCTYPE x [<!ENTITY a "aaaa">]>', **NAMED), "declares a type of document"),
        (xlsx(header().replace("</row>", "</wor>"), **NAMED), "cannot be read"),
        (xlsx('<row r="x"><c/></row>', **NAMED), "cannot be read"),
        (zipped({"xl/workbook.xml": NAMED["xl__workbook_xml"]}), "not a readable workbook"),
        (xlsx("", xl___rels__workbook_xml_rels=b"<Relationships/>", **NAMED), "expected the heading indicator once"),
        (xls([(0, 0, 1.0)]), "no known format"),
        (ods("", name="Return"), "save it as xlsx"),
    ],
)
def test_a_damaged_or_hostile_workbook_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "return.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refused) as caught:
        read_file(path)
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("return.xlsx") and "\n" not in str(caught.value)


def test_a_part_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "return.xlsx", [GOOD])
    monkeypatch.setattr(module, "LARGEST_PART", 100)
    with pytest.raises(Refused, match=r"return.xlsx has a part of over 100 bytes"):
        read_file(path)


def test_more_rows_than_are_read_are_refused(tmp_path: Path) -> None:
    lines = "".join(f"a{number},b,c,1,,,,,,o,final\n" for number in range(5_001))
    path = tmp_path / "return.csv"
    path.write_text(",".join(HEADER[:11]) + "\n" + lines, encoding="utf-8")
    with pytest.raises(Refused, match=r"5,001 rows; the most that are read of a return are 5,000"):
        read_file(path)
