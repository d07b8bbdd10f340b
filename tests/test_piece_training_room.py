import base64
import json
import subprocess
import xml.etree.ElementTree as xml

import numpy as np
import pytest
import traitlets
from piece_room import needs_a_browser

from course_lib import activations, datasets, initial_weights, losses
from course_lib.backprop import backprop
from course_lib.network import Network
from course_lib.optimizers import Momentum
from course_lib.training import train
from course_lib.widgets import TrainingRoom, modules
from course_lib.widgets.training_room import DEFAULTS, STARTS, beginning
from tools.programs import NODE, find

KINDS = pytest.mark.parametrize("kind", ["moons", "spirals", "xor", "digits"])
CLOSE = {"rtol": 1e-9, "atol": 1e-14}


def digit_network(seed=0, epochs=0, theta=None):
    """The network of notebook 00."""
    digits = datasets.digits()
    net = Network((64, 32, 10), [activations.tanh, activations.softmax], losses.categorical_cross_entropy,
                  beginning("lecun", (64, 32, 10), seed) if theta is None else theta)
    if epochs:
        train(net, digits.train, Momentum(eta=0.1, alpha=0.9), epochs=epochs, batch=32,
              rng=np.random.default_rng(seed))
    return net


@pytest.fixture(scope="module")
def trained():
    return digit_network(epochs=8)


def node(script):
    """What a few lines of JavaScript print, with the modules of the pieces beside them."""
    program = f"import * as run from '{modules.STATIC}/training_run.js';\n" \
              f"import * as pictures from '{modules.STATIC}/training_pictures.js';\n{script}"
    return json.loads(subprocess.run([find(NODE), "--input-type=module", "-e", program], check=True,
                                     capture_output=True, text=True, timeout=30).stdout)


needs_node = pytest.mark.skipif(not find(NODE), reason="no node")


@KINDS
def test_what_the_room_says_is_what_the_library_computes(kind):
    room = TrainingRoom(data=kind, decay=0.01)
    net, (x, y) = room.network, (room.x, room.y)
    E, gradient = backprop(net, x, y)
    assert np.isclose(room.E, E, rtol=1e-12)
    assert np.allclose(room.gradient_sizes, [np.linalg.norm(dW) for dW in net.at(gradient).W[1:]], rtol=1e-12)
    assert not np.isclose(room.E, TrainingRoom(data=kind).E, rtol=1e-6)           # decay counts
    assert np.array_equal(room.says, net.predict(room.looked_at)[0])
    net.theta[0] += 1
    assert room.E == pytest.approx(E)                      # it was a network of its own


def test_the_test_part_of_the_digits_stays_away():
    room, digits = TrainingRoom(data="digits"), datasets.digits()
    images = np.frombuffer(base64.b64decode(room.digits["pixels"]), np.uint8).reshape(-1, 64) / 16
    assert len(room.x) == room.digits["training"] == 1077 and len(room.validation) == 360
    assert np.array_equal(images, np.concatenate([digits.train.x, digits.validation.x]))
    sent = {one.tobytes() for one in images}
    assert not any(one.tobytes() in sent for one in digits.test.x)
    assert room.digits["labels"] == "".join(map(str, [*digits.train.labels, *digits.validation.labels]))


def test_a_room_shows_the_network_of_a_reader_and_gives_it_back(trained):
    room = TrainingRoom.of(trained)
    held = datasets.digits().validation
    assert room.validation_accuracy == np.mean(trained.predict(held.x).argmax(axis=1) == held.labels) > 0.9
    again = TrainingRoom(**json.loads(json.dumps(room.settings())))
    assert np.array_equal(again.theta, trained.theta) and again.settings() == room.settings()
    assert np.array_equal(again.network.predict(held.x), trained.predict(held.x))
    room.theta = digit_network(seed=3).theta
    assert room.validation_accuracy < 0.5


def test_a_network_that_does_not_fit_is_refused():
    other = Network((2, 3, 4), [activations.tanh, activations.softmax], losses.categorical_cross_entropy,
                    np.zeros(25))
    with pytest.raises(ValueError, match="needs 2 inputs, 1 logistic outputs"):
        TrainingRoom.of(other)
    small = Network((2, 3, 1), [activations.relu, activations.logistic], losses.binary_cross_entropy,
                    np.ones(13))
    assert TrainingRoom.of(small, data="xor").activation == "relu"


