"""NOTATION.md says what the code does: names, shapes, twelve formulas; and it converts."""
import inspect
import re
from pathlib import Path

import numpy as np
import pytest

from course_lib import activations, graph, losses, optimizers, symbolic
from course_lib.backprop import backprop
from course_lib.dual import Dual
from course_lib.gradcheck import relative_error
from course_lib.layout import count
from course_lib.network import Network
from course_lib.notation import converter, tables
from course_lib.symbolic import letters

PAGE = (Path(__file__).parents[1] / "NOTATION.md").read_text(encoding="utf-8")
BOOKS = ["Nielsen", "CS231n", "d2l", "3Blue1Brown", "Wikipedia", "1986 letter", "1986 chapter"]
QUANTITIES = {"input", "target", "weight to j from i", "bias", "net input", "activation function",
              "activity", "error", "delta", "learning rate", "momentum", "number of examples"}
SIZES, N = (3, 4, 2), 5


def table(first, page=PAGE):
    """The rows under the heading that begins with these cells."""
    found = [rows for heading, *rows in tables(page) if heading[:len(first)] == first]
    assert found, f"no table begins with {first}"
    return found[0]


def code(cell):
    return re.findall(r"`([^`]+)`", cell)


def math(cell):
    return re.findall(r"\$([^$]+)\$", cell)


def after_backprop(N=N, seed=0):
    """A network without decay, its examples, and what backprop left in the trace."""
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=count(SIZES))
    net = Network(SIZES, [activations.tanh] * 2, losses.half_squared_error, theta)
    x, y = rng.normal(size=(N, 3)), rng.normal(size=(N, 2))
    trace = net.blank_trace(N)
    E, gradient = backprop(net, x, y, trace)
    return net, x, y, trace, E, gradient


# ---- the letters ------------------------------------------------------------------------------

def everything(l):
    """What a reader of the code can name in layer l."""
    net, x, y, trace, E, gradient = after_backprop()
    node, dual = graph.node(x), Dual(x, np.ones_like(x))
    rules = (optimizers.Momentum(0.1), optimizers.RMSProp(), optimizers.Adam())
    names = {name: value for rule in rules for name, value in vars(rule).items()}
    names |= vars(trace) | {slot: getattr(dual, slot) for slot in Dual.__slots__}
    names |= {name: getattr(net, name) for name in ("W", "b", "phi", "theta", "decay")}
    names |= dict(net=net, x=x, y=y, E=E, gradient=gradient, node=node, l=l, i=0, j=1, k=0, n=2)
    assert list(inspect.signature(net.blank_trace).parameters)[0] == "N"
    return names | {"gradients": graph.backward((node * node).sum()), "N": N}


def assert_names_have_shapes(page):
    for _, names, shape, said in table(["in the text", "in the code"], page):
        for l in (1, 2):
            space = everything(l)
            values = [eval(name, {}, space) for name in code(names)]  # noqa: S307
            assert values and said
            if shape:
                sizes = {"n_{l-1}": SIZES[l-1], "n_l": SIZES[l], "n_L": SIZES[-1], "n_0": SIZES[0],
                         "P": count(SIZES), "N": N}
                text = math(shape)[0]
                for letter, size in sizes.items():
                    text = text.replace(letter, str(size))
                assert np.shape(values[0]) == eval(text), names  # noqa: S307


def test_every_name_of_the_table_exists_and_has_its_shape():
    assert_names_have_shapes(PAGE)


@pytest.mark.parametrize("right, wrong", [
    ("`delta[l]` | $(N, n_l)$", "`delta[l]` | $(n_l, N)$"),
    ("`dW[l]` | $(n_l, n_{l-1})$", "`dW[l]` | $(n_{l-1}, n_l)$"),
    ("`W[l]`, `W[l][j, i]` | $(n_l, n_{l-1})$", "`W[l]`, `W[l][j, i]` | $(n_{l-1}, n_l)$"),
    ("`theta` | $(P,)$", "`theta` | $(N,)$"),
    ("`slope[l]`", "`phi_prime[l]`"),
])
def test_a_wrong_shape_or_name_would_be_seen(right, wrong):
    assert PAGE.count(right) == 1
    with pytest.raises((AssertionError, NameError)):
        assert_names_have_shapes(PAGE.replace(right, wrong))


