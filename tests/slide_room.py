"""A room with a browser in which decks are shown, and somebody who looks at every slide.

    with room() as page:
        for slide in look(page, path): slide.problems
"""

import contextlib
from pathlib import Path
from typing import NamedTuple

from tools.programs import CHROMIUM, find

WIDTH, HEIGHT = 1280, 720
LOOK = Path(__file__).with_name("look_at_slide.js").read_text(encoding="utf-8")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update"]
READY = "window.Reveal && Reveal.isReady() && window.MathJax && MathJax.startup && MathJax.startup.promise"
SET = "MathJax.startup.promise.then(() => document.fonts.ready).then(() => true)"
ALIVE = "!document.querySelector('.bp-host') || document.documentElement.dataset.pieces === 'ready'"


class Seen(NamedTuple):
    """A slide as the room sees it, all fragments in; and the speaker's notes."""

    number: int
    words: str
    notes: str
    question: bool
    problems: list


@contextlib.contextmanager
def room():
    """A page of 1280 x 720 in headless Chromium. page.asked: what it wanted from a network."""
    from playwright.sync_api import sync_playwright
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find(CHROMIUM), args=FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.asked = []
        page.on("request", lambda request: None if request.url.startswith(("file:", "data:", "blob:"))
                else page.asked.append(request.url))
        yield page
        browser.close()


def show(page, path):
    """Open a deck, and wait until its formulas and letters are set."""
    page.goto(path.as_uri())
    page.wait_for_function(READY)
    page.evaluate(SET)
    page.wait_for_function(ALIVE)


def look(page, path, picture=None):
    """Go through a deck; yield each slide as Seen. picture(number): where to write it as PNG."""
    show(page, path)
    places = page.evaluate("Reveal.getSlides().map((slide) => Reveal.getIndices(slide))")
    for number, place in enumerate(places, 1):
        page.evaluate("(place) => Reveal.slide(place.h, place.v)", place)
        found = page.evaluate(f"({LOOK})", {"width": WIDTH, "height": HEIGHT})
        if picture:
            page.screenshot(path=picture(number))
        yield Seen(number, **found)
