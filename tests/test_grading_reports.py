"""Reports: what learners and instructors read, and what Gradescope, spreadsheets and nbgrader take.

The results are made up of real verdicts on known answers; the last part grades a real notebook.
"""

import ast
import csv
import io
import json
import os
import random
import re
import subprocess
import sys
import zipfile
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from course_lib.checks import judge
from course_lib.checks.judge import right_answers
from course_lib.checks.key import key_of, keys_of
from course_lib.grading.__main__ import main as command
from course_lib.grading.record import Learner, Result, counting
from course_lib.grading.reports import bundle, likeness, on_gradescope, release_of, write_all
from course_lib.grading.reports.class_page import Compared, class_page
from course_lib.grading.reports.facts import correlation, facts_of
from course_lib.grading.reports.gradescope import as_gradescope, as_json
from course_lib.grading.reports.learner import learner_page
from course_lib.grading.reports.table import Table
from course_lib.grading.reports.text import cell, clean, file_name, told, when
from course_lib.probes import ASSIGNMENTS, tasks_of
from course_lib.probes.task import generator
from tools.places import ROOT
from tools.programs import CHROMIUM, find

SECRET = "nobody knows this seed"
MESSAGE = "inputs: {} {}"
BAD_NAMES = (
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "x" * 300,
    "con",
    "Ada",
    "ada",
    "\u202egnp.exe",
    "a\nb",
    "",
    'O\'Neill & "Co"',
    "張偉",
    "Nguyễn Thị Minh Khai",
)
CI = os.environ.get("CI") == "true"


def broken(*arguments, **named):
    raise ValueError(MESSAGE.format(arguments, named))


def endless(*arguments, **named):
    while True:
        pass


def loud(*arguments, **named):
    print("x" * 4321)  # noqa: T201


@cache
def verdicts(name):
    """{kind: [verdict]} of a task, with a secret seed."""
    key = key_of(name)
    numbers = key.task.numbers("", SECRET) if key.task.sheet else None
    others = {"raised": broken, "no end": endless, "odd": lambda *a, **k: "text", "loud": loud}
    found = {kind: [dict.fromkeys(key.task.names, function)] for kind, function in others.items()}
    found["right"] = [key.right_answers(numbers)["as one writes it"]] if key.right_answers(numbers) else []
    found["wrong"] = [namespace for _, namespace in key.mistakes(numbers).values()]
    found["blank"] = [{}]
    return {
        kind: [judge(name, one, seed=SECRET, private=True, seconds=0.1).as_dict() for one in answers]
        for kind, answers in found.items()
    }


def result(learner="ada", kinds=(), attempt=1, number="05", **more):
    """A Result; kinds: of the verdicts, one for each task ("right" for the rest)."""
    kinds = list(kinds) + ["right"] * (len(tasks_of(number)) - len(kinds))
    said = tuple(
        verdicts(name)[kind][0] if isinstance(kind, str) else verdicts(name)[kind[0]][kind[1]]
        for name, kind in zip(tasks_of(number), kinds, strict=True)
    )
    known = dict(
        hash=sha256(f"{learner} {attempt}".encode()).hexdigest(),
        time=f"2026-11-2{attempt}T09:00:00+00:00",
        assignment=number,
        version="0.4.0+ab12",
        seed="0123456789ab",
        verdicts=said,
        points=sum(one["points"] for one in said),
        of=sum(one["of"] for one in said),
        seconds=0.02,
        sandbox="bubblewrap + Landlock",
    )
    return Result(learner, attempt, **{**known, **more})


def learners_of(results, paths=None):
    """[Learner] by name, as Store.learners() gives them."""
    grouped = {}
    for one in results:
        grouped.setdefault(one.learner, []).append(one)
    return [Learner(counting(theirs), tuple(theirs), str((paths or {}).get(name, "")))
            for name, theirs in sorted(grouped.items(), key=lambda pair: (pair[0].casefold(), pair[0]))
            for theirs in [sorted(theirs, key=lambda one: one.attempt)]]


def facts(results, number="05"):
    return facts_of(learners_of(results), number)


def page_of(*attempts):
    """A learner's page."""
    return learner_page(*learners_of(attempts))


def as_csv(results, number="05", every=False):
    file = io.StringIO()
    table = Table(file, number, every)
    for learner in learners_of(results):
        table.add(learner)
    return file.getvalue().removeprefix("\ufeff")


def failed(learner, status, problem="", **more):
    return result(learner, status=status, problem=problem, verdicts=(), points=0.0, **more)


def a_class(n, seed=1):
    """A class of n: names that are hard to bear, several attempts, all that can go wrong."""
    rng, found = random.Random(seed), []
    for k in range(n):
        learner = BAD_NAMES[k] if n > 20 and k < len(BAD_NAMES) else f"learner{k:04d}"
        for attempt in range(1, rng.choice((2, 2, 3))):
            if rng.random() < 0.05:
                found.append(
                    failed(
                        learner,
                        rng.choice(("unreadable", "timed out", "crashed", "error in grader")),
                        "something <b>happened</b>",
                        attempt=attempt,
                    )
                )
                continue
            kinds = []
            for name in tasks_of("05"):
                kind = rng.choice(("right", "right", "wrong", "raised", "no end", "odd", "blank"))
                kinds.append((kind, rng.randrange(len(verdicts(name)[kind]))))
            remarks = ("The name typed in the notebook is `<b>Bob</b>`.",) if rng.random() < 0.1 else ()
            found.append(result(learner, kinds, attempt, remarks=remarks, late=rng.random() < 0.1))
    return found


class Elements(HTMLParser):
    """The elements, attributes and text of a page."""

    def __init__(self, page):
        super().__init__()
        self.found, self.text = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data


def parts(page):
    return Elements(re.sub(r"<style>.*?</style>", "", page, flags=re.S))


