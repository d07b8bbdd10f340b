import numpy as np
import pytest
from problems import problem

from course_lib import activations, datasets, initial_weights, losses
from course_lib.backprop import backprop
from course_lib.mistakes import BACKPROP, VARIANTS
from course_lib.network import Network
from course_lib.optimizers import Adam, GradientDescent, Momentum, lbfgs
from course_lib.training import History, accuracy, train

XOR = datasets.xor()


def xor_net(seed=0):
    theta = initial_weights.uniform((2, 3, 1), np.random.default_rng(seed), r=1.0)
    return Network((2, 3, 1), [activations.tanh, activations.logistic],
                   losses.binary_cross_entropy, theta)


@pytest.mark.parametrize("rule, epochs", [(GradientDescent(1.0), 1000), (Momentum(0.3), 400),
                                          (Adam(0.05), 400), (lbfgs, 100)])
def test_learns_exclusive_or(rule, epochs):
    net = xor_net()
    history = train(net, XOR, rule, epochs)
    assert history.E[-1] < 0.05 and history.accuracy[-1] == 1
    assert history.E[-1] == pytest.approx(net.error(XOR.x, XOR.y))
    assert history.epochs <= epochs and history.stopped == "finished"


def test_full_batch_training_is_the_rule_and_the_gradient_and_nothing_else():
    net, by_hand, rule = xor_net(), xor_net(), Momentum(0.3)
    history = train(net, XOR, Momentum(0.3), 7)
    for _ in range(7):
        rule.step(by_hand.theta, backprop(by_hand, XOR.x, XOR.y)[1])
    np.testing.assert_array_equal(net.theta, by_hand.theta)
    assert len(history.E) == 8 and history.E[0] == pytest.approx(xor_net().error(XOR.x, XOR.y))


def test_mini_batches_show_every_example_once_in_an_order_from_rng():
    net, x, y = problem(N=7)
    seen = []

    def watching(net, x, y):
        seen.append(x.copy())
        return backprop(net, x, y)
    train(net, (x, y), GradientDescent(0.01), 2, batch=3, rng=np.random.default_rng(0), backprop=watching)
    assert [len(rows) for rows in seen] == [3, 3, 1, 3, 3, 1]
    for epoch in (np.concatenate(seen[:3]), np.concatenate(seen[3:])):
        np.testing.assert_array_equal(np.sort(epoch, axis=0), np.sort(x, axis=0))
    assert not np.array_equal(np.concatenate(seen[:3]), np.concatenate(seen[3:]))


def test_the_same_rng_trains_the_same_network():
    nets = []
    for _ in range(2):
        net, x, y = problem(N=7)
        train(net, (x, y), Momentum(0.1), 3, batch=2, rng=np.random.default_rng(5))
        nets.append(net.theta)
    np.testing.assert_array_equal(*nets)


def test_anybodys_backprop_goes_in_and_a_wrong_one_trains_otherwise():
    def trained(**which):
        net = xor_net()
        train(net, XOR, GradientDescent(0.5), 20, **which)
        return net.theta
    np.testing.assert_allclose(trained(backprop=VARIANTS["textbook, without buffers"].function),
                               trained(), rtol=1e-10)
    wrong = trained(backprop=BACKPROP["slope after cross-entropy"].function)
    assert abs(wrong - trained()).max() > 1e-3


def early_run(patience):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(30, 4))
    y = (x[:, :1] + rng.normal(size=(30, 1)) > 0).astype(float)
    theta = initial_weights.he((4, 30, 1), rng)
    net = Network((4, 30, 1), [activations.relu, activations.logistic], losses.binary_cross_entropy, theta)
    snapshots = []
    history = train(net, (x[:15], y[:15]), Adam(0.03), 200, validation=(x[15:], y[15:]),
                    patience=patience, after_epoch=lambda epoch, net: snapshots.append(net.theta.copy()))
    return net, history, snapshots, (x[15:], y[15:])


def test_early_stopping_gives_back_the_best_theta():
    net, history, snapshots, held = early_run(patience=10)
    best = int(np.argmin(history.validation_E))
    assert history.stopped == "early" and history.best_epoch == best
    assert history.epochs == best + 10 < 200
    np.testing.assert_array_equal(net.theta, snapshots[best])
    assert net.error(*held) == pytest.approx(min(history.validation_E))
    assert history.validation_E[-1] > min(history.validation_E)
    assert f"kept epoch {best}" in repr(history)


def test_without_patience_the_last_theta_stays():
    net, history, snapshots, _ = early_run(patience=None)
    assert history.epochs == 200 and history.best_epoch is None
    np.testing.assert_array_equal(net.theta, snapshots[-1])


def test_lbfgs_stops_early_too():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(30, 4))
    y = x[:, :1] + rng.normal(size=(30, 1))
    net = Network((4, 20, 1), [activations.tanh, activations.linear], losses.half_squared_error,
                  initial_weights.glorot((4, 20, 1), rng))
    history = train(net, (x[:15], y[:15]), lbfgs, 300, validation=(x[15:], y[15:]), patience=5)
    assert history.stopped == "early" and history.epochs == history.best_epoch + 5
    assert net.error(x[15:], y[15:]) == pytest.approx(min(history.validation_E))


