"""The benchmarks run, refuse who is wrong, and publish what was stored. No test asserts a time."""
import json
import subprocess
import sys
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from piece_room import needs_a_browser

from benchmarks import agreement, clock, gradient, measure, report, small_costs, tables
from benchmarks.in_numpy import floor, ours, products, textbook
from benchmarks.workloads import WORKLOADS, problem
from course_lib.mistakes import BACKPROP

RATIOS = "to_floor", "to_ours"


@pytest.fixture(scope="module")
def data():
    """A measurement of two small workloads, in this process, as gradient.py stores it."""
    found = measure.section(("a", "b"), ("float64",), peers=(), seconds=0.02, small=True)
    rows = [{"section": "1 thread", **row} for row in found["rows"]]
    return {"date": "2000-01-01", "command": "python benchmarks/gradient.py", "machine": "abacus, 1 core",
            "versions": {"Python": "3"}, "variables": {}, "minutes": 1, "load": 0.1,
            "sections": {"1 thread": {"threads": 1, "blas": found["blas"]}},
            "left_out": {}, "rows": rows, "logistic": found["logistic"], "calls": found["calls"]}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", [name for name in WORKLOADS if name != "e"])
def test_ours_and_the_textbook_agree_on_every_workload(name, dtype):
    given = problem(name, dtype)
    for contestant in (*ours(given), *textbook(given)):
        agreement.check(contestant, given)


@pytest.mark.parametrize("name", ["a", "d32"])
def test_a_wrong_gradient_is_not_timed(name):
    given = problem(name)
    wrong = replace(ours(given)[0], gradient=partial(BACKPROP["factor two"].function, *given[:3]))
    with pytest.raises(agreement.Disagreement, match="gradient"):
        agreement.check(wrong, given)


def test_a_wrong_error_and_a_wrong_step_are_not_timed():
    given = problem("b")
    right = ours(given)[0]
    for wrong in (replace(right, read=lambda answer: (2 * answer[0], answer[1])),
                  replace(right, read=lambda answer: (np.nan, answer[1])),
                  replace(right, step=lambda: None)):
        with pytest.raises(agreement.Disagreement):
            agreement.check(wrong, given)


def test_who_disagrees_is_left_out_and_named(monkeypatch):
    given = problem("a")
    wrong = replace(ours(given)[0], name="wrong", gradient=lambda: (0.0, np.zeros(9)))
    monkeypatch.setattr(agreement, "PEERS", {"wrong": ("numpy", lambda problem: [wrong]),
                                             "missing": ("no_such_module", None)})
    contestants, left_out = agreement.enter(given, ["wrong", "missing"])
    assert "wrong" not in {one.name for one in contestants}
    assert left_out["missing"] == "no_such_module is not installed"
    assert len(left_out) == 2


def test_the_floor_is_the_products_of_the_method_and_no_more():
    given = problem("d32")
    shapes = [(left.shape, right.shape, out.shape) for left, right, out in products(given)]
    N, (n0, n1, n2) = 32, given.net.sizes
    assert shapes == [((N, n0), (n0, n1), (N, n1)), ((N, n1), (n1, n2), (N, n2)),      # forward
                      ((N, n2), (n2, n1), (N, n1)),                                    # delta, not to x
                      ((n1, N), (N, n0), (n1, n0)), ((n2, N), (N, n1), (n2, n1))]      # dW
    for form in floor(given):
        form.gradient()


def test_each_round_asks_everybody():
    asked = []
    functions = [partial(asked.append, k) for k in range(3)]
    table = clock.rounds(functions, 0.0, np.random.default_rng(0), times=[1.0] * 3)
    assert table.shape == (clock.FEWEST, 3) and (table >= 0).all()
    assert [asked.count(k) for k in range(3)] == [2 * clock.FEWEST] * 3     # one call to warm up, one timed


def test_the_measurement_has_the_rows_of_the_table(data):
    found = {(row["workload"], row["who"], row["what"]) for row in data["rows"]}
    for name in ("a", "b"):
        assert {(name, "floor", "gradient"), (name, "ours", "gradient"), (name, "ours", "step"),
                (name, "textbook", "gradient")} <= found
    for row in data["rows"]:
        assert all(row[to] == sorted(row[to]) and row[to][0] > 0 for to in RATIOS)
    assert [row["to_floor"] for row in data["rows"] if row["who"] == "floor"] == [[1, 1, 1]] * 2
    assert data["calls"]["calls"] == 26 and len(data["logistic"]) == 6


def test_the_list_of_calls_is_held_to_backprop(monkeypatch):
    monkeypatch.setattr(small_costs, "reference", lambda net, x, y: (0.0, np.ones_like(net.theta)))
    with pytest.raises(AssertionError, match="another gradient"):
        small_costs.calls(0.0, np.random.default_rng(0))


@pytest.mark.parametrize("name, who, to, good, bad", [
    ("d32", "ours", "to_floor", 1.15, 1.16), ("d128", "PyTorch", "to_ours", 0.95, 0.94),
    ("f", "PyTorch", "to_ours", 1.01, 0.99), ("a", "JAX", "to_ours", 1.01, 0.99)])
