import numpy as np
import pytest
from problems import LOSSES, problem

from course_lib import activations, losses
from course_lib.backprop import backprop
from course_lib.layout import count
from course_lib.network import Network, load

RNG = np.random.default_rng(0)


def test_forward_is_the_formula_unit_by_unit():
    net, x, _ = problem((3, 4, 2))
    trace = net.forward(x)
    for n in range(len(x)):
        for l in (1, 2):
            for j in range(net.sizes[l]):
                z = net.b[l][j] + sum(net.W[l][j, i] * trace.a[l-1][n, i] for i in range(net.sizes[l-1]))
                assert trace.z[l][n, j] == pytest.approx(z, rel=1e-13)
                assert trace.a[l][n, j] == pytest.approx(np.tanh(z), rel=1e-13)
    np.testing.assert_array_equal(net.predict(x), trace.a[2])


def test_one_example_gives_what_it_gives_in_a_batch():
    net, x, _ = problem()
    np.testing.assert_allclose(net.predict(x[2:3])[0], net.predict(x)[2], rtol=1e-14)


def test_error_adds_half_the_decay_times_the_squared_weights_and_no_biases():
    net, x, y = problem(decay=0.0)
    decayed = Network(net.sizes, net.phi[1:], net.loss, net.theta, decay=0.3)
    squares = sum((net.W[l] ** 2).sum() for l in (1, 2))
    assert decayed.error(x, y) - net.error(x, y) == pytest.approx(0.15 * squares)


def test_at_is_the_same_network_elsewhere_and_leaves_this_one():
    net, x, y = problem()
    before, elsewhere = net.error(x, y), net.theta + 1
    assert net.at(elsewhere).error(x, y) != before
    assert net.error(x, y) == before
    assert net.at(elsewhere).theta is elsewhere and net.at(elsewhere).decay == net.decay


def test_weights_are_windows_on_theta():
    net, x, _ = problem()
    before = net.predict(x)
    net.W[1][0, 0] += 1
    assert (net.predict(x) != before).any()
    net.theta[0] -= 1
    np.testing.assert_allclose(net.predict(x), before, rtol=1e-12)


def test_a_trace_used_again_gives_the_same_numbers():
    net, x, _ = problem()
    trace = net.blank_trace(len(x))
    first = net.forward(x, trace).a[2].copy()
    net.forward(-x, trace)
    np.testing.assert_array_equal(net.forward(x, trace).a[2], first)
    np.testing.assert_array_equal(net.forward(x).a[2], first)


def test_float32_stays_float32():
    net, x, y = problem(dtype=np.float32)
    assert net.predict(x).dtype == np.float32 and net.error(x, y).dtype == np.float32