def test_the_table_has_every_array_of_a_trace_and_every_rate():
    names = {re.match(r"\w+", name)[0] for row in table(["in the text"]) for name in code(row[1])}
    trace = {"z", "a", "slope", "delta", "gradient", "dW", "db"}
    assert trace <= names & vars(after_backprop()[3]).keys()
    rules = (optimizers.GradientDescent, optimizers.Momentum, optimizers.Nesterov,
             optimizers.RMSProp, optimizers.Adam)
    rates = {rate for rule in rules for rate in inspect.signature(rule).parameters}
    assert rates == {"eta", "alpha", "rho", "beta1", "beta2", "epsilon"}
    assert rates <= names


def test_the_symbols_are_those_of_the_table():
    rows = {name: math(row[0])[0] for row in table(["in the text"]) for name in code(row[1])}

    def printed(name, parts=" = | / "):
        """The letter of the table in layer 1, of unit 2, from unit 3."""
        letter = re.split(parts, rows[name])[0]
        return letter.replace("(l)", "(1)").replace("_{ji}", "_{23}").replace("_j", "_2")

    assert printed("W[l]") == letters.w(1, 2, 3).name
    assert printed("b[l]") == letters.b(1, 2).name
    assert printed("z[l]") == letters.z(1, 2).name
    assert printed("a[l]") == letters.a(1, 2).name
    assert printed("delta[l]") == letters.delta(1, 2).name
    assert printed("E") == letters.E.name
    assert printed("x") == letters.x(3).name.split("_")[0]
    assert printed("y") == letters.y(2).name.split("_")[0]
    for name, parameter in (("dW[l]", letters.w(1, 2, 3)), ("db[l]", letters.b(1, 2))):
        E, by = printed(name, parts=" = ").split(" / ")
        assert rf"\frac{{{E}}}{{{by}}}" == letters.partial(letters.E, parameter).name
    d = symbolic.staged(SIZES, ["generic"] * 2, "half squared error", decay=letters.decay)
    text = symbolic.latex_lines(d.delta[1], d.dW[1])
    assert rows["phi[l]"] + "'" in text and rows["decay"] in text
    assert printed("delta[l]") != letters.delta(2, 2).name


def test_units_count_from_1_in_the_text_and_from_0_in_the_code():
    assert "$w^{(1)}_{23}$ is `W[1][1, 2]`" in PAGE
    W, _ = symbolic.parameter_symbols(SIZES)
    assert W[1][1, 2] == letters.w(1, 2, 3) != W[1][2, 1]


# ---- the four lines, in three dresses ---------------------------------------------------------

LINES = table(["", "one example: a column"])


def assert_numpy_lines_are_backprop(lines):
    """Run the lines as they stand, from x and delta[L] alone, and compare with backprop."""
    forward, recursion, *gradients = lines
    net, x, y, trace, E, _ = after_backprop()
    space = {"W": net.W, "b": net.b, "a": [x, None, None], "z": [None] * 3, "slope": [None] * 3,
             "delta": [None, None, trace.delta[2]], "dW": [None] * 3, "db": [None] * 3}
    for l in (1, 2):
        exec(forward, {}, space | {"l": l})  # noqa: S102
        space["a"][l] = net.phi[l](space["z"][l])
        space["slope"][l] = net.phi[l].slope(space["z"][l], space["a"][l])
    exec(recursion, {}, space | {"l": 2})  # noqa: S102
    for l in (1, 2):
        for line in gradients:
            exec(line, {}, space | {"l": l})  # noqa: S102
    for name in ("z", "a", "delta", "dW", "db"):
        for l in (1, 2):
            np.testing.assert_allclose(space[name][l], getattr(trace, name)[l], rtol=0, atol=1e-13)


def numpy_lines():
    return [code(row[3])[0] for row in LINES]


def test_the_four_numpy_lines_are_backprop():
    assert_numpy_lines_are_backprop(numpy_lines())


@pytest.mark.parametrize("line, right, wrong", [
    (0, "W[l].T", "W[l]"),
    (0, " + b[l]", ""),
    (1, "W[l]", "W[l].T"),
    (1, " * slope[l-1]", ""),
    (1, "slope[l-1]", "a[l-1]"),
    (2, "delta[l].T @ a[l-1]", "(delta[l].T @ a[l-1]) / len(a[0])"),
    (2, "delta[l].T @ a[l-1]", "a[l-1].T @ delta[l]"),
    (3, "sum", "mean"),
])
def test_a_wrong_line_would_be_seen(line, right, wrong):
    lines = numpy_lines()
    assert right in lines[line]
    lines[line] = lines[line].replace(right, wrong)
    with pytest.raises((AssertionError, ValueError)):
        assert_numpy_lines_are_backprop(lines)


