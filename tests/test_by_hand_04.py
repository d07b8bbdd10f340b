"""04.by_hand: the plain answer and the key's against SymPy, which writes the network out in letters."""
import pytest
import sympy as sp

from course_lib.checks.keys.layers import by_hand as reference
from course_lib.mistakes.answers.layers import WRONG, by_hand
from course_lib.probes import find

TASK = find("04.by_hand")
LEARNERS = ("", "Ada", "Boole", "Curie", "Dirac", "Erdős", "Franklin")
W1, W2 = (sp.Matrix(2, 2, sp.symbols(f"{w}_11 {w}_12 {w}_21 {w}_22")) for w in ("w", "v"))
B1, B2, X, Y = (sp.Matrix(sp.symbols(f"{letter}_1 {letter}_2", real=True)) for letter in "bcxy")
Z1 = W1 * X + B1
A1 = Z1.applyfunc(lambda z: sp.Max(0, z))
A2 = W2 * A1 + B2
E = ((A2 - Y).T * (A2 - Y))[0] / 2


def numbers_of(sheet):
    """{letter: the sheet's number as a fraction}."""
    names = {"W_hidden": W1, "b_hidden": B1, "W_output": W2, "b_output": B2, "x": X, "y": Y}
    pairs = [(matrix, sheet[name]) for name, matrix in names.items()]
    return {letter: sp.Rational(str(value)) for matrix, values in pairs
            for letter, value in zip(matrix, sp.flatten(values), strict=True)}


def counts(sizes, N):
    """The letters and the products in a network of these widths, written out."""
    parameters, products = set(), 0
    for n_in, n in zip(sizes, sizes[1:], strict=False):
        a = sp.symbols(f"a:{n_in}")
        for j in range(n):
            w, b = sp.symbols(f"w{len(parameters)}_{j}_:{n_in}"), sp.Symbol(f"b{len(parameters)}_{j}")
            z = sp.Add(*(one * below for one, below in zip(w, a, strict=True)), b)
            products += len(z.atoms(sp.Mul))
            parameters |= z.free_symbols - set(a)
    return len(parameters), N * products


def by_sympy(sheet):
    numbers = numbers_of(sheet)
    parameters, multiplications = counts(sheet["sizes"], sheet["N"])
    columns = {"z_hidden": Z1, "a_hidden": A1, "a_output": A2}
    return {**{name: [float(one.subs(numbers)) for one in column] for name, column in columns.items()},
            "E": float(E.subs(numbers)), "parameters": parameters, "multiplications": multiplications}


@pytest.mark.parametrize("learner", LEARNERS)
def test_a_sheets_answers_are_those_of_sympy(learner):
    sheet = TASK.numbers(learner)
    right = by_sympy(sheet)
    for answer in (by_hand(**sheet), reference(**sheet)):
        assert answer.keys() == right.keys()
        for name, value in right.items():
            assert answer[name] == pytest.approx(value, rel=1e-12, abs=1e-12), name


@pytest.mark.parametrize("learner", LEARNERS)
@pytest.mark.parametrize("name, label", [
    ("ReLU forgotten", "a_hidden"), ("biases not counted", "parameters"), ("mean over the outputs too", "E")])
def test_sympy_rejects_a_wrong_answer(learner, name, label):
    sheet = TASK.numbers(learner)
    wrong = WRONG["04.by_hand"][name].function(**sheet)
    assert wrong[label] != pytest.approx(by_sympy(sheet)[label], rel=TASK.rtol)


@pytest.mark.parametrize("learner", LEARNERS)
def test_one_hidden_unit_is_cut_off_and_gets_no_gradient(learner):
    """What the text says: the signs tell which unit, and E does not hear of its weights."""
    sheet = TASK.numbers(learner)
    numbers = numbers_of(sheet)
    for j in range(2):
        signs = {w * x > 0 for w, x in zip(sheet["W_hidden"][j], sheet["x"], strict=True)}
        slopes = [sp.diff(E, W1[j, i]).subs(numbers) for i in range(2)]
        assert len(signs) == 1 and (Z1[j].subs(numbers) > 0) == (True in signs)
        assert all((slope != 0) == (True in signs) for slope in slopes)


@pytest.mark.parametrize("learner", LEARNERS)
def test_one_output_is_below_zero_and_no_target_is_met(learner):
    sheet = TASK.numbers(learner)
    outputs = by_hand(**sheet)["a_output"]
    assert min(outputs) < 0 < max(outputs)
    assert all(abs(a - y) > 0.1 for a, y in zip(outputs, sheet["y"], strict=True))