@pytest.mark.parametrize("settings, said", [
    ({"eta": 1e9}, "1000"), ({"eta": float("nan")}, "finite number"), ({"hidden": [64]}, "from 1 to 32"),
    ({"hidden": [4] * 5}, "at most 4"), ({"theta": [1, 2]}, "has 105 parameters"),
    ({"points": [[0, 0, 2]]}, "a target, 0 or 1"), ({"probe": [1]}, "two numbers"),
    ({"image": [0, 17]}, "64 whole numbers"), ({"image": [17] * 64}, "64 whole numbers"),
    ({"inside": [0, 0]}, "layers from 1"), ({"data": "cats"}, "moons"), ({"batch": 0}, "batch"),
    ({"speed": 1}, "no setting speed")],
    ids=str)
def test_bad_settings_are_refused_with_words(settings, said):
    with pytest.raises((traitlets.TraitError, TypeError), match=said):
        TrainingRoom(**settings)


def test_what_changes_the_network_begins_anew_and_what_does_not_goes_on():
    room = TrainingRoom()
    room.theta, room.epochs = room.network.theta + 0.1, 7
    room.eta, room.rule, room.loss = 0.5, "adam", "half squared error"
    assert room.epochs == 7 and len(room.theta) == 105
    room.hidden = [4]
    assert room.epochs == 0 and len(room.theta) == 0 and room.sizes == (2, 4, 1)
    room.data, room.loss = "digits", "cross-entropy"
    assert room.sizes == (64, 32, 10) and room.batch == 32 and room.eta == 0.1
    assert room.E == pytest.approx(np.log(10), abs=0.2)


def test_what_the_page_puts_back_is_not_begun_anew(trained):
    room = TrainingRoom.of(trained, epochs=8)
    before = room.settings()
    room.set_state({"activation": "logistic", "theta": [], "epochs": 0})
    room.set_state({"data": "moons", **DEFAULTS["moons"]})
    assert room.sizes == (2, 8, 8, 1) and room.epochs == 0 and len(room.theta) == 0
    room.set_state({name: before[name] for name in ("data", "activation", *DEFAULTS["digits"], "theta",
                                                    "epochs")})
    assert np.array_equal(room.theta, trained.theta) and room.epochs == 8
    room.activation = "relu"                                # and Python itself begins anew, as ever
    assert len(room.theta) == 0 and room.epochs == 0


def test_where_nothing_is_drawn_nothing_is_read(trained):
    room = TrainingRoom.of(trained, image=[0] * 64)
    assert np.isnan(room.says).all() and room.nothing_drawn and "Nothing is drawn" in room.alt()
    for simple in (False, True):
        room.simple = simple
        assert "nothing drawn" in room.still() and "it reads" not in room.still()
        assert ">50%<" not in room.still() and ">0%<" not in room.still()
    room.image = [16] * 64
    assert "it reads" in room.still() and np.isfinite(room.says).all() and "It reads" in room.alt()


def test_points_by_hand():
    room = TrainingRoom(data="by hand")
    assert np.isnan(room.E) and "no points yet" in room.alt() and room.still()
    room.points = [[-0.5, 0, 0], [0.5, 0.1, 1]]
    assert room.x.shape == (2, 2) and room.y.tolist() == [[0], [1]] and np.isfinite(room.E)


@KINDS
def test_the_still_says_what_the_settings_are(kind):
    room = TrainingRoom(data=kind)
    drawn = xml.fromstring(room.still())
    assert drawn.find("{*}title").text == room.alt() and len(room.still()) < 15_000
    before = room.still()
    room.hidden = [3, 5]
    assert room.still() != before and "-3-5-" in room.alt()


@needs_node
@pytest.mark.parametrize("start", STARTS)
def test_python_and_the_page_begin_at_the_same_place(start):
    for sizes, seed in (((2, 8, 8, 1), 0), ((64, 32, 10), 7)):
        begin = f"run.beginning({json.dumps(start)}, {list(sizes)}, {seed})"
        there = node(f"console.log(JSON.stringify([...{begin}]))")
        assert np.allclose(there, beginning(start, sizes, seed), rtol=1e-12, atol=1e-14)
    assert start.startswith("all") or not np.allclose(there, beginning(start, sizes, 8))


