"""A class is graded once, completely, whatever dies on the way: with a grader that only counts, and once with
the real one."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import fake_grader
import pytest
from fake_grader import NOTEBOOK, FakeGrader, store_at

from course_lib.grading import __main__ as door
from course_lib.grading import batch, seeds
from course_lib.grading.batch import CannotGrade, forget, grade_all, of_shard
from course_lib.grading.pool import Processes, WorkerDied
from course_lib.grading.record import Result, Submission
from course_lib.grading.store import Store
from course_lib.grading.submissions import find
from tools.places import ROOT

KILLS = 20
EACH = 200               # solved and blank notebooks for the real grader: a few are graded before each kill
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are looked up in /proc")


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    monkeypatch.setenv("COURSE_QUIET", "1")
    yield
    forget()


def class_of(folder, count, **special):
    """A folder of so many notebooks, and those of special learners: {learner: text}."""
    folder.mkdir(exist_ok=True)
    texts = {f"learner_{number:04}": f"notebook {number}" for number in range(1000, 1000 + count)} | special
    for learner, text in texts.items():
        (folder / f"{learner}.ipynb").write_bytes(NOTEBOOK % text.encode())
    return folder


def rows_of(path):
    with sqlite3.connect(path) as connection:
        return connection.execute(
            "select learner, hash, status, points from results order by learner").fetchall()


def living(token):
    """Processes that have this text in their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if token.encode() in (process / "environ").read_bytes() and process.name != str(os.getpid()):
                found.append(process.name)
        except OSError:
            continue
    return found


def gone(token, seconds=10.0):
    """Whether they are gone, or soon."""
    end = time.monotonic() + seconds
    while living(token) and time.monotonic() < end:
        time.sleep(0.05)
    return not living(token)


# ---- the store

def one_result(learner="ada", digest="a", attempt=1, status="graded", points=1.0, **more):
    return Result(learner, attempt, digest, assignment="05", version=fake_grader.VERSION,
                  seed=fake_grader.SEED, status=status, points=points, of=20, **more)


def test_the_same_result_again_is_the_same_row(tmp_path):
    with store_at(tmp_path / "r.sqlite") as store:
        for points in (1.0, 2.0):
            store.put(one_result(points=points))
    assert rows_of(tmp_path / "r.sqlite") == [("ada", "a", "graded", 2.0)]


def test_another_version_or_seed_is_another_row_and_is_not_taken_for_this_one(tmp_path):
    with store_at(tmp_path / "r.sqlite") as store:
        store.put(one_result())
        with pytest.raises(ValueError, match="seed"):
            store.put(Result("ada", hash="a", assignment="05", version="other"))
    with Store(tmp_path / "r.sqlite", "05", "other", fake_grader.SEED) as store:
        assert not store.has(Submission("ada", hash="a"))
        store.put(Result("ada", 1, "a", assignment="05", version="other", seed=fake_grader.SEED))
    assert len(rows_of(tmp_path / "r.sqlite")) == 2


def test_what_counts_is_the_latest_notebook(tmp_path):
    with store_at(tmp_path / "r.sqlite") as store:
        for attempt, (digest, problem, late) in enumerate(
                [("a", "", False), ("b", "", False), ("a", "duplicate of attempt 1", True),
                 ("a", "duplicate of attempt 1", True), ("e", "empty", True)], 1):
            store.note(Submission("ada", "", digest, attempt, f"day {attempt}", late, problem))
        store.note(Submission("eve", problem="huge"))
        store.put(one_result(points=7.0))
        store.put(one_result(digest="b", attempt=2))
        store.put(one_result(digest="e", attempt=5, status="unreadable", points=0.0))
        store.put(one_result("eve", "", status="unreadable", points=0.0))
        ada, eve = store.counted()
        assert (ada.points, ada.attempt, ada.time, ada.late) == (7.0, 4, "day 4", True)
        assert "duplicate of attempt 1" in ada.remarks[-1] and eve.status == "unreadable"
        assert [one.attempt for one in store.every()] == [1, 2, 3, 4, 5, 1] and len(store.every()) == 6


