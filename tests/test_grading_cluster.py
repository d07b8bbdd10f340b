"""A class on a cluster of dask.distributed; one worker is killed half way: every row once, none missing."""

import os
import signal
import sqlite3
import sys
import threading
import time
from contextlib import suppress
from functools import partial

import fake_grader
import pytest
from fake_grader import FakeGrader, store_at
from test_grading_batch import class_of

from course_lib.grading import __main__ as door
from course_lib.grading.batch import grade_all
from course_lib.grading.cluster import NoCluster, executor_of
from course_lib.grading.submissions import find
from course_lib.probes import ASSIGNMENTS
from tools.places import ROOT

if os.environ.get("CI", "").lower() not in ("true", "1"):
    pytest.importorskip("distributed", reason="make dask")


FOLDER = ASSIGNMENTS["05"].folder


def version():
    return fake_grader.VERSION


@pytest.fixture(scope="module")
def cluster():
    from distributed import LocalCluster
    with LocalCluster(n_workers=3, threads_per_worker=2, processes=True, dashboard_address=None,
                      host="127.0.0.1") as started:
        yield started


def kill_one(cluster, results, after):
    """Kill a worker once so many rows are there."""
    while True:
        if os.path.exists(results):
            with suppress(sqlite3.OperationalError), sqlite3.connect(results) as rows:
                if rows.execute("select count(*) from results").fetchone()[0] >= after:
                    break
        time.sleep(0.02)
    nanny = next(iter(cluster.workers.values()))
    os.kill(nanny.pid, signal.SIGKILL)


def test_a_worker_that_is_killed_half_way_costs_no_row_and_doubles_none(cluster, tmp_path):
    count, results = 240, tmp_path / "r.sqlite"
    found = find(class_of(tmp_path / "class", count, empty=""), "05")
    with store_at(results) as store:
        killer = threading.Thread(target=kill_one, args=(cluster, results, count // 3), daemon=True)
        killer.start()
        with executor_of(cluster.scheduler_address, version) as (executor, in_flight):
            tally = grade_all(found, partial(FakeGrader, seconds=0.02), store, executor=executor,
                              in_flight=in_flight)
        killer.join(1)
        assert not killer.is_alive()
        assert tally.new == {"graded": count + 1}
        learners = [one.learner for one in store.counted()]
    assert len(learners) == len(set(learners)) == count + 1
    with store_at(tmp_path / "here.sqlite") as store:
        grade_all(found, FakeGrader, store, 2)
    assert points(results) == points(tmp_path / "here.sqlite")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="grading is for Linux")
def test_the_real_grader_by_the_command_line_with_a_worker_killed_half_way(cluster, tmp_path, monkeypatch):
    """With sandboxed children on the workers, one of which dies."""
    monkeypatch.chdir(tmp_path)
    count, results = 90, tmp_path / "graded" / FOLDER / "results.sqlite"
    solved, blank = ((ROOT / room / FOLDER / "exercises_05.ipynb").read_bytes()
                     for room in ("solutions", "exercises"))
    (tmp_path / "class").mkdir()
    for number in range(count):
        data = solved if number % 3 else blank
        (tmp_path / "class" / f"learner{number:03}.ipynb").write_bytes(data.rstrip() + b" " * number)
    results.parent.mkdir(parents=True)
    killer = threading.Thread(target=kill_one, args=(cluster, results, count // 4), daemon=True)
    killer.start()
    assert door.main(["05", "class", "--cluster", cluster.scheduler_address]) == door.DONE
    killer.join(1)
    assert not killer.is_alive()
    with sqlite3.connect(results) as rows:
        found = rows.execute("select learner, status, points from results order by learner").fetchall()
    assert found == [(f"learner{number:03}", "graded", 0.0 if number % 3 == 0 else 19.0)
                     for number in range(count)]


def points(path):
    with sqlite3.connect(path) as rows:
        return rows.execute("select learner, hash, points from results order by learner").fetchall()


def test_a_grader_that_dies_on_a_worker_takes_nobody_along(cluster, tmp_path):
    found = find(class_of(tmp_path / "class", 12, eve="dies"), "05")
    with (store_at(tmp_path / "r.sqlite") as store,
          executor_of(cluster.scheduler_address, version) as (executor, in_flight)):
        tally = grade_all(found, FakeGrader, store, executor=executor, in_flight=in_flight)
    assert tally.new == {"graded": 12, "error in grader": 1}


def test_workers_with_another_version_of_the_course_are_refused(cluster):
    with pytest.raises(NoCluster, match="install the same course"), executor_of(
            cluster.scheduler_address, os.getpid):
        pass


def test_where_there_is_no_cluster_one_is_told_how_to_start_it(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("course_lib.grading.cluster.WAIT", 1)
    with pytest.raises(NoCluster, match="dask scheduler"), executor_of("tcp://127.0.0.1:1", version):
        pass
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(door, "grader_of", lambda options, secret: FakeGrader)
    class_of(tmp_path / "class", 1)
    assert door.main(["05", "class", "--cluster", "tcp://127.0.0.1:1"]) == door.USAGE
    assert "dask scheduler" in capsys.readouterr().err


def test_without_dask_one_is_told_how_to_get_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(NoCluster, match="make dask"), executor_of("tcp://127.0.0.1:1", version):
        pass