@needs_node
@pytest.mark.parametrize("text, read", [("8, 8", [8, 8]), ("16", [16]), ("4 3x2", [4, 3, 2]), ("none", []),
                                        ("", "Nothing is written"), ("64", "“64” is no number"),
                                        ("8, many", "“many” is no number"), ("1 1 1 1 1", "too many"),
                                        ("8, 0", "“0” is no number")])
def test_layers_as_they_are_typed(text, read):
    found = node(f"console.log(JSON.stringify(run.parseLayers({json.dumps(text)})))")
    assert found["value"] == read if isinstance(read, list) else read in found["wrong"]


def arc(x, y, rx, ry, start, end):
    angles = np.radians(np.linspace(start, end, 24))
    return np.stack([x + rx * np.cos(angles), y + ry * np.sin(angles)], axis=1).tolist()


# Digits as the writers of the data make them, as strokes on the pad of 100 x 100.
DRAWN = {0: [arc(50, 50, 22, 35, -90, 270)], 1: [[[38, 30], [52, 15], [52, 85]]],
         2: [[*arc(50, 33, 20, 18, 180, 360), [66, 50], [30, 85], [72, 85]]],
         3: [[*arc(47, 32, 20, 17, -150, 90), *arc(47, 67, 22, 18, -90, 150)]],
         4: [[[62, 85], [62, 15], [28, 62], [75, 62]]],
         5: [[[68, 15], [36, 15], [34, 45], *arc(48, 62, 22, 22, -110, 140)]],
         9: [[*arc(50, 34, 18, 18, 0, 360), [68, 34], [66, 60], [58, 85]]]}


@needs_node
@pytest.mark.parametrize("move", [lambda p: p, lambda p: 0.5 * p + [40, 5], lambda p: p * [0.85, 1.1]],
                         ids=["as it is", "small, in a corner", "narrow"])
def test_digits_drawn_by_hand_are_read(move, trained):
    strokes = [[move(np.array(stroke)).tolist() for stroke in drawing] for drawing in DRAWN.values()]
    images = node(f"console.log(JSON.stringify({json.dumps(strokes)}.map((one) => pictures.pixelsOf(one))))")
    read = trained.predict(np.array(images) / 16).argmax(axis=1)
    assert read.tolist() == list(DRAWN)
    real = datasets.digits().train.x.reshape(-1, 8, 8) * 16
    for image in np.reshape(images, (-1, 8, 8)):            # like the data: full height, as much ink
        assert image[0].any() and image[7].any() and abs(image.sum() - real.sum(axis=(1, 2)).mean()) < 20
        assert image.min() >= 0 and image.max() <= 16


@needs_node
def test_a_plus_is_mostly_a_4_and_an_x_an_8():
    """What notebook 00 says of its network: task 2."""
    net = digit_network(theta=initial_weights.lecun((64, 32, 10), np.random.default_rng(0)), epochs=30)
    plus = [[[[50 - 30 * w, 50 + dy + tilt], [50 + 30 * w, 50 + dy - tilt]],
             [[50 + lean, 20], [50 - lean, 80]]]
            for w in (0.7, 1, 1.3) for dy in (-6, -3, 0, 3, 6) for tilt in (-3, 0, 3) for lean in (-3, 0, 3)]
    x = [[[[50 - 30 * w + a, 20], [50 + 30 * w, 80]], [[50 + 30 * w + b, 20], [50 - 30 * w, 80]]]
         for w in (0.7, 0.85, 1, 1.15) for a in (-5, 0, 5) for b in (-5, 0, 5)]
    says = net.predict(np.array(node(
        f"console.log(JSON.stringify({json.dumps(plus + x)}.map((one) => pictures.pixelsOf(one))))")) / 16)
    of_plus, of_x = says[:len(plus)], says[len(plus):]
    read = of_plus.argmax(axis=1)
    assert 0.65 < np.mean(read == 4) < 0.85 and np.mean((read == 4) | (read == 1)) > 0.95
    assert 0.35 < np.mean(of_plus.max(axis=1) > 0.9) < 0.65
    assert (of_x.argmax(axis=1) == 8).all() and (of_x[:, 8] > 0.9).all()