def test_handing_in_the_same_bytes_late_does_not_make_them_late(tmp_path):
    with store_at(tmp_path / "r.sqlite") as store:
        store.note(Submission("ada", "", "a", 1))
        store.note(Submission("ada", "", "a", 2, late=True, problem="duplicate of attempt 1"))
        store.put(one_result())
        assert [(one.attempt, one.late) for one in store.counted()] == [(2, False)]


def test_an_error_of_the_grader_is_a_row_and_is_tried_again(tmp_path):
    with store_at(tmp_path / "r.sqlite") as store:
        store.put(one_result(status="error in grader"))
        assert not store.has(Submission("ada", hash="a"))
        store.put(one_result())
        assert store.has(Submission("ada", hash="a"))


def test_a_file_that_holds_something_else_is_left_as_it_is(tmp_path):
    (tmp_path / "r.sqlite").write_text("my diary, which is longer than the head of a database" * 20)
    with pytest.raises(ValueError, match="is no file of results"):
        store_at(tmp_path / "r.sqlite")
    assert "diary" in (tmp_path / "r.sqlite").read_text()


def test_names_that_are_no_text_can_be_stored(tmp_path):
    with store_at(tmp_path / "r.sqlite") as store:
        store.note(Submission("ada", os.fsdecode(b"w\xff.ipynb")))
        assert [one.path for one in store.submissions()] == ["w\\udcff.ipynb"]


# ---- the batch

@pytest.mark.parametrize("executor", [None, ThreadPoolExecutor], ids=["processes", "an executor"])
def test_every_learner_gets_one_row(executor, tmp_path):
    found = find(class_of(tmp_path / "class", 30, empty="", ada="x"), "05")
    (tmp_path / "class" / "empty.ipynb").write_bytes(b"")
    (tmp_path / "class" / "ada_2.ipynb").write_bytes((tmp_path / "class" / "ada.ipynb").read_bytes())
    found = find(tmp_path / "class", "05")
    with store_at(tmp_path / "r.sqlite") as store:
        workers = executor and executor(3)
        tally = grade_all(found, FakeGrader, store, 2, executor=workers)
        again = grade_all(found, FakeGrader, store, 2)
        assert len(store.counted()) == 32 and len(store.every()) == 33
    assert tally.new == {"graded": 31, "unreadable": 1} and tally.already == 1
    assert not again.new and again.already == 33 and not again.stopped
    if workers:
        workers.shutdown()


def test_a_process_that_dies_takes_one_notebook_along_and_nobody_else(tmp_path):
    found = find(class_of(tmp_path / "class", 25, eve="dies", mallory="raises"), "05")
    trace = tmp_path / "trace"
    with store_at(tmp_path / "r.sqlite") as store:
        tally = grade_all(found, partial(FakeGrader, trace=str(trace)), store, 2)
        wrong = {one.learner: one.problem for one in store.counted() if one.status != "graded"}
    assert tally.new == {"graded": 25, "error in grader": 2}
    assert "signal 9" in wrong["eve"] and "ZeroDivisionError: in the judge" in wrong["mallory"]
    begun = [line.split()[0] for line in trace.read_text().splitlines()]
    assert begun.count("eve") == begun.count("mallory") == 2 and begun.count("learner_1000") == 1


def test_where_no_grader_can_be_made_nothing_is_written(tmp_path):
    with store_at(tmp_path / "r.sqlite") as store, pytest.raises(CannotGrade, match="there is no sandbox"):
        grade_all(find(class_of(tmp_path / "class", 9), "05"), partial(FakeGrader, broken=True), store, 2)
    assert rows_of(tmp_path / "r.sqlite") == []


def test_a_file_that_changes_during_the_run_is_not_graded_as_what_it_was(tmp_path):
    found = list(find(class_of(tmp_path / "class", 3), "05"))
    (tmp_path / "class" / "learner_1001.ipynb").write_bytes(NOTEBOOK % b"something else")
    (tmp_path / "class" / "learner_1002.ipynb").unlink()
    with store_at(tmp_path / "r.sqlite") as store:
        assert grade_all(found, FakeGrader, store, 1).new == {"graded": 1, "error in grader": 2}


