import numpy as np
import pytest

from course_lib.backprop import backprop
from course_lib.example import example, example_batch


def test_the_example_is_the_one_that_the_notebooks_speak_of():
    net, x, y = example()
    assert net.sizes == (2, 3, 2)
    assert net.error(x, y) == pytest.approx(0.295197, abs=5e-7)
    np.testing.assert_allclose(net.predict(x), [[0.6039, 0.6584]], atol=5e-5)


def test_each_call_gives_a_fresh_one():
    net, x, y = example()
    net.theta[:], x[:], y[:] = 0, 0, 0
    again, x, y = example()
    assert again.theta.all() and x.all() and y.any()


def test_the_batch_begins_with_the_example():
    net, x, y = example_batch()
    _, one, target = example()
    np.testing.assert_array_equal(x[:1], one)
    np.testing.assert_array_equal(y[:1], target)
    E, gradient = backprop(net, x, y)
    assert len(x) == 4 and np.isfinite(E) and gradient.all()
