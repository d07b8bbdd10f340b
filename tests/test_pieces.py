"""What holds for every piece: its module, its still, its page without a kernel; access for everybody."""

import json
import os
import re
import subprocess
import xml.etree.ElementTree as xml

import numpy as np
import pytest
from piece_room import needs_a_browser

from course_lib import house_style, widgets
from course_lib.widgets import modules
from course_lib.widgets.piece import STILL
from tools import live
from tools.programs import NODE, find

EVERY = pytest.mark.parametrize("name", widgets.PIECES)
MODULES = sorted(path.stem for path in modules.STATIC.glob("*.js"))
HUES = "INK QUIET FAINT PAPER FORWARD BACKWARD TARGET STEP VALIDATION OTHER MARK".split()
SMALLEST = 8.5            # pixels, of letters on a narrow page


# ---- modules and colours

@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_short_and_asks_nothing_of_a_network(name):
    text = modules.source(name)
    assert text.count("\n") < 300
    assert text.startswith("//"), "say what it is"
    assert not re.search(r"https?:(?!//www\.w3\.org/)|\bfetch\(|XMLHttpRequest|WebSocket", text)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_takes_its_colours_from_the_house(name):
    assert not re.search(r"[\"'`(: ]#[0-9A-Fa-f]{3,8}\b(?!\d)|\brgba?\(\s*\d", modules.source(name))


def colours(theme):
    """{variable: colour} of a theme in pieces.css."""
    head = r"\.bp \{" if theme == "light" else r'\.bp\[data-theme="dark"\] \{'
    block = re.search(head + r"(.*?)\n\}", modules.styles(), re.DOTALL)[1]
    return dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", block))


def test_the_light_colours_are_those_of_the_figures():
    found = colours("light")
    for hue in HUES:
        colour = getattr(house_style, hue)
        assert found[hue.lower()] == colour
        assert found.get(f"{hue.lower()}-text", house_style.TEXT.get(colour, colour)) == house_style.TEXT.get(
            colour, colour)


