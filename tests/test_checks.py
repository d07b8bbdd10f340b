"""A verdict says where an answer first goes wrong, and which mistake it is; never what is right."""

import html
import json
import re
import sys

import numpy as np
import pytest

from course_lib import checks
from course_lib.checks import compare, words
from course_lib.checks.compare import differences
from course_lib.checks.judge import (
    candidates_of,
    judge,
    judge_outcomes,
    points_of_checker,
    questions_of,
    right_answers,
    ways_to_call,
)
from course_lib.checks.key import key_of
from course_lib.checks.relations import relation
from course_lib.mistakes import Mistake
from course_lib.probes import ASSIGNMENTS, Task, find, tasks_of

TASK = Task("05.f", "A test", 3, ("f",), None)
STRICT = Task("05.f", "A test", 3, ("f",), None, rtol32=None)
WANT = np.arange(1.0, 13).reshape(4, 3)


def first(got, want, task=TASK):
    found = differences({"v": got}, {"v": want}, task)[1]
    return found[0] if found else None


# ------------------------------------------------------------------ comparing

@pytest.mark.parametrize(
    "got", [WANT, WANT.tolist(), WANT * (1 + 1e-12), WANT.astype("f4"), WANT.astype(int)],
    ids=["same", "list", "rounded", "float32", "whole"])
def test_the_same_numbers_agree_however_they_are_kept(got):
    assert first(got, WANT) is None


def changed(place, value):
    got = WANT.copy()
    got[place] = value
    return got


@pytest.mark.parametrize("got, kind, says", [
    (None, "type", "nothing (None); an array of shape (4, 3) was expected"),
    ("text", "type", "a text"),
    ([[1, 2], [3]], "type", "a list of 2"),
    (WANT > 0, "type", "an array of shape (4, 3); an array"),
    (WANT.T, "shape", "(3, 4); (4, 3) was expected"),
    (WANT[:, None], "shape", "(4, 1, 3)"),
    (WANT + 0j, "dtype", "complex"),
    (changed((2, 1), np.nan), "nan", "[2, 1]` came out as nan"),
    (changed((2, 1), 8.001), "values", "[2, 1]` came out as 8.001, and that is not it. 1 of its 12 numbers"),
    (changed((slice(None), 1), 0), "values", "all in column 1"),
    (changed(3, 0), "values", "all in row 3"),
    (WANT + 1, "values", "None of its 12 numbers agrees"),
], ids=lambda it: it if isinstance(it, str) else "")
def test_a_difference_says_where_and_what_came(got, kind, says):
    difference = first(got, WANT)
    assert difference.kind == kind and says in difference.says


def test_float32_has_more_room_where_it_is_accepted_and_none_where_not():
    assert first((WANT * (1 + 3e-6)).astype("f4"), WANT) is None
    assert first((WANT * (1 + 3e-5)).astype("f4"), WANT).kind == "values"
    assert first(WANT.astype("f4"), WANT, STRICT).kind == "dtype"
    assert first(WANT * (1 + 3e-6), WANT).kind == "values"


def test_lists_dicts_texts_and_truth_are_compared_part_by_part():
    want = {"a": [None, WANT, "word"], "b": True}
    assert first({"a": [None, WANT, "word"], "b": True}, want) is None
    assert first({"a": [None, WANT], "b": True}, want).kind == "length"
    assert first({"a": [None, WANT + 1, "word"], "b": True}, want).place == "['a'][1][0, 0]"
    assert first({"a": [0.0, WANT, "word"], "b": True}, want).kind == "type"
    assert "that is not it" in first({"a": [None, WANT, "other"], "b": True}, want).says
    assert first({"a": [None, WANT, "word"], "b": 1}, want).kind == "type"
    assert first({"b": True}, want).kind == "type" and first(3, want).kind == "type"
    assert first(WANT, list(WANT)) is None


def test_nan_agrees_with_nothing_but_where_mistakes_are_matched():
    nan = {"v": np.array([np.nan, 1])}
    assert differences(nan, nan, TASK)[1] and not differences(nan, nan, TASK, nan_agrees=True)[1]


