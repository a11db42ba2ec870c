"""Files of settings as frozen models: what is wrong with one is said in one sentence, with the nearest known name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from helpers.files import read_once, read_yaml
from helpers.problems import InputProblem
from helpers.visible import shortly, value_shown


class Frozen(BaseModel):
    """A model whose fields are all known, of exactly their types, and never change."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


Model = TypeVar("Model")


def read_model(path: Path, kind: type[Model], parts: Iterable[type[BaseModel]]) -> Model:
    """Read a YAML file as a model; `parts` are the models that it may be made of, whose names are proposed for others.

    Raises  InputProblem, saying in one sentence what is wrong
    """
    model: Model = _read_model(path, kind, tuple(parts))
    return model


@read_once
def _read_model(path: Path, kind: Any, parts: tuple[type[BaseModel], ...]) -> Any:
    values = read_yaml(path, path.name)
    try:
        return TypeAdapter(kind).validate_python(values)
    except ValidationError as error:
        raise InputProblem(f"{path.name}: {_first_error(error, values, parts)}") from None


def _first_error(error: ValidationError, values: Any, parts: Iterable[type[BaseModel]]) -> str:
    # An unknown name comes first: the name that it stands for is then missing too.
    first = min(error.errors(), key=lambda fault: fault["type"] != "extra_forbidden")
    name = shortly(".".join(str(part) for part in first["loc"]))
    if first["type"] == "extra_forbidden":
        names = _known_names(first["loc"], values, parts)
        near = get_close_matches(str(first["loc"][-1]), names, n=1, cutoff=0.0)
        hint = f"; the nearest known name is {near[0]!r}" if near else ""
        return f"unknown name {value_shown(name)}{hint}."
    if first["type"] == "missing":
        return f"{name} is missing."
    return f"{name} is {value_shown(first['input'])}; {first['msg'].removeprefix('Value error, ')}."


def _known_names(location: tuple[int | str, ...], values: Any, parts: Iterable[type[BaseModel]]) -> list[str]:
    siblings = set(_within(values, location[:-1]))
    best = max(parts, key=lambda model: len(siblings & set(model.model_fields)))
    return [name for name in best.model_fields if name not in siblings] or list(best.model_fields)


def _within(values: Any, location: tuple[int | str, ...]) -> Mapping[str, Any]:
    for part in location:
        values = values[part]
    return values if isinstance(values, Mapping) else {}
