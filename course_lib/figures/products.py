"""A product of matrices, multiplied from the left and from the right, with what each order costs.

The result is the same; the work is not. Each row is a stage: two neighbours, on yellow, are multiplied
next, and at the end of the row stands how many multiplications that takes. What has been made is
grey: a vector that is taken along from the first product on stays a vector.
"""
from matplotlib.patches import Rectangle

from course_lib.figures.common import LARGE, NORMAL, page, write
from course_lib.house_style import FAINT, INK, MARK, PAPER, QUIET

THIN, THICK = 0.09, 0.42  # inches: the sides of a box, for 1 and for the largest size
GAP, ROW = 0.08, 0.56     # between the boxes, and from one row to the next
TITLE = 0.24
NUMBERS = 0.95            # kept for the counts
MOST = 6                  # more factors than this have no room


def multiplications(shapes, from_left=True):
    """The multiplications of each product in turn; (m, n) times (n, p) takes m n p.

    shapes : [(m, n), (n, p), …], as they stand    from_left : or else from the right
    """
    for (_, inner), (same, _) in zip(shapes, shapes[1:], strict=False):
        if inner != same:
            raise ValueError(f"A matrix of {inner} columns stands before one of {same} rows, but they must "
                             "be equal: give the shapes in the order of the product.")
    counts, left = [], list(shapes)
    while len(left) > 1:
        k = 0 if from_left else len(left) - 2
        (m, n), (_, p) = left[k:k + 2]
        counts.append(m * n * p)
        left[k:k + 2] = [(m, p)]
    return counts


def draw_products(shapes, names=None, ax=None):
    """Draw both orders, with the multiplications of each stage and their sum; return ax.

    shapes : [(rows, columns), …], two to six factors    names : a letter for each of them, or None
    """
    if not 2 <= len(shapes) <= MOST:
        raise ValueError(f"There came {len(shapes)} factors, but two to {MOST} can be drawn: take fewer.")
    if names is not None and len(names) != len(shapes):
        raise ValueError(f"There came {len(names)} names for {len(shapes)} factors: give each of them one.")
    counts = [multiplications(shapes, from_left) for from_left in (True, False)]
    ax, width, height = page(ax, (6.6, TITLE + ROW * len(shapes) + 0.1))
    beside = width > 5                           # or else one below the other
    panel = width / 2 if beside else width
    row = min(ROW, ((height - 0.05) / (1 if beside else 2) - TITLE) / len(shapes))
    for n, title in enumerate(("from the left", "from the right")):
        left = 0.05 + (panel + 0.1) * n * beside
        top = height - (TITLE + row * len(shapes) + 0.05) * n * (not beside)
        write(ax, left, top - TITLE / 2, title, INK, NORMAL, ha="left", fontweight="bold")
        _draw_order(ax, shapes, counts[n], n == 0, (left, top - TITLE), panel - 0.2, row, names)
    if beside:
        ax.plot([panel] * 2, [0.05, height - 0.05], color=FAINT, linewidth=0.8)
    return ax


def _draw_order(ax, shapes, counts, from_left, corner, width, row, names):
    """One row a stage, the first with names; beneath a line, the sum."""
    (left, top), right, stage = corner, corner[0] + width, list(shapes)
    largest = max(max(shape) for shape in shapes)
    thick = min(THICK, (width - NUMBERS) / len(shapes) - GAP, row - 0.12)
    for k in range(len(shapes)):
        up, pair = top - row * (k + 0.5), 0 if from_left else max(0, len(stage) - 2)
        sides = [[THIN + (thick - THIN) * (n - 1) / max(1, largest - 1) for n in shape] for shape in stage]
        made = None if k == 0 else 0 if from_left else len(stage) - 1
        _draw_stage(ax, sides, left, up, pair, made, names if k == 0 and thick > 0.34 else None)
        if k < len(counts):
            write(ax, right, up, f"{counts[k]:,}", QUIET, NORMAL, ha="right")
            stage[pair:pair + 2] = [(stage[pair][0], stage[pair + 1][1])]
    ax.plot([right - 0.85, right], [up + row / 2] * 2, color=INK, linewidth=0.8)
    write(ax, right, up, f"{sum(counts):,}", INK, LARGE, ha="right", fontweight="bold")


def _draw_stage(ax, sides, left, up, pair, made, names):
    """The factors that are left; two that come next, from `pair` on, on yellow; what has been made, grey."""
    places, across = [], left
    for tall, wide in sides:
        places.append((across, up - tall / 2, wide, tall))
        across += wide + GAP
    if len(sides) > 1:
        (start, *_), (last, _, wide, _) = places[pair:pair + 2]
        high = max(tall for tall, _ in sides) + 0.08
        ax.add_patch(Rectangle((start - 0.04, up - high / 2), last + wide - start + 0.08, high,
                               facecolor=MARK, edgecolor="none", zorder=1))
    for m, (x, y, wide, tall) in enumerate(places):
        ax.add_patch(Rectangle((x, y), wide, tall, facecolor=FAINT if m == made else PAPER, edgecolor=INK,
                               linewidth=1.2, zorder=2))
        if names is not None:
            inside = min(tall, wide) > 0.3
            write(ax, x + wide / 2, up if inside else y - 0.11, names[m], INK, NORMAL, zorder=3)
