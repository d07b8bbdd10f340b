import numpy as np
import pytest

from course_lib import optimizers
from course_lib.mistakes import OPTIMIZERS
from course_lib.optimizers import Adam, GradientDescent, Momentum, Nesterov, RMSProp, Shrinking, lbfgs

START = np.random.default_rng(0).normal(size=6)
EXACT = dict(rtol=1e-13, atol=1e-15)


def gradients():
    """Small ones at first, then changing: where rules and their mistakes part."""
    rng = np.random.default_rng(1)
    return [rng.normal(size=6) * 10.0 ** size for size in (-4, -2, 0, 0, -1, 1)]


def path(rule):
    """Where θ goes, step by step."""
    theta, places = START.copy(), []
    for gradient in gradients():
        kept = gradient.copy()
        rule.step(theta, gradient)
        np.testing.assert_array_equal(gradient, kept)  # the gradient is the caller's
        places.append(theta.copy())
    return np.array(places)


# Each rule once more, as its source writes it.
def descent_by_hand(eta):
    theta = START.copy()
    for g in gradients():
        theta = theta - eta * g
        yield theta

def momentum_by_hand(eta, alpha):
    theta, change = START.copy(), 0
    for g in gradients():
        change = -eta * g + alpha * change
        theta = theta + change
        yield theta

def nesterov_by_hand(eta, alpha):
    """The velocity is moved along first; the gradient is taken to be that of the place ahead."""
    behind, v = START.copy(), 0 * START
    for g in gradients():
        v = alpha * v - eta * g
        behind = behind + v
        yield behind + alpha * v

def rmsprop_by_hand(eta, rho, epsilon):
    theta, s = START.copy(), 0
    for g in gradients():
        s = rho * s + (1 - rho) * g * g
        theta = theta - eta * g / (s ** 0.5 + epsilon)
        yield theta

def adam_by_hand(eta, beta1, beta2, epsilon):
    theta, past = START.copy(), []
    for g in gradients():
        past.append(g)
        ages = np.arange(len(past))[::-1, None]
        m = (beta1 ** ages * past).sum(axis=0) / (beta1 ** ages).sum()
        s = (beta2 ** ages * np.square(past)).sum(axis=0) / (beta2 ** ages).sum()
        theta = theta - eta * m / (s ** 0.5 + epsilon)
        yield theta


RULES = {
    "GradientDescent": (GradientDescent, (0.1,), descent_by_hand),
    "Momentum": (Momentum, (0.1, 0.8), momentum_by_hand),
    "Nesterov": (Nesterov, (0.1, 0.8), nesterov_by_hand),
    "RMSProp": (RMSProp, (0.01, 0.95, 1e-5), rmsprop_by_hand),
    "Adam": (Adam, (0.01, 0.9, 0.99, 1e-5), adam_by_hand),
}


@pytest.mark.parametrize("name", RULES)
def test_rule_goes_where_its_source_says(name):
    rule, rates, by_hand = RULES[name]
    np.testing.assert_allclose(path(rule(*rates)), list(by_hand(*rates)), **EXACT)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_known_mistakes_go_elsewhere(name):
    wrong = OPTIMIZERS[name].function
    right = next(rule for rule in reversed(RULES) if issubclass(wrong, RULES[rule][0]))
    _, rates, by_hand = RULES[right]
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(path(wrong(*rates)), list(by_hand(*rates)), **EXACT)


@pytest.mark.parametrize("name", RULES)
def test_agrees_with_torch(name):
    torch = pytest.importorskip("torch")
    rule, rates, _ = RULES[name]
    theirs = {
        "GradientDescent": lambda p: torch.optim.SGD(p, lr=0.1),
        "Momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.8),
        "Nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.8, nesterov=True),
        "RMSProp": lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.95, eps=1e-5),
        "Adam": lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.9, 0.99), eps=1e-5),
    }[name]
    theta = torch.tensor(START, requires_grad=True)
    optimizer, places = theirs([theta]), []
    for gradient in gradients():
        theta.grad = torch.tensor(gradient)
        optimizer.step()
        places.append(theta.detach().numpy().copy())
    np.testing.assert_allclose(path(rule(*rates)), places, rtol=1e-12)