def compare(seen, room):
    """The numbers of the page against the library's, at the page's θ."""
    room.theta = seen.setting("theta")
    assert np.isclose(seen.value("E"), room.E, **CLOSE) and seen.value("accuracy") == room.accuracy
    sizes = [seen.value(f"size {l}") for l in range(1, len(room.sizes))]
    assert np.allclose(sizes, room.gradient_sizes, rtol=1e-9, atol=1e-15)
    layer, unit = seen.setting("inside")
    trace = room.network.forward(room.looked_at)
    assert np.isclose(seen.value("z"), trace.z[layer][0, unit], **CLOSE)
    assert np.isclose(seen.value("a"), trace.a[layer][0, unit], **CLOSE)
    weights = [seen.value(f"w {k + 1}") for k in range(room.sizes[layer - 1])]
    assert np.allclose(weights, room.network.W[layer][unit], **CLOSE)


@needs_a_browser
@KINDS
def test_the_page_trains_and_python_finds_the_same_numbers(kind, room):
    here = TrainingRoom(data=kind)
    seen = room(here)
    compare(seen, here)
    seen.click("One step")
    assert 0 < seen.value("epochs") <= 1 and len(seen.setting("theta")) == len(here.network.theta)
    before = here.E
    compare(seen, here)
    seen.click("One epoch")
    assert seen.value("epochs") == 1 if kind != "xor" else seen.value("epochs") == 2
    compare(seen, here)
    if kind == "digits":
        assert here.E < before and np.isclose(seen.value("validation E"), here.validation_E, **CLOSE)
        assert seen.value("validation accuracy") == here.validation_accuracy
    else:
        assert np.isclose(seen.value("says"), here.says[0], **CLOSE)
    seen.keep(f"training_room_{kind}")
    assert not seen.errors


@needs_a_browser
def test_it_runs_pauses_and_tells_python(room):
    here = TrainingRoom(pace="1 epoch a frame")
    seen = room(here)
    seen.click("▶ Run")
    seen.page.wait_for_function("Number(document.querySelector('[data-name=epochs]').dataset.value) > 60")
    assert len(seen.setting("theta")) == 0                      # only at the end
    seen.click("Pause")
    stands = seen.value("epochs")
    compare(seen, here)
    assert here.accuracy > 0.95 and seen.setting("epochs") == pytest.approx(stands)
    seen.settle()
    assert seen.value("epochs") == stands
    seen.click("Start anew")
    here.theta = ()
    assert seen.value("epochs") == 0 and np.isclose(seen.value("E"), here.E, **CLOSE)
    assert not seen.errors


@needs_a_browser
def test_steps_that_are_too_long_stop_it_with_a_sentence(room):
    seen = room(TrainingRoom(activation="linear", rule="momentum", eta=1000, hidden=[8, 8, 8],
                             pace="at full speed"))
    seen.click("▶ Run")
    seen.page.wait_for_selector("[data-name=halted]:not(:empty)")
    assert "no longer a finite number" in seen.text("[data-name=halted]")
    assert seen.part("[data-name=run]").is_disabled()
    assert np.isfinite(seen.value("E")) and np.isfinite(seen.setting("theta")).all()
    seen.type("η", "0.1")
    seen.click("Start anew")
    assert seen.text("[data-name=halted]") == "" and seen.part("[data-name=run]").is_enabled()


@needs_a_browser
def test_python_may_put_its_own_network_there(room, trained):
    seen = room(TrainingRoom(data="digits"))
    seen.put(theta=trained.theta.tolist(), epochs=8)
    here = TrainingRoom.of(trained)
    compare(seen, here)
    outputs = [seen.value(f"digit {d}") for d in range(10)]
    assert seen.value("epochs") == 8 and np.allclose(outputs, here.says, **CLOSE)


