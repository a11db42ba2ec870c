"""Frames written as a person would write them in a table."""

from frames import group, series, together

__all__ = ["group", "series", "together"]
