"""Several descents on one map, and several runs on one scale: what is drawn, what is refused."""
import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawings import GRID, bowl, texts

from course_lib.figures import draw_descents, draw_error_surface, draw_runs

T = np.linspace(0, 1, 12)
PATHS = {"straight": np.stack([-1.5 + 2.5 * T, 2 - 2.5 * T], axis=1),
         "bent": np.stack([-1.5 + 2.5 * T ** 3, 2 - 2.5 * T], axis=1),
         "the other side": np.stack([2.5 - 1.5 * T, 2.5 - 3 * T], axis=1)}
RUNS = {"fast": 0.5 ** np.arange(20), "slow": 0.9 ** np.arange(20), "grows": 1.5 ** np.arange(20)}
ALIKE = {name: 0.9 ** np.arange(9) * (1 + k / 50) for k, name in enumerate("abcde")}
SAMPLES = {
    "descents": (draw_descents, (bowl, GRID, GRID, PATHS), {}),
    "runs": (draw_runs, (RUNS,), {}),
    "runs that end alike": (draw_runs, (ALIKE,), {}),
}
pytestmark = pytest.mark.usefixtures("house_look")


def drawn(ax, path):
    """The lines of the axes that go through all points of this path."""
    return [line for line in ax.lines if np.shape(line.get_xydata()) == np.shape(path)
            and np.allclose(line.get_xydata(), path)]


# ------------------------------------------------------------------ descents

def test_each_path_is_drawn_with_its_name_a_ring_and_a_disc():
    ax = draw_descents(bowl, GRID, GRID, PATHS)
    assert set(PATHS) <= set(texts(ax))
    for path in PATHS.values():
        assert drawn(ax, path)
        assert drawn(ax, path[:1]) and drawn(ax, path[-1:])


def test_paths_are_told_apart_by_colour_and_by_dashes():
    ax = draw_descents(bowl, GRID, GRID, PATHS)
    looks = [(line.get_color(), line.get_linestyle(), line._unscaled_dash_pattern)
             for path in PATHS.values() for line in drawn(ax, path)
             if line.get_color() != "#FFFFFF" and line.get_linestyle() != "None"]
    assert len(looks) == len({look[0] for look in looks}) == len({str(look[1:]) for look in looks}) == 3


def test_each_name_stands_nearest_to_its_own_path():
    ax = draw_descents(bowl, GRID, GRID, PATHS)
    for text in ax.texts:
        if text.get_text() in PATHS:
            away = {name: np.hypot(*(path - text.get_position()).T).min() for name, path in PATHS.items()}
            assert min(away, key=away.get) == text.get_text()


def test_a_name_lies_on_no_number_of_a_contour_line():
    starts = np.linspace(-1.8, 2.4, 8)
    for u in starts:
        ax = draw_descents(bowl, GRID, GRID, {"a rather long name": [(u, -1.9), (u + 0.2, 2.8)]})
        boxes = {t.get_text(): t.get_window_extent() for t in ax.texts}
        name = boxes.pop("a rather long name")
        assert not any(name.overlaps(box) for box in boxes.values())
        plt.close(ax.figure)


def test_a_long_path_is_a_scribble_beneath_the_others():
    long = np.random.default_rng(0).normal(size=(500, 2))
    ax = draw_descents(bowl, GRID, GRID, {"long": long, "short": PATHS["bent"]})
    thin, = drawn(ax, long)
    thick = [line for line in drawn(ax, PATHS["bent"]) if line.get_linestyle() != "None"]
    assert all(thin.get_zorder() < line.get_zorder() and thin.get_linewidth() < line.get_linewidth()
               for line in thick)


def test_a_path_may_leave_the_map_and_the_map_stays():
    ax = draw_descents(bowl, GRID, GRID, {"away": [(0, 0), (3, 3), (50, 90)]})
    assert ax.get_xlim() == ax.get_ylim() == (GRID[0], GRID[-1])


@pytest.mark.parametrize("paths, words", [
    ({}, "0 paths"),
    ({str(k): [(0, 0), (1, 1)] for k in range(5)}, "5 paths"),
    ({"flat": [0, 1, 2]}, "'flat' has shape"),
    ({"deep": np.zeros((4, 3))}, "'deep' has shape"),
    ({"gone": [(0, 0), (np.nan, 1)]}, "finite"),
])
def test_paths_that_cannot_be_drawn_are_refused_with_a_remedy(paths, words):
    with pytest.raises(ValueError, match=words) as error:
        draw_descents(bowl, GRID, GRID, paths)
    assert "give" in str(error.value) or "draw" in str(error.value)


def test_a_map_without_shades_has_its_lines():
    shaded, plain = (draw_error_surface(bowl, GRID, GRID, shaded=yes) for yes in (True, False))
    assert len(plain.collections) == len(shaded.collections) - 1 > 0


# ------------------------------------------------------------------ runs

def test_each_run_is_drawn_and_named_in_the_order_of_its_end():
    ax = draw_runs(RUNS)
    heights = {t.get_text(): t.get_position()[1] for t in ax.texts}
    assert heights["grows"] > heights["slow"] > heights["fast"]
    for values in RUNS.values():
        assert any(np.allclose(line.get_ydata(), values) for line in ax.lines)
    assert ax.get_yscale() == "log" and draw_runs(RUNS, log=False).get_yscale() == "linear"


def test_a_run_may_bring_its_own_places():
    ax = draw_runs({"all": ([0, 1, 2], [3, 2, 1.0]), "one": (np.linspace(0, 2, 5), np.full(5, 2.0))})
    assert [list(line.get_xdata()) for line in ax.lines] == [[0, 1, 2], [0, 0.5, 1, 1.5, 2]]


def test_what_diverges_leaves_the_picture_and_what_is_not_positive_has_no_logarithm():
    ax = draw_runs({"diverges": [1.0, 10, 100, np.inf], "arrives": [1.0, 0.1, 0.0, 0.0]}, top=50)
    shown = [np.isfinite(line.get_ydata()).sum() for line in ax.lines]
    assert shown == [2, 2]


@pytest.mark.parametrize("runs, words", [
    ({}, "0 runs"),
    ({str(k): [1.0, 2] for k in range(6)}, "6 runs"),
    ({"short": ([0, 1, 2], [1.0, 2])}, "'short' has places"),
    ({"below": [-1.0, -2]}, "above 0"),
])
def test_runs_that_cannot_be_drawn_are_refused(runs, words):
    with pytest.raises(ValueError, match=words):
        draw_runs(runs)