@pytest.mark.parametrize("loss", LOSSES, ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_saved_network_comes_back_as_it_was(tmp_path, loss, dtype):
    net, x, y = problem((3, 5, 4, 2), activations.leaky_relu, loss, decay=0.25, dtype=dtype)
    net.save(tmp_path / "net.npz")
    back = load(tmp_path / "net.npz")
    assert repr(back) == repr(net) and back.decay == net.decay and back.theta.dtype == dtype
    np.testing.assert_array_equal(back.theta, net.theta)
    assert back.error(x, y) == net.error(x, y)


def test_load_refuses_what_is_no_network_and_runs_nothing_in_it(tmp_path):
    wrong = tmp_path / "wrong.npz"
    wrong.write_bytes(b"no archive")
    with pytest.raises(ValueError, match=r"no saved network.*net\.save"):
        load(wrong)
    np.savez(wrong, theta=np.array([{"an": "object"}], dtype=object))
    with pytest.raises(ValueError, match="no saved network"):
        load(wrong)
    net, *_ = problem()
    net.save(wrong)
    with np.load(wrong) as file:
        stored = dict(file)
    np.savez(wrong, **{**stored, "phi": np.array(["sigmoid", "tanh"])})
    with pytest.raises(ValueError, match=r"'sigmoid' is the name of no activation; there are: linear, logi"):
        load(wrong)


def test_repr_says_what_it_is():
    net, *_ = problem((3, 4, 2), activations.relu, output=activations.linear)
    assert repr(net) == "Network(3 inputs, 4 relu, 2 linear; half squared error)"


TANH, LOGISTIC, SOFTMAX = activations.tanh, activations.logistic, activations.softmax
HALF, TWO, MANY = (losses.half_squared_error, losses.binary_cross_entropy,
                   losses.categorical_cross_entropy)
THETA = np.ones(count((2, 3, 2)))

REFUSED = {
    "one layer": (((2,), [], HALF, THETA), ValueError, r"sizes is \(2,\).*at least two layers"),
    "no unit": (((2, 0, 1), [TANH] * 2, HALF, THETA), ValueError, "each 1 or more"),
    "half a unit": (((2, 2.5), [TANH], HALF, THETA), ValueError, "number of units"),
    "too few activations": (((2, 3, 2), [TANH], HALF, THETA), ValueError, "1 activations.*2 layers"),
    "a bare activation": (((2, 3, 2), TANH, HALF, THETA), ValueError, "one activation.*2 layers"),
    "a name for an activation": (((2, 3, 2), [TANH, "tanh"], HALF, THETA), TypeError,
                                 "phi holds 'tanh'.*course_lib.activations"),
    "a name for a loss": (((2, 3, 2), [TANH] * 2, "mse", THETA), TypeError, "loss is 'mse'"),
    "two-class with tanh": (((2, 3, 2), [TANH] * 2, TWO, THETA), ValueError,
                            "output activation is tanh, but two-class cross-entropy goes with logistic"),
    "categorical with logistic": (((2, 3, 2), [TANH, LOGISTIC], MANY, THETA), ValueError,
                                  "goes with softmax"),
    "short theta": (((2, 3, 2), [TANH] * 2, HALF, THETA[1:]), ValueError, r"\(16,\).*17 weights"),
    "theta as a matrix": (((2, 3, 2), [TANH] * 2, HALF, THETA[None]), ValueError, "one vector of 17"),
    "theta with gaps": (((2, 3, 2), [TANH] * 2, HALF, np.ones(34)[::2]), ValueError, "theta.copy()"),
    "theta as a list": (((2, 3, 2), [TANH] * 2, HALF, [1.0] * 17), TypeError, "theta is a list"),
    "theta of integers": (((2, 3, 2), [TANH] * 2, HALF, np.ones(17, int)), TypeError, "int64.*astype"),
    "theta with NaN": (((2, 3, 2), [TANH] * 2, HALF, THETA * np.nan), ValueError, r"theta\[0\] is nan"),
    "negative decay": (((2, 3, 2), [TANH] * 2, HALF, THETA, -0.1), ValueError, "decay is -0.1"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_parts_that_do_not_fit_are_refused_with_what_to_do(case):
    arguments, error, says = REFUSED[case]
    with pytest.raises(error, match=says):
        Network(*arguments)


X, Y = np.ones((3, 2)), np.ones((3, 2)) / 2

REFUSED_BATCHES = {
    "a list": (X.tolist(), Y, TypeError, "x is a list.*np.array"),
    "one example without its row": (X[0], Y, ValueError, r"x has shape \(2,\).*x\[None, :\]"),
    "targets without a column": (X, Y[:, 0], ValueError, r"y has shape \(3,\).*y\[:, None\]"),
    "too many columns": (np.ones((3, 5)), Y, ValueError, "x has 5 columns, but this network has 2 input"),
    "too few targets": (X, Y[:, :1], ValueError, "y has 1 columns, but this network has 2 output"),
    "unequal rows": (X, Y[:2], ValueError, "x has 3 rows and y has 2"),
    "nothing": (X[:0], Y[:0], ValueError, "no rows"),
    "integers": (X.astype(int), Y, TypeError, "x holds int64"),
    "float32": (X.astype("f4"), Y, TypeError, r"x holds float32.*astype\(np.float64\)"),
    "NaN": (X * [[1, np.nan]], Y, ValueError, r"x\[0, 1\] is nan"),
    "inf": (X, Y * np.inf, ValueError, r"y\[0, 0\] is inf"),
}


@pytest.mark.parametrize("case", REFUSED_BATCHES)
def test_examples_that_do_not_fit_are_refused_with_what_to_do(case):
    x, y, error, says = REFUSED_BATCHES[case]
    net = Network((2, 3, 2), [TANH] * 2, HALF, THETA)
    with pytest.raises(error, match=says):
        net.error(x, y)
    if x is not X:
        with pytest.raises(error, match=says):
            net.predict(x)


def test_targets_must_suit_the_loss():
    for loss, output, says in ((TWO, LOGISTIC, "between 0 and 1"), (MANY, SOFTMAX, "sum to 1")):
        with pytest.raises(ValueError, match=says):
            Network((2, 3, 2), [TANH, output], loss, THETA).error(X, 2 * Y + 0.5)


def test_theta_cannot_be_put_in_another_array_by_accident():
    net, *_ = problem()
    with pytest.raises(AttributeError, match=r"net\.theta\[:\] = "):
        net.theta = np.zeros_like(net.theta)
    with pytest.raises(ValueError, match="one vector of that length"):
        net.at(np.zeros(3))


def test_copies_are_whole_networks():
    import copy
    import pickle
    net, x, y = problem()
    for other in (copy.deepcopy(net), copy.copy(net), pickle.loads(pickle.dumps(net))):
        before, mine = other.error(x, y), net.error(x, y)
        shared = np.shares_memory(other.theta, net.theta)
        other.theta -= 0.1
        assert other.error(x, y) != before
        assert (net.error(x, y) != mine) == shared
        assert np.shares_memory(other.W[1], other.theta)


def test_theta_may_be_stepped_in_place():
    net, x, y = problem()
    before, theta = net.error(x, y), net.theta
    net.theta -= 0.1
    assert net.theta is theta and net.error(x, y) != before


def test_new_weights_are_written_into_theta():
    net, x, y = problem((3, 4, 2))
    net.W[2] = np.zeros((2, 4))
    net.b[1] -= 1
    np.testing.assert_array_equal(net.theta[-10:-2], 0)
    assert backprop(net, x, y)[0] == net.error(x, y)
    np.testing.assert_array_equal(net.forward(x).z[2], np.tile(net.b[2], (5, 1)))
    with pytest.raises(ValueError, match=r"layer 2 came as \(4, 2\)"):
        net.W[2] = np.zeros((4, 2))


def test_a_trace_that_only_went_forward_holds_no_old_numbers():
    net, x, _ = problem()
    trace = net.forward(x)
    assert trace.slope[1] is trace.delta[2] is trace.dW is trace.gradient is None


@pytest.mark.parametrize("wrong, error, says", [
    (lambda x: x.tolist(), TypeError, "x is a list"), (lambda x: x.astype(int), TypeError, "int64"),
    (lambda x: x[:3], ValueError, "room for 5 examples"),
    (lambda x: np.ma.masked_invalid(x), TypeError, "MaskedArray"),
    (lambda x: np.matrix(x), TypeError, "matrix")])
@pytest.mark.filterwarnings("ignore:the matrix subclass")
def test_forward_looks_at_x(wrong, error, says):
    net, x, _ = problem()
    with pytest.raises(error, match=says):
        net.forward(wrong(x), net.blank_trace(5))


def test_no_targets_are_no_targets():
    net, x, y = problem()
    with pytest.raises(TypeError, match="y is a NoneType"):
        net.error(x, None)
    with pytest.raises(TypeError, match="y is a NoneType"):
        backprop(net, x, None)


@pytest.mark.parametrize("theta, error", [(np.zeros(26, int), TypeError), ([0.0] * 26, TypeError),
                                          (np.zeros((2, 13)), ValueError)])
def test_another_point_must_be_a_point(theta, error):
    net, *_ = problem()
    with pytest.raises(error, match="theta"):
        net.at(theta)


def test_numbers_and_sequences_of_other_kinds_are_taken_as_they_are_meant():
    net = Network(np.array([2, 3, 2], np.int8), (phi for phi in (TANH, TANH)), HALF, THETA.astype("f4"),
                  np.float64(0.5))
    x = np.ones((3, 2), "f4")
    assert net.sizes == (2, 3, 2) and net.error(x, x).dtype == np.float32
    for decay in (True, np.inf, "0.1"):
        with pytest.raises(ValueError, match="decay is"):
            Network((2, 3, 2), [TANH] * 2, HALF, THETA, decay)


def test_what_load_could_not_find_is_not_saved(tmp_path):
    swish = activations.Activation("tanh", lambda z, out: np.multiply(z, 2, out), lambda z, a, out: out)
    net = Network((2, 3, 2), [swish, TANH], HALF, THETA)
    with pytest.raises(ValueError, match="tanh is not of this library"):
        net.save(tmp_path / "net.npz")
    assert not (tmp_path / "net.npz").exists()


def test_broken_files_are_refused_whatever_is_broken(tmp_path):
    net, *_ = problem()
    path, rng = tmp_path / "net.npz", np.random.default_rng(0)
    net.save(path)
    whole = path.read_bytes()
    for k in range(60):
        broken = bytearray(whole[:rng.integers(1, len(whole))] if k % 3 == 0 else whole)
        for place in rng.integers(0, len(broken), 12):
            broken[place] = rng.integers(256)
        path.write_bytes(broken)
        try:
            load(path)
        except ValueError as error:
            assert "is no saved network" in str(error)
    np.save(tmp_path / "one.npy", net.theta)
    with pytest.raises(ValueError, match="no saved network"):
        load(tmp_path / "one.npy")
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nothing.npz")