def test_a_missing_label_is_named():
    assert differences({}, {"v": 1}, TASK)[1][0].kind == "missing"


# ------------------------------------------------------------------ simple relations

@pytest.mark.parametrize("got, name", [
    (-WANT, "sign"), (2 * WANT, "twice"), (WANT / 2, "half"), (-2 * WANT, "minus two"), (7 * WANT, "N"),
    (WANT / 7, "1/N"), (WANT.T, "transpose"), (WANT[::-1], "reversed"), (WANT[:-1], "missing row"),
    (WANT[1:], "missing row"), (WANT.sum(axis=0), "summed"), (WANT.T.reshape(4, 3), "order"),
    (np.zeros((4, 3)), "zero"), (WANT * np.nan, "nan"), (WANT + np.inf, "inf")])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_simple_relation_is_named(got, name):
    assert relation(got, WANT, TASK, N=7)[0] == name


def test_an_unnamed_factor_is_not_told_and_whole_numbers_are():
    assert relation(3.7 * WANT, WANT, TASK, N=7) is None
    assert relation(WANT + 1, WANT, TASK) is None and relation("x", WANT, TASK) is None
    assert relation((WANT + 0.5).astype(int), WANT + 0.5, TASK)[0] == "whole"
    square = WANT[:3]
    assert relation(square.T, square, TASK)[0] == "transpose"
    assert relation(np.float32(-WANT), WANT, TASK)[0] == "sign"


# ------------------------------------------------------------------ judging

def of_text(text):
    """The verdict on a hidden_delta with this body."""
    namespace = {"np": np}
    exec(f"def hidden_delta(delta, W, slope):\n    {text}", namespace)
    return judge("05.hidden_delta", namespace)


def test_the_right_answer_gets_all_points_and_few_words():
    verdict = of_text("return delta @ W * slope")
    assert verdict and verdict.points == 3 and verdict.status == "right" and len(verdict.says) == 1


@pytest.mark.parametrize("text, status, says", [
    ("return delta @ W", "wrong", "hidden slope missing"),
    ("return -delta @ W * slope", "wrong", "the opposite sign"),
    ("return 3.3 * delta @ W * slope", "wrong", "sum over j"),
    ("return (delta @ W * slope).T", "wrong", "transpose"),
    ("return (delta @ W * slope)[:-1]", "wrong", "last row is missing"),
    ("return delta @ W.T * slope", "raised", "inner sizes differ"),
    ("return undefined", "raised", "run the cell that defines it"),
    ("raise NotImplementedError()", "not attempted", "still blank"),
    ("slope *= delta @ W; return slope", "changed its inputs", "`slope`"),
    ("return print", "returned something else", "a builtin_function_or_method"),
    ("return None", "wrong", "nothing (None)"),
    ("exec('x = = 1')", "raised", "Python could not read this: SyntaxError"),
])
def test_every_way_to_be_wrong_has_its_words(text, status, says):
    verdict = of_text(text)
    assert not verdict and verdict.points == 0 and verdict.status == status
    assert says in repr(verdict)


def test_a_blank_answer_is_told_in_one_sentence_and_what_to_do_in_another():
    first, second = judge("05.hidden_delta", {}).says
    assert first == "`hidden_delta` is still blank, or there is nothing of that name."
    assert second.startswith("Write it in the cell above")


@pytest.mark.parametrize("name", [name for number in ASSIGNMENTS for name in tasks_of(number)])
def test_what_cannot_be_called_is_told_how_it_is_called(name):
    """An answer that takes nothing it is given, and one that is a number, which nobody can call."""
    task = find(name)
    right = key_of(name).namespaces(task.numbers() if task.sheet else None)[0]
    for way in task.names if name != "09.trained" else ["my_training"]:
        known = [f"`{way}({', '.join(given)})`" for one, given in ways_to_call(name) if one == way]
        for answer, why in ((lambda *, _: 0, "its parameters do not fit that"), (5, "it is no function")):
            says = judge(name, {**right, way: answer}).says
            assert says in [[f"`{way}` is called as {one}, and {why}."] for one in known]


