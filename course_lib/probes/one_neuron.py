"""What assignment 02 asks: one neuron, by hand, as a function of a batch, learning, stuck, and repaired."""
import numpy as np

from course_lib.activations import logistic, relu, scaled_tanh, softplus, tanh
from course_lib.probes.asking import ask, several
from course_lib.probes.draw import decimals, one_of, widths
from course_lib.probes.task import Task


def sheet(rng):
    """A neuron with two inputs that is neither nearly right nor saturated, and no two numbers of it alike.

    Near 0.66 logistic(z) is z itself, and near 0.88 it is tanh(z): there mistakes would come out right.
    """
    phi = one_of(rng, "logistic", "tanh")
    while True:
        x, w, b = decimals(rng, -1.5, 1.5, 2), decimals(rng, -1.5, 1.5, 2), decimals(rng, -0.9, 0.9)
        z, sizes = w[0] * x[0] + w[1] * x[1] + b, {abs(number) for number in (*x, *w, b, 1.0)}
        telling = min(abs(z - 0.66), abs(z - 0.88)) > 0.05
        if telling and 0.45 <= abs(z) <= 1.4 and abs(z - b) >= 0.2 and abs(b) >= 0.2 and len(sizes) == 6:
            break
    low, high = {"logistic": (0.05, 0.3), "tanh": (-0.6, -0.1)}[phi]
    y = decimals(rng, low, high, places=2)
    return {"phi": phi, "x": x, "w": w, "b": b,
            "y": y if z > 0 else round(1 - y, 2) if phi == "logistic" else -y}


def by_hand(namespace, rng):
    return ask(namespace, "by_hand")


def activation(namespace, rng):
    """Arrays of one, two and three dimensions, far out, and with a 0 among the others."""
    N, (n, k) = widths(rng, 2)
    far = rng.choice([-1.0, 1.0], n) * rng.uniform(50, 500, n)
    answers = {}
    for where, z in (("", rng.normal(0, 2, (N, n))), (" far out", far),
                     (" with a 0", np.append(rng.normal(size=n), 0.0)),
                     (" in 3 dimensions", rng.normal(size=(N, n, k)))):
        answers[f"activity{where}"] = ask(namespace, "softsign", z=z)
        answers[f"slope{where}"] = ask(namespace, "softsign_slope", z=z)
    return {"N": N, **answers}


def of_z(phi):
    """An activation and its slope, as two plain functions of z."""
    return lambda z: phi(z), lambda z: phi.slope(z, phi(z))


SMOOTH = (logistic, tanh, softplus, scaled_tanh)


def neuron_gradient(namespace, rng):
    """A smooth neuron, and one with a ReLU, away from its kink, whose targets are whole numbers."""
    N, (n,) = widths(rng, 1)
    answers = {"N": N}
    for phi, kind in ((one_of(rng, *SMOOTH), ""), (relu, " (ReLU)")):
        while True:
            w, b, x = rng.normal(size=n), float(rng.normal()), rng.normal(size=(N, n))
            z = x @ w + b
            if min(abs(z)) > 1e-3 and min(z) < 0 < np.sort(z)[-2]:
                break
        y = rng.integers(-2, 3, N) if phi is relu else rng.uniform(0.1, 0.9, N)
        value, slope = of_z(phi)
        answer = ask(namespace, "neuron_gradient", w=w, b=b, x=x, y=y, phi=value, slope=slope)
        answers |= {f"{name}{kind}": one for name, one in several(answer, "E", "dw", "db").items()}
    return answers


def learn(namespace, rng):
    """A few rounds from random parameters, with a learning rate that is not small."""
    N, (n, rounds) = widths(rng, 2, low=3, high=8)
    phi, slope = of_z(one_of(rng, *SMOOTH))
    answer = ask(namespace, "learn", w=rng.normal(size=n), b=float(rng.normal()), x=rng.normal(size=(N, n)),
                 y=rng.uniform(0.1, 0.9, N), phi=phi, slope=slope,
                 eta=float(rng.uniform(0.3, 0.9)), rounds=rounds)
    w, b, errors = several(answer, "w", "b", "errors").values()
    return {"N": N, "errors": errors, "w": w, "b": b}


def saturated(namespace, rng):
    """Five starts in random order: three more and more wrong, one that never moves, one that is there."""
    n, answers = int(rng.integers(2, 5)), {}
    for phi, targets, unit, strength in ((logistic, (0.0, 1.0), 1.0, 20), (tanh, (-1.0, 1.0), 0.5, 1.5)):
        y, w, x = one_of(rng, *targets), rng.normal(size=n), rng.normal(size=(1, n))
        far = np.array([rng.uniform(1, 2), rng.uniform(2.5, 3.2), rng.uniform(3.6, 4.5), 60 / unit,
                        -rng.uniform(4, 5)]) * unit
        starts = rng.permutation(far) * (-1 if y > 0.5 else 1)
        value, slope = of_z(phi)
        eta = float(strength * rng.uniform(0.7, 1.2) / (1 + x[0] @ x[0]))
        answers[phi.name] = ask(
            namespace, "rounds_needed", w=w, biases=[float(z - x[0] @ w) for z in starts], x=x,
            y=np.array([y]), phi=value, slope=slope, eta=eta, most=int(rng.integers(18, 28)))
    return answers


def repaired_rule(namespace, rng):
    N, (n,) = widths(rng, 1)
    return {"N": N, "w": ask(namespace, "repaired_rule", w=rng.normal(size=n), x=rng.normal(size=(N, n)),
                             y=rng.uniform(0, 1, N), eta=float(rng.uniform(0.5, 1.5)))}


TASKS = (
    Task("02.by_hand", "One neuron, by hand", 4, ("by_hand",), by_hand, cases=1, rtol=0.01, atol=2e-5,
         parts=True, sheet=sheet),
    Task("02.activation", "An activation function of your own", 2, ("softsign", "softsign_slope"),
         activation),
    Task("02.neuron_gradient", "The gradient of a neuron", 3, ("neuron_gradient",), neuron_gradient),
    Task("02.learn", "A neuron that learns", 3, ("learn",), learn),
    Task("02.saturated", "How long does it stay wrong?", 3, ("rounds_needed",), saturated),
    Task("02.repaired_rule", "A much-copied line, repaired", 2, ("repaired_rule",), repaired_rule),
)
