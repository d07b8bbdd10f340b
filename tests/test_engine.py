"""The engine in JavaScript computes what course_lib computes: in node and in a browser, number by number.

All questions go over at once, as one JSON; engine_answers.mjs answers them, in node and in Chromium alike,
and every test compares one. Without node or Chromium these are skipped; with CI=true they must run.
"""

import functools
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from problems import problem
from slide_room import room

from course_lib import losses, mistakes, optimizers
from course_lib.activations import ACTIVATIONS, ELEMENTWISE, leaky_relu, relu, softmax, tanh
from course_lib.backprop import backprop
from course_lib.gradcheck import along, central_difference, one_sided_difference, relative_error
from course_lib.layout import count
from course_lib.losses import LOSSES
from course_lib.network import Network
from course_lib.widgets import modules
from tools import programs
from tools.programs import CHROMIUM, find

NODE = find(programs.NODE)
PARTS = ("engine", "gradcheck", "chance")        # "the engine" below is all of their exports
MODULES = ("doors", *PARTS, "mistakes")
MUST = os.environ.get("CI") == "true"
ANSWERS = Path(__file__).with_name("engine_answers.mjs")
CLOSE = 1e-12
SMALLEST = 1e-300           # below, numbers lose digits one by one: nothing to compare
needs_node = pytest.mark.skipif(not NODE and not MUST, reason="no node")
needs_browser = pytest.mark.skipif(not find(CHROMIUM) and not MUST, reason="no browser")


class Question(NamedTuple):
    """What is asked, as JSON takes it, and what course_lib says: of the answer, or under its names."""

    ask: dict
    expected: object


class Each(NamedTuple):
    """Numbers of which every one must be right to its last digits, the small ones too."""

    values: object


class Refused(NamedTuple):
    """Words that a refusal must hold."""

    words: tuple = ()


def wrong(expected, answer, where="the answer"):
    """What is wrong with an answer, as a list of sentences."""
    if isinstance(expected, Refused):
        words = answer.get("refused") if isinstance(answer, dict) else None
        return ([f"{where} is no refusal"] if words is None else
                [f"{words!r} lacks {one!r}" for one in expected.words if one not in words])
    if isinstance(answer, dict) and "refused" in answer:
        return [f"{where} was refused: {answer['refused']}"]
    if isinstance(expected, dict):
        return [said for key, one in expected.items() for said in wrong(one, answer[key], f"{where}.{key}")]
    if isinstance(expected, list):
        return [f"{where} has {len(answer)} parts"] * (len(answer) != len(expected)) + [
            said for k, (one, other) in enumerate(zip(expected, answer, strict=False))
            for said in wrong(one, other, f"{where}[{k}]")]
    if expected is None or isinstance(expected, (bool, str)):
        return [] if answer == expected else [f"{where} is {answer!r}, not {expected!r}"]
    each, values = isinstance(expected, Each), expected.values if isinstance(expected, Each) else expected
    mine, theirs = np.ravel(values), np.ravel(np.array(answer, float))
    if mine.shape != theirs.shape:
        return [f"{where} holds {theirs.size} numbers, not {mine.size}"]
    size = np.abs(mine) if each else np.linalg.norm(mine)
    apart = np.abs(mine - theirs) if each else np.linalg.norm(mine - theirs)
    far = ~(apart <= CLOSE * size + SMALLEST)
    return [f"{where} is apart by {np.max(apart):.3g} in {np.max(size):.3g}"] if np.any(far) else []


# ---- The questions

def sent(net, x, y):
    """A network and its examples as JSON takes them."""
    network = dict(sizes=list(net.sizes), phi=[phi.name for phi in net.phi[1:]], loss=net.loss.name,
                   theta=net.theta.tolist(), decay=net.decay)
    return dict(network=network, x=x.ravel().tolist(), y=y.ravel().tolist(), N=len(x))


SIZES = [(3, 4, 2), (2, 3, 4, 3), (4, 2), (3, 5, 4, 2, 3), (2, 4, 4, 2), (1, 3, 2, 2), (5, 3)]
OUTPUTS = [*((phi, losses.half_squared_error) for phi in ACTIVATIONS.values()),
           *((loss.output, loss) for loss in LOSSES.values() if loss.output)]