def test_the_call_that_does_not_fit_is_the_one_that_is_told():
    class OnlyWithAll:
        def __init__(self, eta, beta1, beta2, epsilon):
            pass

        def step(self, theta, gradient):
            pass
    assert "`MyAdam(eta)`" in judge("08.adam", {"MyAdam": OnlyWithAll}).says[0]
    assert "`MyAdam(eta, beta1, beta2, epsilon)`" in judge("08.adam", {"MyAdam": lambda eta: 0}).says[0]


def test_an_endless_loop_is_ended_and_said_to_be_one():
    def endless(delta, W, slope):
        while True:
            pass
    verdict = judge("05.hidden_delta", {"hidden_delta": endless}, seconds=0.2)
    assert verdict.status == "no end" and "never ends" in repr(verdict)


def test_two_mistakes_at_once_still_get_a_first_word():
    """In the gradient of a layer dW comes first: its mistake is told, and that another may follow."""
    def both(delta, a, W, decay):
        return delta.T @ a, delta.mean(axis=0)
    verdict = judge("05.layer_gradient", {"layer_gradient": both})
    assert verdict.named == ("decay missing in the gradient",)
    assert "Behind it there may be another one." in verdict.says


def test_prints_and_warnings_are_noted_and_cost_nothing():
    verdict = of_text("print('here'); np.log(np.zeros(1)); return delta @ W * slope")
    assert verdict and "printed 15 letters" in repr(verdict) and "divide by zero" in repr(verdict)


def test_by_hand_each_value_has_its_share():
    numbers = find("05.by_hand").numbers("Ada")
    answer = dict(key_of("05.by_hand").reference["by_hand"](**numbers))
    assert judge("05.by_hand", {"by_hand": lambda: answer}, learner="Ada").points == 4
    assert judge("05.by_hand", {"by_hand": lambda: answer}, learner="Bob").points < 4
    half = {**answer, "delta_hidden": [9.0, 9.0]}
    verdict = judge("05.by_hand", {"by_hand": lambda: half}, learner="Ada")
    assert verdict.status == "partly right" and verdict.points == 3.2 and "4 of 5 values" in verdict.says[0]
    assert judge("05.by_hand", {"by_hand": dict}, learner="Ada").points == 0


def test_a_secret_seed_tells_no_values_messages_or_cases():
    def wrong(delta, W, slope):
        return 3.3 * delta @ W * slope

    def raises(delta, W, slope):
        raise ValueError(f"the input is {delta}")
    for answer in (wrong, raises):
        text = repr(judge("05.hidden_delta", {"hidden_delta": answer}, seed="secret", private=True))
        assert not any(character.isdigit() for line in text.splitlines()[1:] if "In line" not in line
                       for character in line.replace("case 1", "").replace("05.", "")), text
        assert "[[" not in text
    assert "ValueError" in text and "In line" in text


def test_more_cases_can_be_asked_for():
    asked = []
    judge("05.hidden_delta", {"hidden_delta": lambda delta, W, slope: asked.append(1) or delta}, cases=9)
    assert len(asked) == 9


def test_outcomes_of_another_process_are_judged_alike():
    answer = {"answer": {"N": 4, "delta": None}, "letters": 0, "warned": []}
    assert judge_outcomes(find("05.hidden_delta"), [answer]).status == "wrong"
    odd = judge_outcomes(find("05.hidden_delta"), [{"answer": 3, "letters": 0, "warned": []}])
    assert odd.points == 0 and "a number" in repr(odd)


# ------------------------------------------------------------------ tests that are written as an answer

