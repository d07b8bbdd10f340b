import xml.etree.ElementTree as xml

import numpy as np
import pytest
import traitlets
from piece_room import needs_a_browser

from course_lib.backprop import backprop
from course_lib.example import example
from course_lib.path_sum import path_sum
from course_lib.widgets import StepPlayer
from course_lib.widgets.step_still import formula

LIT = "[...document.querySelectorAll('.bp svg text[stroke*=mark]')].map((one) => one.dataset.name)"
NEXT = "[...document.querySelectorAll('.bp button')].find((one) => one.innerText.startsWith('next')).click()"
SOFTMAX, TWO = "categorical cross-entropy", "two-class cross-entropy"
NETWORKS = pytest.mark.parametrize("settings", [
    {}, {"sizes": [3, 4, 2], "phi": ["tanh", "linear"]},
    {"sizes": [2, 5, 4, 3, 2], "phi": ["relu", "gelu", "softplus", "tanh"]},
    {"sizes": [2, 3, 3], "loss": SOFTMAX}, {"sizes": [4, 2, 1], "loss": TWO}, {"sizes": [1, 1]}], ids=str)


def named_values(player):
    """{name in the page: value} of all that a whole cycle computes, by the library's backprop."""
    net, trace, found = player.network, player.trace, {"E": player.E}
    after = player.after_update
    for l in range(1, net.L + 1):
        with_slope = l < net.L or player.loss == "half squared error"
        for j in range(net.sizes[l]):
            for name in ("z", "a", "delta", *["slope"] * with_slope):
                found[f"{name}[{l}][0, {j}]"] = getattr(trace, name)[l][0, j]
            found[f"b[{l}][{j}]"] = after.b[l][j]
    return found


def test_it_begins_as_the_example_does():
    player, (net, x, y) = StepPlayer(), example()
    E, gradient = backprop(net, x, y)
    assert player.E == E and np.array_equal(player.gradient, gradient)
    assert np.array_equal(player.after_update.theta, net.theta - 0.5 * gradient)
    assert player.after_update.error(x, y) < E
    player.next_cycle()
    assert (player.step, player.cycle) == (0, 2) and player.E < E and np.array_equal(player.start, net.theta)


@NETWORKS
def test_the_paths_of_every_weight_add_up_to_its_entry(settings):
    player = StepPlayer(**settings)
    _, gradient = path_sum(player.network, player.x[None], player.y[None])
    assert np.allclose(player.gradient, gradient, rtol=1e-12, atol=1e-15)
    for l in range(1, len(player.sizes)):
        for j in range(player.sizes[l]):
            for i in range(player.sizes[l - 1]):
                player.weight = (l, j, i)
                products = [product for _, _, product in player.paths]
                assert len(products) == np.prod(player.sizes[l + 1:])
                assert np.isclose(sum(products), player.trace.dW[l][j, i], rtol=1e-9, atol=1e-15)
                assert not np.isclose(sum(products) + 1e-3, player.trace.dW[l][j, i], rtol=1e-9, atol=1e-15)


@NETWORKS
def test_the_steps_are_in_an_order_in_which_they_can_be_computed(settings):
    player = StepPlayer(**settings)
    steps, L = player.steps, len(player.sizes) - 1
    at = {step: k for k, step in enumerate(steps)}
    assert len(at) == len(steps) == player.last + 1
    for l in range(1, L + 1):
        for j in range(player.sizes[l]):
            assert at["z", l, j] < at["a", l, j] < at["E", L, 0] < at["delta", l, j] < at["dW", l, j]
            assert all(l == 1 or at["a", l - 1, i] < at["z", l, j] for i in range(player.sizes[l - 1]))
            above = player.sizes[l + 1] if l < L else 0
            assert all(at["delta", l + 1, k] < at["delta", l, j] for k in range(above))
            assert max(at["dW", L, k] for k in range(player.sizes[L])) < at["W", l, j] < at["b", l, j]


