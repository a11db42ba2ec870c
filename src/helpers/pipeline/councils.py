"""Which councils a call is about: one, some by name or code, or every one of the comparator group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from helpers.areas import read_areas
from helpers.params import settings_for
from helpers.paths import Project
from helpers.pipeline.neighbours import neighbours_of
from helpers.problems import InputProblem

ALL = "all"
"""What is asked for in place of a council to have every one."""


def councils_asked_for(project: Project, year: str, text: str, period: str = "") -> list[str]:
    """Return the codes of the councils that a text asks for in a year, in the order of the text, each once.

    The text is blank for the council of the parameter file, `all` for every council of its comparator group, or names
    and codes with commas between them; a name may have commas itself.

    Raises  InputProblem: it names what is no council of the comparator group in the year
    """
    areas = read_areas(project.areas)
    settings = settings_for(project, areas, year, "", neighbours_of, period)
    if not text.strip():
        return [settings.authority]
    days = settings.parameters.as_at.model_dump().values()
    living = [areas[code] for code in settings.group.members if areas[code].living(min(days), max(days))]
    if text.strip().lower() == ALL:
        return [area.code for area in sorted(living, key=lambda area: area.name)]
    names = {area.name.lower(): area.code for area in living} | {area.code.lower(): area.code for area in living}
    parts = [" ".join(part.split()) for part in text.split(",")]
    councils = {area.code: area.name for area in living}
    return list(dict.fromkeys(_codes(parts, names, councils, f"{settings.group.short_name} in {year}")))


def _codes(parts: Sequence[str], names: Mapping[str, str], councils: Mapping[str, str], of: str) -> list[str]:
    """Return the codes of names that were split at every comma. Where two names fit, the longer counts."""
    codes: list[str] = []
    index = 0
    while index < len(parts):
        for end in range(len(parts), index, -1):
            if code := names.get(", ".join(parts[index:end]).lower()):
                codes.append(code)
                index = end
                break
        else:
            near = get_close_matches(parts[index].lower(), names, n=1)
            hint = f"; the nearest is {councils[names[near[0]]]}" if near else ""
            members = ", ".join(f"{code} {name}" for code, name in councils.items())
            raise InputProblem(
                f"authority has {parts[index]!r}, but {of} have no such council{hint}. Write names or codes with "
                f"commas between them, or {ALL}. The councils are {members}."
            )
    return codes
