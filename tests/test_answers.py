"""The grader is graded: every known wrong answer, every right one, every small edit of one.

What `make score` prints is computed here once more and held to what was promised.
"""

import ast
import re
import subprocess
import sys
from functools import cache
from importlib import import_module
from itertools import combinations

import numpy as np
import pytest

from course_lib.checks.judge import is_right, judge, right_answers
from course_lib.checks.key import keys_of
from course_lib.mistakes.answers.edits import Answer, compiled, inside, lines_of, namespace_of, source_of
from course_lib.probes import ASSIGNMENTS
from tools import mutants, score
from tools.places import ROOT

KEYS = [key for number in ASSIGNMENTS for key in keys_of(number).values()]
every_task = pytest.mark.parametrize("key", KEYS, ids=lambda key: key.task.name)


@cache
def answers_of(name):
    key, = [key for key in KEYS if key.task.name == name]
    return score.answers(key)


@every_task
def test_wrong_answers_are_rejected_and_right_ones_accepted(key):
    found = answers_of(key.task.name)
    assert found.rejected == found.bad >= 3, found.problems
    assert found.accepted == found.good >= 2, found.problems
    assert found.named >= 0.8 * found.bad, found.problems


def test_nine_in_ten_of_all_mistakes_are_told_by_name_and_there_are_enough():
    whole = sum((answers_of(key.task.name) for key in KEYS), score.Score())
    assert whole.bad >= 150 and whole.good >= 80 and whole.named >= 0.9 * whole.bad, whole


@every_task
def test_every_small_edit_of_a_right_answer_is_rejected_or_listed(key):
    found = score.edits(key)
    assert found.problems == [] and found.stopped + found.listed == found.edits > 0


def test_the_table_for_everybody_to_see_is_the_one_of_these_answers():
    """The counts of the answers; those of the edits are held by the test above."""
    page = score.PAGE.read_text("utf-8")
    for number in ASSIGNMENTS:
        one = sum((answers_of(name) for name in keys_of(number)), score.Score())
        row = score.row(f"{number} {ASSIGNMENTS[number].title}", len(keys_of(number)), one)
        assert row.rpartition(f"{one.good} |")[0] in page, f"make score would write {row}"


# ------------------------------------------------------------------ what a verdict says

def verdicts(key):
    """(answer of the case that was judged, verdict) of every known mistake."""
    numbers = key.task.numbers() if key.task.sheet else None
    for _, namespace in key.mistakes(numbers).values():
        yield judge(key.task.name, namespace)


NUMBER = re.compile(r"(?<![\w.])-?\d+\.\d+(?:e[+-]?\d+)?")


def numbers_in(value):
    """All numbers in plain data, in four digits."""
    if isinstance(value, dict):
        return set().union(*map(numbers_in, value.values()))
    if isinstance(value, list):
        return set().union(*map(numbers_in, value)) if value else set()
    if value is None or isinstance(value, (str, bool)):
        return set()
    return {f"{one:.4g}" for one in np.ravel(value) if not isinstance(one, complex) and one != round(one)}


@every_task
def test_no_verdict_holds_a_right_value(key):
    wants = set().union(*(numbers_in(want) for case in range(key.task.cases)
                          for want in right_answers(key.task.name, 0, case, "")))
    mistakes = key.mistakes(key.task.sheet and key.task.numbers()).values()
    known = " ".join(f"{mistake.wrong} {mistake.sentence}" for mistake, _ in mistakes)
    for verdict in verdicts(key):
        said = " ".join([*verdict.says, *verdict.where, *verdict.notes])
        shown = {text for text in NUMBER.findall(said) if text not in known}
        assert not shown & wants, f"{verdict!r}"
        assert verdict.says and all(line.strip() for line in verdict.says)


@every_task
def test_a_verdict_moves_one_on(key):
    """A sentence beyond "Not yet." and the place, in plain words."""
    for verdict in verdicts(key):
        words = " ".join(verdict.says)
        assert len(words) > 40, verdict


