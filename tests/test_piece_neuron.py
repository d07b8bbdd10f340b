import xml.etree.ElementTree as xml

import numpy as np
import pytest
import traitlets
from piece_room import needs_a_browser

from course_lib.gradcheck import central_difference
from course_lib.widgets import Neuron
from course_lib.widgets.neuron import CLOSE, MOST, STARTS, _closely

SQUARED, CROSS = "half squared error", "two-class cross-entropy"
EVERY = pytest.mark.parametrize("start", STARTS)
SAME = dict(rtol=1e-12, atol=1e-15)


@EVERY
def test_the_gradient_is_delta_times_what_comes_in_and_a_nudge(start):
    neuron = Neuron(**STARTS[start])
    x, y = neuron.example
    assert np.allclose(neuron.gradient, neuron.delta * np.append(x[0], 1), **SAME)
    assert np.isclose(neuron.delta, (neuron.a - neuron.y) * neuron.slope, **SAME)
    net = neuron.network
    nudged = central_difference(lambda theta: net.at(theta).error(x, y), net.theta)
    assert np.allclose(neuron.gradient, nudged, rtol=1e-6, atol=1e-9)
    assert not np.allclose(neuron.gradient + 0.01, nudged, rtol=1e-6, atol=1e-9)


def test_the_steps_are_those_of_the_notebooks():
    needed = [Neuron(b=z - 1.8).steps_needed for z in (1.0, 2.0, 4.0, 6.0, 8.0)]
    assert needed[0][SQUARED] == 82 and needed[-1] == {SQUARED: 3260, CROSS: 20}
    neuron = Neuron(b=6.2, loss=CROSS)
    for left in range(20, -1, -1):
        assert neuron.steps_needed[CROSS] == left
        before, gradient = neuron.network.theta.copy(), neuron.gradient
        neuron.step()
        assert np.array_equal(neuron.network.theta, before - 0.5 * gradient)
    assert neuron.a < CLOSE


@pytest.mark.parametrize("settings, needed", [
    (STARTS["a ReLU that is silent"], {SQUARED: None}), (dict(b=40.0), {SQUARED: None, CROSS: 55}),
    (dict(phi="linear", eta=10.0), {SQUARED: None}), (dict(y=1.0, w1=9.0), {SQUARED: 0, CROSS: 0}),
    (dict(b=12.0), {SQUARED: None, CROSS: 26}), (dict(y=1.5), {SQUARED: None})], ids=str)
def test_steps_that_never_come_are_none(settings, needed):
    assert Neuron(**settings).steps_needed == needed


@pytest.mark.parametrize("settings, said", [
    ({"w1": float("nan")}, "finite number was expected"), ({"w1": 1e9}, "than 100"), ({"b": "much"}, "float"),
    ({"eta": 1e9}, "than 100"), ({"eta": 0}, "than 0.0001"), ({"inputs": 3}, "inputs"),
    ({"phi": "step"}, "logistic"), ({"loss": CROSS, "phi": "tanh"}, "goes with the logistic only"),
    ({"loss": CROSS, "y": 2.0}, "is a probability"), ({"w": [1, 2]}, "no setting w")], ids=str)
def test_bad_settings_are_refused_with_words(settings, said):
    with pytest.raises((traitlets.TraitError, TypeError), match=said):
        Neuron(**settings)


def test_a_refused_setting_leaves_the_others():
    neuron = Neuron(loss=CROSS)
    for name, value in (("phi", "relu"), ("y", -1.0)):
        with pytest.raises(traitlets.TraitError):
            setattr(neuron, name, value)
    assert (neuron.phi, neuron.y) == ("logistic", 0.0)
    neuron.set_state({"phi": "tanh", "loss": SQUARED, "y": -1.0})       # both at once, as the page sends them
    assert (neuron.phi, neuron.loss, neuron.y) == ("tanh", SQUARED, -1.0)