@pytest.mark.parametrize("settings, said", [
    ({"sizes": [2]}, "2 to 5 layers"), ({"sizes": [2, 6, 1]}, "1 to 5 units"),
    ({"sizes": "many"}, "2 to 5 layers"), ({"sizes": [2, 2.5]}, "2 to 5 layers"),
    ({"phi": ["tanh"]}, "has 2 layers"), ({"phi": ["softmax", "tanh"]}, "softmax goes"),
    ({"phi": ["logistic", "wavy"]}, "wavy"), ({"loss": TWO, "phi": ["tanh", "tanh"]}, "goes with logistic"),
    ({"loss": "cubes"}, "half squared error"), ({"theta": [1.0, 2.0]}, "needs 17"),
    ({"theta": [1e9] * 17}, "larger than"), ({"x": [0.5]}, "takes in 2"),
    ({"x": [0.5, float("nan")]}, "finite"),
    ({"y": [1, 0, 0]}, "puts out 2"), ({"loss": SOFTMAX, "y": [1, 1]}, "sum to 1"),
    ({"loss": TWO, "y": [2, 0]}, "between 0 and 1"), ({"eta": 1e9}, "eta"), ({"eta": "fast"}, "float"),
    ({"step": 42}, "steps 0 to 41"), ({"step": -1}, "steps 0 to 41"),
    ({"weight": (3, 0, 0)}, "counted from 0"),
    ({"weight": (1, 0, 2)}, "counted from 0"), ({"weight": (1, 0)}, "counted from 0"),
    ({"granularity": "fast"}, "layer"), ({"speed": 1}, "no setting speed")], ids=str)
def test_bad_settings_are_refused_with_words(settings, said):
    with pytest.raises((traitlets.TraitError, TypeError), match=said):
        StepPlayer(**settings)


def test_what_is_refused_later_leaves_the_last_good_settings():
    player = StepPlayer(step=20)
    for name, value in (("step", 99), ("x", [1.0]), ("sizes", [9, 9]), ("weight", [7, 7, 7])):
        with pytest.raises(traitlets.TraitError):
            setattr(player, name, value)
    assert player.settings() == StepPlayer(step=20).settings()


def test_other_sizes_bring_weights_inputs_and_targets_that_fit():
    player = StepPlayer(step=30, weight=(2, 1, 2), phi=["tanh", "linear"])
    player.sizes = [3, 5, 4, 1]
    assert player.phi == ["tanh", "tanh", "linear"] and len(player.x) == 3 and len(player.y) == 1
    assert player.step == 0 and player.weight == [] and np.isfinite(player.gradient).all()
    first = player.theta.copy()
    player.draw()
    assert not np.array_equal(first, player.theta) and np.array_equal(player.theta, player.theta.round(1))
    player.loss = SOFTMAX
    assert player.phi == ["tanh", "tanh", "softmax"] and player.y.tolist() == [1.0]
    player.loss = "half squared error"
    assert player.phi[-1] == "logistic"


@NETWORKS
def test_the_settings_make_the_same_piece_again(settings):
    player = StepPlayer(**settings)
    player.step, player.granularity, player.weight = player.last // 2, "layer by layer", [1, 0, 0]
    again = StepPlayer(**player.settings())
    assert again.settings() == player.settings() and again.still() == player.still() and again.E == player.E


@NETWORKS
def test_the_still_shows_what_has_been_computed_and_no_more(settings):
    player, shown = StepPlayer(**settings), []
    for k in range(player.last + 1):
        player.step = k
        drawn = xml.fromstring(player.still())
        assert drawn.find("{*}title").text == player.alt()
        texts = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
        shown.append(sum(text.startswith("δ ") for text in texts))
        assert f"of {player.last}" in player.alt()
    assert shown == sorted(shown) and shown[0] == 0 and shown[-1] == sum(player.sizes[1:])