@every_task
def test_two_mistakes_at_once_get_a_first_word(key):
    """Edits of two lines of the right answer together: the verdict says more than that it is wrong."""
    if key.task.checker:
        pytest.skip("what a check lets through is told whatever the reason")
    numbers = key.task.numbers() if key.task.sheet else None
    pairs = [(a, b) for (a, _), (b, _) in combinations(key.mistakes(numbers).values(), 2)]
    for one, other in pairs[:: max(1, len(pairs) // 6)]:
        door = key.as_one_writes_it()
        source = source_of(door)
        both = source.replace(one.right, one.wrong).replace(other.right, other.wrong)
        if both in (source.replace(one.right, one.wrong), source.replace(other.right, other.wrong)):
            continue
        try:
            ast.parse(both)
        except SyntaxError:
            continue
        namespace = namespace_of(compiled(both, door.__name__, inside(door).__globals__), key.task.names)
        verdict = judge(key.task.name, score.with_numbers(key.task, namespace, numbers), seconds=1)
        assert verdict or len(" ".join(verdict.says)) > 40, (one.name, other.name, verdict)


# ------------------------------------------------------------------ no way round

@every_task
def test_no_line_of_the_library_that_may_be_used_is_an_answer(key):
    for used in key.task.uses:
        module, _, name = f"course_lib.{used}".rpartition(".")
        try:
            parts = vars(import_module(f"course_lib.{used}"))
        except ImportError:
            parts = {name: getattr(import_module(module), name)}
        for thing in [part for word, part in parts.items() if callable(part) and not word.startswith("_")]:
            assert not is_right(key.task.name, dict.fromkeys(key.task.names, thing), seconds=0.5), thing


def test_probes_are_imported_without_answers():
    modules = ", ".join(f"course_lib.probes.{one.module}" for one in ASSIGNMENTS.values())
    code = f"import {modules}, sys; print(*[name for name in sys.modules if name.startswith('course_lib.')])"
    asked = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, text=True, capture_output=True)
    loaded = asked.stdout
    assert "course_lib.probes.training" in loaded
    assert "course_lib.checks" not in loaded and "course_lib.mistakes" not in loaded


CONSTANTS = (0, 1, True, False, None, "", [], {}, 0.5, np.zeros(3), np.ones((3, 2)), [0.0], "yes")


@every_task
def test_no_constant_earns_a_point(key):
    for value in CONSTANTS:
        answer = dict.fromkeys(key.task.names, lambda *arguments, value=value, **names: value)
        assert judge(key.task.name, answer).points == 0, value
    by_names = dict.fromkeys(key.task.names, lambda *arguments, **names: arguments[0] if arguments else None)
    assert judge(key.task.name, by_names).points == 0


# ------------------------------------------------------------------ the machinery of answers

def double(x):
    y = x + 1
    return 2 * y


def test_a_wrong_answer_is_a_right_one_with_a_line_replaced():
    answer = Answer(double)
    one = answer.wrong(("half", "2 * y", "y / 2", "Twice, not half."))["half"]
    assert (one.wrong, one.right, one.function(3)) == ("return y / 2", "return 2 * y", 2)
    assert answer.edited()(3) == 8 and answer.edited().__module__ == "answer"
    for missing, says in (("3 * y", "occurs 0 times"), ("y", "occurs")):
        with pytest.raises(ValueError, match=says):
            answer.wrong(("x", missing, "z", "A sentence."))
    with pytest.raises(ValueError, match="two right answers"):
        answer.right(("a", "2 * y", "y * 2"), ("a", "2 * y", "y + y"))
    both = answer.right(("other", double), ("another", Answer(double)),
                        ("two", [("2 * y", "y + y"), ("+ 1", "- -1")]))
    assert {function(3) for function in both.values()} == {8}
    assert lines_of("a\nb\n", 2, 1) == "b" and lines_of("a\nb\n", 2, 0) == "(nothing)"
    assert lines_of("\n", 0, 0) == "(nothing)"


def test_an_answer_may_be_a_class_or_several_functions():
    class Rule:
        def step(self):
            return 1
    edited = Answer(Rule).edited(("return 1", "return 2"))
    assert edited().step() == 2 and namespace_of(edited, ("Rule",)) == {"Rule": edited}
    two = Answer(lines_of, double).edited()
    assert set(namespace_of(two, ("double", "lines_of"))) == {"double", "lines_of"}


def edits(line):
    return {source.splitlines()[1].strip() for _, source in mutants.mutants(f"def f(a, b, i):\n    {line}")}


def test_small_edits_change_every_part_of_a_line():
    assert {"return a - b", "return a", "return b"} <= edits("return a + b")
    assert {"return a.T @ b", "return a @ b.T"} <= edits("return a @ b")
    assert edits("return a.T") == {"return a"}
    assert {"return a[i + 1]", "return a[i + -1]"} <= edits("return a[i]")
    assert {"return a.mean(axis=0)", "return a.sum(axis=1)"} <= edits("return a.sum(axis=0)")
    assert {"return a <= b", "return a"} & edits("return a < b") == {"return a <= b"}
    assert edits("return zip(a, b, strict=True)") == set()
    assert edits("return not a") == {"return a"} and edits("return -a") == {"return a"}
    assert "a -= b" in edits("a += b; return a")
    assert mutants.changed_line("x\ny", "x") == "without y"
    assert mutants.changed_line("x\ny", "y") == "without x"


def test_an_edit_that_passes_is_a_problem_unless_it_is_listed():
    key = keys_of("05")["05.hidden_delta"]
    door = key.as_one_writes_it()
    same = source_of(door).replace("delta @ W * slope", "slope * (delta @ W)")
    assert same != source_of(door) and score.passes(key.task, door, same)
    assert not score.passes(key.task, door, same.replace("slope * (", "slope + ("))
    assert not score.passes(key.task, door, "def hidden_delta(:")


# ------------------------------------------------------------------ what people are known to get wrong

GOT_WRONG = {  # where the exercises meet each; batch norm belongs to notebook 12
    "a for z in the slope": ("06.my_backprop", "slope taken at the activity"),
    "z (1 - z)": ("06.my_backprop", "activity's formula fed with the net input"),
    "derivative of what was derived": ("02.repaired_rule", "slope of a slope"),
    "output slope missing": ("05.output_delta", "output slope missing"),
    "error not sent through W": ("06.send_back", "error not sent through the weights (square)"),
    "hidden slope missing": ("05.hidden_delta", "hidden slope missing"),
    "sign": ("05.output_delta", "sign flipped"),
    "factor 2": ("05.output_delta", "factor two"),
    "1/N missing": ("05.output_delta", "1/N missing"),
    "1/N twice": ("05.hidden_delta", "1/N at every layer"),
    "bias averaged": ("05.layer_gradient", "bias gradient averaged"),
    "bias not summed": ("05.layer_gradient", "bias gradient of the last example"),
    "bias forgotten": ("06.my_backprop", "bias gradient zero"),
    "bias along the wrong axis": ("05.layer_gradient", "bias gradient summed over the units"),
    "bias from the weights": ("05.layer_gradient", "bias gradient from the weights'"),
    "transpose missing": ("05.hidden_delta", "weights not transposed (square)"),
    "gradient transposed": ("05.layer_gradient", "gradient transposed (square)"),
    "own activity": ("06.my_backprop", "own activity in the gradient (square)"),
    "slope of the wrong layer": ("05.all_deltas", "slope of the layer above (square)"),
    "shapes decide": ("07.accepts", "only the shape"),
    "update before propagating": ("05.repaired_step", "update before propagating"),
    "extra slope after softmax": ("03.cross_entropy", "slope after cross-entropy"),
    "softmax's diagonal alone": ("03.softmax_pull", "softmax's Jacobian as a diagonal"),
    "softmax over the batch": ("03.softmax", "softmax over the batch"),
    "one sum for all": ("03.softmax", "softmax with one sum for all"),
    "rows and columns exchanged": ("04.forward", "examples taken for columns"),
    "labels taken for numbers": ("03.cross_entropy", "targets taken for class numbers"),
    "overflow": ("03.softmax", "softmax by e^z"),
    "logarithm of 0": ("03.cross_entropy", "logarithm of the output"),
    "clipped forward": ("03.cross_entropy", "output clipped before the logarithm"),
    "error clipped in place of its gradient": ("03.own_loss", "difference clipped, and the gradient cut off"),
    "mask of the output": ("06.repaired_mask", "ReLU's mask asked of the activity"),
    "a kink within reach": ("07.accepts", "at a kink"),
    "dropout's factor": ("06.repaired_mask", "doubled forward only"),
    "dropout's mask": ("06.repaired_mask", "mask drawn anew"),
    "= for +=": ("01.walk_back", "overwritten where it should add"),
    "recursion for order": ("01.walk_back", "recursion instead of order"),
    "depth of the stack": ("01.repaired_backward", "a recursion as deep as the graph"),
    "backward twice": ("01.repaired_backward", "kept from call to call"),
    "gradients never emptied": ("01.repaired_backward", "added to what was there"),
    "stale cache": ("02.learn", "gradient of the start"),
    "writing in place": ("05.repaired_step", "writes on its inputs"),
    "one array, two names": ("01.nudge", "one array under two names"),
    "upstream ignored": ("01.walk_back", "upstream gradient ignored"),
    "reshape for transpose": ("04.forward", "reshaped where it should be transposed"),
    "axis lost in a sum": ("03.softmax", "rows not kept as rows"),
    "(N,) and (N, 1)": ("03.repaired_error", "targets stretched"),
    "whole numbers": ("07.central", "nudge cut off to whole numbers"),
    "bound below the rounding": ("07.repaired_test", "too tight a bound, or another g in E"),
    "step too long": ("01.nudge", "step too long"),
    "absolute error": ("07.relative_error", "absolute error"),
    "a special point": ("07.accepts", "all parameters 0"),
    "a check that shares the code": ("07.accepts", "the candidate's own E"),
    "one seed for all": ("09.my_theta", "the same seed for every layer"),
    "zeros to begin with": ("09.my_theta", "all weights zero"),
    "decay's sign": ("05.layer_gradient", "decay with the wrong sign"),
    "decay missing": ("05.layer_gradient", "decay missing in the gradient"),
    "decay's half": ("05.layer_gradient", "decay doubled"),
    "decay over N": ("05.layer_gradient", "decay divided by N"),
    "decay on biases": ("05.layer_gradient", "decay on the biases"),
    "momentum's sign": ("08.momentum_step", "velocity uphill"),
    "momentum's mean": ("08.momentum_step", "velocity as a running mean"),
    "Adam uncorrected": ("08.adam", "Adam without correction"),
    "Adam's epsilon": ("08.adam", "Adam's ε inside the root"),
    "Adam's count": ("08.adam", "Adam counting from two"),
    "a layer too few": ("05.all_deltas", "one layer too few"),
    "statistics of all": ("09.standardise", "statistics of all rows"),
}
RIGHT_AND_OFTEN_REJECTED = {
    "two minus signs": ("05.output_delta", "double sign"),
    "float32": ("05.hidden_delta", "in float32"),
    "a print": ("05.output_delta", "with a print"),
    "a warning": ("05.all_deltas", "with a warning"),
}


def mistakes_of(name):
    key = keys_of(name[:2])[name]
    return key.mistakes(key.task.sheet and key.task.numbers())


@pytest.mark.parametrize("known", GOT_WRONG)
def test_what_people_get_wrong_is_among_the_known_mistakes(known):
    task, mistake = GOT_WRONG[known]
    assert mistake in mistakes_of(task)


@pytest.mark.parametrize("known", RIGHT_AND_OFTEN_REJECTED)
def test_what_graders_wrongly_reject_is_among_the_right_answers(known):
    task, answer = RIGHT_AND_OFTEN_REJECTED[known]
    assert answer in keys_of(task[:2])[task].right_answers()


def test_programs_that_are_judged_by_a_learners_check_have_enough_of_both_kinds():
    """And a check of 07 must tell unbroadcasting, a reshape for a transpose and a sum for a mean apart."""
    checkers = [key for key in KEYS if key.task.checker]
    assert len(checkers) >= 2
    for key in checkers:
        candidates = key.candidates(np.random.default_rng(0))
        right = sum(is_right for _, is_right in candidates)
        assert right >= 4 and len(candidates) - right >= 12
        again = key.candidates(np.random.default_rng(1))
        assert [mistake.name for mistake, _ in candidates] != [mistake.name for mistake, _ in again]
    operators = keys_of("07")["07.repaired_test"].candidates(np.random.default_rng(0))
    assert {"broadcasting not undone", "reshaped where it should be transposed",
            "sum's pull for the mean"} <= {mistake.name for mistake, _ in operators}


def test_the_right_number_of_paths_is_the_derivative_that_sympy_finds_in_its_whole_numbers():
    import sympy as sp

    from course_lib.checks.keys.chain_rule import count_paths
    from course_lib.probes.chain_rule import calculation, levels_of_forks
    from course_lib.symbolic import backward_derivatives
    rng = np.random.default_rng(3)
    for graph in (calculation(rng), levels_of_forks(rng)):
        symbols = {name: sp.Symbol(name) for name, _ in graph}
        lines = {symbols[name]: sp.Add(*(symbols[parent] for parent, _ in parents))
                 for name, parents in graph if parents}
        back, numbers = backward_derivatives(lines, symbols[graph[-1][0]]), {}
        for equation in back.equations:                  # from the output down
            numbers[equation.lhs] = equation.rhs.subs(numbers)
        assert count_paths(graph) == int(back.derivatives[symbols[graph[0][0]]].subs(numbers)) > 1
    assert count_paths(graph) > 2 ** 64
