"""The catalogue of sources, `params/sources.yml`: who publishes each, under which licence, and whether it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from helpers.files import read_yaml
from helpers.problems import InputProblem
from helpers.verdicts import NO_SOURCE
from helpers.visible import make_visible, value_shown

Status = Literal["live", "suspended", "replaced", "ended"]


class Source(BaseModel):
    """One source: what its publisher calls it, its terms, and whether it is still published.

    `since` and `until` are the days on which it was first and last offered, where known; `replaced_by` says what took
    its place.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    publisher: str = Field(min_length=1, max_length=300)
    dataset: str = Field(min_length=1, max_length=300)
    licence: str = Field(min_length=1, max_length=300)
    attribution: str = Field(min_length=1, max_length=1_000)
    address: str = Field(pattern=r"^https://\S+$", max_length=2_000)
    caveats: str = Field(max_length=2_000)
    status: Status = "live"
    since: date | None = None
    until: date | None = None
    replaced_by: str = Field(default="", max_length=300)

    @model_validator(mode="after")
    def _status_and_dates_agree(self) -> Source:
        if (self.status == "replaced") != bool(self.replaced_by):
            raise ValueError("replaced_by is given where the status is replaced, and only there")
        if self.status == "live" and self.until is not None:
            raise ValueError("a live source has no until; give the status suspended, replaced or ended")
        if self.since and self.until and self.until < self.since:
            raise ValueError("until is before since")
        return self

    def why_not_there(self, as_at: date) -> str:
        """Say why a report of a day has no figure of this source when no file of it was supplied."""
        if self.since is not None and self.since > as_at:
            return f"{NO_SOURCE}: {self.dataset} was first offered on {_written(self.since)}"
        if self.status != "live" and (self.until is None or self.until <= as_at):
            how = f"replaced by {self.replaced_by}" if self.status == "replaced" else self.status
            when = f" on {_written(self.until)}" if self.until else ""
            return f"{NO_SOURCE}: {self.dataset} was {how}{when}"
        return f"{NO_SOURCE}: no file of {self.dataset} was supplied"


def read_sources(path: Path) -> Mapping[str, Source]:
    """Read the catalogue of sources, by source_id.

    Raises  InputProblem, naming the source, the key and what was expected
    """
    try:
        sources = TypeAdapter(dict[str, Source]).validate_python(read_yaml(path, path.name))
    except ValidationError as error:
        first = error.errors()[0]
        where = make_visible(".".join(str(part) for part in first["loc"] if part != "[key]"))[:200]
        message = first["msg"].removeprefix("Value error, ")
        raise InputProblem(f"{path.name}: {where or 'the file'} is not right; {message}.") from None
    for source_id in sources:
        if not source_id.isidentifier() or not source_id.islower():
            raise InputProblem(
                f"{path.name}: {value_shown(source_id)} is not the name of a source; use small letters and underscores."
            )
    return sources


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