def test_the_parts_of_a_class_are_the_class_and_are_brought_together(tmp_path):
    found = find(class_of(tmp_path / "class", 40), "05")
    parts = [{one.learner for one in of_shard(found, (part, 3))} for part in (1, 2, 3)]
    assert sum(map(len, parts)) == 40 == len(set.union(*parts)) and min(map(len, parts)) > 3
    assert {one.learner for one in of_shard(list(found), (2, 3))} == parts[1]
    for part in (1, 2, 3):
        with store_at(tmp_path / f"{part}.sqlite") as store:
            grade_all(found, FakeGrader, store, 1, shard=(part, 3))
    with store_at(tmp_path / "all.sqlite") as store:
        for part in (1, 2, 3, 1):
            store.absorb(tmp_path / f"{part}.sqlite")
        assert len(store.counted()) == 40
        with pytest.raises(FileNotFoundError):
            store.absorb(tmp_path / "4.sqlite")
    with pytest.raises(ValueError, match="no part 4 of 3"):
        of_shard(found, (4, 3))


def test_memory_does_not_grow_with_the_class(tmp_path):
    def many(count):
        return (Submission(f"learner_{number}", hash=f"{number}", problem="empty") for number in range(count))
    most = []
    for count in (500, 4000):
        with store_at(tmp_path / f"{count}.sqlite") as store:
            tracemalloc.start()
            grade_all(many(count), FakeGrader, store, 1)
            for _ in store.counted():
                pass
            most.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert most[1] < 1.5 * most[0] + 200_000


def test_no_more_notebooks_are_under_way_than_asked_for(tmp_path):
    class Slow(ThreadPoolExecutor):
        most, now = 0, 0

        def submit(self, *arguments):
            Slow.now += 1
            Slow.most = max(Slow.most, Slow.now)
            return super().submit(self.counted, *arguments[2:])

        def counted(self, submission, data):
            time.sleep(0.002)
            Slow.now -= 1
            return FakeGrader().grade(submission, data)
    with store_at(tmp_path / "r.sqlite") as store, Slow(2) as executor:
        found = find(class_of(tmp_path / "class", 40), "05")
        grade_all(found, FakeGrader, store, executor=executor, in_flight=5)
        assert len(store.counted()) == 40
    assert Slow.most == 5


# ---- the processes

def work(text):
    if text == "die":
        os._exit(7)
    if text == "sleep":
        time.sleep(60)
    if text == "odd":
        raise Odd(threading.Lock())
    if text == "wrong":
        raise KeyError(text)
    return text, os.getpid()


class Odd(Exception):
    """Cannot be pickled."""


def test_a_process_is_kept_replaced_when_it_dies_and_ended_when_it_hangs():
    with Processes(1, patience=2.0) as pool:
        first, second = (pool.submit(work, text).result() for text in "ab")
        assert first[0] == "a" and first[1] == second[1] != os.getpid()
        with pytest.raises(WorkerDied, match="code 7"):
            pool.submit(work, "die").result()
        assert pool.submit(work, "c").result()[1] != first[1]
        with pytest.raises(WorkerDied, match="no answer for 2 s"):
            pool.submit(work, "sleep").result()
        with pytest.raises(KeyError):
            pool.submit(work, "wrong").result()
        with pytest.raises(RuntimeError, match="Odd"):
            pool.submit(work, "odd").result()
    with pytest.raises(RuntimeError, match="shut down"):
        pool.submit(work, "d")


def test_a_pool_that_is_ended_at_once_waits_for_nothing():
    pool = Processes(2)
    futures = [pool.submit(work, "sleep") for _ in range(5)]
    time.sleep(0.7)
    start = time.monotonic()
    pool.shutdown(cancel_futures=True)
    assert time.monotonic() - start < 5 and all(future.done() for future in futures)


# ---- killed and stopped

def batch_process(folder, results, token, seconds, **options):
    command = [sys.executable, fake_grader.__file__, str(folder), str(results), "2", str(seconds)]
    return subprocess.Popen(command, env={**os.environ, "COURSE_TOKEN": token}, cwd=ROOT, **options)


