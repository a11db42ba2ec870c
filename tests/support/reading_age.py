"""The reading grade of prose by two published formulas, to which five years are added for the reading age.

Flesch-Kincaid: Kincaid, Fishburne, Rogers and Chissom, Derivation of New Readability Formulas for Navy Enlisted
Personnel, Research Branch Report 8-75, 1975. Automated Readability Index: Smith and Senter, Automated Readability
Index, AMRL-TR-66-220, 1967.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]


def measuring() -> ModuleType:
    """Return the tool that counts words, sentences and syllables."""
    name = "measure_pages"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, ROOT / "tools/measure_pages.py")
        assert spec is not None and spec.loader is not None
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


def flesch_kincaid_grade(blocks: Iterable[str]) -> float:
    """Return 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    grade = measuring().sentences_of(blocks).grade
    assert grade is not None
    return float(grade)


def automated_readability_grade(blocks: Iterable[str]) -> float:
    """Return 4.71 letters and digits a word + 0.5 words a sentence - 21.43."""
    texts = list(blocks)
    counted = measuring().sentences_of(texts)
    letters = sum(len(re.sub(r"[^A-Za-z0-9]", "", text)) for text in texts)
    return 4.71 * letters / counted.words + 0.5 * counted.words / counted.sentences - 21.43
