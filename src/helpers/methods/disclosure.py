"""Disclosure control: what a publisher hid stays hidden, and a council's own small counts are hidden too."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from helpers.disclosure_terms import SUPPRESSED, Publish, SumOfParts
from helpers.method_rules import DisclosureRule
from helpers.methods.disclosure_sums import hidden_with_others
from helpers.methods.expressions import any_of, first_of, lazy, native
from helpers.problems import MethodProblem

HIDDEN_BY_PUBLISHER = "the publisher suppressed a figure that this is calculated from"
NOT_A_COUNT = "a count must be a whole number, zero or more"
NO_FIGURE = "no figure"

NUMBERS = ("value", "lower_95", "upper_95", "numerator", "denominator")


def suppressed_counts(frame: Any, rule: DisclosureRule | None = None) -> Any:
    """Return counts of people as they may be published: small ones hidden, the others rounded.

    Counts of things, national totals, and rates with their limits are not for this function.

    Columns needed    count (people)
    Columns returned  those of the frame; published (0 stays 0, a small count is null, others to the nearest of the
                      rule), published_marker ([c] where hidden, otherwise empty), published_reason (why there is no
                      count to publish, otherwise null)
    Raises            MethodProblem: the column is missing or holds text for numbers
    Source            disclosure rule of NHS Digital for sub-national counts (Hospital Episode Statistics, September
                      2018)
    """
    published, small, reason = _as_published(nw.col("count"), rule or DisclosureRule())
    data = lazy(frame, ("count",)).with_columns(
        published=published, published_marker=_marker(small), published_reason=reason
    )
    return native(data, frame)


def suppressed_percentages(frame: Any, rule: DisclosureRule | None = None) -> Any:
    """Return percentages of people worked out from the counts as published, so that they tell no more.

    Columns needed    numerator, denominator (counts of people)
    Columns returned  those of the frame; published (per cent; null where either count is hidden or is none, or the
                      rounded denominator is zero), published_marker ([c] where either count is hidden, otherwise empty)
    Raises            MethodProblem: a column is missing or holds text for numbers
    Source            as for `suppressed_counts`
    """
    x, small_x, _ = _as_published(nw.col("numerator"), rule or DisclosureRule())
    n, small_n, _ = _as_published(nw.col("denominator"), rule or DisclosureRule())
    data = lazy(frame, ("numerator", "denominator")).with_columns(
        published=100 * x / nw.when(n > 0).then(n), published_marker=_marker(small_x | small_n)
    )
    return native(data, frame)


def _as_published(count: nw.Expr, rule: DisclosureRule) -> tuple[nw.Expr, nw.Expr, nw.Expr]:
    """Return a count as published, whether it is hidden for being small, and why it is not a count."""
    count = count.cast(nw.Float64())
    reason = first_of((count.is_null(), NO_FIGURE), ((count < 0) | (count != count.floor()), NOT_A_COUNT))
    small = reason.is_null() & (count >= 1) & (count <= rule.largest_suppressed)
    rounded = ((count + rule.rounded_to / 2) / rule.rounded_to).floor() * rule.rounded_to
    return nw.when(reason.is_null() & ~small).then(rounded), small, reason


def _marker(hidden: nw.Expr) -> nw.Expr:
    return nw.when(hidden).then(nw.lit(SUPPRESSED)).otherwise(nw.lit(""))


def derived(frame: Any, name: str, expression: nw.Expr, markers: Sequence[str]) -> Any:
    """Work out a figure from others, unless the publisher hid one of them.

    `expression` is over the columns of the frame: a total less its other parts, a value times its denominator.
    `markers` are the columns with the markers of every figure that it is worked out from.

    Columns needed    those of `markers` and of `expression`
    Columns returned  those of the frame; the column `name` (null where a marker says [c] or a figure is missing),
                      `name`_reason (why it is null)
    Raises            MethodProblem: a column of markers is missing, or `markers` names none
    Source            GSS and GSR disclosure control guidance for tables produced from administrative sources
    """
    if not markers:
        raise MethodProblem("markers must name the column of markers of every figure that is used")
    hidden = any_of(nw.col(column).fill_null("").str.contains(SUPPRESSED, literal=True) for column in markers)
    data = lazy(frame, markers).with_columns(**{name: expression})
    reason = first_of((hidden, HIDDEN_BY_PUBLISHER), (nw.col(name).is_null(), NO_FIGURE))
    data = data.with_columns(**{f"{name}_reason": reason})
    data = data.with_columns(**{name: nw.when(nw.col(f"{name}_reason").is_null()).then(nw.col(name))})
    return native(data, frame)


def published_by(rule: DisclosureRule) -> Publish:
    """Return `figures_as_published` with a rule."""
    return partial(figures_as_published, rule=rule)


def figures_as_published(figures: pd.DataFrame, sums: Sequence[SumOfParts], rule: DisclosureRule) -> pd.DataFrame:
    """Return figures about people as a council may publish them: small counts hidden, the others rounded.

    A figure is hidden where one of the counts behind it is small, where it is marked [c] already, or where one of these
    could be worked out from it, by a sum of `sums` or as a share of its base. A hidden figure has no number. One of two
    counts is worked out from them as rounded. Figures from surveys are estimates, and not rounded.

    Columns needed    value, lower_95, upper_95, numerator, denominator, respondents (numbers, null for none), marker,
                      value_type, multiplier (how many of the denominator the value is per; null if not known), survey
                      (yes or no), of_people (yes or no); the index names each row once, as `sums` do
    Columns returned  value, lower_95, upper_95, numerator, denominator, marker; hidden (yes or no)
    Source            as for `suppressed_counts`, with the secondary suppression of NHS Digital's older rule;
                      docs/methods/10_disclosure.md
    """
    counts = _counts_behind(figures)
    small = counts.gt(0) & counts.le(rule.largest_suppressed)
    is_hidden = figures["of_people"] & (small.any(axis="columns") | figures["marker"].str.contains("[c]", regex=False))
    is_hidden = hidden_with_others(counts, is_hidden, sums, rule.largest_suppressed)
    numbers = _rounded(figures, counts, rule)[list(NUMBERS)].mask(is_hidden)
    return numbers.assign(marker=figures["marker"].mask(is_hidden, SUPPRESSED), hidden=is_hidden)


def _counts_behind(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of people behind figures; null where a figure does not say.

    A share whose base is given says how many are above the line, whether or not that count is given.

    Columns returned  above (the count above the line), rest (those of the base who are not above it), base
    """
    base = figures["denominator"].fillna(figures["respondents"])
    implied = (figures["value"] * base / figures["multiplier"]).round()
    above = figures["value"].where(figures["value_type"].eq("count"), figures["numerator"].fillna(implied))
    is_share = figures["value_type"].eq("percentage") & figures["multiplier"].eq(100)
    return pd.DataFrame({"above": above, "rest": (base - above).where(is_share), "base": base}, dtype="float64")


