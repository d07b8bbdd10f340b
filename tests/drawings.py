"""What the tests of all drawings share: what stands on a page, and whether it can be read there."""

import itertools

import numpy as np

GRID = np.linspace(-2, 3, 31)


def bowl(u, v):
    return 0.5 * (u - 1) ** 2 + 2 * (v + 0.5) ** 2


def drawer(samples):
    """draw(name, ax=None) for samples {name: (drawing, its arguments, its settings)}."""
    def draw(name, ax=None):
        drawing, arguments, settings = samples[name]
        return drawing(*arguments, **settings, ax=ax)
    return draw


def texts(ax):
    """What is written on the page."""
    return [t.get_text() for t in ax.texts if t.get_text()]


def letters(ax):
    """All visible pieces of text: labels, ticks and what was written."""
    found = list(ax.texts)
    if ax.axison:
        found += [ax.xaxis.label, ax.yaxis.label, ax._left_title]
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            found += [tick.label1 for tick in axis.get_major_ticks()
                      if low <= tick.get_loc() <= high]
    return [t for t in found if t.get_visible() and t.get_text().strip()]


def collisions(ax):
    """Pairs of texts that lie on each other, and texts that leave the figure."""
    figure = ax.figure
    figure.draw_without_rendering()                          # puts everything in its place
    boxes = [(t.get_text(), t.get_window_extent()) for t in letters(ax)
             if t.get_rotation() % 90 == 0]
    width, height = figure.canvas.get_width_height()
    found = [(a, b) for (a, p), (b, q) in itertools.combinations(boxes, 2)
             if min(p.x1, q.x1) - max(p.x0, q.x0) > 1 and min(p.y1, q.y1) - max(p.y0, q.y0) > 3]
    return found + [text for text, box in boxes if box.x0 < -1 or box.y0 < -1
                    or box.x1 > width + 1 or box.y1 > height + 1]