def calculate(formula, values):
    """The right side of a formula in LaTeX; what stands side by side is multiplied as matrices."""
    text = formula.split(" = ")[1]
    for latex, python in ((r"\varphi'(z^-)", "slope"), (r"\varphi'(Z^-)", "slope"),
                          (r"^\top", ".T"), (r"\odot", "*"), (r"\delta", "delta"),
                          ("a^-", "a"), ("A^-", "A"), ("1", "ones")):
        text = text.replace(latex, python)
    return eval(re.sub(r"(?<=[\w)]) (?=[\w(])", " @ ", text), {}, values)  # noqa: S307


def assert_dresses_are_backprop(rows):
    """Both kinds of formula for layer 2, on the batch and on each of its examples."""
    net, x, y, t, E, _ = after_backprop()
    values = {"W": net.W[2], "b": net.b[2][:, None], "ones": np.ones((N, 1)), "A": t.a[1],
              "D": t.delta[2], "slope": t.slope[1]}
    expected = [t.z[2], t.delta[1], t.dW[2], t.db[2][:, None]]
    for row, answer in zip(rows, expected, strict=True):
        np.testing.assert_allclose(calculate(math(row[2])[0], values), answer, rtol=0, atol=1e-13)
    for n in range(N):
        t = net.blank_trace(1)
        backprop(net, x[n:n+1], y[n:n+1], t)
        values = {"W": net.W[2], "b": net.b[2][:, None], "a": t.a[1].T, "delta": t.delta[2].T,
                  "slope": t.slope[1].T}
        expected = [t.z[2].T, t.delta[1].T, t.dW[2], t.db[2][:, None]]
        for row, answer in zip(rows, expected, strict=True):
            found = calculate(math(row[1])[0], values)
            np.testing.assert_allclose(found, answer, rtol=0, atol=1e-13)


def test_the_formulas_for_one_example_and_for_a_batch_are_backprop_too():
    assert_dresses_are_backprop(LINES)


@pytest.mark.parametrize("place, right, wrong", [
    ((0, 1), "W a^-", r"W^\top a^-"),
    ((1, 1), r"W^\top", "W"),
    ((2, 1), r"\delta (a^-)^\top", r"a^- \delta^\top"),
    ((0, 2), r"W^\top", "W"),
    ((1, 2), "D W", "W D"),
    ((1, 2), r"\odot \varphi'(Z^-)", ""),
    ((2, 2), r"D^\top A^-", r"(A^-)^\top D"),
])
def test_a_wrong_formula_would_be_seen(place, right, wrong):
    rows = [list(row) for row in LINES]
    row, column = place
    assert right in rows[row][column]
    rows[row][column] = rows[row][column].replace(right, wrong)
    with pytest.raises((AssertionError, ValueError)):
        assert_dresses_are_backprop(rows)


# ---- the converter ----------------------------------------------------------------------------

def column(book, page=PAGE):
    """{quantity: letter} of a book."""
    rows = table(["quantity", "here"], converter(book, page=page))
    return {quantity: letter for quantity, _, letter in rows}


def assert_complete(page):
    assert list(tables(converter(page=page)))[0][0] == ["quantity", "here", *BOOKS]
    for book in BOOKS:
        letters_of = column(book, page)
        assert letters_of.keys() > QUANTITIES
        for quantity, letter in letters_of.items():
            marked = letter in ("—", "not checked") or letter.startswith("—; ")
            assert marked or re.search(r"\w", letter), f"{book} says nothing for {quantity}"
        assert f"- **{book}**: " in page
    marks = {mark for book in BOOKS for mark in column(book, page).values()} & {"—", "not checked"}
    assert not marks or ('"Not checked"' in page and "A dash: the text has none" in page)


def test_every_book_has_every_quantity_or_a_mark():
    assert_complete(PAGE)


@pytest.mark.parametrize("right, wrong", [
    ("| $\\mu$ | `mu` | $\\beta$ |", "| $\\mu$ |  | $\\beta$ |"),
    ("- **d2l**: ", "- d2l: "),
    ("| momentum | $\\alpha$ | $\\mu$ | `mu` | $\\beta$ |\n", ""),
])
def test_a_gap_in_a_column_would_be_seen(right, wrong):
    assert PAGE.count(right) == 1
    with pytest.raises((AssertionError, KeyError)):
        assert_complete(PAGE.replace(right, wrong))


