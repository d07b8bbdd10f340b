import numpy as np
import pytest

from course_lib import graph, mistakes
from course_lib.gradcheck import relative_error
from course_lib.mistakes import BACKPROP, GRAPH, ROWS, VARIANTS, Mistake
from course_lib.mistakes.record import collect
from course_lib.primitives import TABLE

EVERY = [(collection, mistake) for collection in mistakes.__all__ if collection != "Mistake"
         for mistake in getattr(mistakes, collection).values()]


@pytest.mark.parametrize("collection, mistake", EVERY, ids=lambda it: getattr(it, "name", it))
def test_each_says_what_is_wrong_what_is_right_and_what_helps(collection, mistake):
    assert mistake.wrong != mistake.right
    assert mistake.sentence.endswith(".") and len(mistake.sentence) > 25
    assert callable(mistake.function)
    assert repr(mistake).startswith("Mistake(")


def test_names_are_used_once():
    mistake = next(iter(BACKPROP.values()))
    with pytest.raises(ValueError, match="same name"):
        collect(mistake, mistake)
    names = [mistake.name for _, mistake in EVERY]
    assert len(set(names)) == len(names) >= 55


def forks(walk):
    """The smallest graph that a wrong walk gets wrong: both inputs feed both of the middle nodes."""
    a, b = graph.node(2.0), graph.node(3.0)
    c, d = a + b, a * b
    gradients = walk((c + d) + c * d)
    assert (gradients[a], gradients[b]) == (25, 19)


def test_forks_tell_order_and_addition():
    forks(graph.backward)
    for name in ("overwritten where it should add", "recursion instead of order"):
        with pytest.raises(AssertionError):
            forks(GRAPH[name].function)


def test_recursion_gives_the_two_numbers_that_are_known():
    a, b = graph.node(2.0), graph.node(3.0)
    c, d = a + b, a * b
    gradients = GRAPH["recursion instead of order"].function((c + d) + c * d)
    assert (gradients[a], gradients[b]) == (46, 35)


def shared_arrays(walk):
    """x + y hands one array to both; then x gets a second share."""
    x, y = graph.node(np.array([1.0, 2.0])), graph.node(np.array([3.0, 4.0]))
    gradients = walk(((x * 5.0 + (x + y)) * np.array([2.0, 3.0])).sum())
    np.testing.assert_array_equal(gradients[x], [12, 18])
    np.testing.assert_array_equal(gradients[y], [2, 3])


def test_shared_arrays_tell_additions_in_place():
    shared_arrays(graph.backward)
    with pytest.raises(AssertionError):
        shared_arrays(GRAPH["added in place"].function)


def twice(walk):
    x = graph.node(3.0)
    y = x * x
    assert walk(y)[x] == walk(y)[x] == 6


def test_a_second_call_tells_kept_gradients():
    twice(graph.backward)
    with pytest.raises(AssertionError):
        twice(GRAPH["kept from call to call"].function)


RNG = np.random.default_rng(0)
ARGUMENTS = {  # unequal sizes, a stretched row, and an upstream gradient that is not all ones
    "add": (RNG.normal(size=(3, 4)), RNG.normal(size=(1, 4))),
    "square": (RNG.normal(size=(3, 4)),),
    "transpose": (RNG.normal(size=(3, 4)),),
    "mean": (RNG.normal(size=(3, 4)),),
    "matmul": (RNG.normal(size=(3, 3)), RNG.normal(size=(3, 3))),
}


def pulls_are_right(row):
    """Along a random direction, the pull and central differences agree, and so do the shapes."""
    arguments = [graph.node(value) for value in ARGUMENTS[row.name]]
    answer = row(*arguments)
    upstream = RNG.normal(size=answer.shape)
    gradients = graph.backward(answer, upstream)
    for k, argument in enumerate(arguments):
        assert gradients[argument].shape == argument.shape
        v, h = RNG.normal(size=argument.shape), 1e-6
        values = [a.value for a in arguments]
        above = row(*values[:k], values[k] + h * v, *values[k + 1:])
        below = row(*values[:k], values[k] - h * v, *values[k + 1:])
        assert (gradients[argument] * v).sum() == pytest.approx(
            (upstream * (above - below)).sum() / (2 * h), rel=1e-6)


@pytest.mark.parametrize("name", ROWS)
def test_a_random_direction_tells_wrong_pulls(name):
    wrong = ROWS[name].function
    pulls_are_right(TABLE[wrong.name])
    with pytest.raises((AssertionError, ValueError)):  # a wrong shape, the graph itself refuses
        pulls_are_right(wrong)


def test_the_textbook_keeps_its_inputs():
    from problems import problem
    net, x, y = problem()
    kept = net.theta.copy(), x.copy(), y.copy()
    for mistake in (*BACKPROP.values(), *VARIANTS.values()):
        try:
            mistake.function(net, x, y)
        except ValueError:
            assert "(square)" in mistake.name
        for now, before in zip((net.theta, x, y), kept, strict=True):
            np.testing.assert_array_equal(now, before)


def test_one_example_hides_what_several_show():
    from problems import problem
    net, x, y = problem((3, 5, 4, 2), N=1)
    from course_lib.backprop import backprop
    for name in ("1/N missing", "1/N at every layer", "bias gradient averaged",
                 "bias gradient of the last example"):
        assert relative_error(BACKPROP[name].function(net, x, y)[1], backprop(net, x, y)[1]) < 1e-14


def test_mistake_is_a_record():
    with pytest.raises(AttributeError):
        next(iter(BACKPROP.values())).name = "other"
    assert isinstance(next(iter(VARIANTS.values())), Mistake)
