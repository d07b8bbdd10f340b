"""The pages that `make pages` makes of the notebooks: pieces live without a kernel, nothing is fetched.

Without a browser, or without MathJax (`make test` says how to get them), these are skipped; with CI=true they
must run.
"""

import os
import shutil
import xml.etree.ElementTree as xml

import nbformat
import pytest
from slide_room import ALIVE, room

from tools import export, live, reading
from tools.cells import outputs
from tools.export import notebooks
from tools.places import SLIDES
from tools.programs import CHROMIUM, find

READY = find(CHROMIUM) and (SLIDES / "assets" / "parts.json").exists()
needs_pages = pytest.mark.skipif(not READY and os.environ.get("CI") != "true",
                                 reason="no browser, or no MathJax: make test says how to get them")
SET = "window.MathJax && MathJax.startup?.promise && MathJax.startup.promise.then(() => true)"
EVERY = pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)


def pieces_in(path):
    return export.pieces_of(nbformat.read(path, as_version=4))


def test_the_pieces_are_in_the_notebooks_where_their_ideas_live():
    found = {path.name[:2]: [type(piece).__name__ for piece in pieces_in(path)] for path in notebooks()}
    assert {number: names for number, names in found.items() if names} == {
        "00": ["TrainingRoom"], "01": ["Nudge"], "02": ["Neuron"] * 2, "04": ["StepPlayer"],
        "05": ["StepPlayer"], "06": ["StepPlayer"], "07": ["HExplorer", "Switchboard"],
        "08": ["Downhill"] * 2, "09": ["TrainingRoom"]}


@EVERY
def test_a_stored_still_is_what_its_settings_draw(path):
    for _, output in outputs(nbformat.read(path, as_version=4)):
        if piece := live.of_output(output):
            drawn, stored = map(xml.fromstring, (piece.still(), output.data[live.STILL]))
            assert [one.tag for one in drawn.iter()] == [one.tag for one in stored.iter()]
            assert [one.text for one in drawn.iter()] == [one.text for one in stored.iter()]
            assert repr(piece) == output.data["text/plain"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("pages")
    shutil.copytree(SLIDES / "assets", made / "assets")
    reading.build(notebooks(), made)
    return made


@needs_pages
def test_every_page_is_alive_and_asks_nothing_of_a_network(folder):
    with room() as page:
        complaints = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        for path in notebooks():
            page.goto((folder / f"{path.stem}.html").as_uri())
            page.wait_for_function(SET)
            page.wait_for_function(ALIVE)
            names = [type(piece).__name__ for piece in pieces_in(path)]
            hosts = page.locator(".bp-host").all()
            assert [host.get_attribute("data-piece") for host in hosts] == names
            assert all(host.locator(".bp svg:visible").count() for host in hosts)
            assert page.locator("mjx-container").count() > 3 and page.locator("mjx-merror").count() == 0
            assert "For the speaker." not in page.inner_text("main")
        assert complaints == [] and page.asked == []


@needs_pages
def test_links_lead_from_page_to_page(folder):
    with room() as page:
        page.goto((folder / "index.html").as_uri())
        page.get_by_role("link", name="05 · The delta recursion").click()
        page.get_by_role("link", name="Notebook 04").first.click()
        assert page.locator("h1").first.inner_text().startswith("04 · Layers")
        page.goto((folder / "index.html").as_uri())
        page.get_by_role("link", name="All pictures that answer while you drag").click()
        page.wait_for_function("document.documentElement.dataset.pieces === 'ready'")
        assert page.locator(".bp").count() == 7
