"""What in the project belongs to one council, such as its plan and its posts, and says nothing of another."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from helpers.files import csv_rows
from helpers.model_files import Frozen
from helpers.problems import InputProblem
from helpers.register import Indicator

COLUMNS: Final = ("file", "part", "council", "what")

REGISTER: Final = "params/indicators.csv"
YEARS: Final = "params/[0-9]*.yml"
ASSUMPTIONS: Final = "docs/assurance/assumptions.yml"
DECISIONS: Final = "docs/assurance/decisions.yml"

POSTS, REFERENCE, REWARD, REVIEW, RETURNED = "owner", "reference", "reward", "review", "returned"
EFFECTS: Final = "effects"
NOT_AVAILABLE: Final = "sources_not_available"
RETURNS_DUE: Final = "returns_due"
PUBLICATION: Final = "publication"
"""The day of issue, the contact and the next update: `issued`, `contact` and `next_update`."""

PARTS: Final = {
    REGISTER: (POSTS, REFERENCE, REWARD, REVIEW, RETURNED),
    YEARS: (NOT_AVAILABLE, RETURNS_DUE, PUBLICATION),
    ASSUMPTIONS: (EFFECTS,),
    DECISIONS: (EFFECTS,),
}
"""The parts of a file that can belong to a council apart from the rest; entries of a log go by their numbers."""


class OwnedPart(Frozen):
    """One row of `params/ownership.csv`: a file, or a part of one, and the council that it belongs to."""

    file: str
    part: str
    council: str
    what: str

    def is_of(self, file: str, part: str) -> bool:
        """Say whether the row is about a part of a file; the file of the row may be a pattern."""
        return self.part == part and (self.file == file or fnmatchcase(file, self.file))


class Ownership(Frozen):
    """What speaks of the council that a report is on, and what speaks of another; the rest holds for every council."""

    own: list[OwnedPart]
    of_others: list[OwnedPart]

    def has(self, file: str, part: str = "") -> bool:
        """Say whether a file, or a part of one, may be used in the report: it is of the council, or of all."""
        return not any(owned.is_of(file, part) for owned in self.of_others)

    def register(self, indicators: Iterable[Indicator]) -> tuple[Indicator, ...]:
        """Return the register as it holds for the council of the report.

        Measures that another council's departments or partners hand in are left out. The posts, printed numbers,
        rewards and questions of another council are blank, as they are not known for this one.
        """
        blank = {
            column: empty
            for column, empty in ((POSTS, ""), (REFERENCE, ""), (REWARD, None), (REVIEW, ""))
            if not self.has(REGISTER, column)
        }
        has_returned = self.has(REGISTER, RETURNED)
        held = [one for one in indicators if has_returned or one.measure_type == "national"]
        return tuple(one.model_copy(update=blank) for one in held)


def read_ownership(path: Path, codes: Collection[str]) -> Ownership:
    """Read what belongs to which council; `codes` are those that the council of the report has had.

    Raises  InputProblem, naming the row and the column: a file or part is given twice, a part is not known, or the
            council is neither blank nor a code
    """
    rows: dict[tuple[str, str], OwnedPart] = {}
    for number, row in csv_rows(path, COLUMNS):
        where = f"{path.name} row {number}, column"
        owned = OwnedPart.model_validate(row)
        if (owned.file, owned.part) in rows:
            raise InputProblem(f"{where} part: {owned.part!r} of {owned.file} is given twice; keep one row.")
        parts = PARTS.get(owned.file, ())
        if owned.part and owned.part not in parts and not re.fullmatch(r"(ASM|DEC|DATA)-\d\d", owned.part):
            raise InputProblem(
                f"{where} part: {owned.part!r} is no part of {owned.file}; write {', '.join(parts) or 'nothing'}, or "
                "the number of an entry of a log."
            )
        if owned.council and not re.fullmatch(r"E\d{8}", owned.council):
            raise InputProblem(
                f"{where} council: {owned.council!r} is no code of a council; write one such as E10000018, or nothing "
                "where the file holds for all."
            )
        rows[owned.file, owned.part] = owned
    some = [owned for owned in rows.values() if owned.council]
    return Ownership(
        own=[owned for owned in some if owned.council in codes],
        of_others=[owned for owned in some if owned.council not in codes],
    )
