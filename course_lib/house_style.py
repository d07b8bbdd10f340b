"""One look for every figure: a colour means one thing, everywhere.

The seven hues are those of Okabe & Ito (2008), told apart with every kind of
colour vision; each has one meaning here. Colour never speaks alone: a second mark
(place, dash, frame, word) always says the same.

A colour that is strong enough for a line can be too light for letters. TEXT gives
the same hue dark enough to be read on white (contrast 4.5 to 1, WCAG 2.2).
"""
import math
from pathlib import Path

INK = "#1A1A1A"         # parameters, axes, text
QUIET = "#5F5F5F"       # remarks
FAINT = "#C4C4C4"       # what is there but not meant
PAPER = "#FFFFFF"       # the ground, opaque, so that a picture reads in a dark theme

FORWARD = "#0072B2"     # blue: activities, values, everything that travels forward
BACKWARD = "#D55E00"    # vermilion: deltas, gradients, everything that travels back
TARGET = "#009E73"      # bluish green: the target y, what should have come out
STEP = "#E69F00"        # orange: a nudge, a step, an update: what we change
VALIDATION = "#CC79A7"  # reddish purple: examples that were kept from learning
OTHER = "#56B4E9"       # sky blue: the other road, in a comparison
MARK = "#F0E442"        # yellow: the highlighter, beneath what to look at; never a letter

# Negative to positive through white at 0. The sign is always said a second way.
SIGNED = ("#5C2A73", "#A987BD", "#FFFFFF", "#7DB08A", "#1B5E33")

TEXT = {
    INK: INK, QUIET: QUIET, FORWARD: FORWARD, BACKWARD: "#B84E00", TARGET: "#007556",
    STEP: "#5E4500", VALIDATION: "#A3457A", OTHER: "#1F6F9E",
}


def use():
    """Apply the house style to all figures made from now on."""
    import matplotlib.style
    matplotlib.style.use(Path(__file__).with_name("house.mplstyle"))


def signed_colours(values):
    """Return (cmap, norm) for signed `values`: white is 0, both sides have one scale."""
    import numpy as np
    from matplotlib.colors import LinearSegmentedColormap, Normalize
    values = np.abs(np.asarray(values, float))
    largest = np.max(values[np.isfinite(values)], initial=0.0) or 1.0
    shades = LinearSegmentedColormap.from_list("signed", SIGNED, N=257)  # odd: one shade is 0's
    return shades, Normalize(-largest, largest)


def number(value, digits=2):
    """A number as people write it: a true minus sign, at least one digit that is not 0."""
    value = float(getattr(value, "real", value))
    if not math.isfinite(value):
        return str(value).replace("-", "−")
    size = abs(value)
    if size == 0:
        return "0"
    if 1000 <= size < 1e7:
        return f"{value:,.0f}".replace("-", "−")
    for places in (digits, digits + 1, digits + 2):
        if 0.95 * 10 ** -places <= size < 1000:
            return f"{value:.{places}f}".replace("-", "−")
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", "−")


def plain(value, digits=2):
    """A number without digits that say nothing: 3 and 0.25, not 3.00 and 0.250."""
    text = number(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text