@LINUX
def test_a_batch_that_is_killed_again_and_again_ends_complete_with_each_row_once(tmp_path):
    count, token, rng = 100 + 30 * KILLS, f"token-{tmp_path}", random.Random(0)
    folder, results = class_of(tmp_path / "class", count), tmp_path / "r.sqlite"
    begun = [0]
    for _ in range(KILLS):
        process = batch_process(folder, results, token, 0.02)
        wait_for_more(process, results, begun[-1])
        time.sleep(rng.uniform(0, 0.15))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert gone(token)                                   # nobody goes on behind our back
        begun.append(len(rows_of(results)))
    assert begun == sorted(begun) and begun[-1] < count      # nothing is lost; every kill was before the end
    assert batch_process(folder, results, token, 0.004).wait() == 0
    with store_at(tmp_path / "once.sqlite") as store:
        grade_all(find(folder, "05"), FakeGrader, store, 2)
    assert rows_of(results) == rows_of(tmp_path / "once.sqlite") and len(rows_of(results)) == count


def wait_for_more(process, results, known):
    """Until the run is under way: it has stored more rows than were known."""
    while not (results.exists() and has_table(results) and len(rows_of(results)) > known):
        assert process.poll() is None, "it ended before it had stored anything new"
        time.sleep(0.01)


def has_table(path):
    with sqlite3.connect(path) as connection:
        return bool(connection.execute("select 1 from sqlite_master where name = 'results'").fetchone())


@LINUX
def test_ctrl_c_leaves_what_was_graded_and_nobody_behind(tmp_path):
    token, results = f"token-{tmp_path}", tmp_path / "r.sqlite"
    process = batch_process(class_of(tmp_path / "class", 400), results, token, 0.05, start_new_session=True)
    wait_for_more(process, results, 5)
    os.killpg(process.pid, signal.SIGINT)                    # as a terminal does: to everybody
    assert process.wait(10) == 130 and gone(token, 5)
    left = len(rows_of(results))
    assert 5 < left < 400 and {row[2] for row in rows_of(results)} == {"graded"}


# ---- with the real grader

@pytest.fixture
def real(tmp_path, monkeypatch):
    """Notebooks of 05, solved and blank, and two that are none."""
    from course_lib.grading import sandbox
    try:
        sandbox.choose("auto")
    except sandbox.Refused as reason:
        if os.environ.get("CI", "").lower() in ("true", "1"):
            raise
        pytest.skip(str(reason))
    folder = tmp_path / "class"
    folder.mkdir()
    solved, blank = ((ROOT / room / "05_the_delta_recursion" / "exercises_05.ipynb").read_bytes()
                     for room in ("solutions", "exercises"))
    for number in range(EACH):
        for name, data in (("solved", solved), ("blank", blank)):
            (folder / f"{name}_{number:03}.ipynb").write_bytes(data.replace(b"pencil", b"pencil %d" % number))
    (folder / "empty.ipynb").write_bytes(b"")
    (folder / "other.ipynb").write_bytes((ROOT / "exercises/04_layers/exercises_04.ipynb").read_bytes())
    monkeypatch.chdir(tmp_path)
    return folder