# ------------------------------------------------------------------ nothing untrusted gets through

NASTY = '<script>alert(1)</script><img src=x onerror=alert(2)> `</code><b>` "quoted" \u202e \x00 javascript:'


def with_nasty_words():
    one = verdicts("05.hidden_delta")["wrong"][0]
    verdict = {
        **one,
        "title": NASTY,
        "says": [NASTY, "Not yet: " + NASTY],
        "where": [NASTY],
        "notes": [NASTY],
        "named": [NASTY],
    }
    return result(NASTY, verdicts=(verdict,), remarks=(NASTY,), problem=NASTY, version=NASTY, sandbox=NASTY)


@pytest.mark.parametrize("status", ["graded", "unreadable", "crashed"])
def test_a_page_has_no_elements_but_its_own(status):
    nasty = Result.from_dict({**with_nasty_words().as_dict(), "status": status})
    for page in (
        page_of(nasty),
        class_page(facts([nasty]), Compared([likeness.Group((NASTY, "b"), 1.0)])),
    ):
        found = parts(page)
        assert not {tag for tag, _ in found.found} & {
            "script",
            "img",
            "iframe",
            "b",
            "object",
            "form",
            "input",
        }
        for _, attributes in found.found:
            assert not [name for name in attributes if name.startswith("on")]
            assert not attributes.get("href", "#").casefold().startswith(("javascript", "data", "http"))
        assert "alert(1)" in found.text  # it is there, as text
        assert "\u202e" not in page and "\x00" not in page
        assert "default-src 'none'" in page


def test_words_that_came_raw_would_be_noticed():
    assert "script" in {tag for tag, _ in parts(f"<p>{NASTY}</p>").found}


def test_a_spreadsheet_is_given_no_formula():
    text = as_csv([result(name) for name in ("=1+1", "@x", "+1", "-1", "\t=1", " =2")], "05")
    for row in list(csv.reader(io.StringIO(text)))[1:]:
        assert row[0].startswith("'")
    assert cell("a=b") == "a=b" and cell(-1.5) == -1.5 and cell("=x").startswith("'=")


def test_no_name_leads_out_of_the_folder_and_no_two_names_share_a_file(tmp_path):
    names = [
        *BAD_NAMES,
        "..",
        ".",
        "/",
        "a/b",
        "a_b",
        "A_B",
        "NUL.txt",
        "é",
        "e\u0301",
        "-rf",
        "a" * 299,
        "漢" * 200,
    ]
    files = [file_name(name) for name in names]
    assert len({file.casefold() for file in files}) == len(set(names))
    for file in files:
        path = (tmp_path / f"{file}.html").resolve()
        assert path.parent == tmp_path.resolve()
        path.write_text("x")
    assert file_name("ada.lovelace@uni.edu") == "ada.lovelace@uni.edu"


def test_only_the_judges_words_reach_a_learner():
    """No number of a right answer, of a seeded input, or of what an answer printed or raised."""
    for number in ("04", "05"):
        for key in keys_of(number).values():
            name = key.task.name
            if key.task.checker or key.task.sheet:
                continue
            wants = {
                text
                for case in range(3)
                for want in right_answers(name, SECRET, case, "")
                for text in decimals(want)
            } - {"0.5"}
            inputs = {
                f"{value:.4g}" for case in range(3) for value in generator(SECRET, name, case).normal(size=20)
            }
            for kind, said in verdicts(name).items():
                for one in said:
                    shown = one_task(one, number)
                    words = parts(page_of(shown)).text + as_json(shown)
                    assert not set(re.findall(r"-?\d+\.\d{2,}", words)) & (wants | inputs), (name, kind)
                    assert "inputs:" not in words and "4321" not in words and "4,321" not in words


def one_task(verdict, number):
    return Result(
        "ada", 1, assignment=number, verdicts=(verdict,), points=verdict["points"], of=verdict["of"]
    )


def decimals(value):
    if isinstance(value, dict):
        return {text for one in value.values() for text in decimals(one)}
    if isinstance(value, (list, tuple)):
        return {text for one in value for text in decimals(one)}
    if value is None or isinstance(value, (str, bool)):
        return set()
    return {f"{one:.4g}" for one in np.ravel(value) if np.isreal(one) and one != round(one)}


def test_no_seed_in_what_learners_get():
    one = result("ada", ["wrong"])
    assert one.seed not in page_of(one)
    shown = as_gradescope(one)
    visible = {**shown, "tests": [test for test in shown["tests"] if test["visibility"] != "hidden"]}
    assert one.seed not in json.dumps(visible)


# ------------------------------------------------------------------ what a learner reads


def test_a_learner_reads_points_words_remarks_and_where_to_begin():
    kinds = ["right", "right", ("wrong", 0), "blank", "raised"]
    before, now = result("ada", ["blank"] * 6, 1), result("ada", kinds, 2, remarks=("A remark.",), late=True)
    text = parts(page_of(before, now)).text
    assert "Exercises 05 · The delta recursion" in text and "Attempt 2 of 2" in text and "late" in text
    assert f"{now.points:g} of 19 points" in text and "22 Nov 2026, 09:00 UTC" in text
    for verdict in now.verdicts:
        for line in told(verdict)[0]:
            assert line.replace("`", "") in text
    assert "Begin with task 3, One layer down." in text
    assert "1 task was still blank." in text and 'check("05.hidden_delta")' in text
    assert "A remark." in text and "counts" in text


def test_a_mistake_that_was_made_twice_is_told_once_more():
    slope = [
        next(
            (
                k
                for k, one in enumerate(verdicts(name)["wrong"])
                if one["named"][:1] == ["hidden slope missing"]
            ),
            0,
        )
        for name in tasks_of("05")
    ]
    one = result("ada", ["right", "right", ("wrong", slope[2]), "right", ("wrong", slope[4])])
    assert (
        "hidden slope missing shows in tasks 3 and 5: understood once, both are mended."
        in parts(page_of(one)).text
    )