def test_points_of_a_check_follow_what_it_rejects_and_accepts():
    task = Task("07.t", "t", 6, ("t",), None, checker=True)
    candidates = [(Mistake(str(k), "a", "b", "c", None), k < 4) for k in range(16)]
    right = [k < 4 for k in range(16)]
    assert points_of_checker(task, right, candidates) == 6
    assert points_of_checker(task, [True] * 16, candidates) == 0
    assert points_of_checker(task, [False] * 16, candidates) == 0
    assert points_of_checker(task, [True] * 10 + [False] * 6, candidates) == 3
    assert points_of_checker(task, [False, True, True, True] + [False] * 12, candidates) == 2.2
    assert points_of_checker(task, [True, False] * 8, candidates) == 0
    assert points_of_checker(task, [True, True, False, False] + [False] * 6 + [True] * 6, candidates) == 0
    said = words.let_through([True] * 5 + [False] * 11, candidates)
    assert said[0].startswith("11 of 12 wrong implementations rejected, 4 of 4")
    assert "less the share of right ones" in said[1] and "Let through: 4" in said[2]
    assert "halves it" in " ".join(words.let_through([False] + [True] * 3 + [False] * 12, candidates))
    assert "of 3 it said now True" in " ".join(words.let_through([True] * 5 + [False] * 11, candidates, 3))
    assert "nothing" in " ".join(words.let_through([True] * 16, candidates))
    assert "Rejected, and right" in " ".join(words.let_through([False] * 15 + [True], candidates))


@pytest.mark.parametrize("name", ["07.repaired_test", "07.accepts", "08.accepts"])
def test_a_coin_that_is_tossed_gets_nothing_however_it_is_weighted(name):
    rng, task = np.random.default_rng(0), find(name)
    for chance in (0, 0.5, 0.8, 0.95, 1):
        toss = {task.names[0]: lambda *given, chance=chance: bool(rng.random() < chance)}
        got = [judge(name, toss) for _ in range(6)]
        assert {verdict.points for verdict in got} == {0}
        assert chance in (0, 1) or "now True, now False" in " ".join(got[0].says)


def test_a_check_is_asked_about_each_several_times_and_may_not_change_its_mind():
    candidates, asked = candidates_of("08.accepts", 0), questions_of("08.accepts", 0)
    assert len(asked) == 3 * len(candidates) and set(asked) == set(candidates)
    right = [{"accepts": [is_right for _, is_right in asked]}]
    assert right == list(right_answers("08.accepts", 0, 0, ""))
    last = {one: k for k, one in enumerate(asked)}
    wavering = [is_right and last[mistake, is_right] != k for k, (mistake, is_right) in enumerate(asked)]
    outcome = {"answer": {"accepts": wavering}, "letters": 0, "warned": []}
    said = judge_outcomes(find("08.accepts"), [outcome])
    assert said.points == 0 and "0 of 5 right ones accepted" in repr(said)
    short = {**outcome, "answer": {"accepts": [is_right for _, is_right in candidates]}}
    assert judge_outcomes(find("08.accepts"), [short]).points == 0      # nobody was asked so often


def test_with_a_private_seed_nothing_is_told_that_hangs_on_the_question():
    def mine(delta, W, slope):
        sys.stdout.write(str(delta))
        return delta @ W * slope
    told, kept = (judge("05.hidden_delta", {"hidden_delta": mine}, private=one) for one in (False, True))
    assert told and "N = " in repr(told) and "printed" in repr(told)
    assert kept and not re.search(r"N = \d|printed|\d{3}", repr(kept).partition("points")[2])

    def times_n(delta, W, slope):
        return len(delta) * delta @ W * slope
    told, kept = (judge("05.hidden_delta", {"hidden_delta": times_n}, private=one) for one in (False, True))
    assert "N = " in repr(told) and "N times" in repr(kept) and not re.search(r"N = \d", repr(kept))


@pytest.mark.parametrize("name", [name for number in ASSIGNMENTS for name, task in tasks_of(number).items()
                                  if not task.checker])
def test_what_is_compared_is_made_by_the_judge_where_it_is_known_beforehand(name):
    """Right answers of one seed would be wrong ones of another; else the task has a digest, and who says what
    a right answer comes to gets nothing."""
    task = find(name)
    learner, other = ("Ada", "Bob") if task.sheet else ("", "")
    (one, *_), (another, *_) = right_answers(name, 1, 0, learner), right_answers(name, 2, 0, other)
    assert task.digest or differences(one, another, task)[1]
    if task.digest:
        wants = [right_answers(name, 1, case, "")[0] for case in range(task.cases)]
        forged = [{"answer": want, "letters": 0, "warned": []} for want in wants]
        assert judge_outcomes(task, forged, seed=1).points == 0


# ------------------------------------------------------------------ the verdict and the door