@pytest.mark.parametrize("batch", [None, 2])
def test_divergence_stops_names_the_epoch_and_gives_back_finite_weights(batch):
    net, x, y = problem((3, 4, 2), activations.relu, output=activations.linear)
    with pytest.raises(FloatingPointError, match=r"epoch \d+: E is (inf|nan).*smaller eta"):
        train(net, (x, y), GradientDescent(1e3), 500, batch=batch, rng=np.random.default_rng(0))
    assert np.isfinite(net.theta).all() and np.isfinite(net.error(x, y))


def test_interrupting_keeps_what_was_learned():
    net = xor_net()

    def stop_at_five(epoch, net):
        if epoch == 5:
            raise KeyboardInterrupt
    history = train(net, XOR, Momentum(0.3), 100, after_epoch=stop_at_five)
    straight = xor_net()
    train(straight, XOR, Momentum(0.3), 5)
    assert history.stopped == "interrupted" and history.epochs == 5
    np.testing.assert_array_equal(net.theta, straight.theta)


def test_a_bar_appears_only_when_asked_for_or_long(capsys, monkeypatch):
    train(xor_net(), XOR, Momentum(0.3), 5)
    assert capsys.readouterr().err == ""
    train(xor_net(), XOR, Momentum(0.3), 5, progress=True)
    assert "0/5" in capsys.readouterr().err
    monkeypatch.setenv("COURSE_QUIET", "1")
    train(xor_net(), XOR, Momentum(0.3), 5)
    assert capsys.readouterr().err == ""


def test_accuracy_counts_classes():
    assert accuracy(np.array([[0.4], [0.6], [0.9]]), np.array([[0.0], [0.0], [1.0]])) == pytest.approx(2 / 3)
    assert accuracy(np.array([[0.2, 0.8], [0.6, 0.4]]), np.eye(2)) == 0
    assert accuracy(np.array([[0.8, 0.2], [0.4, 0.6]]), np.eye(2)) == 1


def test_accuracy_is_kept_for_classes_only():
    net, x, y = problem()
    assert train(net, (x, y), GradientDescent(0.1), 2).accuracy == []
    history = train(xor_net(), XOR, GradientDescent(0.1), 2, validation=XOR)
    assert len(history.accuracy) == len(history.validation_accuracy) == 3
    assert "% right" in repr(history)


def test_float32_trains_in_float32():
    net, x, y = problem(dtype=np.float32)
    history = train(net, (x, y), Momentum(0.1), 20)
    assert net.theta.dtype == np.float32 and history.E[-1] < history.E[0]


def returning(answer):
    def my_backprop(net, x, y): return answer
    return my_backprop


@pytest.mark.parametrize("change, error, says", [
    (dict(epochs=0), ValueError, "epochs is 0"),
    (dict(epochs=2.5), ValueError, "epochs is 2.5"),
    (dict(batch=0), ValueError, "batch is 0"),
    (dict(batch=2), TypeError, "rng=np.random.default_rng"),
    (dict(batch=2, rng=7), TypeError, "rng is 7"),
    (dict(patience=3), ValueError, "no validation examples"),
    (dict(rule=0.1), TypeError, "rule is 0.1.*optimizers.Momentum"),
    (dict(rule=lbfgs, batch=2), ValueError, "leave batch out"),
    (dict(data=(XOR.x, XOR.y[:3])), ValueError, "4 rows and y has 3"),
    (dict(data=(XOR.x, XOR.y + 1)), ValueError, "between 0 and 1"),
    (dict(backprop=returning(None)), TypeError, r"my_backprop returned NoneType.*return E, gradient"),
    (dict(backprop=returning((0.1, np.ones(3)))), ValueError, r"gradient of shape \(3,\)"),
    (dict(backprop=returning((np.ones(4), np.ones(13)))), ValueError, r"E of shape \(4,\)"),
])
def test_arguments_that_do_not_fit_are_refused(change, error, says):
    plan = dict(data=XOR, rule=GradientDescent(0.1), epochs=3) | change
    with pytest.raises(error, match=says):
        train(xor_net(), **plan)


def test_learns_the_real_digits():
    digits, rng = datasets.digits(), np.random.default_rng(0)
    sizes = (64, 32, 10)
    net = Network(sizes, [activations.tanh, activations.softmax], losses.categorical_cross_entropy,
                  initial_weights.lecun(sizes, rng))
    history = train(net, digits.train, Momentum(0.1), 15, batch=32, rng=rng, validation=digits.validation)
    assert history.validation_accuracy[-1] > 0.95


def test_history_speaks():
    assert repr(History([2.0, 0.5])) == "History(1 epochs, finished: E 2 -> 0.5)"


class Uphill(GradientDescent):
    def step(self, theta, gradient): theta += self.eta * gradient