def test_all_right_and_all_blank():
    assert "Everything is right." in page_of(result())
    blank = result("ada", ["blank"] * 6)
    text = parts(page_of(blank)).text
    assert "Begin with task 1" in text and "still blank in what you handed in" in text


@pytest.mark.parametrize(
    "status, words, not_told",
    [
        ("unreadable", "could not be read as a notebook", None),
        ("timed out", "the one that never ends", "the inner reason"),
        ("crashed", "Python ended", "the inner reason"),
        ("error in grader", "on our side", "the inner reason"),
        ("refused", "you took the wrong file", "the inner reason"),
    ],
)
def test_what_could_not_be_judged_says_what_to_do_and_keeps_the_instructors_reason(status, words, not_told):
    one = failed("ada", status, "the inner reason")
    unseen = result("ada", ["blank"] * 6, status=status, problem="the inner reason")  # as the judge has it
    for case in (one, unseen):
        text = parts(page_of(case)).text
        assert words in " ".join(text.split()) and "Task by task" not in text
        output = as_gradescope(case)
        shown = json.dumps([output["output"], *(t for t in output["tests"] if t["visibility"] != "hidden")])
        assert words in shown and all(t["score"] == 0 for t in output["tests"])
        if not_told:
            assert not_told not in text and not_told not in shown
        assert "the inner reason" in parts(class_page(facts([case]))).text


def test_times_are_read_or_left_as_they_are():
    assert when("2026-01-05T23:00:00-02:00") == "6 Jan 2026, 01:00 UTC"
    assert when("") == "" and when("yesterday") == "yesterday"


# ------------------------------------------------------------------ Gradescope's form

KEYS = {
    "score",
    "max_score",
    "status",
    "name",
    "name_format",
    "number",
    "output",
    "output_format",
    "tags",
    "visibility",
    "extra_data",
}
TOP = {
    "score",
    "execution_time",
    "output",
    "output_format",
    "test_output_format",
    "test_name_format",
    "visibility",
    "stdout_visibility",
    "extra_data",
    "tests",
    "leaderboard",
}


@pytest.mark.parametrize("visibility", ["visible", "after_due_date"])
def test_results_json_is_of_gradescopes_form(visibility):
    shown = json.loads(as_json(result("ada", ["right", ("wrong", 0), "raised"]), visibility))
    assert set(shown) <= TOP and shown["visibility"] == visibility and shown["stdout_visibility"] == "hidden"
    tests = [test for test in shown["tests"] if test["visibility"] != "hidden"]
    assert shown["score"] == sum(test["score"] for test in tests)
    assert sum(test["max_score"] for test in tests) == 19 and len(tests) == 6
    for test in shown["tests"]:
        assert set(test) <= KEYS and test["output_format"] == "text"
    assert {test["visibility"] for test in tests} == {visibility}
    (hidden,) = [test for test in shown["tests"] if test["visibility"] == "hidden"]
    assert "bubblewrap + Landlock" in hidden["output"] and hidden["max_score"] == 0
    with pytest.raises(ValueError, match="after_published"):
        as_gradescope(result(), "sometimes")


# ------------------------------------------------------------------ the class


def test_the_latest_notebook_counts_and_all_attempts_are_kept():
    first, second = result("ada"), result("ada", ["raised"] * 6, 2)
    unreadable = failed("ada", "unreadable", "empty", attempt=3)
    assert counting([first, second, unreadable]) == second
    latest, every = (
        list(csv.DictReader(io.StringIO(as_csv([second, unreadable, first], "05", every=every))))
        for every in (False, True)
    )
    assert [(row["attempt"], row["attempts"], row["points"]) for row in latest] == [("2", "3", "0")]
    assert [(row["attempt"], row["counts"]) for row in every] == [("1", ""), ("2", "counts"), ("3", "")]
    assert [row["05.hidden_delta"] for row in every] == ["3", "0", ""]
    fell = facts([first, second, unreadable]).troubles["fell"]
    assert [one.says for one in fell.first] == ["0 points; attempt 1 had 19"]


def test_facts_count_what_there_is():
    rows = [
        result("a"),
        result("b", ["right", "right", ("wrong", 0), "raised", "no end", "blank"]),
        failed("c", "crashed", "memory"),
        failed("d", "timed out", "loop"),
        failed("e", "error in grader", "x"),
    ]
    found = facts(rows)
    third, fourth = found.tasks[2], found.tasks[3]
    assert third.counts == {"right": 1, "wrong": 1} and third.share == 0.5
    assert fourth.counts["stopped"] == 1 and found.tasks[5].counts["not attempted"] == 1
    assert found.judged == 2 and found.learners == 5 and (found.points[0], found.points[19]) == (3, 1)
    assert [(kind, one.learner) for kind, some in found.troubles.items() for one in some.first] == [
        ("error in grader", "e"),
        ("crashed", "c"),
        ("timed out", "d"),
        ("no end", "b"),
    ]


def test_a_learner_who_makes_a_mistake_twice_is_one_learner():
    name = "hidden slope missing"
    index = {
        task: [k for k, one in enumerate(verdicts(task)["wrong"]) if one["named"][:1] == [name]]
        for task in tasks_of("05")
    }
    kinds = [
        ("wrong", index[task][0]) if index[task] and task != "05.by_hand" else "right"
        for task in tasks_of("05")
    ]
    found = facts([result("a", kinds), result("b", ["right", "right", kinds[2]]), result("c")])
    made = next(one for one in found.mistakes if one.name == name)
    assert made.count == 2 and made.who.first == ["a", "b"]
    assert made.tasks["05.hidden_delta"] == 2 and made.tasks["05.all_deltas"] == 1
    page = parts(class_page(found)).text
    assert made.sentence in page and "2 of 3 learners" in page


