"""The still of the TrainingRoom: the plane or the image, each unit's picture, the size of the gradient."""
import math

import numpy as np

from course_lib.house_style import (
    BACKWARD,
    FORWARD,
    INK,
    PAPER,
    QUIET,
    SIGNED,
    STEP,
    TARGET,
    TEXT,
    VALIDATION,
    number,
    plain,
)
from course_lib.widgets import still

BELOW, ABOVE = SIGNED[0], SIGNED[-1]


def drawn(room):
    """The SVG of a room as it stands."""
    net = room.network
    trace = None if room.nothing_drawn else net.forward(room.looked_at)
    left = _digit(room) if room.data == "digits" else _plane(room, net)
    state = f"{plain(room.epochs)} epochs"
    if len(room.x):
        state += f"   ·   E {number(room.E)}   ·   right {room.accuracy:.1%}"
        if room.validation:
            state += (f"   ·   validation: E {number(room.validation_E)}, "
                      f"right {room.validation_accuracy:.1%}")
    if room.simple:
        fold = "▸ Settings, and a look inside (their words come in notebooks 02 to 09)"
        outputs, tall = (_outputs(room, 400, 50), 262) if room.data == "digits" else ("", 410)
        return still.picture(760, tall, room.alt(), still.word(20, 28, state, FORWARD, 14, "start"), left,
                             outputs, still.word(20, tall - 12, fold, QUIET, 13, "start"))
    if room.data == "digits":
        left += _outputs(room, 30, 212)
    set_ = (f"{room.data}   ·   hidden {', '.join(map(str, room.hidden)) or 'none'}   ·   "
            f"{room.activation}   ·   start "
            f"{room.start}   ·   {room.rule}, η = {plain(room.eta)}   ·   batch {room.batch}   ·   "
            f"{room.loss}   ·   decay "
            f"{plain(room.decay)}")
    return still.picture(1060, 410, room.alt(), still.word(20, 28, state, FORWARD, 14, "start"), left,
                         _units(room, net, trace), _gradient(room),
                         still.word(20, 396, set_, QUIET, 12, "start"))


