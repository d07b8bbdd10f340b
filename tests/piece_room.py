"""A room with a browser in which one piece stands on a plain page, and a hand that operates it.

    def test_…(room):
        seen = room(Nudge(nudge=0.2))
        seen.drag("the nudge", 0, -20)
        assert seen.value("measured") == …

`room` is the fixture of conftest.py. Screenshots are kept in artefacts/ (not committed), to be looked at.
"""

import os

import pytest
from slide_room import FLAGS

from tools import live
from tools.places import ROOT
from tools.programs import CHROMIUM, find

ARTEFACTS = ROOT / "artefacts"
needs_a_browser = pytest.mark.skipif(not find(CHROMIUM) and os.environ.get("CI") != "true",
                                     reason="no browser: make test says how to get one")


class Room:
    """Opens pieces in one headless Chromium. room(piece): a page with it alone, as a Seen."""

    def __init__(self, play, folder):
        self.folder, self.number = folder, 0
        self.browser = play.chromium.launch(executable_path=find(CHROMIUM), args=FLAGS)

    def __call__(self, *pieces, width=1280, dark=False, calm=False):
        self.number += 1
        path = self.folder / f"{self.number}.html"
        text = live.page("Pieces", pieces)
        path.write_text(text.replace("<body>", '<body class="dark">') if dark else text, encoding="utf-8")
        page = self.browser.new_page(viewport={"width": width, "height": 800},
                                     reduced_motion="reduce" if calm else "no-preference")
        seen = Seen(page)
        page.goto(path.as_uri())
        page.wait_for_selector("[data-pieces=ready]", timeout=10_000)
        seen.settle()
        return seen

    def close(self):
        self.browser.close()


class Seen:
    """A page with a piece, as somebody sees it and lays hands on it. errors: what the page complains of."""

    def __init__(self, page):
        self.page, self.errors = page, []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)

    def settle(self):
        """Wait until what was asked for is painted: two frames."""
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => "
                           "requestAnimationFrame(done)))")

    def part(self, selector):
        return self.page.locator(f".bp {selector}")

    def value(self, name):
        """The whole number behind a shown one."""
        return float(self.part(f'[data-name="{name}"][data-value]').first.get_attribute("data-value")
                     .replace("Infinity", "inf"))

    def values(self, name):
        found = self.part(f'[data-name="{name}"][data-value]').all()
        return [float(one.get_attribute("data-value")) for one in found]

    def text(self, selector):
        return self.part(selector).first.text_content()

    def setting(self, name):
        """A value of the model, as the module has left it."""
        return self.page.evaluate("(name) => document.querySelector('.bp-host').model.get(name)", name)

    def put(self, **settings):
        """Set values of the model from outside, as a kernel would."""
        self.page.evaluate("(all) => { const model = document.querySelector('.bp-host').model; "
                           "for (const name in all) model.set(name, all[name]); }", settings)
        self.settle()

    def type(self, label, text):
        """Write into the number field of a slider."""
        field = self.page.get_by_role("textbox", name=label, exact=True)
        field.fill(text)
        field.press("Enter")
        self.settle()
        return field

    def choose(self, label, option):
        self.page.get_by_role("combobox", name=label, exact=True).select_option(label=option)
        self.settle()

    def click(self, name):
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.settle()

    def press(self, label, key, times=1, role="slider"):
        """Press a key on a range or a handle."""
        control = self.page.get_by_role(role, name=label, exact=True).first
        control.focus()
        for _ in range(times):
            control.press(key)
        self.settle()
        return control

    def drag(self, label, dx, dy, steps=8):
        """Drag a handle by so many pixels to the right and down."""
        grip = self.part(f'.handle[aria-label="{label}"]').first
        grip.scroll_into_view_if_needed()
        box = grip.locator(".reach").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + dx, y + dy, steps=steps)
        mouse.up()
        self.settle()

    def wrong(self):
        """What the piece says is wrong, beside its controls."""
        return " ".join(one.inner_text() for one in self.part(".wrong").all()).strip()

    def keep(self, name):
        """A screenshot to look at."""
        ARTEFACTS.mkdir(exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)