def test_how_a_task_goes_with_the_rest_is_told_from_ten_on():
    def of(x, y):
        return correlation(len(x), x.sum(), y.sum(), x @ x, y @ y, x @ y)
    x = np.arange(12.0)
    y = np.random.default_rng(5).normal(size=12)
    assert of(x, 2 * x) == pytest.approx(1) and of(x, -x) == pytest.approx(-1)
    assert of(x, y) == pytest.approx(np.corrcoef(x, y)[0, 1])
    assert of(x[:9], x[:9]) is None and of(x, 0 * x) is None and of(x, 0 * x + 0.1) is None


def test_the_class_page_warns_of_what_is_the_graders_fault():
    warned = facts([result("a"), failed("b", "error in grader", "x")])
    assert "1 notebook could not be graded" in parts(class_page(warned)).text
    for fine in (result("a"), failed("a", "refused", "The notebook is of another assignment.")):
        assert "no fault" not in parts(class_page(facts([fine]))).text


@pytest.mark.parametrize("n", [0, 1, 30])
def test_everything_is_written_and_every_link_leads_somewhere(tmp_path, n):
    results = a_class(n)
    (first, _), second = write_all(learners_of(results), tmp_path, "05"), None
    learners = {one.learner for one in results}
    assert (
        len(list(tmp_path.glob("learners/*.html")))
        == len(list(tmp_path.glob("gradescope/*.json")))
        == len(learners)
    )
    page = parts(first["class.html"].read_text("utf-8"))
    from urllib.parse import unquote

    links = {unquote(attributes["href"]) for tag, attributes in page.found if tag == "a"}
    links.discard("#look")
    assert len(links) == len(learners) and all((tmp_path / link).is_file() for link in links)
    assert "near-copies" not in page.text  # nobody looked
    rows = list(csv.reader(io.StringIO(first["grades.csv"].read_text("utf-8-sig"))))
    assert len(rows) == len(learners) + 1
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*")}
    second, _ = write_all(learners_of(results), tmp_path, "05")
    assert second == first and all(path.read_bytes() == data for path, data in before.items())
    assert not list(tmp_path.rglob("*.partial"))


@pytest.mark.parametrize("number", ASSIGNMENTS)
def test_every_assignment_has_its_pages(number):
    rows = [
        Result(
            "ada",
            1,
            assignment=number,
            verdicts=tuple(
                {
                    "task": name,
                    "title": task.title,
                    "status": "wrong",
                    "points": 0,
                    "of": task.points,
                    "says": ["Not yet."],
                    "where": [],
                    "notes": [],
                    "named": [next(iter(key_of(name).mistakes()))],
                }
                for name, task in tasks_of(number).items()
            ),
        )
    ]
    found = facts(rows, number)
    assert len(found.mistakes) >= 1 and all(one.sentence for one in found.mistakes)
    assert ASSIGNMENTS[number].title in class_page(found) and page_of(*rows)


def needs_browser(test):
    return pytest.mark.skipif(
        not find(CHROMIUM) and not CI, reason="no browser: make test says how to get one"
    )(test)


@needs_browser
def test_pages_are_accessible_and_fit_narrow_and_wide_light_and_dark(tmp_path):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright
    from slide_room import FLAGS

    for n in (1, 30):
        write_all(learners_of(a_class(n)), tmp_path / str(n), "05")
    longest = result(
        "Wolfeschlegelsteinhausenbergerdorff" * 3,
        ["raised", ("wrong", 0), "no end", "blank", "odd"],
        late=True,
    )
    (tmp_path / "long.html").write_text(page_of(longest), "utf-8")
    pages = [tmp_path / "1" / "class.html", tmp_path / "30" / "class.html", tmp_path / "long.html"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find(CHROMIUM), args=FLAGS)
        for width, theme in ((400, "dark"), (1280, "light")):
            room = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=theme, bypass_csp=True
            )
            page, said = room.new_page(), []
            page.on("console", lambda message, said=said: said.append(message.text))
            for path in pages:
                page.goto(path.as_uri())
                problems = Axe().run(page).response["violations"]
                assert not problems, [(one["id"], one["nodes"][0]["html"]) for one in problems]
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                page.screenshot(
                    path=ROOT / "artefacts" / f"grading-{path.parent.name}-{path.stem}-{width}.png",
                    full_page=True,
                ) if (ROOT / "artefacts").is_dir() else None
            assert not said
            room.close()
        browser.close()


# ------------------------------------------------------------------ near-copies


def notebook(answers, number="05", typed=""):
    """The release with answers: {task: code}, as bytes."""
    book = json.loads(release_of(number))
    for one in book["cells"]:
        name = (
            one["metadata"]
            .get("nbgrader", {})
            .get("grade_id", "")
            .removesuffix("_answer")
            .replace("_", ".", 1)
        )
        if name in answers:
            one["source"] = answers[name]
    return json.dumps(
        {
            **book,
            "cells": [
                {**one, "source": "".join(one["source"]).replace('learner = ""', f'learner = "{typed}"')}
                for one in book["cells"]
            ],
        }
    ).encode()


def invented(seed):
    """A program of somebody's own, in which nobody else's looks alike."""
    rng = random.Random(seed)
    lines = [
        f"    {rng.choice('abcdefgh')}{k} = {rng.choice(('np.dot', 'sum', 'max', 'zip', 'np.outer'))}("
        + f" {rng.choice('+-*/@')} ".join(
            rng.choice((f"{rng.random():.3f}", rng.choice("abcdefgh") + str(rng.randrange(9))))
            for _ in range(rng.randint(2, 5))
        )
        + f"){rng.choice(('', '.T', '[0]', '.sum(axis=1)', ' * 2'))}   # {rng.random()} is a remark"
        for k in range(14)
    ]
    return "def hidden_delta(delta, W, slope):\n" + "\n".join(lines) + "\n    return a1\n"


