"""How fast a class is graded, and in how much memory; nbgrader beside it.

    python benchmarks/grading.py             to the screen; about ten minutes
    python benchmarks/grading.py --write     the same, into benchmarks/README.md
    python benchmarks/grading.py --class 1000 --without-nbgrader        a smaller class

Three tables:

    one notebook     what one more notebook costs nbgrader's autograde and this grader, with one worker, on
                     the same notebooks of the same assignment: the time for many less the time for a few,
                     over their number; medians of five rounds, and the least and largest ratio. No assignment
                     has three tasks, so one is cut out of 05: notebooks with the cells of three of its
                     tasks, and both graders ask about these alone
    a class          the command line with two jobs, on a class as it might be (a_class.py), of a tenth and
                     whole: the rate, the reports, the largest memory of the process that one starts and of
                     all processes together (proportional: what two share counts once)
    assignments      one solved notebook after the other, one worker, for every assignment
"""
import argparse
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from datetime import date
from functools import partial
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

from benchmarks import a_class  # noqa: E402
from benchmarks.tables import between_markers  # noqa: E402
from course_lib.grading import sandbox  # noqa: E402
from course_lib.grading.batch import grade_all  # noqa: E402
from course_lib.grading.judging import Grader  # noqa: E402
from course_lib.grading.selftest import draft  # noqa: E402
from course_lib.grading.selftest.room import descendants  # noqa: E402
from course_lib.grading.store import Store  # noqa: E402
from course_lib.grading.submissions import find  # noqa: E402
from course_lib.probes import ASSIGNMENTS  # noqa: E402

PAGE = ROOT / "benchmarks" / "README.md"
KINDS = [kind for kind in ("bubblewrap", "landlock") if sandbox.probe()[0][kind]]
JOBS, CLASS, NOTEBOOKS, ROUNDS = 2, 10_000, 30, 5
THREE = ("output_delta", "hidden_delta", "layer_gradient")
FEW, MANY = {"nbgrader": 2, "ours": 20}, {"nbgrader": 10, "ours": 220}
NBGRADER = """c = get_config()
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\\nraise NotImplementedError()"}
c.ExecutePreprocessor.timeout = 60
"""


# ------------------------------------------------------------------ one notebook

def cut(mine, tasks):
    """The notebook with these tasks only; all others' cells are taken out."""
    kept = tuple(f"{a_class.NUMBER}_{task}" for task in tasks)
    mine.notebook["cells"] = [cell for cell in mine.cells
                              if not draft.grade_id(cell) or draft.grade_id(cell).startswith(kept)]
    return mine


def hand_in(folder, count, tasks):
    """So many learners' solved notebooks, in the folders that nbgrader wants."""
    one = ASSIGNMENTS[a_class.NUMBER]
    for k in range(count):
        mine = draft.solved(a_class.NUMBER, f"learner_{k:03}")
        place = folder / "submitted" / f"learner_{k:03}" / one.folder
        place.mkdir(parents=True)
        (place / f"exercises_{one.number}.ipynb").write_bytes(bytes(cut(mine, tasks) if tasks else mine))


def seconds_of_nbgrader(count, tasks):
    """Seconds of nbgrader's autograde for so many notebooks."""
    one = ASSIGNMENTS[a_class.NUMBER]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "nbgrader_config.py").write_text(NBGRADER)
        source = folder / "solutions" / one.folder
        source.mkdir(parents=True)
        text = draft.stored("solutions", one.number)
        (source / f"exercises_{one.number}.ipynb").write_text(text, "utf-8")
        if tasks:
            mine = cut(draft.solved(one.number, ""), tasks)
            (source / f"exercises_{one.number}.ipynb").write_bytes(bytes(mine))
        hand_in(folder, count, tasks)
        nbgrader(folder, "generate_assignment", one.folder, "--force")
        start = time.perf_counter()
        nbgrader(folder, "autograde", one.folder, "--create", "--force")
        return time.perf_counter() - start


def nbgrader(folder, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COURSE_QUIET": "1",
                   "PATH": os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])}
    done = subprocess.run([sys.executable, "-m", "nbgrader", *arguments], cwd=folder, env=environment,
                          capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"nbgrader {arguments[0]} ended with {done.returncode}: {done.stderr[-2000:]}")


def seconds_of_ours(count, tasks, kind):
    """Seconds of this grader, with one worker, from the files to the rows."""
    make = partial(a_class.grader, kind, tasks)
    with make() as grader:
        version, seed = grader.version, grader.seed_id
    with tempfile.TemporaryDirectory() as place:
        hand_in(Path(place), count, tasks)
        found = find(Path(place) / "submitted", a_class.NUMBER)
        with Store(Path(place) / "results.sqlite", a_class.NUMBER, version, seed) as store:
            tally = grade_all(found, make, store, 1, progress=False)
        if tally.new != {"graded": count}:
            raise RuntimeError(f"{count} notebooks were to be graded, and came out as {dict(tally.new)}.")
        return tally.seconds


def one_more(seconds, who):
    """What one more costs."""
    return (seconds(MANY[who]) - seconds(FEW[who])) / (MANY[who] - FEW[who])