def test_targets_are_judged_by_their_figures(name, who, to, good, bad):
    def verdict(ratio):
        row = {"section": "1 thread", "dtype": "float64", "workload": name, "who": who, "what": "gradient"}
        return report.verdict({"rows": [{**row, to: [0, ratio, 9]}]}, "1 thread")
    assert verdict(good).startswith("- Reached: gradient") and "Not" not in verdict(good)
    assert verdict(bad).startswith(f"- Not reached on {name} ({bad}): gradient")


def test_the_table_is_written_between_its_markers_and_nowhere_else(data):
    page = "above\n<!-- gradient-table -->old<!-- /gradient-table -->\nbelow <!-- other -->\n"
    once = tables.between_markers(page, report.markdown(data))
    assert once.startswith("above\n<!-- gradient-table -->\n")
    assert once.endswith("<!-- /gradient-table -->\nbelow <!-- other -->\n")
    assert "old" not in once and "| **gradient ÷ floor** |" in once
    assert tables.between_markers(once, report.markdown(data)) == once
    for damaged in ("no markers", page + page, "<!-- /gradient-table --> <!-- gradient-table -->"):
        with pytest.raises(ValueError, match="once each"):
            tables.between_markers(damaged, "table")


def test_a_page_without_markers_stays_as_it_is(tmp_path, capsys):
    page = tmp_path / "README.md"
    page.write_text("nothing here\n")
    gradient.put_into(page, "gradient-table", "table")
    gradient.put_into(tmp_path / "absent.md", "gradient-table", "table")
    assert page.read_text() == "nothing here\n"
    assert capsys.readouterr().err.count("stays as it is") == 2


def test_a_busy_machine_and_chosen_kernels_are_said(data):
    assert "busy" not in report.markdown(data) and "CORETYPE" not in report.markdown(data)
    assert "load 2.0" in report.markdown({**data, "load": 2.0})
    free = [{**row, "section": "free", "microseconds": 1} for row in data["rows"]]
    both = {**data, "rows": data["rows"] + free, "variables": {"OPENBLAS_CORETYPE": "Haswell"},
            "sections": {**data["sections"], "free": data["sections"]["1 thread"]}}
    assert "`OPENBLAS_CORETYPE=Haswell`" in report.markdown(both)


def test_what_is_stored_comes_back(data):
    again = json.loads(tables.dump(data))
    assert report.markdown(again) == report.markdown(data)
    assert again["rows"] == data["rows"]


@pytest.mark.parametrize("page, name, content", [("README.md", "gradient-table", report.front),
                                                 ("benchmarks/README.md", "gradient-tables", report.markdown),
                                                 ("benchmarks/README.md", "logistic-table", tables.logistic)])
def test_the_published_tables_are_those_of_the_stored_measurement(page, name, content):
    path = gradient.ROOT / page
    if not (gradient.STORED.exists() and path.exists() and f"<!-- {name} -->" in path.read_text("utf-8")):
        pytest.skip("nothing is stored, or the page has no place for it")
    stored = json.loads(gradient.STORED.read_text("utf-8"))
    text = path.read_text("utf-8")
    assert tables.between_markers(text, content(stored), name) == text
    assert tables.between_markers(text, content(stored) + " ", name) != text


def test_threads_are_set_before_anything_is_loaded(monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    names = [name for name, _, _ in gradient.settings([2, 1])]
    assert names == ["1 thread", "1 thread, free kernels", "2 threads"]
    one, two = gradient.variables(1, ("OPENBLAS_CORETYPE",)), gradient.variables(2, ())
    assert (one["OPENBLAS_NUM_THREADS"], two["OMP_NUM_THREADS"]) == ("1", "2")
    assert "OPENBLAS_CORETYPE" not in one and two["OPENBLAS_CORETYPE"] == "Haswell"
    assert gradient.ONE_THREAD in one["XLA_FLAGS"] and gradient.ONE_THREAD not in two.get("XLA_FLAGS", "")


def test_the_command_runs_from_anywhere(tmp_path):
    script = gradient.ROOT / "benchmarks" / "gradient.py"
    ran = subprocess.run([sys.executable, str(script), "--quick", "--no-peers", "--workloads", "a",
                          "--threads", "2"], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert "[1/2] a" in ran.stderr and "2 threads, float64" in ran.stdout
    part = subprocess.run([sys.executable, str(script), "--quick", "--write"], capture_output=True, text=True)
    assert part.returncode == 2 and "whole measurement" in part.stderr


@needs_a_browser
def test_the_drag_that_is_timed_reaches_the_piece(room, tmp_path, monkeypatch):
    from benchmarks import pieces
    monkeypatch.setattr(pieces, "SECONDS", 0.3)
    monkeypatch.setattr(pieces.widgets, "PIECES", {"Nudge": pieces.widgets.Nudge})
    (frames, median, most, share), = pieces.dragging(room.browser, tmp_path).values()
    assert frames > 0 and 0 < median <= most and share > 0.7
    assert pieces.medians([{"a": [1, 5]}, {"a": [3, 4]}, {"a": [2, 9]}]) == {"a": [2, 5]}
