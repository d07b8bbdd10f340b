import xml.etree.ElementTree as xml

import numpy as np
import pytest
import traitlets
from piece_room import needs_a_browser

from course_lib.optimizers import Adam, Momentum
from course_lib.widgets import Downhill
from course_lib.widgets.downhill import FAR, RULES, SURFACES

EVERY = pytest.mark.parametrize("surface", SURFACES)
ALL = list(RULES)


@EVERY
def test_the_gradient_is_that_of_e(surface):
    downhill, h = Downhill(surface=surface), 1e-6
    for place in (downhill.start, downhill.lowest + 0.3):
        measured = [(downhill.error(place + h * e) - downhill.error(place - h * e)) / (2 * h)
                    for e in np.eye(2)]
        assert np.allclose(downhill.gradient(place), measured, rtol=1e-6, atol=1e-8)
        assert not np.allclose(downhill.gradient(place) + 1e-4, measured, rtol=1e-6, atol=1e-8)


@EVERY
def test_the_lowest_points_are_level_and_no_place_is_lower(surface):
    downhill, about = Downhill(surface=surface), SURFACES[surface]
    for x, y, _ in about["minima"]:
        assert np.allclose(downhill.gradient((x, y)), 0, atol=1e-12)
    assert np.isclose(downhill.error(downhill.lowest), about["bottom"], rtol=1e-12, atol=1e-15)
    xs, ys = (np.linspace(*side, 25) for side in about["map"])
    assert all(downhill.error((x, y)) >= about["bottom"] - 1e-15 for x in xs for y in ys)


def test_the_rules_are_those_of_the_library():
    downhill = Downhill(surface="long valley", rules=ALL, steps=25)
    for name, rule in (("momentum", Momentum(0.08, 0.8)), ("Adam", Adam(0.08))):
        theta = np.array([0.0, 2.5])
        for _ in range(25):
            rule.step(theta, downhill.gradient(theta))
        assert np.array_equal(downhill.paths[name][-1], theta) and downhill.paths[name].shape == (26, 2)
    assert downhill.E["Adam"][-1] == downhill.error(downhill.paths["Adam"][-1])
    downhill.steps = 60
    assert downhill.rises["momentum"] == 18 and downhill.rises["gradient descent"] == 0      # as 08 says


def test_the_valley_is_that_of_the_notebook():
    downhill = Downhill(surface="long valley")
    assert np.allclose(downhill.curvatures, [0.1496, 8.3504], atol=1e-4)
    assert round(downhill.limits["gradient descent"], 4) == 0.2395
    assert np.isclose(downhill.error(downhill.start), 1.0625)


@pytest.mark.parametrize("rule", ["gradient descent", "momentum", "Nesterov"])
@pytest.mark.parametrize("surface, alpha", [("paraboloid", 0.8), ("long valley", 0.5), ("paraboloid", 0.0)])
def test_below_the_limit_it_arrives_and_above_it_does_not(rule, surface, alpha):
    downhill = Downhill(surface=surface, alpha=alpha, rules=[rule], steps=100)
    ends = {}
    for part in (0.97, 1.03):
        downhill.eta = part * downhill.limits[rule]
        u = np.linalg.eigh(downhill.H)[1][:, -1]
        way = abs((downhill.paths[rule] - downhill.lowest) @ u)
        ends[part] = way[-20:].max() / way[:5].max()
    assert ends[0.97] < 0.6 and ends[1.03] > 1.5


def test_what_flies_off_ends_far_away_with_numbers():
    downhill = Downhill(eta=100.0, steep=100.0, steps=100, rules=ALL)
    path, E = downhill.descend("gradient descent")
    assert len(path) == 3 and abs(path[-1]).max() > FAR > abs(path[-2]).max() and np.isfinite(E).all()
    assert downhill.leaves["gradient descent"] == 1 and "leaves the map at step 1" in downhill.alt()


def test_the_typical_miss_is_the_noise():
    draws = np.array(Downhill().draws)
    assert draws.shape == (5, 100, 2)
    assert np.isclose(np.sqrt((draws ** 2 / 2).sum(axis=2).mean()), 1, atol=0.05)
    quiet, noisy, other = (Downhill(noise=noise, chance=chance).paths["gradient descent"]
                           for noise, chance in ((0.0, 0), (0.5, 0), (0.5, 1)))
    assert not np.allclose(quiet, noisy) and not np.allclose(noisy, other)
    eta = 0.17
    miss = (quiet[1] - noisy[1]) / eta
    assert np.allclose(miss, 0.5 / np.sqrt(2) * draws[0, 0])


