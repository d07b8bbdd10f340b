import re
import xml.etree.ElementTree as xml

import numpy as np
import pytest
import traitlets
from piece_room import needs_a_browser

from course_lib.backprop import backprop
from course_lib.example import example
from course_lib.widgets import Nudge
from course_lib.widgets.nudge import CIRCUITS

EVERY = pytest.mark.parametrize("circuit", CIRCUITS)


@EVERY
def test_the_sum_over_paths_is_the_walk_back_is_a_tiny_nudge(circuit):
    nudge = Nudge(circuit=circuit, nudge=0.25)
    for name in nudge.inputs:
        nudge.nudged = name
        total = sum(product for _, product in nudge.paths)
        assert np.isclose(total, nudge.derivatives[name], rtol=1e-12, atol=1e-12)
        h = 1e-6
        central = (float(nudge.run(h)["E"].value) - float(nudge.run(-h)["E"].value)) / (2 * h)
        assert np.isclose(total, central, rtol=1e-6, atol=1e-8)
        assert not np.isclose(total + 0.01, central, rtol=1e-6, atol=1e-8)


def test_the_weight_of_the_example_network_has_backprop_s_gradient():
    net, x, y = example()
    _, gradient = backprop(net, x, y)
    nudge = Nudge(circuit="a weight of the example network")
    assert np.isclose(nudge.derivatives["w"], gradient[0], rtol=1e-12)


def test_two_strong_ways_may_cancel():
    nudge = Nudge(circuit="two ways that cancel")
    assert nudge.derivatives["x"] == 0 and abs(nudge.measured) < 1e-15 and len(nudge.paths) == 3


@pytest.mark.parametrize("settings, said", [
    ({"nudge": float("nan")}, "finite number was expected"), ({"nudge": 3}, "greater than 1"),
    ({"nudge": "much"}, "expected a float"), ({"inputs": {"y": 1}}, "needs x"),
    ({"inputs": {"x": 1e9}}, "than 100"), ({"circuit": "a tree"}, "a chain"),
    ({"nudged": "q"}, "has the inputs x"), ({"size": 1}, "no setting size")], ids=str)
def test_bad_settings_are_refused_with_words(settings, said):
    with pytest.raises((traitlets.TraitError, TypeError), match=said):
        Nudge(**settings)


def test_another_calculation_begins_with_its_own_inputs():
    nudge = Nudge(nudge=0.3)
    nudge.circuit = "a weight of the example network"
    assert nudge.inputs == {"w": 0.5} and nudge.nudged == "w" and nudge.nudge == 0.3


@EVERY
def test_the_still_says_what_the_settings_are(circuit):
    nudge = Nudge(circuit=circuit)
    drawn = xml.fromstring(nudge.still())
    assert drawn.find("{*}title").text == nudge.alt()
    texts = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert all(one["name"] in texts for one in nudge.nodes())
    before = nudge.still()
    nudge.nudge = -0.5
    assert nudge.still() != before and "−0.5" in nudge.alt()


@needs_a_browser
@EVERY
def test_the_page_shows_what_python_computes(circuit, room):
    nudge = Nudge(circuit=circuit, nudge=0.25)
    seen = room(nudge)
    for name in nudge.inputs:
        nudge.nudged = name
        seen.put(nudged=name)
        assert np.isclose(seen.value("derivative"), nudge.derivatives[name], rtol=1e-12, atol=1e-14)
        assert np.isclose(seen.value("measured"), nudge.measured, rtol=1e-9, atol=1e-14)
        assert np.isclose(seen.value("promised"), 0.25 * nudge.derivatives[name], rtol=1e-12, atol=1e-14)
        shown = [row.locator("td").nth(1).get_attribute("data-value") for row in seen.part("tbody tr").all()]
        assert np.allclose([float(one) for one in shown], [p for _, p in nudge.paths], rtol=1e-12)
    assert seen.errors == []


@needs_a_browser
def test_it_is_dragged_by_mouse_and_by_keys(room):
    nudge, seen = Nudge(), room(Nudge())
    seen.drag("the nudge", 0, -27)
    moved = seen.setting("nudge")
    assert 0.3 < moved < 0.8
    nudge.nudge = moved
    assert np.isclose(seen.value("measured"), nudge.measured, rtol=1e-12)
    seen.press("the nudge", "ArrowDown", 2)
    seen.press("the nudge", "Shift+ArrowDown")
    assert np.isclose(seen.setting("nudge"), moved - 0.12)
    seen.press("x", "ArrowRight", 3)
    assert np.isclose(seen.setting("inputs")["x"], 2.03)
    seen.choose("calculation", "one neuron")
    seen.choose("nudge which", "b")
    nudge.circuit = "one neuron"
    assert np.isclose(seen.value("derivative"), nudge.derivatives["b"], rtol=1e-12)
    seen.click("Start from here")
    assert seen.setting("nudge") == 0 and np.isclose(seen.setting("inputs")["b"], -0.4 + moved - 0.12)
    seen.page.get_by_label("show dE/d of each value").check()
    seen.settle()
    assert len(re.findall(r"dE/d\w+ = ", seen.text("svg"))) == 7
    seen.keep("nudge")
    assert seen.errors == []


@needs_a_browser
@pytest.mark.parametrize("text, said", [
    ("much", "is no number"), ("1e9", "out of range"), ("nan", "is no number"), ("", "Nothing is written"),
    ("0,5", "has a comma")], ids=str)
def test_what_is_no_number_is_refused_and_the_picture_stays(text, said, room):
    seen = room(Nudge())
    before = seen.value("measured")
    field = seen.type("nudge", text)
    assert said in seen.wrong() and field.get_attribute("aria-invalid") == "true"
    assert seen.value("measured") == before and seen.setting("nudge") == 0.1
    seen.type("nudge", "−0.2")
    assert seen.wrong() == "" and seen.setting("nudge") == -0.2


@needs_a_browser
def test_the_change_travels_unless_somebody_wants_no_motion(room):
    changes = ("[...document.querySelectorAll('.bp svg text')]"
               ".filter((one) => /^[+−]\\d/.test(one.textContent)).length")
    seen = room(Nudge(circuit="a chain"))
    everywhere = seen.page.evaluate(changes)
    seen.click("Watch it travel")
    assert seen.page.evaluate(changes) < everywhere
    seen.page.wait_for_function(f"{changes} === {everywhere}")
    calm = room(Nudge(circuit="a chain"), calm=True)
    calm.click("Watch it travel")
    assert calm.page.evaluate(changes) == everywhere
