"""Reading JSON: one object, its numbers as text as they are in the file."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from helpers.sources.files.limits import MAX_JSON_BYTES, MAX_JSON_DEPTH, MAX_JSON_VALUES, Refused, plain
from helpers.visible import shortly

_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)

_HALVES = re.compile(rb"\\u[dD][89a-fA-F]")
"""A character written in two halves; one half may be missing."""


def read_json(content: bytes, encoding: str, name: str) -> dict[str, Any]:
    """Return the object that a JSON file holds, numbers as text as they are in the file.

    Raises  Refused: it is not readable JSON or no object, names one thing twice, holds NaN or infinity, or is beyond
            `MAX_JSON_BYTES`, `MAX_JSON_VALUES` or `MAX_JSON_DEPTH`
    """
    _refuse_too_much(content, name)
    try:
        document = json.loads(
            content.decode(encoding),
            parse_int=str,
            parse_float=str,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object_of,
        )
        if _HALVES.search(content):
            json.dumps(document, ensure_ascii=False).encode()
    except UnicodeError:
        raise Refused(f"{name} is not readable as JSON: it holds half of a character.") from None
    except ValueError as error:
        raise Refused(f"{name} is not readable as JSON: {plain(error)}.") from None
    if not isinstance(document, dict):
        raise Refused(f"{name} is JSON, but not an object with rows and columns; download the data file itself.")
    return document


def _refuse_too_much(content: bytes, name: str) -> None:
    """Raise Refused where a text is beyond the limits, before anything is made of it."""
    if len(content) > MAX_JSON_BYTES:
        raise Refused(f"{name} has {len(content):,} bytes of JSON; the limit is {MAX_JSON_BYTES:,}.")
    values = sum(map(content.count, (b",", b"[", b"{")))
    if max(values, content.count(b'"') // 4) > MAX_JSON_VALUES:
        raise Refused(f"{name} holds over {MAX_JSON_VALUES:,} JSON values, which is the limit; ask for fewer.")
    depth = deepest = 0
    for match in _BRACKETS.finditer(content):
        depth += 1 if match[0] in b"[{" else -1 if match[0] in b"]}" else 0
        deepest = max(deepest, depth)
    if deepest > MAX_JSON_DEPTH:
        raise Refused(f"{name} is JSON with lists and objects nested {deepest:,} deep; the limit is {MAX_JSON_DEPTH}.")


def _refuse_constant(text: str) -> None:
    raise ValueError(f"it holds {text}, which is not a number")


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) < len(pairs):
        repeated = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"{shortly(repeated)!r} is given twice in one object")
    return document
