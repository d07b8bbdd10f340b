"""Colours that everybody can tell apart, letters that everybody can read, one style."""
import itertools
import subprocess
import sys

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_lib import house_style
from course_lib.house_style import PAPER, SIGNED, TEXT, signed_colours, use

LINES = [house_style.INK, house_style.FORWARD, house_style.BACKWARD, house_style.TARGET,
         house_style.STEP, house_style.VALIDATION, house_style.OTHER, house_style.MARK]
MEANINGS = [TEXT[c] for c in (house_style.FORWARD, house_style.BACKWARD, house_style.TARGET,
                              house_style.STEP, house_style.VALIDATION)]

# What a dichromat's eye makes of linear RGB. Machado, Oliveira & Fernandes (2009), severity 1.
EYES = {
    "usual": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                            [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                              [-0.011820, 0.042940, 0.968881]]),
}
TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                   [0.0193339, 0.1191920, 0.9503041]])  # sRGB, IEC 61966-2-1


def linear(colour):
    c = np.array(mpl.colors.to_rgb(colour))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def contrast(colour, ground=PAPER):
    """WCAG 2.2: (L1 + 0.05) / (L2 + 0.05), the lighter above."""
    lights = sorted(linear(c) @ [0.2126, 0.7152, 0.0722] for c in (colour, ground))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def lab(colour, eye):
    """CIE L*a*b* (white D65) of a colour as that eye sees it."""
    xyz = TO_XYZ @ np.clip(EYES[eye] @ linear(colour), 0, 1) / [0.95047, 1, 1.08883]
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def smallest_distance(colours, eye):
    return min(np.linalg.norm(lab(a, eye) - lab(b, eye))
               for a, b in itertools.combinations(colours, 2))


def test_the_measures_themselves_know_black_white_and_grey():
    assert contrast("black", "white") == pytest.approx(21)
    assert contrast("#777777") == pytest.approx(4.48, abs=0.01)
    for eye in EYES:
        np.testing.assert_allclose(lab("white", eye), [100, 0, 0], atol=0.02)
        assert abs(lab("#808080", eye)[1:]).max() < 0.02      # grey stays grey


@pytest.mark.parametrize("eye", EYES)
def test_the_colours_of_lines_can_be_told_apart_with_every_eye(eye):
    assert smallest_distance(LINES, eye) > 15


@pytest.mark.parametrize("eye", EYES)
def test_the_colours_of_letters_can_be_told_apart_with_every_eye(eye):
    assert smallest_distance(MEANINGS, eye) > 12


def test_a_red_and_a_green_of_one_lightness_would_be_refused():
    assert smallest_distance(["#C03030", "#5A7A00"], "usual") > 50
    with pytest.raises(AssertionError):
        assert smallest_distance(["#C03030", "#5A7A00"], "deuteranopia") > 15


@pytest.mark.parametrize("colour", TEXT.values())
def test_letters_are_dark_enough_on_white(colour):
    assert contrast(colour) >= 4.5


def test_vermilion_itself_would_be_too_light_for_letters():
    with pytest.raises(AssertionError):
        assert contrast(house_style.BACKWARD) >= 4.5


@pytest.mark.parametrize("eye", EYES)
def test_signed_colours_show_the_sign_to_every_eye_and_the_size_by_lightness(eye):
    lightness = [lab(c, eye)[0] for c in SIGNED]
    assert lightness[0] < lightness[1] < lightness[2] > lightness[3] > lightness[4]
    for k in (0, 1):
        assert np.linalg.norm(lab(SIGNED[k], eye) - lab(SIGNED[-1 - k], eye)) > 30


def test_signed_colours_are_white_at_zero_and_have_one_scale_for_both_sides():
    cmap, norm = signed_colours([-0.5, 2.0, np.nan])
    assert mpl.colors.to_hex(cmap(norm(0.0))) == "#ffffff"
    assert (norm.vmin, norm.vmax) == (-2.0, 2.0)
    assert mpl.colors.to_hex(cmap(norm(-2.0))) == SIGNED[0].lower()
    assert signed_colours([0.0, 0.0])[1].vmax == 1           # nothing to divide by: still a scale
    assert signed_colours([])[1].vmax == 1


def test_the_style_keeps_letters_large_and_the_ground_opaque():
    with mpl.rc_context():
        use()
        rc = mpl.rcParams
        sizes = [rc["font.size"], *(mpl.font_manager.FontProperties(size=rc[key]).get_size() for key
                 in ("axes.labelsize", "axes.titlesize", "xtick.labelsize", "ytick.labelsize",
                     "legend.fontsize", "figure.titlesize"))]
        assert min(sizes) >= 9
        assert mpl.colors.to_rgba(rc["savefig.facecolor"]) == (1, 1, 1, 1)
        assert not rc["savefig.transparent"]
        assert not (rc["axes.spines.top"] or rc["axes.spines.right"] or rc["axes.grid"])
        assert rc["figure.constrained_layout.use"]


def test_an_svg_is_the_same_each_time(tmp_path):
    texts = []
    for k in (0, 1):
        with mpl.rc_context():
            use()
            fig, ax = plt.subplots()
            ax.plot([0, 1], [1, 2])
            ax.fill_between([0, 1], [1, 2], hatch="//")      # its id comes from the salt
            fig.savefig(tmp_path / f"{k}.svg", metadata={"Date": None})
            plt.close(fig)
        texts.append((tmp_path / f"{k}.svg").read_bytes())
    assert texts[0] == texts[1]


def test_the_colours_come_without_matplotlib():
    code = "import sys, course_lib.house_style; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