@pytest.mark.parametrize("settings, said", [
    ({"eta": float("nan")}, "finite number was expected"), ({"eta": 0}, "less than 0.0001"),
    ({"eta": "fast"}, "expected a float"), ({"start": [9, 0]}, "goes from -2 to 2"),
    ({"start": [0]}, "give two numbers"), ({"start": [0, float("inf")]}, "nan or inf"),
    ({"rules": ["sgd"]}, "the rules are gradient descent, momentum"), ({"surface": "hill"}, "long valley"),
    ({"flat": 20.0}, "at most steep"), ({"steep": 0.5}, "at most steep"),
    ({"steps": 1000}, "greater than 100"), ({"alpha": 1.0}, "0.99"), ({"lr": 1}, "no setting lr")], ids=str)
def test_bad_settings_are_refused_with_words(settings, said):
    with pytest.raises((traitlets.TraitError, TypeError), match=said):
        Downhill(**settings)


def test_another_surface_begins_where_it_says_unless_told():
    plateau = Downhill(surface="plateau")
    assert plateau.start.tolist() == [4.4, -4.6] and plateau.steps == 100
    told = Downhill(surface="plateau", start=[1, 1], eta=0.5)
    assert told.start.tolist() == [1, 1] and told.eta == 0.5
    downhill = Downhill()
    downhill.surface = "long valley"          # the old start is off this map
    assert downhill.start.tolist() == [0, 2.5]
    downhill.rules = ["Adam", "momentum", "Adam"]
    assert downhill.rules == ["momentum", "Adam"]


@EVERY
def test_the_still_says_what_the_settings_are(surface):
    downhill = Downhill(surface=surface, rules=ALL)
    drawn = xml.fromstring(downhill.still())
    assert drawn.find("{*}title").text == downhill.alt()
    texts = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"start", "lowest", "steps"} <= set(texts)
    assert all(any(name in text for text in texts) for name in ALL)
    assert len(downhill.still()) < 24_000
    before = downhill.still()
    downhill.eta *= 0.5
    assert downhill.still() != before


def check(seen, downhill):
    """What the page shows is what Python computes."""
    for name in downhill.rules:
        E = downhill.E[name]
        assert np.isclose(seen.value(f"E {name}"), E[-1], rtol=1e-9, atol=1e-15), name
        if downhill.noise or E[-1] > SURFACES[downhill.surface]["bottom"] + 1e-9:     # or roundings decide
            assert seen.value(f"rises {name}") == downhill.rises[name], name
    for name, limit in downhill.limits.items():
        if name in downhill.rules:
            assert np.isclose(seen.value(f"limit {name}"), limit, rtol=1e-12)
    for name, off in downhill.leaves.items():
        assert f"{name} at step {off}" in seen.text('[data-name="words"]')
    if downhill.H is not None:
        along, across = downhill.factors
        assert np.isclose(seen.value("factor along"), along, rtol=1e-9, atol=1e-12)
        assert np.isclose(seen.value("factor across"), across, rtol=1e-9, atol=1e-12)


@needs_a_browser
@EVERY
def test_the_page_shows_what_python_computes(surface, room):
    downhill = Downhill(surface=surface, rules=ALL, steps=40, eta=0.1)       # η = 2 would make roundings grow
    seen = room(downhill)
    check(seen, downhill)
    for settings in ({"eta": 0.05, "alpha": 0.6}, {"noise": 0.4, "chance": 3}, {"noise": 0.0, "eta": 0.3}):
        for name, value in settings.items():
            setattr(downhill, name, value)
        seen.put(**settings)
        check(seen, downhill)
    seen.keep(f"downhill-{surface}")
    with pytest.raises(AssertionError):
        seen.put(steps=39)
        check(seen, downhill)
    assert seen.errors == []


@needs_a_browser
def test_the_valley_follows_its_curvatures(room):
    downhill, seen = Downhill(), room(Downhill())
    for settings in ({"flat": 0.0}, {"steep": 50.0, "turned": 45.0, "eta": 0.04}, {"turned": -90.0}):
        for name, value in settings.items():
            setattr(downhill, name, value)
        seen.put(**settings)
        check(seen, downhill)
    assert np.isclose(seen.value("part"), 1.0)
    assert "from wall to wall for ever" in seen.text('[data-name="words"]')
    assert seen.errors == []