def contrast(one, other):
    def light(colour):
        parts = [int(colour[k:k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read_and_lines_be_seen(theme):
    found = colours(theme)
    assert found.keys() == colours("light").keys()
    for name, colour in found.items():
        if name.endswith("-text") or name in ("ink", "quiet"):
            assert contrast(colour, found["paper"]) >= 4.5, name
        elif name not in ("paper", "faint", "mark", "field"):
            assert contrast(colour, found["paper"]) >= (2.0 if theme == "light" else 3.0), name
    assert contrast(found["ink"], found["mark"]) >= 4.5
    assert contrast("#777777", "#888888") < 2


@pytest.mark.parametrize("line", ['import kit from "./kit.js";', 'import { h as tag } from "./kit.js";',
                                  "export { a };"])
def test_a_form_that_cannot_be_joined_is_named(line, tmp_path, monkeypatch):
    monkeypatch.setattr(modules, "STATIC", tmp_path)
    (tmp_path / "strange.js").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"static/strange\.js"):
        modules.text.__wrapped__("strange")


def test_what_a_module_imports_stands_before_it_once(tmp_path, monkeypatch):
    monkeypatch.setattr(modules, "STATIC", tmp_path)
    one, two = 'import { one } from "./a.js";\n', 'import { two } from "./b.js";\n'
    for name, text in {"a": "export const one = 1;\n", "b": one + "export const two = one + 1;\n",
                       "c": one + two + "export default one + two;\n"}.items():
        (tmp_path / f"{name}.js").write_text(text, encoding="utf-8")
    joined = modules.text.__wrapped__("c")
    assert joined.count("const one = 1") == 1 and "import" not in joined
    places = [joined.index(part) for part in ("const aModule", "const bModule", "export default one + two")]
    assert places == sorted(places)


# ---- settings, words and stills

@EVERY
def test_a_piece_can_be_made_again_from_its_settings(name):
    piece = widgets.PIECES[name]()
    stored = json.loads(json.dumps(piece.settings()))
    again = widgets.PIECES[name](**stored)
    assert again.settings() == piece.settings() and again.still() == piece.still()
    assert repr(again) == repr(piece) == f"{name}: {piece.alt()}"


@EVERY
def test_what_is_stored_says_what_is_seen(name):
    piece = widgets.PIECES[name]()
    data, about = piece._repr_mimebundle_()
    assert about[STILL]["alt"] == piece.alt() and about[STILL]["piece"] == name
    assert data["text/plain"] == repr(piece) and 60 < len(piece.alt()) < 700
    drawn = xml.fromstring(data[STILL])
    assert drawn.find("{*}title").text == piece.alt() and drawn.get("role") == "img"
    assert len(data[STILL]) < 40_000, "a still is a few kilobytes"
    assert piece.still() == data[STILL]


@EVERY
def test_a_setting_that_is_none_is_refused(name):
    with pytest.raises(TypeError, match="has no setting colour"):
        widgets.PIECES[name](colour="red")


@EVERY
def test_a_stored_output_becomes_the_piece_again(name):
    piece = widgets.PIECES[name]()
    data, about = piece._repr_mimebundle_()
    again = live.of_output({"data": data, "metadata": json.loads(json.dumps(about))})
    assert type(again).__name__ == name and again.still() == data[STILL]
    assert live.of_output({"data": {"image/png": "…"}, "metadata": {"image/png": {"alt": "…"}}}) is None


# ---- pages without a kernel

@needs_a_browser
@pytest.mark.parametrize("width, dark", [(1280, False), (1280, True), (400, False), (400, True)],
                         ids=["wide", "wide-dark", "narrow", "narrow-dark"])
def test_axe_finds_nothing_serious_in_a_page_with_all_of_them(width, dark, room):
    from axe_playwright_python.sync_playwright import Axe
    seen = room(*(piece() for piece in widgets.PIECES.values()), width=width, dark=dark)
    themes = {one.get_attribute("data-theme") for one in seen.page.locator(".bp").all()}
    assert themes == {"dark" if dark else "light"}
    found = Axe().run(seen.page).response["violations"]
    serious = [f"{one['id']}: {node['target']} {node['failureSummary'][:300]}" for one in found
               if one["impact"] in ("serious", "critical") for node in one["nodes"]]
    assert serious == [] and seen.errors == []
    seen.keep(f"all-{width}{'-dark' if dark else ''}")


@needs_a_browser
def test_axe_would_have_said_so(room):
    from axe_playwright_python.sync_playwright import Axe
    seen = room(widgets.PIECES["Nudge"]())
    seen.page.evaluate("() => document.querySelectorAll('.bp label').forEach((one) => one.remove())")
    assert any(one["impact"] == "critical" for one in Axe().run(seen.page).response["violations"])


LETTERS = """(least) => [...document.querySelectorAll(".bp svg text")].flatMap((text) => {
  const svg = text.ownerSVGElement, scale = svg.getScreenCTM().a;
  const size = parseFloat(getComputedStyle(text).fontSize) * scale;
  return text.textContent && size < least ? [`${text.textContent}: ${size.toFixed(1)} px`] : [];
})"""


@needs_a_browser
@EVERY
def test_a_narrow_page_has_room_for_it(name, room):
    seen = room(widgets.PIECES[name](), width=400)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 400
    assert seen.page.evaluate(LETTERS, SMALLEST) == []
    seen.keep(f"{name}-400")


@needs_a_browser
@EVERY
def test_it_says_what_to_try_and_every_control_has_a_name(name, room):
    seen = room(widgets.PIECES[name]())
    first = seen.part(".try").text_content()
    assert first.rstrip().endswith("?") and len(first) < 160, "one sentence that asks"
    unnamed = seen.page.evaluate("""() => [...document.querySelectorAll(
        ".bp input, .bp select, .bp button, .bp [tabindex]")].filter((one) => !(one.labels?.length ||
        one.getAttribute("aria-label") || one.textContent.trim())).map((one) => one.outerHTML)""")
    assert unnamed == []
    assert seen.part("[aria-live]").count() >= 1
    seen.keep(f"{name}-1280")


@needs_a_browser
@EVERY
def test_tab_goes_through_all_of_it_and_out_again(name, room):
    seen = room(widgets.PIECES[name]())
    seen.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button id=after>after</button>')")
    reached = 0
    for _ in range(150):
        seen.page.keyboard.press("Tab")
        if seen.page.evaluate("document.activeElement.id") == "after":
            break
        shows = seen.page.evaluate("""() => {
            const one = document.activeElement, grip = one.querySelector?.(".reach");
            return getComputedStyle(one).outlineStyle !== "none"
                || (grip && getComputedStyle(grip).stroke !== "none"); }""")
        assert shows, f"no focus to be seen: {seen.page.evaluate('document.activeElement.outerHTML')[:200]}"
        reached += 1
    else:
        pytest.fail("Tab does not leave the piece")
    assert reached >= 4


@needs_a_browser
@EVERY
def test_nothing_moves_by_itself(name, room):
    seen = room(widgets.PIECES[name](), calm=True)
    seen.page.locator(".bp").screenshot()              # scrolls to it, which moves it
    picture = seen.page.locator(".bp").screenshot()
    seen.page.wait_for_timeout(300)
    assert seen.page.locator(".bp").screenshot() == picture


@needs_a_browser
def test_without_javascript_the_still_is_there_with_its_words(room, tmp_path):
    pieces = [piece() for piece in widgets.PIECES.values()]
    path = tmp_path / "still.html"
    path.write_text(live.page("Stills", pieces), encoding="utf-8")
    page = room.browser.new_context(java_script_enabled=False).new_page()
    page.goto(path.as_uri())
    for piece, host in zip(pieces, page.locator(".bp-host").all(), strict=True):
        still = host.locator("svg[role=img]")
        assert still.is_visible() and still.locator("title").text_content() == piece.alt()


@needs_a_browser
def test_a_module_that_fails_leaves_the_still_and_the_others(room, tmp_path):
    path = tmp_path / "broken.html"
    text = live.page("Broken", [widgets.Nudge(), widgets.Neuron()])
    path.write_text(text.replace('"circuit": ', '"circles": '), encoding="utf-8")
    page = room.browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("[data-pieces=ready]")
    first, second = page.locator(".bp-host").all()
    assert first.locator("svg[role=img]").is_visible() and first.locator(".bp").count() == 0
    assert second.locator(".bp svg").first.is_visible()


# ---- numbers

@pytest.mark.skipif(not find(NODE) and os.environ.get("CI") != "true", reason="no node")
def test_numbers_are_written_as_in_python(tmp_path):
    rng = np.random.default_rng(4)
    values = [*(rng.normal(size=300) * 10.0 ** rng.integers(-7, 7, 300)), 0.0, 3.125, 0.125, -0.375, 1000.5,
              0.295, 999.996, 0.0095, 1e-9, 25_000.0, 1e12, float("inf"), float("nan")]
    (tmp_path / "kit.mjs").write_text(modules.source("kit"), encoding="utf-8")
    (tmp_path / "ask.mjs").write_text(
        'import { number, plain } from "./kit.mjs";\nconst { NaN: nan, Infinity: inf } = globalThis;\n'
        f"console.log(JSON.stringify([{', '.join(map(repr, map(float, values)))}]"
        ".map((one) => [number(one), number(one, 4), plain(one)])));", encoding="utf-8")
    said = subprocess.run([find(NODE), tmp_path / "ask.mjs"], capture_output=True, text=True, check=True)
    assert json.loads(said.stdout) == [[house_style.number(one), house_style.number(one, 4),
                                        house_style.plain(one)] for one in values]
    assert house_style.number(3.125) != "3.13"