@EVERY
def test_the_still_says_what_the_settings_are(start):
    neuron = Neuron(**STARTS[start])
    before = neuron.still()
    assert xml.fromstring(before).find("{*}title").text == neuron.alt() and len(before) < 14_000
    neuron.w1 = 3.25
    assert neuron.still() != before and "w1 = 3.25" in neuron.alt()
    texts = [one.text for one in xml.fromstring(neuron.still()).iter("{http://www.w3.org/2000/svg}text")]
    assert {"w1 = 3.25", "Σ"} <= set(texts)
    assert Neuron(**neuron.settings()).still() == neuron.still()
    for name in ("over", "inputs"):
        assert name in neuron.settings()


def agree(seen, neuron):
    for name in ("z", "a", "E", "delta", "slope"):
        assert np.isclose(seen.value(name), getattr(neuron, name), **SAME), name
    shown = [seen.value(f"dE/d{name}") for name in neuron.parameters]
    assert np.allclose(shown, neuron.gradient, **SAME)
    needed = neuron.steps_needed
    for name, loss in (("needs squared", SQUARED), ("needs cross", CROSS)):
        steps = seen.value(name)
        assert np.isnan(steps) if needed.get(loss) is None else steps == needed[loss]


@needs_a_browser
def test_the_page_shows_what_python_computes(room):
    seen = room(Neuron())
    for start in STARTS:
        seen.choose("start", start)
        agree(seen, Neuron(**STARTS[start]))
    seen.choose("start", "saturated: z = 8")
    seen.choose("error E", "cross-entropy")
    agree(seen, Neuron(b=6.2, loss=CROSS))
    seen.put(x1=-1.25, w2=-3.0, y=0.75, b=0.1)
    agree(seen, Neuron(x1=-1.25, w2=-3.0, y=0.75, b=0.1, loss=CROSS))
    assert seen.text('[data-name="start"] option:checked') == "set by hand"
    assert seen.errors == []


@needs_a_browser
def test_it_is_dragged_by_mouse_and_by_keys(room):
    seen, neuron = room(Neuron()), Neuron()
    seen.drag("the point on the map of E", -60, 45)
    w1, w2 = seen.setting("w1"), seen.setting("w2")
    assert -1.8 < w1 < -1.1 and -1.9 < w2 < -1.2
    seen.drag("the point on the curve of E", 40, 25)
    assert seen.setting("w1") > w1 + 1 and seen.setting("w2") == w2
    seen.drag("x2 in the drawing", 0, -30)
    assert seen.setting("x2") > 1.2
    seen.press("the point on the map of E", "ArrowUp", 3)
    seen.press("the point on the map of E", "Shift+ArrowLeft")
    assert np.isclose(seen.setting("w2"), w2 + 0.15)
    seen.press("y in the drawing", "ArrowUp", 2)
    assert np.isclose(seen.setting("y"), 0.1)
    seen.press("b", "ArrowLeft", 10)
    seen.choose("map over", "w1 and b")
    b = seen.setting("b")
    seen.press("the point on the map of E", "ArrowDown")
    assert np.isclose(b, -0.6) and np.isclose(seen.setting("b"), b - 0.05)
    for name in ("w1", "w2", "b", "x1", "x2", "y"):
        setattr(neuron, name, seen.setting(name))
    agree(seen, neuron)
    seen.page.get_by_label("a second input").uncheck()
    seen.settle()
    neuron.inputs = 1
    agree(seen, neuron)
    seen.keep("neuron")
    assert seen.errors == []


