"""HExplorer: its JavaScript against SymPy and course_lib.gradcheck, and the piece in a browser.

sin and exp of a browser and of NumPy may differ in the last digit, in float32 (NumPy's fast ones) in the last
few. So values of f are compared to UNITS of the last digit, and a quotient to what that makes of it: UNITS
times 2 ε |f| / h. That the quotient is made of the values shown beside it, is tested exactly.
"""
import itertools
import json
import math
import xml.etree.ElementTree as xml

import numpy as np
import pytest
import sympy as sp
import traitlets
from piece_room import needs_a_browser

from course_lib.widgets import HExplorer, modules
from course_lib.widgets.h_explorer import FUNCTIONS, HOLDS, LOW, METHODS, PRECISIONS, column
from course_lib.widgets.h_explorer import _right_digits as right_digits

UNITS = {"float64": 2, "float32": 4}
X = sp.symbols("x", real=True)
SYMBOLIC = {"exp(sin x)": sp.exp(sp.sin(X)), "1,000,000 + exp(sin x)": 1_000_000 + sp.exp(sp.sin(X)),
            "x²": X**2, "sin x": sp.sin(X), "exp x": sp.exp(X), "1/x": 1 / X, "log x": sp.log(X)}
EVERY = list(itertools.product(FUNCTIONS, METHODS, PRECISIONS))
IN_PAGE = """async ([text, asked]) => {
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const m = await import(url);
  const answers = asked.map(([name, ...given]) => name === "derivatives"
    ? m.FUNCTIONS[given[0]].derivatives(given[1]) : m[name](...given));
  const odd = (one) => typeof one === "number" && !Number.isFinite(one);
  return JSON.stringify(answers, (_, one) => odd(one) ? `${one}` : one);
}"""


def points(name):
    low, high = FUNCTIONS[name].low, FUNCTIONS[name].high
    return [FUNCTIONS[name].start, *(low + (high - low) * share for share in (0.07, 0.31, 0.55, 0.93))]


