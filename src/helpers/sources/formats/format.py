"""What every format is for ingestion: how a file of it is recognised, and what the file gives the register."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from helpers.areas import Areas
from helpers.register import Indicator, MeasureAlias
from helpers.sources.files.columns import refuse_unknown
from helpers.sources.files.opening import Opened
from helpers.sources.lost_periods import NO_LOST, lost_of_published
from helpers.sources.matching import USED_COLUMNS, observations, of_format
from helpers.sources.measure_names import FileMeasures, measures_in
from helpers.sources.published import NO_REJECTIONS, Published
from helpers.sources.publishers_labels import Labels
from helpers.sources.sidecar import Sidecar

NO_FIGURES = pd.DataFrame(columns=[*USED_COLUMNS, "source_id"])


@dataclass(frozen=True)
class Context:
    """What a file is read against: the register, the other names of its measures, the areas, and the file's sidecar."""

    indicators: Sequence[Indicator]
    areas: Areas
    aliases: Sequence[MeasureAlias] = ()
    sidecar: Sidecar | None = None

    @property
    def own_indicators(self) -> list[Indicator]:
        """The indicators of the source that the sidecar names; all of them without a sidecar."""
        source_id = self.sidecar.source_id if self.sidecar else None
        return [indicator for indicator in self.indicators if source_id in (None, indicator.source_id)]


@dataclass(frozen=True)
class Contents:
    """What a file gives the register, and each of its rows that gives nothing.

    `figures` has the columns of USED_COLUMNS and `source_id`. `rejections` and `cells` have row, column, value and
    reason: the rows that give no figure, and the cells that are not used of rows that give one. `rows` is the number
    of rows in the file. A return from a department also has `returned`, what is next to its figures, and `surveys`,
    its cards; a file of answers by age group has `age_groups`. `labels` are the publisher's own verdicts. `measures`
    has the indicator of each printed name of a measure, `measure_count` is the number of such names that have a row,
    and `names` says what all names stand for. `lost` has LOST_TYPES: the periods without a usable row.
    `money` has rows that pages on money take, by what they are of (`formats.money`).
    """

    figures: pd.DataFrame
    rejections: pd.DataFrame
    rows: int
    cells: pd.DataFrame = field(default_factory=lambda: NO_REJECTIONS)
    returned: pd.DataFrame | None = None
    surveys: pd.DataFrame | None = None
    age_groups: pd.DataFrame | None = None
    labels: Labels | None = None
    measures: Mapping[str, str] = field(default_factory=dict)
    measure_count: int = 0
    names: FileMeasures | None = None
    lost: pd.DataFrame = field(default_factory=lambda: NO_LOST)
    money: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def is_handed_in(self) -> bool:
        """Whether the file is of a department or a partner: a return, cards of surveys, or answers by age group."""
        return any(part is not None for part in (self.returned, self.surveys, self.age_groups))


NO_CONTENTS = Contents(NO_FIGURES, NO_REJECTIONS, 0)


@dataclass(frozen=True)
class Format(ABC):
    """A format.

    `publisher` and `licence` are those of its files, blank where only the source says them. `source_ids` are the
    sources of the register that come in this format. `recognises` looks at the names of columns or sheets alone.
    """

    format_id: str
    name: str
    publisher: str
    licence: str
    source_ids: tuple[str, ...]
    recognises: Callable[[Opened], bool]

    needs_sidecar = False
    """Whether the columns alone do not say which source a file is of."""

    def check_columns(self, file: Opened) -> None:  # noqa: B027 - most formats have nothing to check
        """Raise Refused where a column may say something of the figures and is not one that the format knows."""

    @abstractmethod
    def contents(self, file: Opened, context: Context) -> Contents:
        """Return what a file of this format gives the register.

        Raises  Refused: it cannot be read
        """


@dataclass(frozen=True)
class PublishersFormat(Format):
    """A format in which a publisher hands out figures, under names, codes and labels of its own.

    `read` gives the figures as printed; `period` turns the publisher's label, without what is printed around it (see
    `helpers.period_suffixes`), into the label of the register's period type (see `helpers.periods`), or None where it
    is not a period of that type. `knows` says whether a column is one that is used, or left out for a reason; None
    where `read` looks at the columns itself, as those of a workbook stand on its sheets.
    """

    read: Callable[[Opened], Published]
    period: Callable[[str, str], str | None]
    knows: Callable[[str], bool] | None = None

    def check_columns(self, file: Opened) -> None:
        """Raise Refused where a column may say something of the figures and is not one that the format knows."""
        if self.knows is not None:
            refuse_unknown(file.header, self.knows, f"{file.name} row 1", self.name)

    def contents(self, file: Opened, context: Context) -> Contents:
        """Read the figures as printed, and match them to the indicators, areas and periods of the register."""
        return self.matched(self.read(file), context)

    def matched(self, printed: Published, context: Context) -> Contents:
        """Match figures as printed to the indicators, areas and periods of the register."""
        indicators = of_format(self, context.own_indicators)
        day = context.sidecar.published if context.sidecar else None
        names = measures_in(printed.text("measure"), indicators, context.aliases, day)
        used, rejected = observations(printed, self, indicators, context.areas, names)
        source_of = {indicator.indicator_id: indicator.source_id for indicator in indicators}
        by_name = {name: measure.indicator for name, measure in zip(names.names, names.matches, strict=True) if measure}
        wanted = {indicator.source_measure or indicator.indicator_id: indicator for indicator in indicators} | by_name
        return Contents(
            figures=used.assign(source_id=used["indicator_id"].map(source_of)),
            rejections=rejected,
            rows=printed.read,
            cells=printed.cells,
            returned=printed.returned,
            surveys=printed.surveys,
            labels=printed.labels,
            measures={name: indicator.indicator_id for name, indicator in by_name.items()},
            measure_count=names.known_count,
            names=names,
            lost=lost_of_published(printed, self, wanted, context.areas, used),
        )
