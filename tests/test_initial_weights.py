import numpy as np
import pytest
from problems import problem

from course_lib import activations, initial_weights, losses
from course_lib.backprop import backprop
from course_lib.layout import count, windows
from course_lib.mistakes import START
from course_lib.network import Network

SIZES = (300, 200, 100)
SPREAD = {"lecun": lambda n_in, n_out: 1 / n_in, "glorot": lambda n_in, n_out: 2 / (n_in + n_out),
          "he": lambda n_in, n_out: 2 / n_in}


@pytest.mark.parametrize("name", SPREAD)
def test_variance_is_as_published_and_biases_are_zero(name):
    theta = getattr(initial_weights, name)(SIZES, np.random.default_rng(0))
    W, b = windows(theta, SIZES)
    for l in (1, 2):
        assert W[l].var() == pytest.approx(SPREAD[name](SIZES[l-1], SIZES[l]), rel=0.05)
        assert abs(W[l].mean()) < 5 * W[l].std() / np.sqrt(W[l].size)
        assert not b[l].any()


def test_uniform_fills_its_range_and_no_more():
    theta = initial_weights.uniform(SIZES, np.random.default_rng(0), r=0.3)
    assert theta.shape == (count(SIZES),) and -0.3 <= theta.min() < -0.299 and 0.299 < theta.max() < 0.3


def test_he_keeps_the_size_of_activities_through_ten_layers_of_relu():
    sizes = (100,) * 11
    x = np.random.default_rng(1).normal(size=(50, 100))
    def size_at_the_top(draw):
        net = Network(sizes, [activations.relu] * 10, losses.half_squared_error,
                      draw(sizes, np.random.default_rng(0)))
        return np.square(net.predict(x)).mean()
    assert 0.2 < size_at_the_top(initial_weights.he) < 5
    assert size_at_the_top(initial_weights.lecun) < 0.01  # half of each layer's power is lost


def hidden_units_differ(draw):
    sizes, (_, x, y) = (3, 4, 2), problem((3, 4, 2))
    net = Network(sizes, [activations.tanh] * 2, losses.half_squared_error,
                  draw(sizes, np.random.default_rng(0)))
    dW, _ = windows(backprop(net, x, y)[1], sizes)
    assert np.abs(np.diff(dW[1], axis=0)).max(axis=1).min() > 1e-6


def test_drawing_breaks_the_symmetry():
    for draw in (initial_weights.uniform, initial_weights.lecun, initial_weights.glorot,
                 initial_weights.he):
        hidden_units_differ(draw)
    for mistake in START.values():
        with pytest.raises(AssertionError):
            hidden_units_differ(mistake.function)


def test_the_rng_decides_and_dtype_is_as_asked():
    for draw in (initial_weights.uniform, initial_weights.he):
        same = [draw(SIZES, np.random.default_rng(3)) for _ in range(2)]
        np.testing.assert_array_equal(*same)
        assert draw(SIZES, np.random.default_rng(3), dtype=np.float32).dtype == np.float32


def test_bad_sizes_and_ranges_are_refused():
    with pytest.raises(ValueError, match="at least two layers"):
        initial_weights.glorot((5,), np.random.default_rng(0))
    with pytest.raises(ValueError, match="r is 0"):
        initial_weights.uniform(SIZES, np.random.default_rng(0), r=0)


def test_what_is_drawn_from_and_in_is_looked_at():
    for rng in (7, None, np.random):
        with pytest.raises(TypeError, match="default_rng"):
            initial_weights.he(SIZES, rng)
    for dtype in (int, complex, np.float16):
        with pytest.raises(TypeError, match="float64 or float32"):
            initial_weights.uniform(SIZES, np.random.default_rng(0), dtype=dtype)