@needs_a_browser
def test_a_digit_is_drawn_by_mouse_and_by_keys(room, trained):
    seen = room(TrainingRoom.of(trained))
    pad = seen.part("[data-name=pad]")
    box = pad.bounding_box()
    for stroke in DRAWN[4]:
        points = [(box["x"] + x * box["width"] / 100, box["y"] + y * box["height"] / 100) for x, y in stroke]
        seen.page.mouse.move(*points[0])
        seen.page.mouse.down()
        for point in points[1:]:
            seen.page.mouse.move(*point, steps=8)
        seen.page.mouse.up()
    seen.settle()
    here = TrainingRoom.of(trained, image=seen.setting("image"))
    assert here.says.argmax() == seen.value("answer") == 4
    assert np.allclose([seen.value(f"digit {d}") for d in range(10)], here.says, **CLOSE)
    seen.keep("training_room_drawn")
    seen.click("Clear")
    assert not any(seen.setting("image")) and np.isnan(seen.value("answer"))
    assert np.isnan([seen.value(f"digit {d}") for d in range(10)]).all() and np.isnan(seen.value("z"))
    bars = seen.part("svg[aria-label='the ten outputs'] rect").all()
    assert [float(bar.get_attribute("width")) for bar in bars] == [0] * 10
    squares = [seen.part(f"[data-name='unit 2 {k}'] canvas") for k in range(1, 11)]
    assert len({one.evaluate("(c) => c.toDataURL()") for one in squares}) == 1
    seen.page.wait_for_timeout(700)
    assert "nothing drawn" in seen.text("[aria-live]") and "it reads" not in seen.part("").first.inner_text()
    pad.focus()
    for key, times in (("Space", 1), ("ArrowDown", 16), ("Space", 1)):
        for _ in range(times):
            pad.press(key)
    seen.settle()
    drawn = np.reshape(seen.setting("image"), (8, 8))
    assert drawn.sum() > 250 and drawn[:, 3:5].sum() > 0.7 * drawn.sum()
    seen.click("A validation image")
    assert any(np.array_equal(16 * one, seen.setting("image")) for one in datasets.digits().validation.x)
    assert not seen.errors


@needs_a_browser
def test_points_are_put_down_by_mouse_and_by_keys(room):
    seen = room(TrainingRoom(data="by hand"))
    assert seen.part("[data-name=run]").is_disabled()
    box = seen.part("svg rect[fill=transparent]").first.bounding_box()
    seen.page.mouse.click(box["x"] + 0.25 * box["width"], box["y"] + 0.5 * box["height"])
    seen.settle()
    assert np.allclose(seen.setting("points"), [[-0.5, 0, 1]], atol=0.02)
    seen.choose("new points", "○ target 0")
    seen.press("the point to look at", "ArrowRight", 3)
    seen.press("the point to look at", "Enter")
    assert np.allclose(seen.setting("points")[1], [0.06, 0, 0])
    here = TrainingRoom(data="by hand", points=seen.setting("points"), probe=seen.setting("probe"))
    compare(seen, here)
    seen.click("One epoch")
    compare(seen, here)
    seen.click("Clear")
    assert seen.setting("points") == [] and seen.part("[data-name=run]").is_disabled() and not seen.errors


@needs_a_browser
def test_one_looks_inside_by_mouse_and_by_keys(room):
    here = TrainingRoom()
    seen = room(here)
    seen.part('[data-name="unit 2 3"]').click()
    seen.settle()
    here.inside = [2, 2]
    compare(seen, here)
    seen.part('[data-name="unit 2 3"]').press("ArrowDown")
    seen.settle()
    assert seen.setting("inside") == [2, 3]
    seen.drag("the point to look at", 40, -30)
    here.probe, here.inside = seen.setting("probe"), [2, 3]
    assert here.probe[0] > 0.6 and here.probe[1] > 0.4
    compare(seen, here)
    assert np.isclose(seen.value("says"), here.says[0], **CLOSE)


@needs_a_browser
@pytest.mark.parametrize("label, text, said", [
    ("η", "1e9", "out of range"), ("η", "", "Nothing is written"), ("batch", "1.5", "not whole"),
    ("hidden", "8, 99", "is no number of units"), ("decay", "much", "is no number")])
def test_bad_input_is_refused_and_the_picture_stays(room, label, text, said):
    seen = room(TrainingRoom())
    before = seen.value("E")
    seen.type(label, text)
    assert said in seen.wrong() and seen.value("E") == before and seen.setting("hidden") == [8, 8]


@needs_a_browser
def test_another_network_is_typed_and_other_data_bring_their_own_settings(room):
    seen = room(TrainingRoom(), width=400, dark=True)
    seen.type("hidden", "4 4 4")
    assert seen.setting("hidden") == [4, 4, 4] and seen.part("[data-name^='unit ']").count() == 13
    here = TrainingRoom(hidden=[4, 4, 4])
    compare(seen, here)
    seen.choose("data", "digits")
    assert all(seen.setting(name) == value for name, value in DEFAULTS["digits"].items())
    compare(seen, TrainingRoom(data="digits"))
    assert seen.page.evaluate("document.documentElement.scrollWidth <= 400")
    seen.keep("training_room_narrow")
    assert not seen.errors


