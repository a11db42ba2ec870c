"""Text as a reader can see it: characters that cannot be seen are found, or written out by their number."""

from __future__ import annotations

import re
import reprlib
import unicodedata

UNSEEN = re.compile(
    "["
    "\u0000-\u001f\u007f-\u009f"  # control characters, line endings and tabs among them
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb"  # halves of characters; marks of order and direction; fillers
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "]"
)
"""A character that cannot be seen, or that turns the direction of writing.

They are listed here and not asked of Python, whose tables of characters differ between versions. Source: the Unicode
Standard, general categories Cc, Cf, Cs, Zl and Zp, and the characters that are to be ignored when shown.
"""

_NAMES = {"\n": "a line break", "\r": "a carriage return", "\t": "a tab", "\0": "a NUL character"}
_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 80
_SHORT.maxlevel = 3


def make_visible(text: object) -> str:
    r"""Return text on one line, with what cannot be seen or turns the direction of writing written out.

    >>> make_visible("a\nb\u202ec")
    'a\\nb\\u202ec'
    """
    return UNSEEN.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), str(text))


def shortly(name: object) -> str:
    """Return a name as `make_visible` does, and no more of it than a sentence can hold."""
    text = make_visible(name)
    return text if len(text) <= 80 else f"{text[:80]}…"


def value_shown(value: object) -> str:
    """Return a value of any kind as Python writes it, however long or deep it is, in no more than a sentence can hold.

    >>> value_shown("draft"), value_shown(7)
    ("'draft'", '7')
    """
    return shortly(_SHORT.repr(value))


def unseen_named(text: str) -> str:
    r"""Name the first character of a text that cannot be seen by its code point; empty if there is none.

    >>> unseen_named("a\u202eb")
    'U+202E (right-to-left override)'
    """
    match = UNSEEN.search(text)
    if match is None:
        return ""
    name = _NAMES.get(match[0]) or unicodedata.name(match[0], "a control character").lower()
    return f"U+{ord(match[0]):04X} ({name})"
