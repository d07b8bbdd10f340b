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


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """A browser in which pieces are opened, see piece_room.py."""
    from piece_room import Room
    from playwright.sync_api import sync_playwright
    with sync_playwright() as play:
        opened = Room(play, tmp_path_factory.mktemp("pieces"))
        yield opened
        opened.close()
