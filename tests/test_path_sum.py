import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from problems import problem

from course_lib import activations
from course_lib.backprop import backprop
from course_lib.gradcheck import relative_error
from course_lib.path_sum import count_multiplications, path_sum


def test_every_path_is_there():
    net, x, y = problem((2, 3, 4, 2), activations.logistic)
    E, gradient = path_sum(net, x, y)
    assert E == pytest.approx(net.error(x, y), rel=1e-14)
    assert relative_error(gradient, backprop(net, x, y)[1]) < 1e-14


def counted(sizes):
    """The multiplications of path_sum's text, one example, counted as they are called."""
    L, tally = len(sizes) - 1, 0

    def influence(l):
        nonlocal tally
        if l < L:
            for _ in range(sizes[l+1]):
                tally += 2
                influence(l + 1)
    for l in range(1, L + 1):
        for _ in range(sizes[l]):
            for _ in range(sizes[l-1]):
                tally += 1
                influence(l)
            influence(l)
    return tally


@given(st.lists(st.integers(1, 4), min_size=2, max_size=5))
@settings(max_examples=30, deadline=None)
def test_the_count_is_what_counting_finds(sizes):
    naive, _ = count_multiplications(sizes)
    assert naive == counted(sizes)


def test_the_recursion_needs_a_product_a_weight_and_two_for_hidden_ones():
    assert count_multiplications((2, 3, 2)) == (48, 12 + 3 * 2 + 3)


def test_naive_grows_like_a_power_and_the_recursion_does_not():
    naive, shared = zip(*(count_multiplications((5,) * depth) for depth in range(3, 8)), strict=True)
    assert all(later / earlier > 4 for earlier, later in zip(naive, naive[1:], strict=False))
    steps = {later - earlier for earlier, later in zip(shared, shared[1:], strict=False)}
    assert len(steps) == 1