def disguised(code):
    """The same with other names and spaces, and without remarks."""
    code = re.sub(r"#.*", "", code)
    return re.sub(r"\b([a-h])(\d+)\b", r"my_\1_\2", code).replace(" * ", "*").replace("= ", "=  ")


def near_copies(notebooks):
    found = likeness.Likeness(release_of("05"))
    for learner, raw in notebooks:
        found.add(learner, raw)
    return found.groups(), found.little


def test_a_copy_is_found_under_another_name_and_disguised_and_honest_work_is_not():
    class_ = [
        (f"learner{k}", notebook({"05.hidden_delta": invented(k)}, typed=f"learner{k}")) for k in range(40)
    ]
    copied = ("copied", notebook({"05.hidden_delta": invented(3)}, typed="copied"))
    other = ("disguised", notebook({"05.hidden_delta": disguised(invented(7))}, typed="me"))
    found, little = near_copies([*class_, copied, other])
    assert [group.learners for group in found] == [("copied", "learner3"), ("disguised", "learner7")]
    assert little == 0 and all(group.share > 0.9 and not group.same_file for group in found)
    assert near_copies(class_)[0] == []
    page = parts(class_page(facts([result("copied")]), Compared(found, 3, 2))).text
    assert "A hint, and no more." in page and "talk with people before you conclude anything" in page


def test_blank_notebooks_and_small_right_answers_are_nobodys_copies():
    right = {"05.hidden_delta": "def hidden_delta(delta, W, slope):\n    return delta @ W * slope\n"}
    class_ = [(f"a{k}", release_of("05")) for k in range(5)] + [(f"b{k}", notebook(right)) for k in range(5)]
    assert near_copies(class_) == ([], 10)


def test_what_half_of_the_class_writes_says_nothing():
    class_ = [(f"learner{k}", notebook({"05.hidden_delta": invented(k % 2 and k)})) for k in range(40)]
    assert near_copies(class_)[0] == []  # 20 have the same: taught, or the solution


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[" * 100_000,
        b"\xff\xfe",
        b"{}",
        b'{"cells": [{"cell_type": "code"}]}',
        b'{"cells": [null]}',
        b'{"cells": [{"cell_type": "code", "source": [1, 2]}]}',
        b'{"cells": 7}',
        b"x" * 5_000_000,
    ],
)
def test_no_file_stops_the_comparison(raw):
    own = notebook({"05.hidden_delta": invented(1)})
    found, little = near_copies([("odd", raw), ("a", own), ("b", own)])
    assert [(group.learners, group.same_file) for group in found] == [(("a", "b"), True)] and little == 1


def test_submissions_are_read_from_folders_and_archives(tmp_path):
    own = notebook({"05.hidden_delta": invented(1)})
    (tmp_path / "a.ipynb").write_bytes(own)
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr("b/exercises_05.ipynb", own)
    digest = sha256(own).hexdigest()
    (tmp_path / "new.ipynb").write_bytes(own + b" ")
    paths = {
        "a": tmp_path / "a.ipynb",
        "b": f"{tmp_path / 'class.zip'}!b/exercises_05.ipynb",
        "changed": tmp_path / "new.ipynb",
        "gone": tmp_path / "gone.ipynb",
    }
    results = learners_of([result(name, hash=digest) for name in paths], paths)
    found, _ = write_all(results, tmp_path / "out", "05")
    text = parts(found["class.html"].read_text("utf-8")).text
    assert "the same file" in text and "a, b" in text
    assert "Not compared: 2 notebooks that are not where they were any more." in text


def test_ten_thousand_shingles_take_no_square_of_time():
    """In a crowd that agrees in a band, each is compared with two others, not with all."""
    crowd = np.sort(np.random.default_rng(0).integers(1, 2**63, 60, dtype=np.uint64))
    assert len(likeness.candidates([crowd] * 500, range(500))) < 2 * 500


# ------------------------------------------------------------------ the bundle for Gradescope


def bundled(folder, *more):
    """(the exit code of the command, its zip)."""
    (folder / "seed").write_text("a long secret of this course\n")
    code = command(["05", "--bundle", "gradescope", "--seed-file", str(folder / "seed"), "--out", str(folder),
                    *more])
    return code, folder / "gradescope_05.zip"


@pytest.fixture(scope="module")
def zipped(tmp_path_factory):
    code, path = bundled(tmp_path_factory.mktemp("bundle"))
    assert code == 0
    return path


def laid_out(zipped, place, data, **metadata):
    """A folder as Gradescope lays it out."""
    with zipfile.ZipFile(zipped) as archive:
        for about in archive.infolist():
            os.chmod(archive.extract(about, place / "source"), about.external_attr >> 16)
    (place / "submission").mkdir()
    if data is not None:
        (place / "submission" / "exercises_05.ipynb").write_bytes(data)
    about = {
        "created_at": "2026-11-20T14:22:32.365935-07:00",
        "users": [{"name": "Ada", "email": "ada@uni.edu"}],
        "assignment": {"due_date": "2026-11-20T23:00:00-07:00"},
        "previous_submissions": [{}, {}],
        **metadata,
    }
    (place / "submission_metadata.json").write_text(json.dumps(about))
    return place


