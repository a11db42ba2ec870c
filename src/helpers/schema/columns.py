"""Columns that several tables have in common."""

from __future__ import annotations

from helpers.schema.declarations import date, number, text, whole_number

OF_INDICATOR = "units of the indicator"
"""The unit of what is counted as the indicator is."""

INDICATOR_ID = text("indicator_id", "Short name of the indicator, as in the register")
PERIOD_START = date("period_start", "First day of the period")
PERIOD_END = date("period_end", "Last day of the period")
AREA_CODE = text("area_code", "Code of the area")
PERIOD = text("period", "The period as printed")
FILE = text("file", "Raw file, by its path in the raw folder")
SOURCE_ID = text("source_id", "Its source")
ROW = whole_number("row", "Line of the file")
POLARITY = text("polarity", "higher_is_better, lower_is_better, neutral or plan_is_best")
COUNCIL_CODE = text("area_code", "Code of the council")
AREA_NAME = text("area_name", "Its name")
COMPARATOR_GROUP = text("comparator_group", "The group, as in params/comparators.yml")
AREA_TYPE = text("area_type", "district or neighbourhood")
CHECK_ID = text("check_id", "The check, as in quality_results")
HIGHEST = number("highest", "Highest figure", OF_INDICATOR, nullable=True)
TIED = whole_number("tied", "Councils that share the rank, this one included", "councils", nullable=True)