@pytest.mark.parametrize("batch", [None, 2])
def test_after_divergence_theta_is_that_of_the_epochs_beginning(batch):
    net, x, y = problem((3, 4, 2), activations.linear)
    kept = []
    with pytest.raises(FloatingPointError) as said:
        train(net, (x, y), GradientDescent(2.0), 500, batch=batch, rng=np.random.default_rng(0),
              after_epoch=lambda epoch, net: kept.append(net.theta.copy()))
    assert len(kept) > 1 and str(said.value).startswith(f"epoch {len(kept)}: E is ")
    assert said.value.history.epochs == len(kept) - 1
    np.testing.assert_array_equal(net.theta, kept[-1])


def test_an_error_of_ones_own_is_not_called_divergence():
    def fail(epoch, net):
        if epoch == 2:
            raise FloatingPointError("mine")
    with pytest.raises(FloatingPointError, match="^mine$"):
        train(xor_net(), XOR, GradientDescent(0.1), 5, after_epoch=fail)


def test_history_counts_the_decay_in():
    net, x, y = problem(decay=0.3)
    assert train(net, (x, y), GradientDescent(0.1), 3).E[-1] == pytest.approx(net.error(x, y), rel=1e-14)


def test_the_best_theta_is_given_back_when_the_epochs_run_out_too():
    net, x, y = problem()
    start = net.theta.copy()
    history = train(net, (x, y), Uphill(0.1), 2, validation=(x, y), patience=5)
    assert history.stopped == "finished" and history.best_epoch == 0
    np.testing.assert_array_equal(net.theta, start)


def test_an_equal_validation_error_is_no_better_one():
    class Still(GradientDescent):
        def step(self, theta, gradient): pass
    net, x, y = problem()
    history = train(net, (x, y), Still(0.1), 20, validation=(x, y), patience=4)
    assert history.epochs == 4 and history.best_epoch == 0


def test_interrupting_in_mid_epoch_keeps_the_steps_done():
    net, x, y = problem(N=6)
    calls = []

    def mine(net, x, y):
        calls.append(net.theta.copy())
        if len(calls) == 5:
            raise KeyboardInterrupt
        return backprop(net, x, y)
    history = train(net, (x, y), GradientDescent(0.1), 9, batch=2, rng=np.random.default_rng(0),
                    backprop=mine)
    assert history.stopped == "interrupted" and history.epochs == 1
    np.testing.assert_array_equal(net.theta, calls[-1])


def test_interrupting_before_anything_was_seen_still_speaks():
    assert repr(History(stopped="interrupted")) == "History(nothing seen, interrupted)"


def test_a_batch_larger_than_the_data_is_all_of_it():
    one, two = xor_net(), xor_net()
    train(one, XOR, GradientDescent(0.1), 3, batch=99)
    train(two, XOR, GradientDescent(0.1), 3)
    np.testing.assert_array_equal(one.theta, two.theta)


def test_a_stated_split_is_respected():
    digits = datasets.digits()
    net = Network((64, 10), [activations.softmax], losses.categorical_cross_entropy,
                  np.zeros(64 * 10 + 10))
    with pytest.raises(ValueError, match=r"stated split.*give \.train"):
        train(net, digits, GradientDescent(0.1), 1)


@pytest.mark.parametrize("change, error, says", [
    (dict(rule=Adam), TypeError, "an optimizer was expected"),
    (dict(data=None), TypeError, "data is NoneType"),
    (dict(data=(XOR.x, XOR.y, XOR.y)), TypeError, "data is tuple"),
    (dict(validation=()), TypeError, "validation is tuple"),
    (dict(epochs=None), ValueError, "epochs is None"),
    (dict(epochs=True), ValueError, "epochs is True"),
    (dict(epochs="3"), ValueError, "epochs is '3'"),
    (dict(backprop=returning((None, np.ones(13)))), ValueError, "None as E"),
    (dict(backprop=returning((0.1, 1j * np.ones(13)))), TypeError, "gradient of complex128"),
])
def test_more_arguments_that_do_not_fit_are_refused(change, error, says):
    plan = dict(data=XOR, rule=GradientDescent(0.1), epochs=3) | change
    with pytest.raises(error, match=says):
        train(xor_net(), **plan)


def test_a_network_that_cannot_be_changed_is_refused():
    net = xor_net()
    net.theta.flags.writeable = False
    with pytest.raises(ValueError, match=r"read-only.*theta\.copy"):
        train(net, XOR, GradientDescent(0.1), 3)


def test_accuracy_does_not_stretch():
    with pytest.raises(ValueError, match="an output for each target"):
        accuracy(np.ones((3, 2)), np.ones((1, 2)))


@pytest.mark.parametrize("watched, quiet, shown", [(True, "", False), (True, "1", True), (False, "", True)])
def test_who_watches_gets_a_bar(monkeypatch, watched, quiet, shown):
    import sys

    from course_lib import training
    monkeypatch.setenv("COURSE_QUIET", quiet)
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: watched, raising=False)
    assert training._bar(5, None).disable is shown