@needs_a_browser
def test_steps_are_counted_and_undone(room):
    seen, neuron = room(Neuron()), Neuron()
    for _ in range(3):
        seen.click("Take a step")
        neuron.step()
    agree(seen, neuron)
    assert seen.value("steps") == 3
    seen.click("Back")
    agree(seen, Neuron())
    assert seen.value("steps") == 0
    seen.choose("start", "saturated: z = 8")
    seen.click("Run until a is close")
    seen.page.wait_for_function("+document.querySelector('[data-name=steps]').dataset.value > 30")
    seen.click("Stop")
    steps, saturated = int(seen.value("steps")), Neuron(b=6.2)
    for _ in range(steps):
        saturated.step()
    agree(seen, saturated)
    assert seen.value("needs squared") == 3260 - steps
    seen.choose("error E", "cross-entropy")
    seen.click("Run until a is close")
    seen.page.wait_for_function("[...document.querySelectorAll('.bp button')].every((one) => "
                                "one.textContent !== 'Stop')")
    seen.settle()
    assert seen.value("steps") == 20 and seen.value("a") <= CLOSE
    seen.keep("neuron_run")
    assert seen.errors == []


@needs_a_browser
def test_without_motion_a_run_comes_at_once(room):
    seen = room(Neuron(b=6.2), calm=True)
    seen.click("Run until a is close")
    assert seen.value("steps") == 3260 and seen.value("a") <= CLOSE and MOST > 3260


@needs_a_browser
def test_what_runs_away_or_stands_still_says_so(room):
    seen = room(Neuron(phi="linear", eta=10.0))
    seen.click("Run until a is close")
    seen.page.wait_for_function("document.querySelector('.bp p.wrong').textContent !== ''")
    assert "run away" in seen.wrong() and np.isfinite(seen.value("E")) and abs(seen.setting("w1")) <= 100
    seen.choose("start", "a ReLU that is silent")
    assert seen.wrong() == ""
    seen.click("Take a step")
    assert "gradient is 0" in seen.wrong() and seen.value("steps") == 0


@needs_a_browser
def test_cross_entropy_explains_what_it_goes_with(room):
    seen = room(Neuron(phi="linear", y=2.0))
    seen.choose("error E", "cross-entropy")
    assert seen.setting("phi") == "logistic" and seen.setting("y") == 1
    assert "logistic only" in seen.text("p[role=status]") and "y is 1 now" in seen.text("p[role=status]")
    field = seen.type("y", "1.5")
    assert "out of range" in seen.wrong() and field.get_attribute("aria-invalid") == "true"
    seen.choose("activation", "tanh")
    assert seen.setting("loss") == SQUARED and "half the squared error" in seen.text("p[role=status]")
    agree(seen, Neuron(phi="tanh", y=1.0))


@needs_a_browser
@pytest.mark.parametrize("label, text, said", [
    ("w1", "much", "is no number"), ("η", "1e9", "out of range"), ("x1", "", "Nothing is written"),
    ("b", "nan", "is no number"), ("y", "0,5", "has a comma")], ids=str)
def test_what_is_no_number_is_refused_and_the_picture_stays(label, text, said, room):
    seen = room(Neuron())
    field = seen.type(label, text)
    assert said in seen.wrong() and field.get_attribute("aria-invalid") == "true"
    agree(seen, Neuron())


DIGITS = {0.785835: "0.7858", 0.9896: "0.9896", 0.99966: "0.9997", 0.99998: "0.99998", 1 - 3e-8: "1 − 3e−8",
          3e-8 - 1: "−1 + 3e−8", 1.0: "1", -1.0: "−1", 0.0: "0", 3e-4: "0.0003", -0.25: "−0.2500"}


@pytest.mark.parametrize("value, text", DIGITS.items())
def test_an_activity_close_to_its_bound_has_the_digits_that_say_how_close(value, text):
    assert _closely(value) == text


@needs_a_browser
def test_a_saturated_activity_is_seen_to_move(room):
    seen = room(Neuron(b=6.2))
    shown = '[data-name="a"]'
    assert seen.text(shown) == "a = 0.9997" and seen.text("td:nth-of-type(1)") == "0.9997"
    for z in (6.0, 9.0, 12.0, 17.0, 40.0):
        seen.put(b=z - 1.8)
        assert seen.text(shown) == f"a = {_closely(seen.value('a'))}"
    seen.put(b=-1.11)
    assert seen.text('[data-name="delta"]') == "δ = 0.1481"
    seen.put(b=-1.05)
    assert seen.text('[data-name="delta"]') == "δ = 0.1480"


