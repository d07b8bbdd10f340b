"""What assignment 05 asks: the delta recursion, by hand and line by line."""
from course_lib.probes.asking import ask, several
from course_lib.probes.draw import decimals, one_of, widths
from course_lib.probes.task import Task


def sheet(rng):
    """A 2-2-2 network that has been forward already: activities, and the weights of its output layer."""
    while True:
        numbers = {"phi": one_of(rng, "logistic", "tanh"), "x": decimals(rng, 0.2, 1.5, 2),
                   "a_hidden": decimals(rng, 0.2, 0.8, 2),
                   "W_output": [decimals(rng, -1.5, 1.5, 2) for _ in range(2)],
                   "a_output": decimals(rng, 0.3, 0.7, 2),
                   "y": [decimals(rng, 0.8, 0.9, places=2), decimals(rng, 0.05, 0.2, places=2)]}
        if tells(**numbers):
            return numbers


def tells(phi, x, a_hidden, W_output, a_output, y):
    """Whether a sheet bears rounding, because nothing nearly cancels on the way down, and tells mistakes
    apart, because what one may take for another differs."""
    def slope(a):
        return a * (1 - a) if phi == "logistic" else 1 - a * a
    top = [(a - target) * slope(a) for a, target in zip(a_output, y, strict=True)]
    parts = [[row[i] * one for row, one in zip(W_output, top, strict=True)] for i in (0, 1)]
    hidden = [sum(one) * slope(a) for one, a in zip(parts, a_hidden, strict=True)]
    return (all(abs(sum(one)) > 0.5 * max(map(abs, one)) for one in parts)
            and abs(hidden[1] * x[0] - hidden[0] * x[1]) > 0.05 * abs(hidden[1] * x[0])
            and len({abs(w) for row in W_output for w in row} - {0}) == 4 and len({1, *x}) == 3
            and all(abs(slope(a) - slope(b)) > 0.005 for a, b in zip(a_hidden, a_output, strict=True))
            and a_hidden[1] not in (a_hidden[0], a_output[0]))


def by_hand(namespace, rng):
    return ask(namespace, "by_hand")


def output_delta(namespace, rng):
    N, (n, _) = widths(rng, 2)
    a, y = rng.normal(size=(2, N, n))
    return {"N": N, "delta": ask(namespace, "output_delta", a=a, y=y, slope=rng.uniform(0.1, 2, (N, n)))}


def hidden_delta(namespace, rng):
    N, (below, above) = widths(rng, 2)
    return {"N": N, "delta": ask(namespace, "hidden_delta", delta=rng.normal(size=(N, above)),
                                 W=rng.normal(size=(above, below)), slope=rng.uniform(0.1, 2, (N, below)))}


def layer_gradient(namespace, rng):
    N, (below, above) = widths(rng, 2, low=3)
    answer = ask(namespace, "layer_gradient",
                 delta=rng.normal(size=(N, above)), a=rng.normal(size=(N, below)),
                 W=rng.normal(size=(above, below)), decay=float(rng.uniform(0.1, 1)))
    return {"N": N, **several(answer, "dW", "db")}


def all_deltas(namespace, rng):
    """Asked of two networks, which differ in depth; the second one counts."""
    for layers in (3, one_of(rng, 4, 5)):
        N, sizes = widths(rng, layers)
        L = len(sizes) - 1
        W = [None, *(rng.normal(size=(n_out, n_in)) for n_in, n_out in zip(sizes, sizes[1:], strict=False))]
        slope = [None, *(rng.uniform(0.1, 2, (N, n)) for n in sizes[1:])]
        answer = ask(namespace, "all_deltas", W=W, slope=slope, top=rng.normal(size=(N, sizes[-1])))
    if not isinstance(answer, list) or len(answer) != L + 1:
        return {"N": N, "delta, by layer": answer}
    return {"N": N, "delta, by layer": [None] * (L + 1),
            **{f"delta[{l}]": answer[l] for l in range(L, 0, -1)}}


def repaired_step(namespace, rng):
    """A step of a network of two layers, tanh and linear, with a learning rate that is not small."""
    N, (n_x, hidden, outputs) = widths(rng, 3)
    answer = ask(namespace, "repaired_step",
                 W1=rng.normal(size=(hidden, n_x)), b1=rng.normal(size=hidden),
                 W2=rng.normal(size=(outputs, hidden)), b2=rng.normal(size=outputs),
                 x=rng.normal(size=(N, n_x)), y=rng.normal(size=(N, outputs)),
                 eta=float(rng.uniform(0.2, 0.6)))
    new = several(answer, "W1", "b1", "W2", "b2")
    return {"N": N, **{name: new[name] for name in ("W2", "b2", "W1", "b1")}}


TASKS = (
    Task("05.by_hand", "The deltas of a small network, by hand", 4, ("by_hand",), by_hand, cases=1,
         rtol=0.01, atol=2e-5, parts=True, sheet=sheet),
    Task("05.output_delta", "Where the walk begins", 2, ("output_delta",), output_delta),
    Task("05.hidden_delta", "One layer down", 3, ("hidden_delta",), hidden_delta),
    Task("05.layer_gradient", "From the deltas to the gradient", 3, ("layer_gradient",), layer_gradient),
    Task("05.all_deltas", "All the way down", 4, ("all_deltas",), all_deltas),
    Task("05.repaired_step", "A published program, repaired", 3, ("repaired_step",), repaired_step),
)