def _plane(room, net):
    (low, size), n, side, left, top = room.plane, 20, 280, 44, 52
    values = _over_the_plane(low, size, n, net.predict)[:, 0].reshape(n, n)
    axes = still.Axes(left, top, side, side, (low[0], low[0] + size), (low[1], low[1] + size))
    ticks = [[(value, plain(value)) for value in range(math.ceil(one), math.floor(one + size) + 1)]
             for one in low]
    x, y = room._table()
    parts = [_drawing([(0.55 * values, left, top)], side // n, FORWARD, 12),
             _crossing(values - 0.5, left, top, side / n),
             axes.frame(*ticks, "x₁", "x₂")]
    for target, layers in ((0, ((TEXT[TARGET], "9"), (PAPER, "5.4"))), (1, ((TARGET, "8.4"),))):
        d = "".join(f"M{axes.X(a) + 1e-6:.0f},{axes.Y(b) + 1e-6:.0f}h0" for a, b in x[y[:, 0] == target])
        parts += [still.tag("path", d=d, stroke=colour, stroke_width=width, stroke_linecap="round")
                  for colour, width in layers] if d else []
    parts.append(still.circle(axes.X(room.probe[0]), axes.Y(room.probe[1]), 7, STEP))
    parts.append(still.word(92, 44, "○ target 0   ● target 1   ━ output 0.5", size=12, anchor="start"))
    return "".join(parts)


def _digit(room):
    frame, width = (STEP, "4") if room.accuracy > 0.5 else (QUIET, "1")
    answer = "nothing drawn" if room.nothing_drawn else f"it reads {room.says.argmax()}"
    return "".join([still.rectangle(20, 50, 128, 128, PAPER, stroke=frame, stroke_width=width),
                    still.word(84, 118, "draw a digit here", QUIET, 12),
                    _drawing([(room.looked_at.reshape(8, 8), 180, 50)], 16, INK, 16),
                    still.word(244, 196, answer, size=15)])


def _outputs(room, left, top):
    """The ten outputs as bars; where nothing is drawn, none."""
    parts = []
    for k, share in enumerate(room.says):
        y = top + 16 * k
        parts.append(still.word(left, y + 10, str(k)))
        if share > 0.002:
            parts.append(still.rectangle(left + 12, y, 200 * share, 11, FORWARD))
        if share == share:
            parts.append(still.word(left + 18 + 200 * share, y + 10, f"{share:.0%}", size=11, anchor="start"))
    return "".join(parts)


def _units(room, net, trace):
    """Each unit's picture, a column of eight for eight units; of very many the first of each layer."""
    n, parts, x, side = 6, [], 360, 24
    seen = None
    if room.data != "digits":
        seen = net.forward(_over_the_plane(*room.plane, n, lambda grid: grid))
    few = sum(net.sizes[1:]) < 50
    pictures, ups, downs, squares = [], [], [], []
    for l in range(1, net.L + 1):
        units = net.sizes[l] if few else min(net.sizes[l], 8)
        parts += [still.word(x, 48, "output" if l == net.L else f"layer {l}", QUIET, 11, "start"),
                  still.word(x, 61, f"{net.sizes[l]} {net.phi[l]}"
                             + (f", {units} shown" if units < net.sizes[l] else ""),
                             QUIET, 11, "start")]
        for j in range(units):
            at = x + j // 8 * 28, 68 + j % 8 * 28
            squares.append(f"M{at[0]},{at[1]}h{side}v{side}h-{side}z")
            if seen is not None:
                a = seen.a[l][:, j].reshape(n, n)
                pictures.append((0.9 * (a if l == net.L else (a - a.min()) / (np.ptp(a) or 1)), *at))
            elif l == 1:
                W = net.W[1][j].reshape(8, 8) / (abs(net.W[1][j]).max() or 1)
                ups.append((_strong(W), *at))
                downs.append((_strong(-W), *at))
            else:
                a = trace.a[l][0] if trace else np.zeros(net.sizes[l])
                share = a[j] / (1 if l == net.L else abs(a).max() or 1)
                colour = FORWARD if share > 0 else BELOW
                parts.append(still.rectangle(*at, side, side, colour, opacity=f"{abs(share):.1f}"))
        x += max(-(-units // 8) * 28, 74) + 8
    parts += [_drawing(pictures, side // n, FORWARD, 3),
              _drawing(ups, 3, ABOVE, 1), _drawing(downs, 3, BELOW, 1),
              still.tag("path", d="".join(squares), fill="none", stroke=QUIET, stroke_width="0.7")]
    return "".join(parts)


def _gradient(room):
    sizes = room.gradient_sizes
    real = [size for size in sizes if size > 0]
    low = 10.0 ** math.floor(math.log10(min([1e-3, *real])))
    high = 10.0 ** math.ceil(math.log10(max([1, *(3 * size for size in real)])))
    axes = still.Axes(750, 90, 280, 190, (0.4, max(2, len(sizes)) + 0.6), (low, high), to_y=math.log10)
    powers = [(10.0 ** k, f"10{_raised(k)}")
              for k in range(round(math.log10(low)), round(math.log10(high)) + 1)]
    parts = [axes.frame([(l, str(l)) for l in range(1, len(sizes) + 1)], powers, "layer",
                        "size of ∂E/∂W, layer by layer")]
    for l, size in enumerate(sizes, 1):
        top = axes.Y(size) if size > 0 else 280
        if size > 0:
            parts.append(still.rectangle(axes.X(l) - 15, top, 30, 280 - top, BACKWARD))
        parts.append(still.word(axes.X(l), top - 5, number(size) if size == size else "—", BACKWARD, 12))
    if room.validation:
        parts.append(still.word(750, 350, "validation: kept from learning", VALIDATION, 12, "start"))
    return "".join(parts)


def _over_the_plane(low, size, n, function):
    """function at the middles of n x n cells, top row first."""
    middles = (np.arange(n) + 0.5) / n
    return function(np.array([[low[0] + size * u, low[1] + size * (1 - v)]
                              for v in middles for u in middles]))


def _strong(shares):
    """In a small picture the strong weights are enough, those above half of the strongest."""
    return (shares > 0.5).astype(float)


def _drawing(pictures, cell, colour, steps):
    """Pictures (shares, left, top) in cells, the darker the larger the share; neighbours make one stroke."""
    strokes = {}
    for shares, left, top in pictures:
        levels = np.rint(np.clip(shares, 0, 1) * steps + still.AWAY_FROM_TIES).astype(int)
        for r, row in enumerate(levels):
            changes = [0, *(np.flatnonzero(np.diff(row)) + 1), len(row)]
            for start, end in zip(changes, changes[1:], strict=False):
                if row[start]:
                    strokes.setdefault(int(row[start]), []).append(
                        f"M{left + cell * start:g},{top + cell * (r + 0.5):g}h{cell * (end - start):g}")
    return "".join(still.tag("path", d="".join(strokes[level]), stroke=colour,
                             stroke_width=f"{cell + 0.15:g}",
                             opacity=f"{level / steps:.3g}") for level in sorted(strokes))


def _crossing(values, left, top, cell):
    """Where values (rows from the top) go through 0, as training_pictures.js draws it."""
    d, (rows, columns) = "", values.shape

    def point(r, c):
        return f"{still.place(left + (c + 0.5) * cell)},{still.place(top + (r + 0.5) * cell)}"
    for r in range(rows - 1):
        for c in range(columns - 1):
            A, B, C, D = values[r, c], values[r, c+1], values[r+1, c+1], values[r+1, c]
            found = [point(r + u, c + v) for one, other, u, v in (
                (A, B, 0, A / (A - B or 1)), (B, C, B / (B - C or 1), 1), (D, C, 1, D / (D - C or 1)),
                (A, D, A / (A - D or 1), 0))
                if (one > 0) != (other > 0)]
            d += "".join(f"M{start}L{end}" for start, end in zip(found[::2], found[1::2], strict=True))
    return still.tag("path", d=d, fill="none", stroke=INK, stroke_width="2") if d else ""


def _raised(k):
    return str(k).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