@needs_a_browser
def test_the_arrow_on_the_map_comes_where_the_notebook_says(room):
    seen = room(Neuron(b=6.2))
    def arrow(b):
        seen.put(b=b)
        return seen.part("svg path.arrow[style]").evaluate("(one) => one.getAttribute('display') !== 'none'")
    assert [arrow(b) for b in (6.2, 2.7, 1.6, 1.5, -0.5)] == [False, False, False, True, True]


@needs_a_browser
def test_each_number_has_one_range_by_hand(room):
    seen = room(Neuron())
    for name, edge in dict(w1=8, w2=8, b=8, x1=2, x2=2, y=2).items():
        grip = seen.part(f'.handle[aria-label="{name} in the drawing"]')
        field = seen.part(f'input[type=range][data-name="{name}"]').first
        assert grip.get_attribute("aria-valuemax") == field.get_attribute("max") == f"{edge}"
        for key, end in (("End", edge), ("Home", -edge)):
            seen.press(f"{name} in the drawing", key)
            assert seen.setting(name) == end
    seen.drag("the point on the map of E", -200, 40)
    assert seen.setting("w1") == -8
    seen.type("w1", "40")                                # typed beyond it: the slider goes along, and says so
    field = seen.part('input[type=range][data-name="w1"]')
    assert field.get_attribute("max") == "64" and float(field.input_value()) == 40
    seen.type("w1", "3")
    assert field.get_attribute("max") == "8"


@needs_a_browser
def test_the_other_error_is_counted_where_it_is_of_interest(room):
    seen = room(Neuron())
    other = seen.part('[data-name="needs cross"]')
    assert not other.is_visible() and "—" not in seen.text(".readouts")
    seen.choose("error E", "cross-entropy")
    assert other.is_visible()
    seen.choose("error E", "half squared error")
    assert not other.is_visible()
    seen.choose("start", "saturated: z = 8")
    assert other.is_visible() and seen.value("needs cross") == 20
    seen.choose("activation", "tanh")
    assert not other.is_visible()


@needs_a_browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("settings", [
    {}, dict(b=15.0), dict(phi="linear", w1=-8.0, w2=-8.0, b=-8.0, x1=2.0, x2=2.0, y=2.0),
    dict(b=20.5, y=-2.0), dict(b=-20.8, x1=-1.5), dict(inputs=1, w1=-8.0, b=4.0)], ids=str)
def test_all_words_of_the_neuron_have_room(width, settings, room):
    seen = room(Neuron(**settings), width=width)
    found = seen.page.evaluate("""() => {
      const svg = document.querySelector(".bp svg"), frame = svg.getBoundingClientRect(), wrong = [];
      const box = svg.parentElement;
      if (box.scrollWidth > box.clientWidth + 1) wrong.push("it has to be scrolled");
      const texts = [...svg.querySelectorAll("text")].filter((one) => one.textContent
        && one.getClientRects().length && !one.closest("[display=none]")).map((one) =>
        [one.textContent, one.getBoundingClientRect()]);
      const things = [...texts, ["the box", [...svg.querySelectorAll("rect")].find((one) =>
        one.getAttribute("rx") === "6").getBoundingClientRect()]];
      for (const [text, a] of texts) {
        if (a.left < frame.left - 1 || a.right > frame.right + 1) wrong.push(`${text} is cut`);
        for (const [other, b] of things)
          if (text < other && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4) wrong.push(`${text} on ${other}`);
      }
      const pill = svg.querySelector(".handle"), [reach, edge] = [...pill.querySelectorAll("rect")]
        .map((one) => one.getBoundingClientRect());
      if (reach.height > 1.5 * edge.height || reach.width < edge.width) wrong.push("the reach of a pill");
      return wrong;
    }""")
    assert found == []
