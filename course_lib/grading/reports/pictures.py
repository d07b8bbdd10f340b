"""Pictures as SVG, written by hand: lengths in per cent of the page's width, letters in pixels.

So a picture is as wide as there is room, and its letters stay as large as all others, at 400 pixels and at
1280. Colours are classes of the page's style; each has a sign, a word or a place that says the same.
"""
from math import ceil

from course_lib.grading.reports.facts import KINDS
from course_lib.grading.reports.text import count_of, html, points

CLASSES = {"right": "right", "partly right": "part", "wrong": "wrong", "stopped": "stopped",
           "not attempted": "blank"}
SIGNS = {"right": "✓", "partly right": "◐", "wrong": "✗", "stopped": "!", "not attempted": "○"}
WORDS = {"stopped": "stopped: an error, no end, or nothing that can be compared"}
HATCH = ('<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
         'patternTransform="rotate(45)"><rect width="6" height="6" style="fill:var(--paper)"/>'
         '<rect width="1.7" height="6" style="fill:var(--backward)"/></pattern>')
DEFINED = ('<svg width="0" height="0" style="position:absolute;width:0" aria-hidden="true" '
           f'focusable="false"><defs>{HATCH}</defs></svg>')
BARS = 21                # at most, in a distribution


def svg(height, alt, *parts):
    return (f'<svg role="img" aria-label="{html(alt)}" height="{height}" xmlns="http://www.w3.org/2000/svg">'
            f"{''.join(parts)}</svg>")


def box(x, width, y, height, kind, more=""):
    fill = 'fill="url(#hatch)"' if kind == "stopped" else ""
    return (f'<rect x="{x:.2f}%" y="{y:.1f}" width="{width:.2f}%" height="{height:.1f}" '
            f'class="{CLASSES.get(kind, kind)} {more}" {fill}/>')


def letters(x, y, text, kind="", anchor="middle"):
    return f'<text x="{x:.2f}%" y="{y:.1f}" text-anchor="{anchor}" class="{kind}">{html(text)}</text>'


def legend(kinds=KINDS):
    """What the colours mean, with their signs."""
    items = "".join(f'<li><svg viewBox="0 0 12 12" aria-hidden="true">'
                    f'<rect width="12" height="12" rx="2" class="{CLASSES[kind]}"'
                    f'{" fill=" + chr(34) + "url(#hatch)" + chr(34) if kind == "stopped" else ""}/></svg>'
                    f"{SIGNS[kind]} {html(WORDS.get(kind, kind))}</li>" for kind in kinds)
    return f'<ul class="legend">{items}</ul>'


def parts_of_all(counts, alt, height=26):
    """One bar from end to end: how many of each kind, in the order of KINDS."""
    total, at, drawn = sum(counts.values()) or 1, 0.0, []
    for kind in KINDS:
        width = 100 * counts.get(kind, 0) / total
        if width:
            drawn.append(box(at, width, 0, height, kind, "edge"))
            text = f"{SIGNS[kind]} {counts[kind]:,}"
            if width > 2.6 + 1.6 * len(text):
                drawn.append(letters(at + width / 2, height / 2 + 4.5, text,
                                     "halo on" if kind == "stopped" else "on"))
        at += width
    return svg(height, alt, *drawn)


def bricks(verdicts, kind_of, height=34):
    """A brick for each task, as wide as its points, with its number and sign."""
    total, at, drawn = sum(one["of"] for one in verdicts) or 1, 0.0, []
    for number, one in enumerate(verdicts, 1):
        kind, width = kind_of(one["status"]), 100 * one["of"] / total
        drawn.append(box(at, width, 0, height, kind, "edge"))
        drawn.append(letters(at + width / 2, height / 2 + 5, f"{number} {SIGNS[kind]}",
                             "halo on" if kind == "stopped" else "on"))
        at += width
    said = "; ".join(f"task {number} {one['status']}, {points(one['points'])} of {points(one['of'])}"
                     for number, one in enumerate(verdicts, 1))
    return svg(height, f"A brick for each task, as wide as its points: {said}.", *drawn)


def length(count, most, height=14):
    """A bar whose length is a count."""
    return (f'<svg aria-hidden="true" height="{height}">'
            + box(0, 100, 0, height, "ground") + box(0, 100 * count / max(most, 1), 0, height, "wrong")
            + "</svg>")


def distribution(values, of, median, height=200):
    """How many reached how many points: a bar for each whole number, or for a few of them.

    values : {points: how many}
    """
    step = max(1, ceil(of / (BARS - 1)))
    low = [step * k for k in range(int(of // step) + 1)]
    counts = [0] * len(low)
    for value, count in values.items():
        counts[min(int(value // step), len(low) - 1)] += count
    most, width = max(counts, default=0) or 1, 100 / len(low)
    top, ground = 40, height - 22
    drawn = [f'<line x1="0" x2="100%" y1="{ground}" y2="{ground}" style="stroke:var(--quiet)"/>']
    for k, (first, count) in enumerate(zip(low, counts, strict=True)):
        high = (ground - top) * count / most
        middle = (k + 0.5) * width
        drawn.append(letters(middle, ground + 16, str(first), "tick dim"))
        if count:
            drawn.append(box(k * width + 0.08 * width, 0.84 * width, ground - high, high, "blue"))
            drawn.append(letters(middle, ground - high - 5, f"{count:,}", "count halo"))
    if sum(counts) > 1:
        at = width * (min(median / step, len(low) - 1) + (0.5 if step == 1 else 0))
        anchor = "start" if at < 50 else "end"
        beneath = counts[min(int(median // step), len(low) - 1)]
        end = ground - ((ground - top) * beneath / most + 18 if beneath else 0)
        drawn.append(f'<line x1="{at:.2f}%" x2="{at:.2f}%" y1="17" y2="{max(end, 20):.1f}" '
                     'stroke-dasharray="3 4" style="stroke:var(--ink)"/>')
        drawn.append(letters(at + (1 if at < 50 else -1), 13, f"median {points(median)}", "halo", anchor))
    peak = low[counts.index(max(counts))] if values else 0
    alt = (f"How many learners reached how many of {points(of)} points: {count_of(sum(counts), 'learner')}, "
           f"median {points(median)}; most, {max(counts, default=0)}, at {peak}"
           + (f" to {peak + step - 1}." if step > 1 else "."))
    return svg(height, alt, *drawn)