@pytest.fixture(scope="module")
def in_js(room):
    """Ask the module itself: in_js([(function, *arguments), …]) gives the answers."""
    page = room(HExplorer()).page

    def ask(questions):
        found = json.loads(page.evaluate(IN_PAGE, [modules.text("h_digits"), questions]))
        odd = {"Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan}
        return [{key: odd.get(one, one) if isinstance(one, str) else one for key, one in answer.items()}
                if isinstance(answer, dict) else answer for answer in found]
    return ask


@pytest.mark.parametrize("name", SYMBOLIC)
def test_the_derivatives_are_those_of_sympy(name):
    for x in points(name):
        wanted = [float(sp.diff(SYMBOLIC[name], X, k).subs(X, sp.Float(x, 40)).evalf(30)) for k in range(4)]
        assert np.allclose(FUNCTIONS[name].derivatives(x), wanted, rtol=1e-13, atol=1e-13)
        assert np.isclose(FUNCTIONS[name].f(x), wanted[0], rtol=1e-14)
        piece = HExplorer(function=name, point=x, method="complex step", h=1e-20)
        assert np.isclose(piece.exact, wanted[1], rtol=1e-13, atol=1e-13) and piece.right_digits >= 14


def test_relu_has_the_slope_of_the_library():
    relu = FUNCTIONS["ReLU x"].derivatives
    assert [relu(-0.5), relu(0), relu(0.5)] == [(0,) * 4, (0,) * 4, (0.5, 1, 0, 0)]
    kink = HExplorer(function="ReLU x", point=0)
    slopes = [HExplorer(function="ReLU x", point=0, method=method, h=1e-3).estimate for method in METHODS]
    assert slopes == [1, 0.5, 1] and kink.exact == 0
    across = HExplorer(function="ReLU x", point=1e-6, method="central", h=6e-6)
    assert across.estimate == pytest.approx(7 / 12) and across.exact == 1


@pytest.mark.parametrize("name, method, precision", EVERY)
def test_the_estimate_is_made_of_the_values(name, method, precision):
    for h in (0.1, 1e-3, 3e-6):
        piece = HExplorer(function=name, method=method, precision=precision, h=h)
        assert piece.estimate == METHODS[method](piece.E, piece.theta, h)[0]
        values, real = piece.values, PRECISIONS[precision][0]
        top = values["imaginary"] if method == "complex step" else values["difference"]
        assert piece.estimate == real(top) / real(2 * h if method == "central" else h)
        assert piece.theta.dtype == real and piece.E(piece.theta).dtype == real
        assert piece.error == abs(piece.estimate - piece.exact)


def test_the_formulas_are_those_of_the_notebook():
    f, f2, f3 = (float(sp.diff(SYMBOLIC["exp(sin x)"], X, k).subs(X, 1).evalf(30)) for k in (0, 2, 3))
    eps, h = np.finfo(float).eps, 1e-3
    one, central, step = (HExplorer(method=method, h=h) for method in METHODS)
    assert np.allclose([one.truncation, one.round_off, one.best_h],
                       [abs(f2) * h / 2, eps * f / h, math.sqrt(2 * eps * f / abs(f2))])
    assert np.allclose([central.truncation, central.round_off, central.best_h],
                       [abs(f3) * h**2 / 6, eps * f / h, (3 * eps * f / abs(f3)) ** (1 / 3)])
    assert np.allclose([step.truncation, step.round_off], [abs(f3) * h**2 / 6, eps * abs(step.exact)], atol=0)
    for piece in (one, central):          # no other h has a smaller sum, and the errors follow
        sums = []
        for h in piece.best_h * 10.0 ** np.linspace(-2, 2, 41):
            piece.h = h
            sums.append(piece.truncation + piece.round_off)
            assert piece.error < 2 * sums[-1]
        assert np.argmin(sums) == 20
    assert HExplorer(function="x²", method="central").best_h == math.inf
    assert HExplorer(function="log x", point=1).best_h == 0


def test_float32_loses_half_the_digits_of_half_as_many():
    hs = 10.0 ** np.arange(-12, 0)
    best = {precision: max(HExplorer(precision=precision, h=h).right_digits for h in hs)
            for precision in PRECISIONS}
    assert best["float64"] in (8, 9) and best["float32"] in (3, 4)
    assert HExplorer(method="complex step", precision="float32", h=1e-20).right_digits == HOLDS["float32"]


def test_digits_are_written_and_counted_as_by_hand():
    assert column([1000002.3197768247, 9.5], 17)[0] == ["1000002.3197768247", 6 * "\u00a0" + "9.5000000000"]
    assert column([1e-12, 0.0], 9) == (["1.00000000e−12", "0"], False)
    assert column([math.nan, 2.0], 9)[0] == ["nan", "2.00000000"]
    found = [right_digits(one, 2.0, 16)[0] for one in (2.0, 1.9999, 2.1, 0.0, 30.0, math.inf)]
    assert found == [16, 4, 1, 0, 0, 0]
    assert [right_digits(one, 0.0, 16)[0] for one in (0.0, 1e-5, 0.5)] == [16, 0, 0]


@pytest.mark.parametrize("settings, said", [
    ({"h": 0}, "less than 1e-24"), ({"h": float("nan")}, "finite number was expected"),
    ({"h": 2}, "greater than 1"), ({"h": "small"}, "expected a float"),
    ({"function": "tan"}, "exp\\(sin x\\)"), ({"method": "both"}, "complex step"),
    ({"precision": "float16"}, "float32"), ({"function": "log x", "point": -1}, "from x = 0.01 to 10"),
    ({"point": float("inf")}, "finite number"), ({"point": 11}, "give a point between"),
    ({"nudge": 1}, "no setting nudge")], ids=str)
def test_bad_settings_are_refused_with_words(settings, said):
    with pytest.raises((traitlets.TraitError, TypeError), match=said):
        HExplorer(**settings)


def test_settings_go_round_and_another_function_has_a_point_of_its_own():
    piece = HExplorer(function="1/x", point=0.5, method="central", precision="float32", h=1e-5)
    assert piece.settings() == HExplorer(**piece.settings()).settings()
    piece.function = "log x"
    assert piece.point == 0.5
    piece.function, piece.point = "sin x", -2
    piece.function = "log x"
    assert piece.point == 2


@pytest.mark.parametrize("name, method, precision", EVERY)
def test_the_still_and_the_words_follow_the_settings(name, method, precision):
    piece = HExplorer(function=name, method=method, precision=precision)
    before = piece.still()
    assert xml.fromstring(before).find("{*}title").text == piece.alt() and len(before) < 14_000
    piece.h = 1e-7
    assert piece.still() != before and "1e−7" in piece.alt() and name in piece.alt()
    for h in (LOW, 1.0):
        piece.h = h
        xml.fromstring(piece.still())


@needs_a_browser
def test_the_module_has_the_derivatives_of_sympy(in_js):
    asked = [("derivatives", name, x) for name in FUNCTIONS for x in points(name)]
    for (_, name, x), found in zip(asked, in_js(asked), strict=True):
        wanted = FUNCTIONS[name].derivatives(float(x))            # held to SymPy above
        assert np.allclose(found, wanted, rtol=1e-13, atol=1e-13), (name, x)


@needs_a_browser
@pytest.mark.parametrize("precision", PRECISIONS)
def test_the_module_measures_what_gradcheck_measures(precision, in_js):
    hs = [1.0, 0.03, 1e-3, 1e-5, 1e-8, 3e-11, 1e-16, 1e-20]
    states = [dict(function=name, point=float(x), method=method, precision=precision, h=h)
              for name in FUNCTIONS for x in points(name) for method in METHODS for h in hs]
    found, promised = in_js([("measure", one) for one in states]), in_js([("promise", one) for one in states])
    eps, units = float(np.finfo(precision).eps), UNITS[precision]
    for state, one, promise in zip(states, found, promised, strict=True):
        piece = HExplorer(**state)
        values = piece.values
        size = max(abs(value) for value in values.values())
        for key, value in values.items():
            room_for_it = units * eps * (abs(value) if key in ("imaginary", "real") else size)
            assert np.isclose(one[key], value, rtol=0, atol=2 * room_for_it, equal_nan=True), (state, key)
        allowed = 4 * units * eps * ((0 if "real" in values else size / state["h"]) + abs(piece.estimate))
        assert one["estimate"] == piece.estimate or abs(one["estimate"] - piece.estimate) <= allowed or (
            math.isnan(one["estimate"]) and math.isnan(piece.estimate)), state
        assert np.isclose(promise["exact"], piece.exact, rtol=1e-13, atol=1e-300)
        assert np.isclose(promise["best"], piece.best_h, rtol=1e-12)
        top = one["imaginary"] if "imaginary" in one else one["difference"]
        real = PRECISIONS[precision][0]
        h = real(2 * state["h"] if state["method"] == "central" else state["h"])
        with np.errstate(all="ignore"):
            assert np.array_equal(one["estimate"], float(real(top) / h), equal_nan=True)


@needs_a_browser
def test_the_module_counts_digits_as_python_does(in_js):
    rng = np.random.default_rng(0)
    pairs = [(float(exact * (1 + 10.0 ** -rng.uniform(0, 17) * rng.choice([-1, 1]))), float(exact))
             for exact in rng.normal(0, 10, 60)]
    pairs += [(1.9999, 2.0), (1e-5, 0.0), (0.5, 0.0), (-1.0, 1.0), (3.0, 3.0)]
    found = in_js([("rightDigits", *pair, 16) for pair in pairs])
    for pair, one in zip(pairs, found, strict=True):
        count, start, end, texts = right_digits(*pair, 16)
        assert (one["count"], one["from"], one["to"], one["texts"]) == (count, start, end, list(texts)), pair


@needs_a_browser
@pytest.mark.parametrize("settings", [
    {}, {"h": 1e-9}, {"method": "central", "h": 1e-5}, {"method": "complex step", "h": 1e-20},
    {"function": "log x", "point": 2, "precision": "float32", "h": 1e-3}], ids=str)
def test_the_page_shows_what_python_computes(settings, room):
    piece, seen = HExplorer(**settings), room(HExplorer(**settings))
    eps, units = float(np.finfo(piece.precision).eps), UNITS[piece.precision]
    f = abs(piece.taylor()[0])
    allowed = units * eps * (abs(piece.exact) if piece.method == "complex step" else 4 * f / piece.h)
    for name in ("estimate", "error"):
        assert abs(seen.value(name) - getattr(piece, name)) <= allowed
    assert np.isclose(seen.value("exact"), piece.exact, rtol=1e-14)
    for name in ("truncation", "round_off", "best_h"):
        assert np.isclose(seen.value(name), getattr(piece, name), rtol=1e-12, atol=0)
    if piece.method != "complex step":
        assert seen.value("difference") == seen.value("above") - seen.value("below")
        real, both = PRECISIONS[piece.precision][0], piece.method == "central"
        h = real(2 * piece.h if both else piece.h)
        assert seen.value("estimate") == real(seen.value("difference")) / h
    assert abs(seen.value("right_digits") - piece.right_digits) <= 1
    assert seen.errors == []


@needs_a_browser
def test_it_is_dragged_by_mouse_and_by_keys(room):
    seen = room(HExplorer())
    before = seen.value("error")
    seen.drag("the nudge h", -110, 60)
    dragged = seen.setting("h")
    assert 1e-8 < dragged < 1e-5 and seen.value("error") < before / 1000
    assert seen.value("truncation") == pytest.approx(HExplorer(h=dragged).truncation, rel=1e-12)
    seen.put(h=1e-8)
    seen.press("the nudge h", "Shift+ArrowLeft", 8)
    assert seen.setting("h") == 1e-16 and seen.value("estimate") == 0 and seen.value("right_digits") == 0
    assert "the nudge is lost" in seen.text('[data-name="verdict"]')
    seen.press("the nudge h", "ArrowRight")
    assert seen.setting("h") == 1.3e-16
    for key, h in (("PageUp", 1.3e-15), ("PageDown", 1.3e-16), ("End", 1), ("Home", LOW)):
        seen.press("the nudge h", key)
        assert seen.setting("h") == h
    seen.click("the best h")
    assert seen.setting("h") == pytest.approx(HExplorer().best_h, rel=1e-11)
    seen.put(h=1e-3)
    seen.click("h ÷ 10")
    assert seen.setting("h") == 1e-4
    seen.choose("method", "complex step")
    seen.put(h=1e-20)
    assert seen.value("estimate") == pytest.approx(HExplorer().exact, rel=5e-16)
    assert "nothing is subtracted" in seen.text("table")
    seen.choose("method", "one-sided")
    seen.choose("function f", "log x")
    assert seen.setting("point") == 1 and "best h none" in seen.text(".readouts").replace("best h", "best h ")
    seen.choose("precision", "float32")
    seen.type("x", "0.5")
    seen.type("h", "1e-3")
    piece = HExplorer(function="log x", point=0.5, precision="float32", h=1e-3)
    assert abs(seen.value("estimate") - piece.estimate) < 10 * np.finfo("float32").eps / 1e-3
    seen.keep("h_explorer")
    assert seen.errors == []


@needs_a_browser
def test_struck_digits_are_those_that_cancel(room):
    seen = room(HExplorer(h=1e-9))
    above, below, difference = (seen.part(f'[data-name="{name}"] span').all_text_contents()
                                for name in ("above", "below", "difference"))
    assert above[0] == below[0] == "2.31977682" and set(difference[0]) == {"0", "."}
    right, exact = seen.part('[data-name="estimate"] span').nth(1).text_content(), f"{HExplorer().exact:.15f}"
    assert exact.startswith(right) and len(right) - 1 == seen.value("right_digits")
    struck = "(name) => [...document.querySelectorAll(`.bp [data-name=${name}] span`)].map((one) => " \
             "getComputedStyle(one).textDecorationLine)"
    assert seen.page.evaluate(struck, "above")[:2] == ["line-through", "none"]
    assert seen.page.evaluate(struck, "estimate")[1:] == ["underline", "line-through"]


@needs_a_browser
@pytest.mark.parametrize("text, said", [
    ("small", "is no number"), ("0", "out of range"), ("1e9", "out of range"), ("nan", "is no number"),
    ("", "Nothing is written"), ("0,5", "has a comma")], ids=str)
def test_what_is_no_nudge_is_refused_and_the_picture_stays(text, said, room):
    seen = room(HExplorer())
    before = seen.value("estimate")
    field = seen.type("h", text)
    assert said in seen.wrong() and "Still 0.01" in seen.wrong()
    assert field.get_attribute("aria-invalid") == "true"
    assert seen.value("estimate") == before and seen.setting("h") == 0.01
    seen.type("h", "1e-5")
    assert seen.wrong() == "" and seen.setting("h") == 1e-5


@needs_a_browser
def test_where_f_has_no_value_it_says_so(room):
    seen = room(HExplorer(function="log x", point=0.2, method="central", h=0.1))
    seen.put(h=0.5)
    assert "has no value at x − h" in seen.text('[data-name="verdict"]')
    assert math.isnan(seen.value("estimate"))
    seen.choose("function f", "exp(sin x)")
    seen.type("x", "−3")
    seen.choose("function f", "1/x")
    assert seen.setting("point") == FUNCTIONS["1/x"].start
    seen.type("x", "-3")
    assert "out of range" in seen.wrong() and seen.errors == []


@needs_a_browser
@pytest.mark.parametrize("width", [400, 1280])
def test_it_fits(width, room):
    seen = room(HExplorer(h=1e-9), width=width, dark=width == 400)
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = seen.part(".handle").first.bounding_box()
    assert 0 < box["x"] < width
    assert width == 400 or seen.page.evaluate("document.querySelector('.bp').offsetHeight") <= 540
    seen.keep(f"h_explorer_{width}")


SHOWN = """() => {
  const svg = document.querySelector(".bp svg"), box = (one) => one.getBoundingClientRect();
  const seen = (one) => one.textContent && !one.closest("[visibility=hidden]");
  const texts = [...svg.querySelectorAll("text:not(.tick-text):not(.axis-name)")].filter(seen);
  const things = [...texts.map((one) => [one.textContent, box(one)]),
    ["grip", box(svg.querySelector(".grip"))]];
  const found = [];
  for (const [name, a] of things) for (const [other, b] of things)
    if (name < other && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4) found.push(`${name} on ${other}`);
  return found;
}"""


@needs_a_browser
@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("method", METHODS)
def test_no_word_stands_on_another_near_the_best_h(method, width, room):
    seen = room(HExplorer(method=method), width=width)
    best = HExplorer(method=method).best_h
    for share in (-3, -2, -1.5, -1, -0.6, -0.3, 0, 0.3, 0.6, 1, 1.5, 2, 3):
        seen.put(h=best * 10**share)
        assert seen.page.evaluate(SHOWN) == [], share
    seen.click("the best h")
    assert seen.page.evaluate(SHOWN) == []


@needs_a_browser
def test_at_the_best_h_it_does_not_send_one_further(room):
    seen = room(HExplorer(method="complex step"))
    for name in FUNCTIONS:
        seen.choose("function f", name)
        for precision in PRECISIONS:
            seen.choose("precision", precision)
            if not seen.page.get_by_role("button", name="the best h").is_enabled():
                continue
            seen.click("the best h")
            said = seen.text('[data-name="verdict"]')
            assert "a smaller h helps" not in said and "nothing cancels" in said, (name, precision, said)


@needs_a_browser
def test_estimates_are_called_so(room):
    seen = room(HExplorer(h=1.0))
    assert seen.value("error") > 1.5 * (seen.value("truncation") + seen.value("round_off"))
    assert "further terms" in seen.text('[data-name="verdict"]')
    assert "truncation ≈" in seen.text(".readouts") and "need not add up" in seen.text(".panel")
    seen.put(h=1e-3)
    assert "further terms" not in seen.text('[data-name="verdict"]')
    seen.choose("function f", "ReLU x")
    seen.put(point=0, h=1.0)
    assert seen.text('[data-name="truncation"]') == seen.text('[data-name="round_off"]') == "no estimate"
    seen.put(function="x²", point=0, h=0.01)
    assert seen.value("right_digits") == HExplorer(function="x²", point=0).right_digits == 0
    assert "none" in seen.text('[data-name="right_digits"]')
    assert HExplorer(function="x²", point=0, method="central").right_digits == 16