@needs_a_browser
def test_the_start_is_dragged_clicked_and_moved_by_keys(room):
    seen = room(Downhill())
    seen.drag("the start", 100, 60)
    dragged = seen.setting("start")
    assert dragged[0] > -0.9 and dragged[1] < 0
    check(seen, Downhill(start=dragged))
    seen.press("the start", "ArrowRight", 2)
    seen.press("the start", "Shift+ArrowUp")
    assert np.allclose(seen.setting("start"), [dragged[0] + 0.02, dragged[1] + 0.1])
    fields = [seen.page.get_by_role("textbox", name=name, exact=True) for name in ("start w₁", "w₂")]
    assert [float(one.get_attribute("data-value")) for one in fields] == seen.setting("start")
    box = seen.part('svg[aria-label^="Map"] rect[fill=transparent]').bounding_box()
    seen.page.mouse.click(box["x"] + 0.75 * box["width"], box["y"] + 0.25 * box["height"])
    seen.settle()
    assert np.allclose(seen.setting("start"), [1, 1], atol=0.02)
    check(seen, Downhill(start=seen.setting("start")))
    seen.drag("the start", 2000, -2000)                  # out of the map: held at its corner
    assert seen.setting("start") == [2, 2]
    assert seen.errors == []


@needs_a_browser
def test_the_start_is_typed_and_the_watershed_is_where_the_notebook_says(room):
    seen = room(Downhill(surface="saddle", rules=["gradient descent", "momentum"]))
    for text, corners in (("-1.41", (1, 1)), ("-1.42", (1, -1)), ("-1.44", (1, -1)), ("-1.45", (-1, -1))):
        seen.type("start w₁", text)
        downhill = Downhill(surface="saddle", start=seen.setting("start"), rules=ALL[:2])
        assert downhill.start.tolist() == [float(text), 2.4]
        assert tuple(np.sign(path[-1, 0]) for path in downhill.paths.values()) == corners
        check(seen, downhill)
    seen.type("w₂", "7")
    assert "out of range" in seen.wrong() and seen.setting("start") == [-1.45, 2.4]
    seen.choose("surface", "long valley")
    assert seen.page.get_by_role("textbox", name="start w", exact=True).input_value() == "0"


@needs_a_browser
def test_the_floor_is_at_most_as_curved_as_the_wall(room):
    seen = room(Downhill())
    seen.type("λ floor", "20")
    assert seen.setting("flat") == 10 and "λ floor is at most λ wall" in seen.text('[data-name="words"]')
    seen.type("λ floor", "4")
    seen.type("λ wall", "1")
    assert seen.setting("steep") == 4 and "λ wall is at least λ floor" in seen.text('[data-name="words"]')
    seen.type("λ wall", "30")
    assert "λ wall" not in seen.text('[data-name="words"]')
    check(seen, Downhill(flat=4.0, steep=30.0))


@needs_a_browser
def test_e_is_never_below_the_lowest(room):
    downhill, seen = Downhill(flat=0.0, rules=ALL), room(Downhill(flat=0.0, rules=ALL))
    for turned in (20.0, 33.0, -71.0):
        downhill.turned = turned
        seen.put(turned=turned)
        assert all(min(E) >= 0 for E in downhill.E.values())
        assert all(seen.value(f"E {name}") >= 0 for name in ALL)


@needs_a_browser
@pytest.mark.parametrize("settings", [
    {}, {"eta": 0.201, "steps": 100}, {"surface": "saddle"}, {"surface": "saddle", "start": [0, 2.75]},
    {"surface": "two minima"}, {"surface": "long valley"}, {"surface": "plateau"}], ids=str)
def test_no_word_lies_on_another(settings, room):
    for width in (1280, 400):
        seen = room(Downhill(rules=ALL, **settings), width=width)
        heap = seen.page.evaluate("""() => [...document.querySelectorAll('.bp svg')].flatMap((svg) => {
            const words = [...svg.querySelectorAll('text')].filter((one) => one.textContent)
                .filter((one) => !one.textContent.startsWith('E ='));
            return words.flatMap((a, k) => words.slice(0, k).map((b) => [a, b])).filter(([a, b]) => {
                const [p, q] = [a, b].map((one) => one.getBoundingClientRect());
                return Math.min(p.right, q.right) - Math.max(p.left, q.left) > 2
                    && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 4;
            }).map(([a, b]) => `${a.textContent} / ${b.textContent}`); })""")
        assert heap == []


