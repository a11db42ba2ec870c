"""Every reference table for the methods of judgement is compared with in a test of this folder."""

from __future__ import annotations

from pathlib import Path


def test_every_reference_table_has_its_test(shared: Path) -> None:
    folder = shared / "oracles" / "judgement"
    here = Path(__file__)
    others = [path for path in sorted(here.parent.glob("test_*.py")) if path != here]
    tests = "\n".join(path.read_text(encoding="utf-8") for path in others)
    names = sorted(path.name for path in folder.glob("*.csv"))
    assert len(names) >= 17
    assert [name for name in names if name not in tests and f'"judgement/{Path(name).stem}"' not in tests] == []