@needs_a_browser
@NETWORKS
def test_the_page_shows_what_python_computes(settings, room):
    player = StepPlayer(**settings, weight=(1, 0, 0))
    player.step = player.last
    seen = room(player)
    for name, value in named_values(player).items():
        assert np.isclose(seen.value(name), value, rtol=1e-12, atol=1e-15), name
    trace, entry = player.trace, player.trace.dW[1][0, 0]
    assert np.isclose(seen.value("sum of paths"), entry, rtol=1e-9, atol=1e-15)
    assert np.isclose(seen.value("dW of the weight"), entry, rtol=1e-12, atol=1e-15)
    after = player.after_update.error(player.x[None], player.y[None])
    assert np.isclose(seen.value("E after"), after, rtol=1e-12)
    seen.put(step=player.steps.index(("dW", 1, 0)))
    shown = [float(one) for one in seen.part('[data-name="result"]').get_attribute("data-value").split()]
    assert np.allclose(shown, trace.dW[1][0], rtol=1e-12, atol=1e-15)
    assert np.isclose(seen.value("dW[1][0, 0]"), entry, rtol=1e-12, atol=1e-15)
    assert seen.errors == []


@needs_a_browser
def test_forward_and_back_again_hides_what_is_not_computed(room):
    player, seen = StepPlayer(), room(StepPlayer())
    shown = "[...document.querySelectorAll('.bp svg [data-value]')].map((one) => one.dataset.name)"
    at_first = seen.page.evaluate(shown)
    assert "z[1][0, 0]" not in at_first and "E" not in at_first
    lines = {}
    for k in range(1, player.last + 1):
        seen.page.evaluate(NEXT)
        seen.settle()
        player.step = k
        name, says, _ = formula(player)
        assert seen.text('[data-name="formula"] code') == name and says in seen.text('[data-name="formula"]')
        line, l, j = player.steps[k]
        lit = seen.page.evaluate(LIT)
        if line not in ("E", "a"):
            assert lit and all(one.startswith(f"{line}[{l}][") for one in lit), (line, lit)
        assert seen.part("pre mark").count() == 1
        lines[line] = seen.text("pre mark")
    assert lines["delta"] == "    delta[l-1] = delta[l] @ W[l] * slope[l-1]"
    assert lines["z"] == "    z[l] = a[l-1] @ W[l].T + b[l]"
    everything = seen.page.evaluate(shown)
    assert {"delta[1][0, 2]", "E", "slope[2][0, 1]"} <= set(everything)
    seen.press("next ▸", "ArrowLeft", player.last, role="button")
    assert seen.page.evaluate(shown) == at_first and seen.setting("step") == 0
    assert seen.errors == []


@needs_a_browser
def test_it_is_stepped_by_mouse_and_by_keys(room):
    seen = room(StepPlayer(step=5))
    seen.press("step", "ArrowRight", 3)
    assert seen.setting("step") == 8
    seen.press("next ▸", "ArrowLeft", 2, role="button")
    assert seen.setting("step") == 6
    seen.press("next ▸", "End", role="button")
    assert seen.setting("step") == 41
    seen.drag("step", -200, 0)
    assert 5 < seen.setting("step") < 36
    seen.click("first")
    seen.page.get_by_label("layer by layer").check()
    seen.settle()
    for _ in range(9):
        seen.click("next ▸")
    assert seen.setting("step") == 21 and "9 of 17" in seen.text('[data-name="counter"]')    # all of delta[1]
    assert len(seen.part('[data-name="result"]').all()) == 3
    spoken = seen.page.get_by_role("slider", name="step", exact=True)
    assert StepPlayer(step=21, granularity="layer by layer").counter == ("line", 9, 17)
    assert spoken.get_attribute("aria-valuetext").startswith("line 9 of 17")
    assert (spoken.get_attribute("aria-valuenow"), spoken.get_attribute("aria-valuemax")) == ("9", "17")
    seen.click("◂ back")
    assert seen.setting("step") == 18 and seen.part('[data-name="delta[1][0, 0]"]').count() == 0
    seen.keep("step_player")
    assert seen.errors == []