@needs_a_browser
def test_run_from_no_step_says_what_it_does(room):
    seen = room(Downhill(steps=12))
    seen.type("steps", "0")
    seen.click("Run")
    assert "they are 12 again" in seen.text('[data-name="words"]') and seen.setting("steps") == 12
    E = Downhill(steps=12).E["gradient descent"][-1]
    seen.page.wait_for_function("(most) => document.querySelector('[data-name=\"E gradient descent\"]')"
                                ".dataset.value < most", arg=E * 1.01)
    assert "they are 12 again" in seen.text('[data-name="words"]')
    assert seen.errors == []
    seen.click("one step less")
    assert "again" not in seen.text('[data-name="words"]')
    chart = room(Downhill(surface="two minima")).text("svg[aria-label^='E over']")
    assert "E above its lowest value, −0.209" in chart


@needs_a_browser
def test_controls_choose_the_surface_the_rules_and_the_steps(room):
    seen = room(Downhill())
    seen.choose("surface", "two minima")
    for name in ("momentum", "Adam"):
        seen.page.get_by_label(name, exact=True).check()
    seen.settle()
    downhill = Downhill(surface="two minima", rules=["gradient descent", "momentum", "Adam"])
    check(seen, downhill)
    assert downhill.E["momentum"][-1] < -0.2 < 0.18 < downhill.E["gradient descent"][-1]
    seen.press("η", "ArrowRight", 4)
    downhill.eta = seen.setting("eta")
    assert downhill.eta > 0.08
    seen.page.get_by_role("button", name="one step less").click()
    seen.settle()
    downhill.steps -= 1
    check(seen, downhill)
    seen.type("noise", "0.5")
    seen.click("other draws")
    downhill.noise, downhill.chance = 0.5, 1
    check(seen, downhill)
    seen.page.get_by_label("gradient descent", exact=True).uncheck()
    seen.settle()
    assert seen.setting("rules") == ["momentum", "Adam"] and seen.values("E gradient descent") == []
    seen.keep("downhill-operated")
    assert seen.errors == []


@needs_a_browser
def test_run_walks_the_steps_unless_somebody_wants_no_motion(room):
    downhill = Downhill(steps=9)
    seen = room(downhill)
    soon = seen.page.evaluate("""async () => {
        [...document.querySelectorAll(".bp button")].find((one) => one.textContent === "Run").click();
        for (let k = 0; k < 3; k++) await new Promise(requestAnimationFrame);
        return Number(document.querySelector('[data-name="E gradient descent"]').dataset.value); }""")
    assert soon > 1                                      # on its way
    E = downhill.E["gradient descent"]
    seen.page.wait_for_function("(most) => document.querySelector('[data-name=\"E gradient descent\"]')"
                                ".dataset.value < most", arg=E[-1] * 1.01)
    assert np.isclose(seen.value("E gradient descent"), E[-1], rtol=1e-9)
    calm = room(Downhill(), calm=True)
    assert not calm.page.get_by_role("button", name="Run").is_visible()
    calm.page.get_by_role("button", name="one step less").click()
    calm.settle()
    assert calm.setting("steps") == 29


@needs_a_browser
@pytest.mark.parametrize("text, said", [
    ("fast", "is no number"), ("1e9", "out of range"), ("0", "out of range"), ("", "Nothing is written"),
    ("0,5", "has a comma")], ids=str)
def test_what_is_no_number_is_refused_and_the_picture_stays(text, said, room):
    seen = room(Downhill())
    before = seen.value("E gradient descent")
    field = seen.type("η", text)
    assert said in seen.wrong() and field.get_attribute("aria-invalid") == "true"
    assert seen.value("E gradient descent") == before and seen.setting("eta") == 0.17
    seen.type("η", "0.19")
    assert seen.wrong() == "" and seen.setting("eta") == 0.19


@needs_a_browser
@pytest.mark.parametrize("width, dark", [(1280, False), (400, True)])
def test_it_fits(width, dark, room):
    seen = room(Downhill(rules=ALL, eta=0.21), width=width, dark=dark)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    if width == 1280:
        assert seen.part("").first.evaluate("(one) => one.closest('.bp').offsetHeight") <= 540
    seen.keep(f"downhill-{width}")