def grading(token, *more):
    return subprocess.Popen([sys.executable, "-m", "course_lib.grading", "05", "class", "--jobs", "2", *more],
                            env={**os.environ, "COURSE_TOKEN": token, "PYTHONPATH": str(ROOT)},
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@LINUX
def test_the_command_with_the_real_grader_killed_and_started_again_ends_complete(real, tmp_path):
    token, results = f"token-{tmp_path}", tmp_path / "graded" / "05_the_delta_recursion" / "results.sqlite"
    rng, seen = random.Random(1), [0]
    for _ in range(KILLS):
        process = grading(token)
        wait_for_more(process, results, seen[-1])
        time.sleep(rng.uniform(0, 0.1))
        process.kill()
        process.communicate()
        assert gone(token)
        seen.append(len(rows_of(results)))
    process = grading(token)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == door.NOT_ALL, said
    count = 2 * EACH + 2
    assert seen == sorted(seen) and f"{count} learners" in said and gone(token, 5)
    assert seen[-1] < count                                  # every kill was before the end
    rows = {learner: (status, points) for learner, _, status, points in rows_of(results)}
    assert len(rows) == count == len(rows_of(results))
    assert rows["empty"][0] == "unreadable" and rows["other"][0] == "refused"
    assert {rows[f"blank_{n:03}"] for n in range(EACH)} == {("graded", 0.0)}
    assert min(rows[f"solved_{n:03}"][1] for n in range(EACH)) > 0
    assert (results.parent / "grades.csv").exists()


# ---- the seed

def test_a_seed_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    heard, path = [], tmp_path / "there" / "course.seed"
    secret = seeds.read_or_make(path, heard.append)
    assert path.stat().st_mode & 0o777 == 0o600 and len(secret) == 64 and "Keep it secret" in heard[0]
    assert seeds.read_or_make(path, heard.append) == secret and len(heard) == 1
    path.chmod(0o644)
    seeds.read_or_make(path, heard.append)
    assert "chmod 600" in heard[1] and secret not in "".join(heard)
    assert [one.name for one in path.parent.iterdir()] == ["course.seed"]


def test_of_several_that_make_a_seed_at_once_one_wins_and_all_have_it(tmp_path):
    with ThreadPoolExecutor(1) as one:
        path = tmp_path / "s"
        assert seeds.make(path) and not one.submit(lambda: (path.with_name(f".s.{os.getpid()}").unlink(True),
                                                            seeds.make(path))[1]).result()
    assert seeds.read_or_make(path, print)


def test_a_seed_that_can_be_guessed_is_refused(tmp_path):
    (tmp_path / "s").write_text("1234\n")
    with pytest.raises(ValueError, match="can be guessed"):
        seeds.read_or_make(tmp_path / "s", print)
    with pytest.raises(ValueError, match="a folder"):
        seeds.read_or_make(tmp_path, print)


# ---- the command line

@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to work in, and the grader that only counts."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(door, "grader_of", lambda options, secret: FakeGrader)
    monkeypatch.setattr(sys, "platform", "linux")
    return tmp_path


def test_the_command_grades_reports_and_goes_on(here, capsys):
    class_of(here / "class", 6)
    (here / "class" / "readme.txt").write_text("hello")
    assert door.main(["05", "class", "--jobs", "1"]) == door.DONE
    said = capsys.readouterr().out
    for words in ("6 notebooks of 6 learners; 1 other file left out", "6 graded in",
                  "05 · The delta recursion: 6 learners",
                  "graded 6", "Keep it secret", "readme.txt: it is no notebook"):
        assert words in said
    out = here / "graded" / "05_the_delta_recursion"
    assert (out / "results.sqlite").exists() and (out / "grades.csv").exists()
    (here / "class" / "eve.ipynb").write_bytes(b"")
    assert door.main(["5", "class", "--jobs", "1"]) == door.NOT_ALL
    said = capsys.readouterr().out
    assert "1 graded" in said and "6 had been before" in said and "unreadable 1" in said


def test_parts_are_graded_apart_and_collected(here, capsys):
    class_of(here / "class", 12)
    for part in ("1/2", "2/2"):
        assert door.main(["05", "class", "--shard", part, "--out", "o", "--jobs", "1"]) == 0
    assert not (here / "o" / "grades.csv").exists()
    parts = [str(path) for path in (here / "o").glob("results-*.sqlite")]
    assert door.main(["05", "--out", "o", "--collect", *parts]) == 0 and len(parts) == 2
    assert "12 learners" in capsys.readouterr().out and (here / "o" / "grades.csv").exists()


@pytest.mark.parametrize("arguments, says", [
    ([], "Which assignment"), (["05"], "Grade what"), (["77", "class"], "there are"),
    (["05", "nowhere"], "is not there"), (["05", "empty"], "nothing to grade"),
    (["05", "class", "--due", "soon"], "is no time"),
    (["05", "class", "--seed-file", "o/s", "--out", "o"], "another place"),
])
def test_a_command_that_cannot_be_understood_says_what_was_expected(here, capsys, arguments, says):
    class_of(here / "class", 1)
    (here / "empty").mkdir()
    assert door.main(arguments) == door.USAGE and says in capsys.readouterr().err


@pytest.mark.parametrize("option", [["--shard", "9/8"], ["--shard", "x"], ["--jobs", "0"],
                                    ["--sandbox", "hope"]])
def test_an_option_that_makes_no_sense_is_usage(here, option):
    with pytest.raises(SystemExit) as end:
        door.main(["05", "class", *option])
    assert end.value.code == door.USAGE


def test_a_part_of_the_class_can_be_tried_first(here, capsys):
    class_of(here / "class", 9)
    assert door.main(["05", "class", "--first", "2", "--jobs", "1"]) == 0
    assert "2 graded" in capsys.readouterr().out


def test_where_there_is_no_sandbox_it_ends_with_three_and_says_what_to_do(here, capsys, monkeypatch):
    class_of(here / "class", 1)
    monkeypatch.setattr(door, "grader_of", lambda *_: partial(FakeGrader, broken=True))
    assert door.main(["05", "class", "--jobs", "1"]) == door.NO_SANDBOX
    assert "there is no sandbox" in capsys.readouterr().err
    for platform in ("win32", "darwin"):
        monkeypatch.setattr(sys, "platform", platform)
        assert door.main(["05", "class"]) == door.NO_SANDBOX
        assert "WSL2" in capsys.readouterr().err


def test_the_reports_of_another_assignment_are_not_replaced(here, capsys):
    class_of(here / "class", 1)
    assert door.main(["05", "class", "--jobs", "1", "--out", "o"]) == 0
    assert door.main(["07", "class", "--jobs", "1", "--out", "o"]) == door.USAGE
    assert "holds results of assignment 05, and this is 07" in capsys.readouterr().err
    (here / "file").write_text("")
    assert door.main(["05", "class", "--out", "file"]) == door.USAGE
    assert "file is a file, but a folder" in capsys.readouterr().err
    assert (here / "o").stat().st_mode & 0o077 == 0


def test_a_class_that_handed_in_another_assignment_is_noticed(here, capsys):
    blank = ROOT / "exercises" / "04_layers" / "exercises_04.ipynb"
    (here / "class").mkdir()
    (here / "class" / "ada.ipynb").write_bytes(blank.read_bytes())
    assert door.main(["05", "class", "--jobs", "1"]) == door.NOT_ALL
    assert "is it the right assignment?" in capsys.readouterr().out


def test_parts_that_are_not_there_are_missed(here, capsys):
    class_of(here / "class", 9)
    for part in ("1/3", "2/3"):
        assert door.main(["05", "class", "--jobs", "1", "--shard", part]) == 0
    capsys.readouterr()
    paths = [str(path) for path in here.glob("graded/*/results-*.sqlite")]
    assert door.main(["05", "--collect", *paths]) == 0
    assert "no results of 3/3:" in capsys.readouterr().err
    assert door.parts_missing(["a/results-2-of-2.sqlite", "b/results-1-of-2.sqlite", "other.sqlite"]) == []


def test_a_name_that_nobody_has_is_said(here, capsys):
    class_of(here / "class", 1)
    (here / "who.csv").write_text("name,typed\nlearner_1000,Ada\nnobody,Emil\n")
    assert door.main(["05", "class", "--jobs", "1", "--names", "who.csv"]) == 0
    assert "class has nothing by nobody, whom the table of names has" in capsys.readouterr().out


def test_unsafe_says_what_it_risks(here, capsys):
    class_of(here / "class", 1)
    assert door.main(["05", "class", "--unsafe", "--jobs", "1"]) == 0
    assert "there is NO sandbox" in capsys.readouterr().err


def test_ctrl_c_ends_with_130_and_says_how_to_go_on(here, capsys, monkeypatch):
    class_of(here / "class", 5)

    def press(*_):
        raise KeyboardInterrupt
    monkeypatch.setattr(batch._Run, "end", press)
    assert door.main(["05", "class", "--jobs", "1"]) == door.STOPPED
    assert "goes on from there" in capsys.readouterr().out


def test_make_grade_hands_on_what_it_is_given(monkeypatch):
    from tools import environment
    called = []
    monkeypatch.setattr(environment, "ensure_for", lambda *_: None)
    monkeypatch.setattr(environment, "run", lambda *arguments, **_: called.append(arguments) or
                        type("Done", (), {"returncode": 3}))
    assert environment.grade("05", "a folder") == 3
    assert called == [("-m", "course_lib.grading", "05", "a folder")]
    assert json.dumps(called)