@pytest.fixture
def own_progress(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))
    return tmp_path / "progress.json"


def test_check_asks_the_notebooks_names_or_what_it_is_given(own_progress):
    def mine(delta, W, slope):
        return delta @ W * slope
    assert checks.check("05.hidden_delta", mine)
    assert checks.check("05.hidden_delta").status == "not attempted"
    scope = {"hidden_delta": mine, "check": checks.check}
    exec("verdict = check('05.hidden_delta')", scope)
    assert scope["verdict"]
    assert json.loads(own_progress.read_text())["best"]["05.hidden_delta"]["points"] == 3
    with pytest.raises(TypeError, match="was given 2 functions"):
        checks.check("05.hidden_delta", mine, mine)


def test_the_library_is_no_answer(own_progress):
    from course_lib.backprop import backprop

    def borrowed(delta, W, slope):
        return backprop(delta, W, slope)
    verdict = checks.check("05.hidden_delta", borrowed)
    assert verdict.status == "library" and "course_lib.backprop.backprop" in repr(verdict)


def test_under_nbgrader_a_check_is_a_number(own_progress, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert checks.check("05.hidden_delta") == 0
    assert checks.check("05.hidden_delta", lambda delta, W, slope: delta @ W * slope) == 3
    assert not own_progress.exists()


def test_an_instructors_seed_comes_from_the_environment(own_progress, monkeypatch):
    monkeypatch.setenv("COURSE_SEED", "a secret")
    monkeypatch.setenv("COURSE_CASES", "5")
    verdict = checks.check("05.hidden_delta", lambda delta, W, slope: delta @ W * slope)
    assert verdict and "5 random cases" in repr(verdict)
    assert checks.sheet("05.by_hand", "Ada") == find("05.by_hand").numbers("Ada", "a secret")


def test_a_sheet_is_written_line_by_line_and_only_for_tasks_by_hand():
    text = repr(checks.sheet("05.by_hand", "Ada"))
    assert "W_output = [[" in text and len(text.splitlines()) == 6
    with pytest.raises(ValueError, match="no sheet"):
        checks.sheet("05.hidden_delta", "Ada")
    with pytest.raises(TypeError, match="a name was expected"):
        checks.sheet("05.by_hand", 7)


def test_a_panel_says_what_the_text_says_and_shows_nothing_unescaped():
    verdict = of_text("return '<b>' + str(3)")
    page = verdict._repr_html_()
    assert "<b>" not in page and "role='status'" in page and "✗" in page
    for status in ("return delta @ W * slope", "raise NotImplementedError()", "return delta @ W"):
        verdict = of_text(status)
        words = html.unescape(re.sub("<[^>]*>", "", verdict._repr_html_()))
        for line in [verdict.heading, *verdict.says]:
            assert line.replace("`", "") in words


def test_a_verdict_is_a_dict_for_machines():
    assert json.loads(json.dumps(of_text("return delta @ W").as_dict())) == {
        "task": "05.hidden_delta", "title": "One layer down", "status": "wrong", "points": 0, "of": 3,
        "says": of_text("return delta @ W").says, "where": ["First seen in case 1 (N = 6)."], "notes": [],
        "named": ["hidden slope missing"]}


def test_kinds_are_said_in_words():
    assert compare.kind_of({}) == "a dict with nothing" and compare.kind_of([1]) == "a list of 1"
    assert compare.number(3) == "3" and compare.number(np.float64(1 / 3)) == "0.3333"
    assert compare.kind_of(np.float32(1)) == "a number" and compare.kind_of(set()) == "a set"


def test_a_check_has_to_say_true_or_false():
    task = find("07.accepts")
    for value in (None, 1.0, "yes"):
        verdict = judge(task.name, {"accepts": lambda candidate, value=value: value})
        assert verdict.points == 0 and "True or False" in repr(verdict), verdict


def test_a_known_mistake_in_a_check_is_told_with_its_counts():
    mistake, namespace = next(iter(key_of("07.accepts").mistakes().values()))
    verdict = judge("07.accepts", namespace)
    assert verdict.says[1] == mistake.sentence and "wrong implementations rejected" in " ".join(verdict.says)