def test_the_zip_has_what_grading_takes_and_no_more(zipped):
    with zipfile.ZipFile(zipped) as archive:
        names = set(archive.namelist())
        modes = {about.filename: about.external_attr >> 16 for about in archive.infolist()}
    assert {"setup.sh", "run_autograder", bundle.SECRET, bundle.SETTINGS} <= names  # at the root
    assert modes["run_autograder"] == 0o755 and modes[bundle.SECRET] == 0o600
    assert "exercises/05_the_delta_recursion/exercises_05.ipynb" in names
    assert {
        "course_lib/checks/keys/delta_recursion.py",
        "course_lib/network.py",
        "course_lib/data/digits.npz",
    } <= names
    assert not [
        name for name in names if re.search("widgets|figures|symbolic|selftest|keys/layers|solutions", name)
    ]
    assert zipped.stat().st_mode & 0o077 == 0


NOT_THERE = {"distributed", "matplotlib", "nbgrader", "sympy"}  # only within functions


@pytest.mark.parametrize("number", ASSIGNMENTS)
def test_setup_installs_what_is_imported(number):
    found = set()
    for path in bundle.needed(ASSIGNMENTS[number]):
        if path.suffix == ".py":
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    found.update(alias.name.partition(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    found.add(node.module.partition(".")[0])
    found -= {"course_lib", *sys.stdlib_module_names, *NOT_THERE}
    assert found and found <= {name for name in found if f'"{name}>=' in bundle.SETUP}


def test_a_secret_or_a_word_that_will_not_do_is_refused(tmp_path, capsys):
    with pytest.raises(ValueError, match="the secret is empty"):
        bundle.build("05", tmp_path / "a.zip", " \n")
    with pytest.raises(ValueError, match="name, email, id"):
        bundle.build("05", tmp_path / "a.zip", "s", who="face")
    (tmp_path / "short").write_text("abc")
    assert command(["05", "--bundle", "gradescope", "--seed-file", str(tmp_path / "short")]) == 2
    assert "can be guessed" in capsys.readouterr().err


def test_the_command_writes_it_and_says_what_learners_type(tmp_path, capsys):
    code, path = bundled(tmp_path, "--visibility", "after_published")
    said = capsys.readouterr().out
    assert code == 0 and str(path) in said and "Learners type their name" in said
    with zipfile.ZipFile(path) as archive:
        assert json.loads(archive.read(bundle.SETTINGS)) == {
            "assignment": "05", "variant": "", "who": "name", "visibility": "after_published"}


def solved(number="05", typed="Ada"):
    one = ASSIGNMENTS[number]
    text = (ROOT / "solutions" / one.folder / f"exercises_{number}.ipynb").read_text("utf-8")
    return text.replace('learner = \\"\\"', f'learner = \\"{typed}\\"').encode()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="grading is for Linux")
@pytest.mark.parametrize("number", ["07", "09"])
def test_the_bundle_of_every_other_kind_of_assignment_grades_its_solutions(number, tmp_path):
    """07 asks for a check, 09 trains: what they need no import at the top of a file names."""
    zipped = bundle.build(number, tmp_path / "x.zip", "a long secret of this course")
    place = laid_out(zipped, tmp_path, solved(number))
    environment = {"PATH": os.environ["PATH"], "AUTOGRADER": str(place), "PYTHON": sys.executable}
    subprocess.run(["bash", str(place / "source" / "run_autograder")], env=environment, check=True)
    shown = json.loads((place / "results" / "results.json").read_text("utf-8"))
    assert shown["score"] == sum(task.points for task in tasks_of(number).values()), shown


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="grading is for Linux")
@pytest.mark.parametrize("data, score", [("solved", 19), ("blank", 0), ("garbage", 0), (None, 0)])
def test_run_autograder_grades_a_real_notebook_with_nothing_but_the_zip(zipped, tmp_path, data, score):
    data = {"solved": solved(), "blank": release_of("05"), "garbage": b"{", None: None}[data]
    place = laid_out(zipped, tmp_path, data)
    environment = {"PATH": os.environ["PATH"], "AUTOGRADER": str(place), "PYTHON": sys.executable}
    done = subprocess.run(
        ["bash", str(place / "source" / "run_autograder")],
        cwd=place,
        env=environment,
        text=True,
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    shown = json.loads((place / "results" / "results.json").read_text("utf-8"))
    assert shown["score"] == score, shown
    assert shown["extra_data"]["attempt"] == 3 and "late" not in shown["output"]
    assert shown["extra_data"]["status"] == ("graded" if data and data != b"{" else "unreadable")
    assert (
        "Protection:" in done.stdout and "a long secret" not in json.dumps(shown) + done.stdout + done.stderr
    )


class Fake:
    """A Grader that says what it was asked."""

    refuses = False

    def __init__(self, assignment, secret, sandbox, **more):
        from course_lib.grading.sandbox import Refused

        if self.refuses and sandbox == "auto":
            raise Refused("no sandbox")
        self.sandbox = {"auto": "Landlock + seccomp", "unsafe": "no sandbox + seccomp"}[sandbox]

    def grade(self, submission, data):
        return result(
            submission.learner, late=submission.late, attempt=submission.attempt, sandbox=self.sandbox
        )

    def close(self):
        pass


class Refusing(Fake):
    refuses = True


class Breaking(Fake):
    def grade(self, submission, data):
        raise RuntimeError("the secret is hunter2")


def run(place, grader):
    said = []
    assert on_gradescope.main(place, grader, said.append) == 0
    return json.loads((place / "results" / "results.json").read_text("utf-8")), "".join(said)


def as_if(monkeypatch, uid=0, seccomp=True):
    """As if we were in a container without a sandbox, as this user."""
    why = {"landlock": "old kernel", "bubblewrap": "absent", **({} if seccomp else {"seccomp": "none"})}
    able = {name: name not in why for name in ("landlock", "bubblewrap", "seccomp")}
    monkeypatch.setattr("course_lib.grading.sandbox.probe", lambda: (able, why))
    monkeypatch.setattr(os, "geteuid", lambda: uid)


@pytest.mark.parametrize("uid, seccomp, words", [(1000, True, "does not run as root"), (0, False, "seccomp")])
def test_where_the_container_is_no_sandbox_either_nothing_is_run(
    zipped, tmp_path, monkeypatch, uid, seccomp, words
):
    as_if(monkeypatch, uid, seccomp)
    place = laid_out(zipped, tmp_path, solved())
    shown, said = run(place, Refusing)
    assert shown["score"] == 0 and "on our side" in shown["output"]
    assert [words in test["output"] for test in shown["tests"] if test["visibility"] == "hidden"] == [True]
    assert (place / "source" / bundle.SECRET).exists()


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="as root in a container")
def test_the_real_grader_in_a_container_without_a_sandbox(zipped, tmp_path, monkeypatch):
    as_if(monkeypatch)
    shown, said = run(laid_out(zipped, tmp_path, solved()), None)
    assert (shown["score"], shown["extra_data"]["sandbox"]) == (19, "Gradescope's container + seccomp")


