"""Fixtures that several test modules ask for."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from course_lib.house_style import use


@pytest.fixture
def house_look():
    """The house style during a test, and no figure left open behind it."""
    with mpl.rc_context():
        use()
        yield
    plt.close("all")
