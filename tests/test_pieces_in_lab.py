"""Every piece in a real JupyterLab, and in Notebook 7: dragged and typed at, the kernel hears and is heard.

Without a browser these are skipped; with CI=true they must run.
"""

import numpy as np
import pytest
from lab_room import Lab, server, write_notebook
from piece_room import ARTEFACTS, needs_a_browser
from slide_room import FLAGS

from course_lib import widgets
from tools.programs import CHROMIUM, find

pytestmark = needs_a_browser
PROGRAMS = ("jupyterlab", "notebook")
# What a piece shows under a name, and how the kernel says it of the piece {0}.
SHOWN = {
    "Nudge": {"measured": "{0}.measured", "derivative": "{0}.derivatives[{0}.nudged]"},
    "Neuron": {"E": "{0}.E", "delta": "{0}.delta", "dE/dw1": "{0}.gradient[0]"},
    "StepPlayer": {"sum of paths": "sum(one[-1] for one in {0}.paths)"},
    "HExplorer": {"truncation": "{0}.truncation", "round_off": "{0}.round_off", "best_h": "{0}.best_h"},
    "Switchboard": {"value E falls": "{0}.curve[-1]", "value 85 % right": "{0}.share"},
    "Downhill": {"E gradient descent": "{0}.E['gradient descent'][-1]"},
    "TrainingRoom": {"E": "{0}.E", "accuracy": "{0}.accuracy"},
}
BUTTON = {"Switchboard": "Next mistake ▸"}


@pytest.fixture(scope="module", params=PROGRAMS)
def opened(request, tmp_path_factory):
    from playwright.sync_api import sync_playwright
    folder = tmp_path_factory.mktemp(request.param)
    write_notebook(folder)
    with server(folder, request.param) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find(CHROMIUM), args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.program, page.complaints = request.param, []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        yield Lab(page, address, request.param)
        browser.close()


def settled(lab, cell, expression, before):
    """Wait until the kernel has heard of a change."""
    for _ in range(50):
        lab.page.wait_for_timeout(60)
        if (now := lab.ask(expression)) != before:
            return now
    raise AssertionError(f"{expression} is still {before}")


@pytest.mark.parametrize("name", widgets.PIECES)
def test_a_piece_answers_and_the_kernel_hears_of_it(name, opened):
    lab, piece = opened, name.lower()
    cell, page = lab.cell(name), lab.page
    settings = f"{piece}.settings()"
    page.complaints.clear()

    # by keys, on the first slider: the kernel hears, and the page shows what Python computes
    before = lab.ask(settings)
    control = cell.get_by_role("slider").first
    control.focus()
    control.press("ArrowLeft")
    control.press("ArrowLeft")
    typed = settled(lab, cell, settings, before)
    check_shown(lab, cell, name)

    # by mouse, on a grip: nothing during the drag, one message at its end; where there is none, on a button
    grips = cell.locator(".handle .reach")
    if grips.count() == 0:
        cell.get_by_role("button", name=BUTTON[name]).click()
        settled(lab, cell, settings, typed)
        check_shown(lab, cell, name)
    else:
        grips.first.scroll_into_view_if_needed()
        box = grips.first.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 14, y - 17, steps=6)
        page.wait_for_timeout(150)
        assert lab.ask(settings) == typed, "the kernel hears of the end of a drag only"
        page.mouse.up()
        settled(lab, cell, settings, typed)
        check_shown(lab, cell, name)

    # from Python, back to the beginning: the picture follows
    there = cell.locator(".bp").text_content()
    lab.tell(f"with {piece}.hold_trait_notifications():\n    for name, value in {before!r}.items():\n"
             f"        setattr({piece}, name, value)")
    page.wait_for_timeout(200)
    check_shown(lab, cell, name)
    assert lab.ask(settings) == before and cell.locator(".bp").text_content() != there
    ARTEFACTS.mkdir(exist_ok=True)
    cell.screenshot(path=ARTEFACTS / f"{name}-{page.program}.png")
    assert page.complaints == []


def shown(cell, name):
    """{what: the whole number behind it} of what SHOWN names."""
    return {what: float(cell.locator(f'[data-name="{what}"][data-value]').first.get_attribute("data-value"))
            for what in SHOWN[name]}


def check_shown(lab, cell, name):
    lab.page.wait_for_timeout(100)
    for what, value in shown(cell, name).items():
        computed = lab.ask(f"float({SHOWN[name][what].format(name.lower())})")
        assert np.isclose(value, computed, rtol=1e-9, atol=1e-12), what


# Notebook 7 has not the extension of `make lab` that hands the words on.
@pytest.mark.parametrize("opened", ["jupyterlab"], indirect=True)
def test_a_stored_picture_has_its_words_in_lab(opened):
    """Without a kernel the notebook shows the still, and what it says is on the image."""
    page = opened.page
    page.evaluate("""() => { const panel = window.jupyterapp.shell.currentWidget;
        for (const cell of panel.content.model.cells) if (cell.type === "code" && cell.outputs.length) {
            const [output] = cell.outputs.toJSON();
            delete output.data["application/vnd.jupyter.widget-view+json"];
            cell.outputs.fromJSON([output]);
        } }""")
    image = page.locator(".jp-RenderedSVG img").first
    image.wait_for()
    assert image.get_attribute("alt") == widgets.Nudge().alt()