@needs_a_browser
def test_what_a_later_notebook_brings_is_pale_until_one_goes_there(room):
    pale = "[...document.querySelectorAll('.bp pre span[style*=opacity]')].map((one) => one.innerText.trim())"
    player, seen = StepPlayer(step=2, until="E"), room(StepPlayer(step=2, until="E"))
    assert seen.page.evaluate(pale)[0].startswith("delta[L]") and len(seen.page.evaluate(pale)) == 9
    assert "# later" in seen.text("pre") and player.still().count('opacity="0.5"') == 9
    seen.click("last")
    assert player.steps[seen.setting("step")][0] == "E" and len(seen.page.evaluate(pale)) == 9
    seen.click("next ▸")
    assert len(seen.page.evaluate(pale)) == 6
    seen.click("last")
    assert seen.setting("step") == player.last and seen.page.evaluate(pale) == []
    assert seen.value("E new") == seen.value("E after") and "→ 0.2624" in seen.text("svg [data-name='E new']")
    with pytest.raises(traitlets.TraitError):
        StepPlayer(until="page 3")


@needs_a_browser
@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("settings", [{"sizes": [2, 3, 3, 3, 2]}, {"sizes": [2, 3, 3, 2]}, {}], ids=str)
def test_numbers_on_lines_do_not_lie_on_each_other(settings, width, room):
    player = StepPlayer(**settings, weight=(1, 0, 0))
    seen = room(player, width=width)
    overlap = """() => { const boxes = [...document.querySelectorAll('.bp svg text[data-name^="W["]')]
        .filter((one) => one.textContent).map((one) => one.getBoundingClientRect());
        return boxes.filter((a, k) => boxes.slice(0, k).some((b) =>
          Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3 &&
          Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6)).length; }"""
    for k in range(0, player.last + 1, 3):
        seen.put(step=k)
        assert seen.page.evaluate(overlap) == 0, k
    seen.put(step=player.last)
    assert seen.page.evaluate(overlap) == 0
    if width == 400:
        for box in seen.part(".scroll").all():
            assert box.evaluate("(one) => one.scrollWidth - one.clientWidth") <= (
                80 if len(player.sizes) > 4 else 1)


@needs_a_browser
def test_a_column_has_the_same_decimals_everywhere(room):
    seen = room(StepPlayer(step=41, weight=(1, 2, 1)))
    cells = [seen.text(f'[data-name="path {k}"]') for k in (0, 1)] + [seen.text('[data-name="sum of paths"]')]
    assert cells == ["−0.0094", "0.0330", "0.0236"]
    assert "= 0.0330" in StepPlayer(step=41, weight=(1, 2, 1)).still()


