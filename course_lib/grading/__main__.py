"""python -m course_lib.grading ASSIGNMENT FOLDER: from a folder of notebooks to points, pages and tables.

    python -m course_lib.grading 05 submissions/                     grade; once more: go on where it stopped
    python -m course_lib.grading 05 moodle.zip --due 2026-01-15      an archive as it came, and a deadline
    python -m course_lib.grading 05 submissions/ --shard 3/8         one of eight jobs, and when all are done
    python -m course_lib.grading 05 --collect graded/05_the_delta_recursion/results-*.sqlite
    python -m course_lib.grading --self-test                         what this machine's sandbox withstands

It ends with 0 if everybody who counts was graded, 1 if something could not be, 2 if the command was not
understood, 3 if there is no sandbox, 130 after Ctrl-C.
"""
import os
import re
import sqlite3
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

from course_lib.grading.options import OUT, parser
from course_lib.probes import ASSIGNMENTS, assignment_of

DONE, NOT_ALL, USAGE, NO_SANDBOX, STOPPED = 0, 1, 2, 3, 130
EXAMPLES = __doc__[__doc__.index("\n\n"):]            # without the first sentence
SHOWN = 20               # files that are left out, and such
UNGRADED = ("unreadable", "refused", "error in grader")
RESULTS, PART = "results.sqlite", re.compile(r"results-(\d+)-of-(\d+)\.sqlite")
ELSEWHERE = """Grading runs other people's programs, and what keeps them in is made of parts of Linux.
This is {}.
  Windows: in WSL2, the same command works.     macOS: in Docker, or in any virtual machine with Linux.
  Everywhere: check() in the notebooks, which learners call themselves, and the reports of what was graded
  elsewhere.
"""
DANGER = """--unsafe: there is NO sandbox. The programs that were handed in run as you: they can read your
files (and the seed), change them, and send them away. Only for notebooks that you have read."""


