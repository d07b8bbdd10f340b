"""The benchmark of grading: a class as it might be, and what it says it grades. No test asserts a time."""
import json
import os

from benchmarks import a_class, grading
from course_lib.grading.selftest import draft


def test_the_class_is_the_same_each_time_and_no_two_notebooks_are(tmp_path):
    first, again = (sorted(a_class.write(tmp_path / name, 60).iterdir()) for name in "ab")
    assert [one.read_bytes() for one in first] == [one.read_bytes() for one in again]
    texts = [one.read_bytes() for one in first]
    solved = [bytes(draft.solved("05", one.stem)) for one in first]
    right = sum(text == mine for text, mine in zip(texts, solved, strict=True))
    assert 20 < right < 50 and len(set(texts)) > 50          # blank ones are alike
    assert any(b"matplotlib inline" in text for text in texts)


def test_known_mistakes_of_every_task_are_in_the_class():
    found = a_class.mistakes()
    assert {task for task, _ in found} == set(draft.points_of("05")) - {"by_hand"} and len(found) > 40


def test_a_notebook_is_cut_down_to_three_tasks():
    mine = grading.cut(draft.solved("05", "Ada"), grading.THREE)
    graded = {cell["metadata"]["nbgrader"]["grade_id"] for cell in mine.cells
              if cell["metadata"].get("nbgrader", {}).get("points")}
    assert graded == {f"05_{task}" for task in grading.THREE}
    assert "def by_hand" not in json.dumps(mine.notebook)


def test_memory_is_known_of_those_who_are_there():
    assert 10 << 20 < grading.memory_of(os.getpid()) < 10 << 30 and grading.memory_of(2 ** 22 + 1) == 0