def test_where_python_does_not_begin_there_is_a_results_json(zipped, tmp_path):
    place = laid_out(zipped, tmp_path, solved())
    environment = {"PATH": os.environ["PATH"], "AUTOGRADER": str(place), "PYTHON": "/no/such/python"}
    subprocess.run(["bash", str(place / "source" / "run_autograder")], env=environment, capture_output=True)
    assert "on our side" in json.loads((place / "results" / "results.json").read_text())["output"]


def test_a_bundle_that_is_damaged_says_so(zipped, tmp_path):
    place = laid_out(zipped, tmp_path, solved())
    (place / "source" / bundle.SETTINGS).write_text("{}")
    shown, said = run(place, None)
    assert shown["score"] == 0 and "on our side" in shown["output"] and "KeyError" in said


def test_where_no_sandbox_works_the_container_is_the_sandbox_and_the_report_says_so(
    zipped, tmp_path, monkeypatch
):
    as_if(monkeypatch)
    place = laid_out(zipped, tmp_path, solved(), assignment={"due_date": "2026-11-01T00:00:00Z"})
    shown, said = run(place, Refusing)
    assert shown["score"] == 19 and shown["extra_data"]["sandbox"] == "Gradescope's container + seccomp"
    assert "Protection: Gradescope's container + seccomp" in said and "Handed in late." in shown["output"]
    assert not (place / "source" / bundle.SECRET).exists()  # nothing else would keep it from being read


def test_with_a_sandbox_the_secret_stays_where_it_is(zipped, tmp_path):
    place = laid_out(zipped, tmp_path, solved())
    shown, _ = run(place, Fake)
    assert (
        shown["extra_data"]["sandbox"] == "Landlock + seccomp" and (place / "source" / bundle.SECRET).exists()
    )


def test_whatever_goes_wrong_there_is_a_results_json(zipped, tmp_path):
    place = laid_out(zipped, tmp_path, solved(), users="nonsense", previous_submissions=None, created_at=7)
    shown, said = run(place, Breaking)
    assert shown["score"] == 0 and "on our side" in shown["output"] and "RuntimeError" in said
    assert "hunter2" not in json.dumps(shown)


# ------------------------------------------------------------------ nbgrader


def gradebook():
    if not CI:
        pytest.importorskip("nbgrader", reason="make nbgrader")
    from course_lib.grading.reports.gradebook import fill

    return fill


SCORES = """
select submitted_assignment.student_id, base_cell.name, grade.auto_score, grade_cells.max_score,
       grade.needs_manual_grade
from grade join base_cell on base_cell.id = grade.cell_id join grade_cells on grade_cells.id = base_cell.id
join submitted_notebook on submitted_notebook.id = grade.notebook_id
join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
order by 1, 2
"""


def rows_of(path):
    import sqlite3

    with sqlite3.connect(path) as book:
        return book.execute(SCORES).fetchall()


def test_without_nbgrader_one_is_told_what_to_do(monkeypatch):
    from course_lib.grading.reports.gradebook import fill

    monkeypatch.setattr("course_lib.grading.reports.gradebook.find_spec", lambda name: None)
    with pytest.raises(ValueError, match="make nbgrader"):
        fill([], "05", "sqlite://")


@pytest.mark.parametrize("address", ["no/folder", "oracle9://here", "sqlite:////no/such/folder/gradebook.db"])
def test_an_address_that_will_not_do_is_told_before_anything_is_graded(address):
    gradebook()
    from course_lib.grading.reports.gradebook import ready

    with pytest.raises(ValueError, match="There is no gradebook at"):
        ready(address)


def test_nbgraders_gradebook_has_students_cells_and_scores_once(tmp_path):
    fill, path = gradebook(), tmp_path / "gradebook.db"
    address = f"sqlite:///{path}"
    results = [
        result("ada", ["blank"] * 6),
        result("ada", ["right", ("wrong", 0)], 2),
        result("bob"),
        failed("eve", "unreadable", "empty"),
        failed("dan", "error in grader", "x"),
    ]
    results = learners_of(results)
    assert fill(results, "05", address, due="2026-11-22T08:00:00+00:00") == 4
    once = rows_of(path)
    assert len(once) == 4 * 6
    scores = {(who, cell): score for who, cell, score, *_ in once}
    assert scores["ada", "05_by_hand"] == 4 and scores["ada", "05_output_delta"] == 0
    assert sum(score for (who, _), score in scores.items() if who == "bob") == 19
    assert {most for *_, most, _ in once} == {2, 3, 4}
    assert {who for who, *_, manual in once if manual} == {"dan"}
    assert fill(results, "05", address) == 4 and rows_of(path) == once