def network_questions():
    """Every activation in the hidden layers under every output, all sizes, N and decays in turn."""
    pairs = [(hidden, output, loss) for hidden in ACTIVATIONS.values() for output, loss in OUTPUTS]
    for k, (hidden, output, loss) in enumerate(pairs):
        net, x, y = problem(SIZES[k % len(SIZES)], hidden, loss, output, N=1 + k // 3 % 7,
                            decay=0.3 * (k // 2 % 2), seed=k)
        trace = net.blank_trace(len(x))
        E, gradient = backprop(net, x, y, trace)
        hidden_slopes = [trace.slope[l] if 0 < l < net.L and net.phi[l] is not softmax else None
                         for l in range(net.L + 1)]
        if hidden is softmax:
            hidden_slopes = [None, *(0 * a for a in trace.a[1:net.L]), None]
        yield f"{hidden} {output} {loss}", Question(dict(ask="network", **sent(net, x, y)), dict(
            E=E, error=net.error(x, y), gradient=gradient, z=trace.z, a=[None, *trace.a[1:]],
            delta=trace.delta, dW=trace.dW, db=trace.db, slope=hidden_slopes))


def whole(sizes, phi, loss, N, decay, seed):
    """A problem in small whole numbers: z hits the kinks, and both languages agree on that."""
    net, x, y = problem(sizes, phi, loss, N=N, decay=decay, seed=seed)
    rng = np.random.default_rng(seed)
    net.theta[:] = rng.integers(-1, 2, net.theta.size)
    return net, rng.integers(-1, 2, x.shape).astype(float), y


MISTAKEN = {
    "unequal": problem(),
    "square": problem((3, 3, 3), N=4, seed=1),
    "square, deep, relu": problem((2, 2, 2, 2), relu, N=3, decay=0.0, seed=2),
    "one output": problem((3, 4, 1), N=6, seed=3),
    "cross-entropy": problem((3, 2, 2), loss=losses.binary_cross_entropy, seed=4),
    "categorical": problem((3, 3, 3), loss=losses.categorical_cross_entropy, N=7, seed=5),
    "softmax, squared": problem((4, 3, 3), output=softmax, N=2, seed=6),
    "hidden softmax": problem((2, 3, 3), softmax, seed=7),
    "one example": problem((3, 3, 2), ACTIVATIONS["scaled tanh"], N=1, seed=8),
    "logistic": problem((2, 3, 3, 2), ACTIVATIONS["logistic"], seed=9),
    "softplus": problem((2, 3, 2), ACTIVATIONS["softplus"], decay=0.0, seed=10),
    "gelu": problem((3, 3, 3), ACTIVATIONS["gelu"], seed=11),
    "at the kinks": whole((3, 4, 4, 2), relu, losses.half_squared_error, 5, 0.1, 12),
    "at leaky kinks": whole((3, 3, 2), leaky_relu, losses.categorical_cross_entropy, 5, 0.1, 13),
    "one layer": problem((3, 3), N=3, seed=14),
}


def mistake_questions():
    for collection in ("BACKPROP", "VARIANTS"):
        for name, mistake in getattr(mistakes, collection).items():
            for where, (net, x, y) in MISTAKEN.items():
                try:
                    E, gradient = mistake.function(net, x, y)
                    expected = dict(E=E, gradient=gradient)
                except (ValueError, TypeError):
                    expected = Refused()
                yield f"{name}: {where}", Question(dict(ask="mistake", name=name, **sent(net, x, y),
                                                        **{"from": collection}), expected)


RULES = {"gradient descent": optimizers.GradientDescent, "momentum": optimizers.Momentum,
         "nesterov": optimizers.Nesterov, "rmsprop": optimizers.RMSProp, "adam": optimizers.Adam}
OPTIONS = {
    optimizers.GradientDescent: [dict(eta=0.3)],
    optimizers.Momentum: [dict(eta=0.3), dict(eta=0.1, alpha=0.5), dict(eta=0.1, alpha=0)],
    optimizers.RMSProp: [{}, dict(eta=0.02, rho=0.5, epsilon=1e-3), dict(rho=0)],
    optimizers.Adam: [{}, dict(eta=0.1, beta1=0.7, beta2=0.9, epsilon=1e-2), dict(beta1=0, beta2=0)],
}


def rule_questions():
    """θ after each of six steps on gradients that change, with all options, and with a share lost."""
    kinds = {**RULES, **{name: mistake.function for name, mistake in mistakes.OPTIMIZERS.items()}}
    for k, (name, kind) in enumerate(kinds.items()):
        rng = np.random.default_rng(k)
        start, gradients = rng.normal(size=5), rng.normal(size=(6, 5))
        many = next(options for base, options in OPTIONS.items() if issubclass(kind, base))
        for options in many:
            for share in (0, 0.002):
                theta, rule, path = start.copy(), kind(**options), []
                rule = optimizers.Shrinking(rule, share) if share else rule
                for gradient in gradients:
                    rule.step(theta, gradient)
                    path.append(theta.copy())
                yield f"{name} {options} {share}", Question(dict(
                    ask="rule", name=name, options=options, share=share, theta=start.tolist(),
                    gradients=gradients.tolist()), path)


FAR = [1e-300, 1e-9, 0.99999, 1.0, 4.99999, 5.0, 37.3, 38.4, 700, 745, 1e4]
GRID = np.concatenate([np.linspace(-40, 40, 641), FAR, np.negative(FAR), [-0.0]])


def activation_questions():
    for phi in ELEMENTWISE:
        a = phi(GRID)
        slope = phi.slope(GRID, a)
        yield phi.name, Question(dict(ask="activation", name=phi.name, z=GRID.tolist(), a=a.tolist()), dict(
            value=Each(a), slope=Each(slope), delta=Each(slope), kinks=np.array(phi.kinks)))
    z = np.random.default_rng(0).normal(0, 10, (7, 4))
    a = softmax(z)
    yield "softmax", Question(dict(ask="activation", name="softmax", z=z.ravel().tolist(), width=4,
                                   a=a.ravel().tolist()), dict(value=Each(a), slope=None))


def polynomial(t):
    total = 0.0
    for k, one in enumerate(t.tolist()):
        total = total + (k + 1) * one * one * one - one * float(t[0])
    return total


def check_questions():
    rng = np.random.default_rng(3)
    theta, direction = rng.normal(size=(2, 6))
    for h in (None, 0.01):
        ask = dict(ask="differences", theta=theta.tolist(), direction=direction.tolist())
        yield f"differences {h}", Question(ask if h is None else ask | dict(h=h), dict(
            one=one_sided_difference(polynomial, theta, h), central=central_difference(polynomial, theta, h),
            along=along(polynomial, theta, direction, h), theta=theta))
    pairs = [(theta, direction), (theta, theta * (1 + 1e-6)), (theta, -theta), (theta, 0 * theta),
             (0 * theta, 0 * theta), (1e-200 * theta, 1e-200 * direction), (1e200 * theta, 1e200 * direction)]
    for k, (one, other) in enumerate(pairs):
        code = f"engine.relativeError(f(...{one.tolist()}), f(...{other.tolist()}))"
        yield f"relative error {k}", Question(dict(ask="value", code=code), relative_error(one, other))


def net_code(sizes="[2, 3, 1]", phi='["tanh", "logistic"]', loss='"half squared error"',
             theta="new Float64Array(13)", decay="0"):
    return (f"new engine.Network({{sizes: {sizes}, phi: {phi}, loss: {loss}, theta: {theta}, "
            f"decay: {decay}}})")


REFUSALS = {                # code, and words that the refusal must hold
    "no such activation": (net_code(phi='["tanh", "sigmoid"]'), '"sigmoid"', "logistic", "take one of"),
    "a property of every object": (net_code(loss='"constructor"'), '"constructor"', "take one of"),
    "no such loss": (net_code(loss='"mse"'), '"mse"', "half squared error", "take one of"),
    "wrong pair": (net_code(loss='"two-class cross-entropy"', phi='["logistic", "tanh"]'), "tanh", "logistic",
                   "make"),
    "one activation too few": (net_code(phi='["tanh"]'), '["tanh"]', "2 layers", "give"),
    "activation outside a list": (net_code(phi='"tanh"'), '"tanh"', "2 layers", "give"),
    "theta too short": (net_code(theta="new Float64Array(12)"), "of 12", "13", "initialWeights makes one"),
    "theta a list": (net_code(theta="[1, 2]"), "[1,2]", "13", "Float64Array"),
    "theta missing": (net_code(theta="undefined"), "undefined", "13", "Float64Array"),
    "theta not finite": (net_code(theta="new Float64Array(13).fill(NaN)"), "NaN", "numbers", "draw it anew"),
    "sizes of one layer": (net_code(sizes="[2]"), "[2]", "two layers", "give"),
    "sizes of nothing": (net_code(sizes="[2, 0, 1]"), "[2,0,1]", "two layers", "give"),
    "decay below 0": (net_code(decay="-1"), "-1", "0 or more", "give"),
    "decay not a number": (net_code(decay="NaN"), "NaN", "0 or more", "give"),
    "x too short": (net_code() + ".forward(f(1, 2, 3), 2)", "x is", "of 3", "2 examples", "4 numbers"),
    "x a list": (net_code() + ".forward([1, 2], 1)", "[1,2]", "Float64Array"),
    "N missing": (net_code() + ".forward(f(1, 2))", "N is undefined", "give"),
    "no examples": (net_code() + ".error(f(), f(), 0)", "N is 0", "give"),
    "no examples, backprop": (net_code() + ".backprop(f(), f(), 0)", "N is 0", "give"),
    "y too long": (net_code() + ".error(f(1, 2), f(1, 2), 1)", "y is", "of 2", "1 numbers"),
    "y too long, backprop": (net_code() + ".backprop(f(1, 2), f(1, 2), 1)", "y is", "of 2", "1 numbers"),
    "y too long, mistake": (f"mistakes.BACKPROP['sign flipped']({net_code()}, f(1, 2), f(1, 2), 1)", "y is"),
    "another trace": (f"{net_code()}.forward(f(1, 2), 1, {net_code()}.blankTrace(2))", "2 examples", "has 1",
                      "net.blankTrace(1)"),
    "another point too short": (net_code() + ".at(f(1))", "of 1", "13"),
    "no eta": ("new engine.GradientDescent()", "eta is undefined", "above 0"),
    "eta of 0": ("new engine.Adam({eta: 0})", "eta is 0", "above 0"),
    "alpha of 1": ("new engine.Momentum({eta: 1, alpha: 1})", "alpha is 1", "below 1"),
    "share below 0": ("new engine.Shrinking({rule: null, share: -1})", "share is -1", "below 1"),
    "a gradient too long": ("new engine.Adam().step(f(1), f(1, 2))", "of 1", "of 2", "new one"),
    "a rule of another run": ("[f(1), f(1, 2)].reduce((rule, t) => { rule.step(t, t); return rule; }, "
                              "new engine.Momentum({eta: 1}))", "of 2", "of 1", "new one"),
    "no slope": ("engine.slopes(engine.ACTIVATIONS.softmax, f(1), f(1))", "softmax", "Use pull"),
    "a direction too short": ("engine.along((t) => t[0], f(1, 2), f(1))", "direction", "of 1", "give 2"),
    "gradients of two lengths": ("engine.relativeError(f(1, 2), f(1))", "of 2", "give 1"),
    "no such way to begin": ("engine.initialWeights('xavier', [2, 1], new engine.Random(0))", '"xavier"',
                             "glorot"),
}

PLACES = ((ACTIVATIONS, "engine.ACTIVATIONS"), (LOSSES, "engine.LOSSES"), (RULES, "engine.RULES"),
          *((getattr(mistakes, name), f"mistakes.{name}") for name in ("BACKPROP", "VARIANTS", "OPTIMIZERS")))


def mulberry32(seed, draws):
    """The generator from its text, in Python's whole numbers."""
    whole, state = 2 ** 32, seed
    for _ in range(draws):
        state = (state + 0x6D2B79F5) % whole
        t = (state ^ state >> 15) * (state | 1) % whole
        t ^= (t + (t ^ t >> 7) * (t | 61)) % whole
        yield (t ^ t >> 14) / whole


VALUES = {                  # code with net = a network, and its value
    "count": ("engine.count([3, 4, 2])", count((3, 4, 2))),
    **{f"names of {place}": (f"Object.keys({place})", list(here)) for here, place in PLACES},
    "rows know their names": ("Object.values({...engine.ACTIVATIONS, ...engine.LOSSES}).map((o) => o.name)",
                              [*ACTIVATIONS, *LOSSES]),
    "what the losses go with": ("Object.values(engine.LOSSES).map((loss) => loss.output)",
                                [loss.output and loss.output.name for loss in LOSSES.values()]),
    "windows": ("""((t) => {
        const { W, b } = engine.windows(t, [2, 1]);
        W[1][1] = 7; b[1][0] = 8; return t;
    })(f(1, 2, 3))""", np.array([1, 7, 8])),
    "another point shares all but θ": ("""((net) => {
        const other = net.at(f(...Array(13).keys())); other.W[1][0] = 5;
        return [net.theta[0], other.theta[0], other.b[2][0], other.L, other instanceof engine.Network];
    })(net)""", [0, 5, 12, 2, True]),
    "theta cannot be bound anew": (
        "((net) => { try { net.theta = f(1); } catch (error) { return error.name; } })(net)", "TypeError"),
    "decay and theta can be changed in place": ("""((net) => {
        net.decay = 2; net.theta[0] = 3;
        return net.error(f(0, 0), f(0.5), 1);
    })(net)""", 9.0),
    "products": ("""[engine.times(f(1, 2, 3, 4, 5, 6), f(1, 2, 3), 2, 3, 1),
        engine.timesTransposed(f(1, 2, 3, 4), f(5, 6, 7, 8, 9, 10), 2, 2, 3),
        engine.transposedTimes(f(1, 2, 3, 4), f(5, 6, 7, 8, 9, 10), 2, 2, 3)]""",
                 list(map(np.array, ([14, 32], [17, 23, 29, 39, 53, 67], [29, 33, 37, 42, 48, 54])))),
    "a trace used again is the same arrays": ("""((net) => {
        const trace = net.blankTrace(1);
        const parts = () => [trace.gradient, ...trace.z, ...trace.dW, ...trace.slope], before = parts();
        net.backprop(f(1, 2), f(1), 1, trace);
        trace.dW[2][0] = 9;
        return parts().every((one, k) => one === before[k]) && trace.gradient[9] === 9;
    })(net)""", True),
    "a gradient is its own differences": ("""((net, theta) => {
        const [x, y, N] = [f(1, 2, -1, 0.5), f(1, 0), 2], trace = net.blankTrace(N), here = net.at(theta);
        here.backprop(x, y, N, trace);
        const slow = engine.centralDifference((point) => net.at(point).error(x, y, N), theta);
        return engine.relativeError(trace.gradient, slow) < 1e-8;
    })(net, engine.initialWeights("uniform", net.sizes, new engine.Random(1)))""", True),
    "mulberry32": ("((r) => [...Array(9)].map(() => r.uniform()))(new engine.Random(1))",
                   np.array(list(mulberry32(1, 9)))),
    "a permutation holds everything once": ("new engine.Random(2).permutation(50).sort((a, b) => a - b)",
                                            np.arange(50)),
    "and is not in order": ("String(new engine.Random(2).permutation(50)) === String([...Array(50).keys()])",
                            False),
    "every pick comes": ("[...new Set([...Array(400)].map(((r) => () => r.pick(7))(new engine.Random(3))))]"
                         ".sort()", np.arange(7)),
}


def value_questions():
    for name, (code, *words) in REFUSALS.items():
        yield f"refused: {name}", Question(dict(ask="value", code=code), Refused(tuple(words)))
    for name, (code, expected) in VALUES.items():
        yield name, Question(dict(ask="value", code=f"((net) => {code})({net_code()})"), expected)


QUESTIONS = {kind: dict(questions()) for kind, questions in [
    ("network", network_questions), ("mistake", mistake_questions), ("rule", rule_questions),
    ("activation", activation_questions), ("check", check_questions), ("value", value_questions)]}
ALL = {f"{kind} / {name}": question for kind, many in QUESTIONS.items() for name, question in many.items()}
MEASURED = {                # chance: code that returns many draws
    "uniform": "((r) => [...Array(20000)].map(() => r.uniform(-1, 3)))(new engine.Random(5))",
    "normal": "((r) => [...Array(20000)].map(() => r.normal()))(new engine.Random(6))",
    **{f"weights {how}": f"engine.initialWeights('{how}', [40, 60, 50], new engine.Random(7))"
       for how in ("uniform", "lecun", "glorot", "he")},
}
ASKED = {**{name: question.ask for name, question in ALL.items()},
         **{f"measured / {name}": dict(ask="value", code=code) for name, code in MEASURED.items()}}


# ---- Who answers

@functools.cache
def as_json():
    return json.dumps(ASKED)


def ask_node(folder, **texts):
    """The answers of node, to the modules as they are or to other texts of them."""
    folder.mkdir(exist_ok=True)
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")   # older nodes ask for it
    shutil.copy(ANSWERS, folder)
    for name in MODULES:
        (folder / f"{name}.js").write_text(texts.get(name) or modules.source(name), encoding="utf-8")
    done = subprocess.run([NODE, folder / ANSWERS.name], input=as_json(), capture_output=True, check=False,
                          encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


IN_A_PAGE = """async ([texts, questions]) => {
    const loaded = await Promise.all(texts.map((text) =>
        import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })))));
    const [mistakes, { answerAll }] = loaded.slice(-2), engine = Object.assign({}, ...loaded.slice(0, -2));
    return JSON.stringify(answerAll(JSON.parse(questions), engine, mistakes));
}"""


def ask_browser():
    """The answers of Chromium, to the modules as a notebook gets them: joined."""
    texts = [*map(modules.text, PARTS), modules.text("mistakes"), ANSWERS.read_text(encoding="utf-8")]
    with room() as page:
        answers = json.loads(page.evaluate(IN_A_PAGE, [texts, as_json()]))
        assert page.asked == []
    return answers


@pytest.fixture(scope="module", params=[pytest.param("node", marks=needs_node),
                                        pytest.param("chromium", marks=needs_browser)])
def answers(request, tmp_path_factory):
    return ask_node(tmp_path_factory.mktemp("engine")) if request.param == "node" else ask_browser()


# ---- The tests

def each(kind):
    return pytest.mark.parametrize("name", QUESTIONS[kind])


def grouped(kind):
    """The names before the colon: one test for a mistake on all its networks."""
    return pytest.mark.parametrize("name", dict.fromkeys(name.rsplit(":", 1)[0] for name in QUESTIONS[kind]))


def complaints(answers, kind, name):
    return wrong(QUESTIONS[kind][name].expected, answers[f"{kind} / {name}"])


@each("network")
def test_z_a_E_delta_and_gradient_are_those_of_course_lib(answers, name):
    assert complaints(answers, "network", name) == []


@grouped("mistake")
def test_a_mistake_is_the_same_mistake_or_both_refuse(answers, name):
    for where in MISTAKEN:
        assert complaints(answers, "mistake", f"{name}: {where}") == [], where


@each("rule")
def test_a_rule_goes_the_same_way(answers, name):
    assert complaints(answers, "rule", name) == []


@each("activation")
def test_values_and_slopes_are_right_to_the_last_digits_of_small_numbers(answers, name):
    assert complaints(answers, "activation", name) == []


@each("check")
def test_differences_and_relative_errors_are_the_same(answers, name):
    assert complaints(answers, "check", name) == []


@each("value")
def test_names_windows_and_refusals(answers, name):
    assert complaints(answers, "value", name) == []


def test_the_questions_leave_nothing_out():
    nets = [question.ask["network"] for question in QUESTIONS["network"].values()]
    assert {phi for net in nets for phi in net["phi"][:-1]} == set(ACTIVATIONS)
    assert {(net["phi"][-1], net["loss"]) for net in nets} == {(phi.name, loss.name) for phi, loss in OUTPUTS}
    assert {question.ask["N"] for question in QUESTIONS["network"].values()} == set(range(1, 8))
    assert {len(net["sizes"]) - 1 for net in nets} == {1, 2, 3, 4}
    for loss in LOSSES:
        assert {net["decay"] > 0 for net in nets if net["loss"] == loss} == {True, False}
    refused = {name.rsplit(":", 1)[0] for name, question in QUESTIONS["mistake"].items()
               if question.expected == Refused() and "hidden softmax" not in name}
    assert refused == {name for name in mistakes.BACKPROP if "square" in name}
    right = {where: backprop(net, x, y)[1] for where, (net, x, y) in MISTAKEN.items()}
    for name in mistakes.BACKPROP:                      # each shows on some network
        said = {where: QUESTIONS["mistake"][f"{name}: {where}"].expected for where in MISTAKEN}
        assert any(relative_error(one["gradient"], right[where]) > 1e-3
                   for where, one in said.items() if one != Refused()), name


@pytest.mark.parametrize("name, low, high, mean, deviation", [
    ("uniform", -1, 3, 1, 4 / 12 ** 0.5), ("normal", -7, 7, 0, 1)])
def test_draws_are_spread_as_they_should_be(answers, name, low, high, mean, deviation):
    draws = np.array(answers[f"measured / {name}"])
    assert low <= draws.min() and draws.max() < high and len(set(draws)) > 0.99 * len(draws)
    assert abs(draws.mean() - mean) < 4 * deviation / len(draws) ** 0.5
    assert draws.std() == pytest.approx(deviation, rel=0.02)
    assert abs(np.corrcoef(draws[1:], draws[:-1])[0, 1]) < 0.03


@pytest.mark.parametrize("how, variances", [
    ("uniform", (1 / 12, 1 / 12)), ("lecun", (1 / 40, 1 / 60)), ("glorot", (2 / 100, 2 / 110)),
    ("he", (2 / 40, 2 / 60))])
def test_initial_weights_are_as_wide_as_the_layers_ask_for(answers, how, variances):
    net = Network((40, 60, 50), [tanh, tanh], losses.half_squared_error,
                  np.array(answers[f"measured / weights {how}"]))
    for l, variance in enumerate(variances, 1):
        assert net.W[l].var() == pytest.approx(variance, rel=0.1)
        assert abs(net.W[l].mean()) < 4 * (variance / net.W[l].size) ** 0.5
        assert (net.b[l] != 0).all() if how == "uniform" else (net.b[l] == 0).all()
    assert how != "uniform" or 0.49 < abs(net.theta).max() <= 0.5


EDITS = {
    "tanh's slope": ("engine", "1 - a * a", "1 - a"),
    "the bias subtracted": ("engine", "z[l][k] += b[l]", "z[l][k] -= b[l]"),
    "decay on half": ("engine", "dW[l][k] += decay * W", "dW[l][k] += 0.5 * decay * W"),
    "a last digit of Φ": ("engine", "12 + 300", "2 + 100"),
    "softplus without log1p": ("engine", "Math.log1p(Math.exp(-Math.abs(z)))",
                               "Math.log(1 + Math.exp(-Math.abs(z)))"),
    "kink from the right": ("engine", "(z > 0 ? 1 : 0.01)", "(z >= 0 ? 1 : 0.01)"),
    "softmax's Jacobian": ("engine", "(delta[k] - mean) * a[k]", "delta[k] * a[k] * (1 - a[k])"),
    "Nesterov with the old v": ("engine", "this.alpha * super.change(g, k)", "this.alpha * this.v[k]"),
    "a central difference over h": ("gradcheck", "theta, -h, i))) / (2 * h)", "theta, -h, i))) / h"),
    "a mistake put right": ("mistakes", "=> (this.y[k] - a) / this.N", "=> (a - this.y[k]) / this.N"),
    "shapes not looked at": ("mistakes", "if (above > 1) alike(above, below);", ""),
    "a rule put right": ("mistakes", "return this.eta * g;", "return -this.eta * g;"),
}


@needs_node
@pytest.mark.parametrize("name", EDITS)
def test_one_wrong_sign_in_the_javascript_is_noticed(name, tmp_path):
    module, right, other = EDITS[name]
    text = modules.source(module)
    assert text.count(right) == 1
    answers = ask_node(tmp_path / "edited", **{module: text.replace(right, other)})
    assert [asked for asked, question in ALL.items() if wrong(question.expected, answers[asked])]
