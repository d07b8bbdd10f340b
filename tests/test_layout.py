import numpy as np
import pytest

from course_lib.layout import aligned, count, windows

SIZES = (3, 4, 2)


def test_count_is_every_weight_and_every_bias():
    assert count(SIZES) == 3 * 4 + 4 + 4 * 2 + 2
    assert count((784, 16, 16, 10)) == 13_002  # 3Blue1Brown's network


def test_windows_cover_theta_once_and_in_order():
    theta = np.arange(float(count(SIZES)))
    W, b = windows(theta, SIZES)
    in_order = np.concatenate([part.ravel() for l in (1, 2) for part in (W[l], b[l])])
    np.testing.assert_array_equal(in_order, theta)
    assert W[1].shape == (4, 3) and b[1].shape == (4,) and W[2].shape == (2, 4)


def test_w_j_i_leads_to_j_from_i():
    W, _ = windows(np.arange(float(count(SIZES))), SIZES)
    assert W[1][2, 1] == 2 * 3 + 1


def test_windows_are_no_copies():
    theta = np.zeros(count(SIZES))
    W, b = windows(theta, SIZES)
    W[2][1, 3], b[1][0] = 5, 7
    assert sorted(theta[theta != 0]) == [5, 7]
    theta[:] = 1
    assert W[1].min() == b[2].max() == 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64, complex])
def test_aligned_arrays_begin_at_cache_lines_and_do_not_overlap(dtype):
    shapes = [(3, 5), (1, 1), (7, 2)]
    arrays = aligned(shapes, dtype)
    for number, (array, shape) in enumerate(zip(arrays, shapes, strict=True)):
        assert array.shape == shape and array.dtype == dtype
        assert array.flags.c_contiguous and array.ctypes.data % 64 == 0
        array[...] = number
    assert [array.max() for array in arrays] == [0, 1, 2]


@pytest.mark.parametrize("length", [16, 20])
def test_a_theta_of_another_length_is_refused(length):
    with pytest.raises(ValueError, match="26 weights and biases"):
        windows(np.zeros(length), SIZES)
