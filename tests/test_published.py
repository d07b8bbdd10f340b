"""Numbers in print that the library reproduces, right ones and wrong ones.

The graph's (micrograd's, and 25 / 19) stand in test_graph.py, difference errors in test_gradcheck.py.
"""
import numpy as np
import pytest

from course_lib import activations, losses
from course_lib.backprop import backprop
from course_lib.layout import count, windows
from course_lib.mistakes import BACKPROP
from course_lib.network import Network

# Mazur (2015), "A Step by Step Backpropagation Example": 2-2-2, biases stay as they are.
X, Y, ETA = np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]]), 0.5


def mazur():
    theta = np.array([0.15, 0.20, 0.25, 0.30, 0.35, 0.35, 0.40, 0.45, 0.50, 0.55, 0.60, 0.60])
    return Network((2, 2, 2), [activations.logistic] * 2, losses.half_squared_error, theta)


def trained(gradient_of, steps):
    net = mazur()
    for _ in range(steps):
        step = -ETA * gradient_of(net, X, Y)[1]
        _, db = windows(step, net.sizes)
        db[1][:] = db[2][:] = 0
        net.theta[:] += step
    return net


def test_mazurs_forward_pass_and_single_weights():
    assert mazur().error(X, Y) == pytest.approx(0.298371109, abs=5e-10)
    net = trained(backprop, 1)
    assert net.W[2][0, 0] == pytest.approx(0.35891648, abs=5e-9)   # w5
    assert net.W[1][0, 0] == pytest.approx(0.149780716, abs=5e-10)  # w1


def test_mazurs_correct_numbers():
    assert trained(backprop, 1).error(X, Y) == pytest.approx(0.291027774, abs=5e-10)
    net = trained(backprop, 10_000)
    assert net.error(X, Y) == pytest.approx(0.000035102, abs=5e-10)
    np.testing.assert_allclose(net.predict(X), [[0.015913620, 0.984064274]], atol=5e-10)


def test_mazurs_printed_numbers_come_from_updating_before_propagating():
    wrong = BACKPROP["update before propagating"].function
    assert trained(wrong, 1).error(X, Y) == pytest.approx(0.291027924, abs=5e-10)
    net = trained(wrong, 10_000)
    assert net.error(X, Y) == pytest.approx(0.000035085, abs=5e-10)
    np.testing.assert_allclose(net.predict(X), [[0.015912196, 0.984065734]], atol=5e-10)


def test_cs231n_circuit_as_a_network_has_no_loss_but_the_same_slopes():
    from course_lib import graph
    x, y, z = graph.node(-2.0), graph.node(5.0), graph.node(-4.0)
    f = (x + y) * z
    gradients = graph.backward(f)
    assert f.value == -12
    assert [float(gradients[node]) for node in (x, y, z)] == [-4, -4, 3]


def test_numbers_of_parameters_and_activations_in_print():
    assert count((784, 16, 16, 10)) == 13_002
    z = np.linspace(-6, 6, 10_001)
    assert activations.logistic.slope(z, activations.logistic(z)).max() == pytest.approx(0.25, abs=1e-12)
    assert activations.scaled_tanh(np.ones(1))[0] == pytest.approx(0.999997, abs=5e-7)