@needs_a_browser
def test_what_was_trained_can_be_brought_back(room, trained):
    here = TrainingRoom.of(trained, epochs=8, simple=True)
    seen, held, theta = room(here), here.validation_accuracy, trained.theta.tolist()
    assert seen.part("[data-name=back]").is_hidden() and not seen.part("[data-name=eta]").first.is_visible()
    seen.part("summary").click()
    seen.choose("activation φ", "logistic")
    seen.choose("activation φ", "tanh")
    assert seen.value("epochs") == 0 and seen.value("validation accuracy") < 0.5
    seen.click("One epoch")
    learned = seen.setting("theta")
    seen.choose("data", "moons")
    seen.click("One epoch")
    seen.click("Start anew")
    assert seen.value("epochs") == 0 and "moons, 2-8-8-1, tanh, 1 epoch, " in seen.text("[data-name=past]")
    back = seen.part("[data-name=back]")
    for data, epochs, kept in (("moons", 1, None), ("digits", 1, learned), ("digits", 8, theta)):
        back.press("Enter")
        seen.settle()
        assert (seen.setting("data"), seen.value("epochs"), seen.setting("epochs")) == (data, epochs, epochs)
        assert kept is None or seen.setting("theta") == kept
    assert seen.value("validation accuracy") == held and back.is_hidden() and seen.setting("hidden") == [32]
    assert seen.page.evaluate("document.activeElement.dataset.name") == "run"
    compare(seen, here)
    seen.click("One epoch")
    assert seen.value("epochs") == 9 and not seen.errors
    seen.keep("training_room_simple")


@needs_a_browser
def test_points_by_hand_that_were_cleared_come_back(room):
    points = [[-0.5, 0, 0], [0.5, 0.1, 1]]
    seen = room(TrainingRoom(data="by hand", points=points))
    seen.click("Clear")
    assert seen.setting("points") == []
    seen.click("Back to what was there")
    assert seen.setting("points") == points and seen.part("[data-name=run]").is_enabled()


@needs_a_browser
def test_only_one_frame_is_orange(room, trained):
    orange = """() => [...document.querySelectorAll(".bp button, .bp svg .reach")].filter((one) => {
        const { borderTopColor, stroke, outlineColor, outlineStyle } = getComputedStyle(one);
        const lines = [borderTopColor, stroke, outlineStyle === "none" ? "" : outlineColor];
        return lines.includes("rgb(230, 159, 0)");
    }).map((one) => one.dataset.name ?? one.parentElement.dataset.name)"""
    assert room(TrainingRoom.of(trained)).page.evaluate(orange) == ["pad"]
    assert room(TrainingRoom(data="digits")).page.evaluate(orange) == ["run"]


@needs_a_browser
@pytest.mark.parametrize("settings, epochs, said", [
    ({"activation": "relu", "start": "20 × lecun", "eta": 10}, 2, "Every unit of layer 2 is silent"),
    ({"start": "all 0"}, 0, "All weights into the output are 0"),
    ({"activation": "logistic", "eta": 1000, "loss": "half squared error"}, 3, "The output is saturated"),
    ({"start": "20 × lecun", "eta": 1000}, 2, "Every unit of layer 1 is saturated"), ({}, 3, "")], ids=str)
def test_where_no_gradient_comes_down_it_says_so(room, settings, epochs, said):
    seen = room(TrainingRoom(**settings))
    for _ in range(epochs):
        seen.click("One epoch")
    assert seen.text("[data-name=silent]").startswith(said) and (said or not seen.text("[data-name=silent]"))
    assert said == "" or seen.value("size 1") < 1e-90


@needs_a_browser
def test_a_message_pushes_no_control_aside(room):
    seen = room(TrainingRoom())

    def where():
        boxes = [one.bounding_box() for one in seen.part(".control:visible").all()]
        return np.array([[box[side] for side in ("x", "y", "width", "height")] for box in boxes])
    before = where()
    seen.type("hidden", "32,32,32,32,32,32")
    assert "too many" in seen.wrong() and seen.part("[data-name=notes]").inner_text().startswith("hidden ")
    assert abs(where() - before).max() <= 2             # the frame of the wrong field is a little thicker
    assert seen.part("[data-name=notes] .wrong").nth(0).bounding_box()["height"] < 30
    seen.put(hidden=[4])                                    # from elsewhere: the message is over
    assert seen.wrong() == "" and seen.page.get_by_role("textbox", name="hidden").input_value() == "4"
