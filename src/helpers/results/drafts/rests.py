"""What counts of a draft leave over: themes that it never names, rests that differ, and one number on two bases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from helpers.drafts import Draft, DraftFault
from helpers.results.drafts.counts import DIRECTIONS, IMPROVED, OVERALL, SAME, TOTAL, UNDETERMINED, WORSENED, Counted

First = Mapping[tuple[str, str], Counted]


def first_counts(counted: Sequence[Counted]) -> dict[tuple[str, str], Counted]:
    """Return the first count of each subject and class, percentages left out."""
    first: dict[tuple[str, str], Counted] = {}
    for count in counted:
        if not count.is_percent:
            first.setdefault((count.subject, count.kind), count)
    return first


def unnamed_themes(
    draft: Draft, counted: Sequence[Counted], dashboards: Mapping[str, Sequence[str]]
) -> Iterator[DraftFault]:
    """Give the total of a draft whose themes come to less, if the draft names no further theme.

    Readers add the themes up, and need to know where the others are. At least half of the themes must have a total.
    """
    first = first_counts(counted)
    whole = first.get((OVERALL, TOTAL))
    stated = [first[theme, TOTAL] for theme in dashboards if (theme, TOTAL) in first]
    others = [theme for theme in dashboards if (theme, TOTAL) not in first]
    text = " ".join(passage.text for passage in draft.passages).casefold()
    if whole is None or len(stated) < 2 or 2 * len(stated) < len(dashboards) or not others:
        return
    added = sum(count.number.value for count in stated)
    if added >= whole.number.value or any(theme.casefold() in text for theme in others):
        return
    numbers = " + ".join(count.number.text for count in stated)
    yield DraftFault(
        whole.passage,
        whole.sentence,
        f"{whole.number.text} in all to be the sum of the themes; {numbers} is {added:,.0f}",
        f"say where the other {whole.number.value - added:,.0f} are",
    )


def wrong_rests(counted: Sequence[Counted], dashboards: Mapping[str, Sequence[str]]) -> Iterator[DraftFault]:
    """Give the counts without a change of a theme, if what its dashboards leave over is another number.

    What is left over is the total less those that improved and those that worsened: no change, or not determined.
    """
    first = first_counts(counted)
    wholes = {OVERALL: tuple(dashboards)} | {theme: tuple(names) for theme, names in dashboards.items()}
    for whole, parts in wholes.items():
        same, unknown = first.get((whole, SAME)), first.get((whole, UNDETERMINED))
        others = [part for part in parts if part != whole]
        left = [_left_over(first, part) for part in others]
        if same is None or unknown is None or len(left) < 2 or any(number is None for number in left):
            continue
        stated, added = same.number.value + unknown.number.value, sum(number for number in left if number is not None)
        if stated != added:
            yield DraftFault(
                same.passage,
                same.sentence,
                f"{added:,.0f} without a change or not determined, as its parts leave over, not {stated:,.0f}",
                "correct the counts, or say what else is counted",
            )


def _left_over(first: First, part: str) -> float | None:
    counts = [first.get((part, kind)) for kind in (TOTAL, IMPROVED, WORSENED)]
    numbers = [count.number.value for count in counts if count is not None]
    return numbers[0] - numbers[1] - numbers[2] if len(numbers) == 3 else None


def same_number_of_other_things(counted: Sequence[Counted], before: Sequence[Counted]) -> Iterator[DraftFault]:
    """Give the total of a draft that the report before has too, if the two count other things.

    They do where the classes that have a direction add up to the total in one of the reports and not in the other.
    """
    first, earlier = first_counts(counted), first_counts(before)
    now, then = first.get((OVERALL, TOTAL)), earlier.get((OVERALL, TOTAL))
    bases = [_base(counts) for counts in (first, earlier)]
    if now is None or then is None or now.number.value != then.number.value or None in bases or bases[0] == bases[1]:
        return
    yield DraftFault(
        now.passage,
        now.sentence,
        f"{now.number.text} to count what it counts in the report before, where {bases[1]:,.0f} have a direction and "
        f"here {bases[0]:,.0f}",
        "print the size of the register and the number with a direction, each by its name",
    )


def _base(first: First) -> float | None:
    numbers = [first[OVERALL, kind].number.value for kind in DIRECTIONS if (OVERALL, kind) in first]
    return sum(numbers) if len(numbers) == len(DIRECTIONS) else None