def test_nbgraders_own_objects_say_the_same_and_a_score_by_hand_stays(tmp_path):
    fill, address = gradebook(), f"sqlite:///{tmp_path / 'gradebook.db'}"
    from nbgrader.api import Gradebook

    folder = ASSIGNMENTS["05"].folder
    first = learners_of([result("ada", ["right", ("wrong", 0)])])
    fill(first, "05", address, due="2026-11-20T08:00:00+00:00")
    with Gradebook(address) as book:
        submission = book.find_submission(folder, "ada")
        assert (submission.score, submission.max_score) == (
            17,
            19,
        ) and submission.total_seconds_late == 25 * 3600
        comment = book.find_comment("05_output_delta_answer", "exercises_05", folder, "ada")
        assert comment.auto_comment.startswith("Not yet")
        assert len(book.find_notebook("exercises_05", folder).solution_cells) == 6
        grade = book.find_grade("05_output_delta", "exercises_05", folder, "ada")
        grade.manual_score = 1.5
        book.db.commit()
    fill(learners_of([result("ada")]), "05", address)
    with Gradebook(address) as book:
        grade = book.find_grade("05_output_delta", "exercises_05", folder, "ada")
        assert (grade.auto_score, grade.manual_score, grade.score, grade.needs_manual_grade) == (
            2,
            1.5,
            1.5,
            True,
        )


def test_nbgrader_exports_lists_and_grades_beside_it(tmp_path):
    """nbgrader's own commands go on working: export, formgrader's list of what is autograded."""
    fill = gradebook()
    one, data = ASSIGNMENTS["05"], solved()
    (tmp_path / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.source_directory = "solutions"\n'
        'c.CourseDirectory.release_directory = "exercises"\n'
    )
    (tmp_path / "a.ipynb").write_bytes(data)
    digest = sha256(data).hexdigest()
    results = [result(who, hash=digest) for who in ("ada", "../evil")]
    learners = learners_of(results, dict.fromkeys(("ada", "../evil"), tmp_path / "a.ipynb"))
    kept = tmp_path / "submitted" / "ada" / one.folder
    for _ in range(2):
        fill(learners, "05", str(tmp_path))
        assert [path.name for path in (tmp_path / "autograded").iterdir()] == ["ada"]
        assert (kept / "exercises_05.ipynb").exists()
        (kept / "exercises_05.ipynb").write_text("what nbgrader collected")
    assert (kept / "exercises_05.ipynb").read_text() == "what nbgrader collected"
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]]),
    }
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "export"],
        cwd=tmp_path,
        env=environment,
        text=True,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    with open(tmp_path / "grades.csv", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["student_id"] == "ada")
    assert (row["assignment"], row["score"], row["max_score"]) == (one.folder, "19.0", "19.0")
    asked = (
        "from nbgrader.apps import NbGraderAPI; from traitlets.config import Config; c = Config(); "
        "c.CourseDirectory.root = '.'; print(sorted(NbGraderAPI(config=c).get_autograded_students("
        f"'{one.folder}')))"
    )
    listed = subprocess.run(
        [sys.executable, "-c", asked], cwd=tmp_path, env=environment, text=True, capture_output=True
    )
    assert listed.stdout.strip() == "['ada']", listed.stderr


def test_letters_that_are_cut_stay_letters():
    assert clean("a" * 1000, 10) == "a" * 9 + "…" and clean("\ud800") == "\N{REPLACEMENT CHARACTER}"
    assert Path(file_name("\ud800")).name


def test_in_a_large_class_fewer_shingles_are_kept_and_copies_are_found_all_the_same(monkeypatch):
    monkeypatch.setattr(likeness, "MOST", 20_000)
    found = likeness.Likeness(release_of("05"))
    for k in range(120):
        own = invented(3 if k == 100 else k) + invented(1000 + (3 if k == 100 else k))
        found.add(f"learner{k:03}", notebook({"05.hidden_delta": own}))
        assert found.kept <= 20_000
    assert found.each > 1
    assert [group.learners for group in found.groups()] == [("learner003", "learner100")]


def test_the_class_page_says_first_who_needs_help_and_with_what():
    slope = next(k for k, one in enumerate(verdicts("05.hidden_delta")["wrong"])
                 if one["named"][:1] == ["hidden slope missing"])
    few = result("few", ["right", "right", ("wrong", slope), "blank", "blank", "blank"])
    none = result("none", ["blank"] * 6)
    half = result("half", ["right", "wrong", "right", "right", "blank", "blank"])
    found = facts([few, none, half, result("all"), failed("lost", "unreadable", "empty")])
    assert [(one.learner, one.number, one.says) for one in found.wanting] == [
        ("none", 1, "not attempted"), ("few", 3, "hidden slope missing")]
    page = class_page(found)
    text = parts(page).text
    assert text.index("Who needs help") < text.index("Known mistakes") < text.index("Tasks, the hardest")
    assert "2 learners of 4 have less than half of the points" in text
    assert "1 learner handed in what could not be judged" in text and 'id="look"' in page
    assert "3 · One layer down: hidden slope missing" in text and "learners/none.html" in page
    assert "has half of the points or more" in class_page(facts([half, result("all")]))


def test_of_many_names_the_first_are_given_and_how_many_more_there_are(monkeypatch):
    found = facts([result(f"learner{k:03}", [("wrong", 0)] + ["blank"] * 5) for k in range(100)])
    page = class_page(found)
    assert "And 60 more: see grades.csv." in parts(page).text
    (made,) = [one for one in found.mistakes if one.tasks["05.by_hand"]]
    assert (made.count, len(made.who.first), made.who.more) == (100, 40, 60)


def test_the_quantiles_are_those_of_numpy():
    rng = random.Random(2)
    rows = [result(f"l{k}", [rng.choice(("right", "blank")) for _ in range(6)]) for k in range(41)]
    points, found = [one.points for one in rows], facts(rows)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        assert found.quantile(share) == pytest.approx(np.quantile(points, share))
    assert found.mean == pytest.approx(np.mean(points)) and facts([]).quantile(0.5) == 0