def main(arguments=None):
    options = parser(EXAMPLES).parse_args(arguments)
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")             # a process for each processor is enough
    try:
        return action(options)(options)
    except (ValueError, OSError, sqlite3.Error) as error:
        say(f"{error}", sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        say("Stopped.", sys.stderr)
        return STOPPED


def action(options):
    """What is to be done: a function of the options."""
    if options.self_test:
        return self_test
    if options.assignment is None:
        raise ValueError(f"Which assignment? There are {', '.join(ASSIGNMENTS)}.\n{parser().format_usage()}")
    number = options.assignment[:2].rjust(2, "0")
    if number not in ASSIGNMENTS:
        there = ", ".join(ASSIGNMENTS)
        raise ValueError(f"There is no assignment {options.assignment!r}: there are {there}.")
    options.assignment = number
    if options.bundle:
        return bundle
    if options.collect:
        return collect
    if options.folder is None:
        raise ValueError(f"Grade what? A folder or an archive was expected.\n{parser().format_usage()}")
    return grade


def grade(options):
    """Grade what is missing, then write the reports."""
    from course_lib.grading import seeds
    from course_lib.grading.sandbox import Refused
    from course_lib.grading.store import Store
    from course_lib.grading.submissions import find

    if code := no_sandbox_here(options):
        return code
    found = find(options.folder, options.assignment, due=options.due, names=options.names)
    if options.gradebook:
        from course_lib.grading.reports.gradebook import ready
        ready(options.gradebook)                         # before a night's work
    out = place_of(options)
    if out.resolve() in Path(options.seed_file).resolve().parents:
        raise ValueError(f"The seed {options.seed_file} would lie in {out}, which you may want to give away: "
                         "choose another place for it.")
    try:
        make_grader = grader_of(options, seeds.read_or_make(options.seed_file, say))
        with closing(make_grader()) as first:
            version, seed = first.version, first.seed_id
            say(f"sandbox: {first.sandbox}")
    except Refused as error:
        say(f"Nothing was graded. {error}", sys.stderr)
        return NO_SANDBOX
    make_room(out)
    with Store(out / results_name(options), options.assignment, version, seed) as store:
        if store.kinds() and (version, seed) not in store.kinds():
            say("What was graded before had another seed, other limits or another version of the course: all "
                "are graded anew.")
        if code := run(options, found, make_grader, store):
            return code
        if options.shard:
            say(f"  results    {store.path}  (when all parts are done: --collect)")
            return DONE
        return report(options, store, out)


def collect(options):
    """Bring the results of all parts together, and write the reports. It works everywhere."""
    from course_lib.grading.store import Store
    if missing := [path for path in options.collect if not Path(path).is_file()]:
        raise ValueError(f"{missing[0]} is not there: the results file of a part was expected.")
    out, kinds = place_of(options), set()
    make_room(out)
    if absent := parts_missing(options.collect):
        say(f"There are no results of {', '.join(absent)}: whom they hold is in no report.", sys.stderr)
    for path in options.collect:
        with Store(path, options.assignment) as part:
            kinds.update(part.kinds())
    if len(kinds) != 1:
        told = "; ".join(f"version {version}, seed {seed}" for version, seed in sorted(kinds)) or "none"
        raise ValueError("The parts must have results of one version of the course, one seed and one "
                         f"assignment, but there are: {told}. Grade all parts alike, in an empty folder.")
    with Store(out / RESULTS, options.assignment, *kinds.pop()) as store:
        for path in options.collect:
            if Path(path).resolve() != Path(store.path).resolve():
                store.absorb(path)
        return report(options, store, out)


def parts_missing(paths):
    """["3/8", ...]: parts of a class of which other parts are there, by the names of the files."""
    found = [PART.search(Path(path).name) for path in paths]
    there = {(int(one[1]), int(one[2])) for one in found if one}
    return [f"{part}/{parts}" for parts in sorted({parts for _, parts in there})
            for part in range(1, parts + 1) if (part, parts) not in there]


def make_room(out):
    """The folder of results; what is made here only its owner may see."""
    if out.exists() and not out.is_dir():
        raise ValueError(f"{out} is a file, but a folder for results and reports was expected (--out).")
    out.mkdir(parents=True, exist_ok=True, mode=0o700)


def place_of(options):
    return Path(options.out or Path(OUT) / assignment_of(options.assignment).folder)


def run(options, found, make_grader, store):
    """Grade, and say what was done. Returns the code to end with."""
    from course_lib.grading.batch import CannotGrade, grade_all, of_shard
    from course_lib.grading.reports.text import count_of
    found = of_shard(found, options.shard)
    found = found.first(options.first) if options.first else found
    if not len(found):
        raise ValueError(f"There is nothing to grade in {options.folder}: no notebook was found"
                         + (f" ({len(found.left_out)} files are nobody's: {found.left_out[0][0]}: "
                            f"{found.left_out[0][1]})." if found.left_out else "."))
    say(f"{count_of(len(found), 'notebook')} of {count_of(len(found.learners), 'learner')}; "
        f"{count_of(len(found.left_out), 'other file')} left out")
    for path, why in found.left_out[:SHOWN]:
        say(f"     {path}: {why}")
    if len(found.left_out) > SHOWN:
        say(f"     and {len(found.left_out) - SHOWN} more")
    if unknown := sorted(set(options.names or ()) - set(found.learners)):
        say(f"{options.folder} has nothing by {', '.join(unknown[:SHOWN])}, whom the table of names has")
    try:
        if options.cluster:
            tally = on_cluster(options, found, make_grader, store)
        else:
            tally = grade_all(found, make_grader, store, options.jobs)
    except CannotGrade as error:
        say(f"Nothing could be graded: {error}", sys.stderr)
        return NO_SANDBOX
    done = sum(tally.new.values())
    rate = f", {done / tally.seconds:.2g} a second" if done and tally.seconds > 1 else ""
    already = f"; {tally.already} had been before, or are the same file again" if tally.already else ""
    say(f"{done} graded in {tally.seconds:.1f} s{rate}{already}")
    if tally.stopped:
        say(f"Stopped. What was graded is in {store.path}, and the same command goes on from there.")
    return STOPPED if tally.stopped else DONE


def on_cluster(options, found, make_grader, store):
    from course_lib.grading.batch import grade_all
    from course_lib.grading.cluster import NoCluster, executor_of
    from course_lib.grading.versions import version_of
    try:
        with executor_of(options.cluster, partial(version_of, options.assignment)) as (executor, in_flight):
            return grade_all(found, make_grader, store, executor=executor, in_flight=in_flight)
    except NoCluster as error:
        raise ValueError(str(error)) from None


def report(options, store, out):
    """The reports, and a short table. Returns whether everybody who counts has a grade, as an exit code."""
    from course_lib.grading import reports
    from course_lib.grading.reports.text import count_of
    learners = store.learners(options.in_time)
    say("Writing the reports")
    written, facts = reports.write_all(learners, out, options.assignment, in_time=options.in_time)
    if not facts.learners:
        raise ValueError(f"There are no results of this version and seed in {store.path}.")
    if options.gradebook:
        from course_lib.grading.reports.gradebook import fill
        fill(learners, options.assignment, options.gradebook, due=options.due)
        written["gradebook"] = options.gradebook
    one, full = assignment_of(options.assignment), sum(
        count for points, count in facts.points.items() if points >= facts.of)
    say(f"\n{one.number} · {one.title}: {count_of(facts.learners, 'learner')}")
    say(f"  points      median {facts.median:g}, mean {facts.mean:.1f} of {facts.of:g}; "
        f"full points {full}, no points {facts.points[0.0]}")
    say("  status      " + ", ".join(f"{status} {count}" for status, count in facts.statuses.most_common())
        + (f"; late {facts.late}" if facts.late else ""))
    page = written.pop(reports.PAGE)
    for name, path in {**written, "results": store.path}.items():
        say(f"  {Path(name).stem:<11} {path}")
    ungraded = sum(facts.statuses[status] for status in UNGRADED)
    if ungraded:
        say(f"{ungraded} could not be graded: the page of the class says whose, and why.")
    if 2 * facts.statuses["refused"] > facts.learners:
        say(f"Most of them handed in notebooks that are none of {one.number}: is it the right assignment?")
    say(f"Open first  {page}")
    return NOT_ALL if ungraded else DONE


def results_name(options):
    return "results-{}-of-{}.sqlite".format(*options.shard) if options.shard else RESULTS


def grader_of(options, secret):
    """What makes a Grader, here and in other processes."""
    from course_lib.grading.judging import Grader
    from course_lib.grading.sandbox import Limits
    return partial(Grader, options.assignment, secret=secret, variant=options.variant,
                   limits=Limits(**dict(options.limit)),
                   sandbox="unsafe" if options.unsafe else options.sandbox)


def no_sandbox_here(options):
    """Says so, and returns the code to end with, where programs cannot be kept in; 0 where they can."""
    if options.unsafe:
        say(DANGER, sys.stderr)
    elif not sys.platform.startswith("linux"):
        say(ELSEWHERE.format(sys.platform), sys.stderr)
        return NO_SANDBOX
    return DONE


def self_test(options):
    """Hostile and honest notebooks, on this machine."""
    if code := no_sandbox_here(options):
        return code
    from course_lib.grading.sandbox import Refused
    from course_lib.grading.selftest import run as run_all
    try:
        told = run_all("unsafe" if options.unsafe else options.sandbox,
                       say=lambda name, found: say(f"  {'NOT HELD' if found else 'held':<9} {name}"))
    except Refused as error:
        say(f"{error}", sys.stderr)
        return NO_SANDBOX
    say(f"{told}")
    return DONE if told else NOT_ALL


def bundle(options):
    """The zip that Gradescope asks for."""
    from course_lib.grading.reports.bundle import main as write
    return write(options)


def say(text, where=None):
    print(text, file=where or sys.stdout, flush=True)


if __name__ == "__main__":
    sys.exit(main())