@needs_a_browser
def test_a_weight_is_chosen_by_a_click_and_by_keys_and_is_moved(room):
    player, seen = StepPlayer(step=41), room(StepPlayer(step=41))
    line = seen.part('[data-weight="1,1,0"]')
    box = line.bounding_box()
    seen.page.mouse.click(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"] + 2)
    seen.settle()
    assert seen.setting("weight") == [1, 1, 0]
    seen.page.keyboard.press("Tab")
    seen.part('[data-weight="1,1,0"]').focus()
    for _ in range(3):
        seen.page.keyboard.press("ArrowRight")
    seen.settle()
    assert seen.setting("weight") == [1, 2, 1]
    player.weight = (1, 2, 1)
    assert np.allclose([seen.value(f"path {k}") for k in (0, 1)], [p for *_, p in player.paths], rtol=1e-12)
    seen.type("w₃₂⁽¹⁾", "-1.5")
    seen.type("x₁", "2")
    seen.type("y₂", "0.3")
    theta = player.theta.copy()
    theta[5] = -1.5
    player.theta, player.x, player.y = theta, [2, 1], [1, 0.3]
    assert seen.setting("theta")[5] == -1.5
    for name, value in named_values(player).items():
        assert np.isclose(seen.value(name), value, rtol=1e-12, atol=1e-15), name
    assert np.isclose(seen.value("sum of paths"), player.trace.dW[1][2, 1], rtol=1e-9)
    assert not np.isclose(seen.value("sum of paths"), StepPlayer().trace.dW[1][2, 1], rtol=1e-3)
    seen.page.keyboard.press("Escape")
    seen.part('[data-weight="1,2,1"]').focus()
    seen.page.keyboard.press("Enter")
    seen.settle()
    assert seen.setting("weight") == [] and seen.part('[data-name="sum of paths"]').count() == 0
    assert seen.errors == []


@needs_a_browser
def test_cycles_follow_one_another_and_a_runaway_is_told(room):
    player, seen = StepPlayer(eta=5), room(StepPlayer(eta=5))
    for cycle in range(2, 5):
        seen.click("last")
        seen.click("next cycle")
        player.next_cycle()
        assert (seen.setting("step"), seen.setting("cycle")) == (0, cycle)
        assert np.allclose(seen.setting("theta"), player.theta, rtol=1e-11)
    seen.click("start anew")
    assert seen.setting("theta") == StepPlayer().theta.tolist() and seen.setting("cycle") == 1
    wild = StepPlayer(sizes=[1, 1], phi=["linear"], theta=[900, 0], x=[50], y=[0], eta=100)
    wild.step = wild.last
    seen = room(wild)
    before = seen.value("E after")
    seen.click("next cycle")
    assert "runs away" in seen.wrong() and seen.setting("theta") == [900, 0]
    assert seen.value("E after") == before
    assert seen.errors == []


@needs_a_browser
def test_another_network_is_asked_for(room):
    seen = room(StepPlayer(step=12, weight=(1, 0, 0)))
    seen.page.get_by_text("Another network").click()
    field = seen.page.get_by_role("textbox", name="units", exact=True)
    for text in ("2-9-1", "3", "a-b", "", "2-2.5"):
        field.fill(text)
        field.press("Tab")
        seen.settle()
        assert "such as 2-3-2" in seen.wrong()
        assert (seen.setting("sizes"), seen.setting("step")) == ([2, 3, 2], 12)
    field.fill("3-5-4-3")
    field.press("Tab")
    seen.settle()
    assert seen.wrong() == "" and seen.setting("sizes") == [3, 5, 4, 3] and seen.setting("step") == 0
    seen.choose("φ, hidden", "tanh")
    seen.choose("outputs", f"softmax, {SOFTMAX}")
    seen.click("new weights")
    seen.click("last")
    names = StepPlayer.names()
    player = StepPlayer(**{name: seen.setting(name) for name in names})
    assert player.phi == ["tanh", "tanh", "softmax"]
    for name, value in named_values(player).items():
        assert np.isclose(seen.value(name), value, rtol=1e-12, atol=1e-15), name
    seen.type("y₁", "0.4")
    seen.type("y₂", "0.5")
    assert np.allclose(seen.setting("y"), [0.4 * 0.5 / 0.7, 0.5, 0.3 * 0.5 / 0.7])
    seen.click("the course's example")
    assert {name: seen.setting(name) for name in ("sizes", "loss", "step")} == {"sizes": [2, 3, 2], "step": 0,
                                                                               "loss": "half squared error"}
    assert seen.errors == []


@needs_a_browser
@pytest.mark.parametrize("label, text, said", [
    ("x₁", "much", "is no number"), ("x₁", "1e9", "out of range"), ("y₂", "", "Nothing is written"),
    ("η", "1e9", "out of range"), ("η", "0", "out of range"), ("η", "nan", "is no number")], ids=str)
def test_what_is_no_number_is_refused_and_the_picture_stays(label, text, said, room):
    seen = room(StepPlayer(step=41))
    before = seen.value("E after")
    field = seen.type(label, text)
    assert said in seen.wrong() and field.get_attribute("aria-invalid") == "true"
    assert seen.value("E after") == before
    seen.type(label, "0.7")
    assert seen.wrong() == "" and seen.value("E after") != before


@needs_a_browser
@pytest.mark.parametrize("width", [400, 700])
def test_it_reads_on_a_narrow_page(width, room):
    seen = room(StepPlayer(step=20, weight=(1, 1, 0)), width=width, dark=True)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.value("delta[1][0, 1]") == pytest.approx(StepPlayer().trace.delta[1][0, 1], rel=1e-12)
    seen.keep(f"step_player_{width}")
    assert seen.errors == []