def test_both_tables_ask_the_same_questions_and_our_column_is_the_same():
    one, two = (rows for heading, *rows in tables(PAGE) if heading[0] == "quantity")
    assert [row[:2] for row in one] == [row[:2] for row in two]


def test_our_column_has_the_letters_of_the_first_table():
    known = {letter for row in table(["in the text"]) for part in math(row[0])
             for letter in (part, *re.split(r" = |, ", part))}
    here = {quantity: math(letter) for quantity, letter, *_ in table(["quantity", "here"])}
    assert all(here[quantity][0] in known for quantity in QUANTITIES)
    assert here["learning rate"] == [r"\eta"] and here["momentum"] == [r"\alpha"]


def test_the_converter_shows_one_book_with_its_note():
    shown = converter("Nielsen")
    (heading, *rows), = tables(shown)
    assert heading == ["quantity", "here", "Nielsen"]
    assert ["momentum", r"$\alpha$", r"$\mu$"] in rows
    assert shown.count("\n- **") == 1 and "- **Nielsen**: layers count from 1" in shown


def test_a_column_of_ones_own_is_known_too():
    own = PAGE + "\n| quantity | here | Ada |\n| --- | --- | --- |\n| error | $E$ | $Q$ |\n"
    assert column("Ada", own)["error"] == "$Q$" and column("Ada", own)["input"] == ""


def test_an_unknown_book_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="'Bishop' has no column .*: choose from Nielsen, CS231n"):
        converter("Bishop")


def opposite_sign_is_said(page):
    note = re.search(r"^- \*\*1986 chapter\*\*: .*$", page, re.MULTILINE)[0]
    _, meaning = math(column("1986 chapter", page)["delta"])[0].split(" = ")
    return ("delta has the opposite sign" in note and r"= \eta \delta_{pj} o_{pi}" in note
            and meaning.startswith(r"-\partial"))


def test_the_opposite_sign_in_the_chapter_of_1986_is_said_and_nowhere_else():
    assert opposite_sign_is_said(PAGE)
    assert not opposite_sign_is_said(PAGE.replace(r"-\partial E_p", r"\partial E_p"))
    assert not any(r"-\partial" in column(book)["delta"] for book in BOOKS[:-1])


def test_the_chapters_delta_is_minus_N_times_ours_and_Nielsens_N_times_ours():
    net, x, y, trace, E, _ = after_backprop()
    t, o, slope, w = y, trace.a[2], trace.slope, net.W[2]
    chapter = [None, None, (t - o) * slope[2]]
    chapter[1] = slope[1] * np.einsum("pk,kj->pj", chapter[2], w)
    for l in (1, 2):
        assert relative_error(chapter[l], -N * trace.delta[l]) < 1e-14
        with pytest.raises(AssertionError):
            assert relative_error(chapter[l], N * trace.delta[l]) < 1e-14
    for n in range(N):
        alone = net.blank_trace(1)
        backprop(net, x[n:n+1], y[n:n+1], alone)
        assert relative_error(alone.delta[1][0], N * trace.delta[1][n]) < 1e-14


# ---- the page as a page -----------------------------------------------------------------------

def assert_renders(page):
    """What both GitHub and JupyterLab read: full rows, closed formulas with air around them."""
    for heading, *rows in tables(page):
        assert all(len(row) == len(heading) for row in rows), heading
    text = re.sub(r"`[^`\n]*`", "`code`", page)
    for line in text.splitlines():
        assert line.count("$") % 2 == 0, line
    for before, formula, after in re.findall(r"(^|.)\$([^$]+)\$(?=(.|$))", text, re.MULTILINE):
        assert before in ("", " ", "(") and after in ("", " ", ",", ".", ";", ":", ")"), formula
        assert formula == formula.strip() and not re.search(r"[|*<>]|\\[^A-Za-z]", formula), formula


def test_the_page_renders_everywhere():
    assert_renders(PAGE)


@pytest.mark.parametrize("wrong", ["| $|a|$ |\n", "an $open formula\n", "**$x$**\n", "$a\\,b$\n"])
def test_what_renders_badly_would_be_seen(wrong):
    with pytest.raises(AssertionError):
        assert_renders(PAGE + wrong)