def table_of_one(with_nbgrader):
    yield "| one notebook of 05, one worker | nbgrader 0.9 | " + " | ".join(
        f"ours, {sandbox.named(kind)} | ratio" for kind in KINDS) + " |"
    yield "|---|---|" + "---|---|" * len(KINDS)
    for title, tasks in (("three tasks", THREE), ("all six tasks", None)):
        theirs, ours = [], {kind: [] for kind in KINDS}
        for _ in range(ROUNDS):                          # in turns, so that what slows one slows the other
            if with_nbgrader:
                theirs.append(one_more(partial(seconds_of_nbgrader, tasks=tasks), "nbgrader"))
            for kind in KINDS:
                ours[kind].append(one_more(partial(seconds_of_ours, tasks=tasks, kind=kind), "ours"))
        cells = [f"{statistics.median(theirs):.2f} s" if theirs else "–"]
        for kind in KINDS:
            ratios = sorted(one / two for one, two in zip(theirs, ours[kind], strict=False))
            ratio = f"{statistics.median(ratios):.0f} ({ratios[0]:.0f} to {ratios[-1]:.0f})" if ratios else ""
            cells += [f"{1000 * statistics.median(ours[kind]):.1f} ms", ratio]
        yield f"| {title} | {' | '.join(cells)} |"


# ------------------------------------------------------------------ a class

class Watch(threading.Thread):
    """The largest memory of a process, and of it with all below it, in bytes, as long as it runs."""

    def __init__(self, process, often=0.5):
        super().__init__(daemon=True)
        self.process, self.often, self.own, self.all = process, often, 0, 0

    def run(self):
        while self.process.poll() is None:
            self.own = max(self.own, memory_of(self.process.pid))
            self.all = max(self.all, sum(map(memory_of, [self.process.pid, *descendants(self.process.pid)])))
            time.sleep(self.often)


def memory_of(pid):
    """The memory of a process; what it shares with others in proportion, where that may be known."""
    with suppress(OSError, ValueError):
        return 1024 * int(re.search(r"Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text())[1])
    with suppress(OSError, ValueError):
        return os.sysconf("SC_PAGESIZE") * int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return 0


def graded(count):
    """{what: number} of a class of so many, graded by the command line."""
    with tempfile.TemporaryDirectory() as place:
        folder = a_class.write(Path(place) / "class", count)
        command = [sys.executable, "-m", "course_lib.grading", a_class.NUMBER, folder, "--jobs", str(JOBS)]
        start, at = time.perf_counter(), {}
        process = subprocess.Popen(command, cwd=place, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        watch = Watch(process)
        watch.start()
        for line in process.stdout:
            for event, pattern in (("found", r"[\d,]+ notebooks of"), ("graded", r"\d+ graded in")):
                if re.match(pattern, line):
                    at[event] = time.perf_counter() - start
        code = process.wait()
        watch.join()
        if code != 0 or len(at) != 2:
            raise RuntimeError(f"The command ended with {code}: {' '.join(map(str, command))}")
        whole = time.perf_counter() - start
        return {"count": count, "whole": whole, "grading": at["graded"] - at["found"],
                "reports": whole - at["graded"], "own": watch.own / 2 ** 20, "all": watch.all / 2 ** 20}


def table_of_class(count):
    yield ("| notebooks of 05 | in all | grading | a second | reports | memory, first process "
           "| memory, all processes |")
    yield "|---|---|---|---|---|---|---|"
    for number in (count // 10, count):
        one = graded(number)
        rate = number / one["grading"]
        yield (f"| {number:,} | {one['whole']:.0f} s | {one['grading']:.0f} s | {rate:.0f} "
               f"| {one['reports']:.1f} s | {one['own']:.0f} MB | {one['all']:.0f} MB |")


# ------------------------------------------------------------------ every assignment

def seconds_of(number):
    """Median seconds of a solved notebook."""
    took = []
    with Grader(number, secret="of the benchmark") as grader:
        for k in range(NOTEBOOKS):
            notebook = bytes(draft.solved(number, f"learner {k}"))
            start = time.perf_counter()
            result = grader.grade(draft.submission(f"learner {k}", notebook, number), notebook)
            took.append(time.perf_counter() - start)
            if result.points != result.of:
                raise RuntimeError(f"A solved notebook of {number} got {result.points} of {result.of}.")
    return statistics.median(took)


def table_of_assignments():
    yield "| a solved notebook | " + " | ".join(ASSIGNMENTS) + " |"
    yield "|---|" + "---|" * len(ASSIGNMENTS)
    took = [seconds_of(number) for number in ASSIGNMENTS]
    yield "| milliseconds | " + " | ".join(f"{1000 * one:.0f}" for one in took) + " |"
    yield "| a second | " + " | ".join(f"{1 / one:.0f}" for one in took) + " |"


def main(arguments):
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("--write", action="store_true", help="into benchmarks/README.md")
    wanted.add_argument("--class", dest="count", type=int, default=CLASS, help=f"notebooks ({CLASS:,})")
    wanted.add_argument("--without-nbgrader", action="store_true")
    options = wanted.parse_args(arguments)
    with_nbgrader = not options.without_nbgrader and bool(find_spec("nbgrader"))
    if not KINDS:
        raise SystemExit("There is no sandbox here, so nothing is graded: see GRADING.md.")
    lines = []
    for table in (table_of_one(with_nbgrader), table_of_class(options.count), table_of_assignments()):
        for line in (*table, ""):
            print(line, flush=True)
            lines.append(line)
    if options.write:
        made = (f"Measured {date.today()} on {platform.machine()}, {platform.system()}, "
                f"{len(os.sched_getaffinity(0))} cores, {JOBS} jobs, {sandbox.named(sandbox.choose())}.")
        text = between_markers(PAGE.read_text("utf-8"), "\n".join([*lines, made]), "grading-tables")
        PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
