"""Still pictures: the SVG that stands for a piece where no kernel and no JavaScript runs.

Drawn as text, with the colours of the house and no library, because a piece draws one whenever it is
shown: a few milliseconds, a few kilobytes, the same bytes everywhere.
"""
from xml.sax.saxutils import escape, quoteattr

from course_lib.house_style import FAINT, INK, PAPER, QUIET, TEXT

FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
AWAY_FROM_TIES = 3e-6        # or the last rounding of another computer could move a coordinate by 0.1


def place(value):
    """A coordinate, in tenths."""
    return f"{round(float(value) + AWAY_FROM_TIES, 1):g}"


def tag(name, *children, **attributes):
    """An SVG element as text. Attributes: numbers are places; stroke_width is stroke-width."""
    texts = {key.replace("_", "-"): value if isinstance(value, str) else place(value)
             for key, value in attributes.items() if value is not None}
    given = "".join(f" {key}={quoteattr(text)}" for key, text in texts.items())
    return f"<{name}{given}>{''.join(children)}</{name}>" if children else f"<{name}{given}/>"


def word(x, y, text, colour=INK, size=13, anchor="middle", **more):
    """Text at (x, y), its base line at y; dark enough to be read."""
    return tag("text", escape(text), x=x, y=y, fill=TEXT.get(colour, colour), font_size=size,
               text_anchor=None if anchor == "start" else anchor, **more)


def line(x1, y1, x2, y2, colour=INK, width=1.5, **more):
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width, **more)


def circle(x, y, r, fill=PAPER, stroke=INK, width=1.5, **more):
    return tag("circle", cx=x, cy=y, r=r, fill=fill, stroke=stroke, stroke_width=width, **more)


def rectangle(x, y, width, height, fill, **more):
    return tag("rect", x=x, y=y, width=width, height=height, fill=fill, **more)


def curve(points, colour=INK, width=2, **more):
    """A line through the points (x, y)."""
    d = "L".join(f"{place(x)},{place(y)}" for x, y in points)
    return tag("path", d=f"M{d}", fill="none", stroke=colour, stroke_width=width, **more)


def arrow(x1, y1, x2, y2, colour=INK, width=2.2, head=7):
    """An arrow; nothing where it would be too short to see."""
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    if length < 0.5:
        return ""
    ux, uy, size = (x2 - x1) / length, (y2 - y1) / length, min(head, length)
    wings = [(x2 - size * (ux + 0.5 * side * uy), y2 - size * (uy - 0.5 * side * ux)) for side in (-1, 1)]
    return (curve([(x1, y1), (x2, y2)], colour, width)
            + curve([wings[0], (x2, y2), wings[1]], colour, width))


class Axes:
    """A pair of axes, as plot.js draws them: X and Y turn values into places."""

    def __init__(self, left, top, width, height, x, y, to_x=float, to_y=float):
        """x, y : (low, high)    to_x, to_y : math.log10 for a logarithmic axis"""
        self.left, self.top, self.width, self.height = left, top, width, height
        self.to_x, self.to_y = to_x, to_y
        self.x, self.y = [to_x(one) for one in x], [to_y(one) for one in y]

    def X(self, value):
        return self.left + self.width * (self.to_x(value) - self.x[0]) / (self.x[1] - self.x[0])

    def Y(self, value):
        low, high = self.y
        at = self.top + self.height * (1 - (self.to_y(value) - low) / (high - low))
        return min(max(at, self.top - 2), self.top + self.height + 2)

    def curve(self, xs, ys, colour=INK, width=2, **more):
        return curve([(self.X(x), self.Y(y)) for x, y in zip(xs, ys, strict=True)], colour, width, **more)

    def frame(self, xticks=(), yticks=(), xlabel="", ylabel=""):
        """The two axes; ticks are (value, text)."""
        bottom = self.top + self.height
        corners = [(self.left, self.top), (self.left, bottom), (self.left + self.width, bottom)]
        parts = [curve(corners, QUIET, 1)]
        for value, text in xticks:
            parts += [line(self.X(value), bottom - 4, self.X(value), bottom, QUIET, 1),
                      word(self.X(value), bottom + 15, text, QUIET, 12)]
        for value, text in yticks:
            parts += [line(self.left, self.Y(value), self.left + 4, self.Y(value), QUIET, 1),
                      word(self.left - 6, self.Y(value) + 4, text, QUIET, 12, "end")]
        parts.append(word(self.left + self.width / 2, bottom + 34, xlabel))
        parts.append(word(self.left, self.top - 8, ylabel, anchor="start"))
        return "".join(parts)


def picture(width, height, alt, *parts):
    """The whole drawing, on paper with a faint frame, with its words for those who do not see it."""
    return tag("svg", tag("title", escape(alt)),
               rectangle(0.5, 0.5, width - 1, height - 1, PAPER, stroke=FAINT, rx=6), *parts,
               xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width} {height}", width=f"{width}",
               font_family=FONT, role="img")