def _rounded(figures: pd.DataFrame, counts: pd.DataFrame, rule: DisclosureRule) -> pd.DataFrame:
    """Return figures worked out from counts as they are rounded; those of things and of surveys are as they were."""

    def to_nearest(count: pd.Series) -> pd.Series:
        return np.floor((count + rule.rounded_to / 2) / rule.rounded_to) * rule.rounded_to

    changes = figures["of_people"] & ~figures["survey"] & (rule.rounded_to > 1)
    above, base = to_nearest(counts["above"]), to_nearest(counts["base"])
    is_count = figures["value_type"].eq("count")
    quotient = (figures["multiplier"] * above / base.where(base > 0)).where(counts["base"].notna())
    # What is worked out from counts that stay as they are stays as it was handed in.
    is_quotient = ~is_count & quotient.notna() & (above.ne(counts["above"]) | base.ne(counts["base"]))
    value = figures["value"].mask(is_count, above).mask(is_quotient, quotient)
    return figures.assign(
        value=figures["value"].mask(changes & figures["value"].notna(), value),
        numerator=figures["numerator"].mask(changes & figures["numerator"].notna(), above),
        denominator=figures["denominator"].mask(changes & figures["denominator"].notna(), base),
        lower_95=figures["lower_95"].mask(changes & is_quotient),
        upper_95=figures["upper_95"].mask(changes & is_quotient),
    )
