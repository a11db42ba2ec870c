"""Small pictures as SVG inside a page."""

from __future__ import annotations

from typing import Final

from markupsafe import escape

from helpers.present.charts import palette
from helpers.present.values import Sparkline

SPARKLINE_WIDTH: Final = 120
SPARKLINE_HEIGHT: Final = 28
_SPARKLINE_MARGIN: Final = 4.0


def sparkline_svg(sparkline: Sparkline) -> str:
    """Return a small line of a series, 120 by 28 CSS pixels, with its last point marked; one alone is a dot."""
    numbers = [value for value in sparkline.points if value is not None]
    low, high, count = min(numbers), max(numbers), len(sparkline.points)
    across = SPARKLINE_WIDTH - 2 * _SPARKLINE_MARGIN
    down = SPARKLINE_HEIGHT - 2 * _SPARKLINE_MARGIN
    step = across / (count - 1) if count > 1 else 0.0
    shapes: list[str] = []
    path: list[str] = []
    run: list[tuple[float, float]] = []
    last = (0.0, 0.0)
    for index, value in enumerate([*sparkline.points, None]):
        if value is not None:
            share = (value - low) / (high - low) if high > low else 0.5
            x = _SPARKLINE_MARGIN + (step * index if count > 1 else across / 2)
            run.append((x, _SPARKLINE_MARGIN + down * (1 - share)))
            last = run[-1]
            continue
        if len(run) > 1:
            path.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in run))
        elif run:
            shapes.append(_dot(*run[0], 1.3))
        run = []
    if path:
        shapes.insert(0, f'<path d="{"".join(path)}" fill="none" stroke="{palette.DARK_BLUE}" stroke-width="1.6"/>')
    shapes.append(_dot(*last, 2.8))
    size = f'width="{SPARKLINE_WIDTH}" height="{SPARKLINE_HEIGHT}"'
    box = f'viewBox="0 0 {SPARKLINE_WIDTH} {SPARKLINE_HEIGHT}"'
    label = escape(sparkline.label)
    return f'<svg class="sparkline" role="img" aria-label="{label}" {size} {box}>{"".join(shapes)}</svg>'


def _dot(x: float, y: float, radius: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{palette.DARK_BLUE}"/>'