@pytest.mark.parametrize("name", RULES)
def test_float32_stays_float32_and_theta_the_same_array(name):
    rule, rates, _ = RULES[name]
    theta = START.astype("f4")
    window = theta[2:4]
    one = rule(*rates)
    for gradient in gradients():
        one.step(theta, gradient.astype("f4"))
    assert theta.dtype == np.float32
    np.testing.assert_array_equal(window, theta[2:4])
    np.testing.assert_allclose(theta, path(rule(*rates))[-1], rtol=1e-4)


def test_shrinking_takes_a_share_after_each_step():
    theta = START.copy()
    Shrinking(GradientDescent(0.1), 0.002).step(theta, gradients()[3])
    np.testing.assert_allclose(theta, (START - 0.1 * gradients()[3]) * 0.998, **EXACT)


def test_rates_may_change_between_steps():
    rule, theta = Momentum(0.1, 0.0), START.copy()
    rule.step(theta, gradients()[3])
    rule.eta = 0.2
    rule.step(theta, gradients()[3])
    np.testing.assert_allclose(theta, START - 0.3 * gradients()[3], **EXACT)


def test_lbfgs_finds_the_valley_that_plain_descent_does_not():
    def rosenbrock(theta):
        x, y = theta
        E = (1 - x) ** 2 + 100 * (y - x * x) ** 2
        return E, np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])
    start, steps = np.array([-1.2, 1.0]), []
    found = lbfgs(rosenbrock, start, steps=100, after_step=lambda theta: steps.append(1))
    np.testing.assert_allclose(found, [1, 1], atol=1e-6)
    np.testing.assert_array_equal(start, [-1.2, 1.0])
    assert 10 < len(steps) <= 100
    theta, rule = start.copy(), GradientDescent(1e-3)
    for _ in range(100):
        rule.step(theta, rosenbrock(theta)[1])
    assert np.linalg.norm(theta - 1) > 0.5


@pytest.mark.parametrize("make", [lambda: GradientDescent(0), lambda: GradientDescent(-0.1),
                                  lambda: Momentum(0.1, alpha=1.0), lambda: Adam(beta2=1.5),
                                  lambda: RMSProp(rho=-0.1), lambda: GradientDescent([0.1]),
                                  lambda: Shrinking(Adam(), 1.0)])
def test_rates_out_of_range_are_refused(make):
    with pytest.raises(ValueError, match="but a number"):
        make()


def test_every_public_rule_is_tested_here():
    rules = {name for name, thing in vars(optimizers).items()
             if isinstance(thing, type) and hasattr(thing, "step")}
    assert rules == {*RULES, "Shrinking"}


@pytest.mark.parametrize("name", RULES)
def test_nothing_is_stretched_and_a_rule_stays_with_its_network(name):
    rule, rates, _ = RULES[name]
    with pytest.raises(ValueError, match="training run"):
        rule(*rates).step(np.ones(3), np.ones(1))
    if name != "GradientDescent":  # which remembers nothing
        used = rule(*rates)
        used.step(np.ones(3), np.ones(3))
        with pytest.raises(ValueError, match="make a new one"):
            used.step(np.ones(4), np.ones(4))


def test_numpys_numbers_do_not_widen_float32():
    for rule in (Momentum(np.float64(0.1)), Adam(beta1=np.float64(0.9)), GradientDescent(np.float64(0.1))):
        theta = np.ones(3, "f4")
        rule.step(theta, np.ones(3, "f4"))
        arrays = [value for value in vars(rule).values() if isinstance(value, np.ndarray)]
        assert arrays and all(array.dtype == np.float32 for array in arrays)


def test_defaults_are_the_published_ones():
    assert (Momentum(1).alpha, RMSProp().rho, Adam().beta1, Adam().beta2) == (0.9, 0.9, 0.9, 0.999)
    assert Adam().eta == RMSProp().eta == 1e-3 and Adam().epsilon == RMSProp().epsilon == 1e-8
