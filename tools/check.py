"""`make test`: every check there is, one after the other. The first that fails ends it.

On your machine: ruff, the tests with the coverage of course_lib, the hostile notebooks, the notebooks and
the solved assignments against their outputs. With CI=true a browser and all that is installed on demand must
be there too, the notebooks run once more on other numeric kernels, and a rebuild must give the same bytes.
"""

import json
import os
import tempfile
import time
import xml.etree.ElementTree as xml
from collections import Counter
from pathlib import Path

from tools import environment, programs, web_parts
from tools.places import NOTEBOOKS, SLIDES, Stop, run, say, variables

COVERAGE = 95            # per cent of course_lib, at least
PYTEST = ("-m", "pytest", "-q", "-n", "2")
HOSTILE = "tests/test_grading_hostile.py"      # they use up what they can: time limits of others would strike
TESTS = (*PYTEST, "tests", f"--ignore={HOSTILE}", "--cov=course_lib", "--cov-report=term",
         f"--cov-fail-under={COVERAGE}")
NBVAL = (*PYTEST, "-p", "tools.nbval_pictures", "--dist", "loadfile", "--nbval", "--nbval-current-env",
         "--nbval-cell-timeout=120", "notebooks", "solutions")
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1",   # two processes, two cores
              "COURSE_QUIET": "1"}                                     # and no progress bars
FAILED = """FAILED: {title}. The lines above say what.
This step alone, when you have mended it (in the environment {python}):
   {command}"""


def check(*_):
    """Run all steps. Returns 0, or raises Stop at the first that fails."""
    in_ci = os.environ.get("CI", "").lower() in ("true", "1")
    environment.ensure_for("test")
    for command in environment.ON_DEMAND:
        look_for(command, in_ci)
    prepare_for_the_browser(in_ci)
    total, done = Counter(), []
    for title, arguments, more in steps(in_ci):
        say(f"\n== {title}")
        start = time.perf_counter()
        counts = step(title, arguments, more)
        total += counts
        done.append((title, time.perf_counter() - start, counts))
    say("\nEvery check passed:")
    for title, seconds, counts in done:
        say(f"   {seconds:4.0f} s   {title}" + (f": {counts['passed']} passed" if counts else ""))
    say(f"\n{total['passed']} passed, 0 failed, {total['skipped']} skipped")
    return 0


def steps(in_ci):
    """(title, arguments for Python, environment variables) of each step."""
    yield "ruff: code, sources and notebooks", ("-m", "ruff", "check", "."), {}
    yield "the tests, and how much of course_lib they reach", TESTS, ONE_THREAD
    yield "the hostile notebooks, in every sandbox that this machine has", (*PYTEST, HOSTILE), ONE_THREAD
    if any(NOTEBOOKS.glob("*.ipynb")):
        yield "nbval: the notebooks against their outputs", NBVAL, ONE_THREAD
        if in_ci:
            yield "nbval once more, on other numeric kernels", NBVAL, other_kernels()
            yield "the rebuild, byte for byte", ("-m", "tools.build", "--check"), {}
    elif in_ci:
        raise Stop("There are no notebooks in notebooks/. To build them: make notebooks")


def step(title, arguments, more):
    """Run one step. Returns what pytest counted, {'passed': ..., 'skipped': ...}, else nothing."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        counted = "pytest" in arguments
        command = (*arguments, f"--junitxml={report}") if counted else arguments
        if run(*command, env=variables(**more)).returncode:
            raise Stop(FAILED.format(title=title, python=environment.VENV.name,
                                     command=" ".join(["python", *arguments])))
        return count(report) if counted else Counter()


def count(report):
    """What pytest's report says."""
    counts = Counter()
    for suite in xml.parse(report).getroot().iter("testsuite"):
        tests, skipped = int(suite.get("tests")), int(suite.get("skipped"))
        counts += Counter(passed=tests - skipped, skipped=skipped)
    return counts


def other_kernels():
    asked = run("-m", "tools.numerics", capture_output=True, text=True, check=True)
    return json.loads(asked.stdout)


def look_for(command, needed):
    """Say what is skipped without a package that `make COMMAND` installs; where it is needed, Stop."""
    _, module, _ = environment.ON_DEMAND[command]
    if not environment.has(module):
        if needed:
            raise Stop(f"With CI=true the tests with {command} must run, and it is not in the environment: "
                       f"make {command}")
        say(f"{command} is not installed: the tests with it are skipped (make {command}).")


def prepare_for_the_browser(needed):
    """What the tests that look at slides and operate pieces want: a browser, node, reveal.js and MathJax."""
    if absent := programs.missing(programs.CHROMIUM, programs.NODE, programs.NPM):
        text = (f"{' and '.join(absent)} is not installed, so nobody can look at slides and pieces "
                f"(Debian and Ubuntu: apt install {' '.join(absent)})")
        if needed:
            raise Stop(f"{text}, and with CI=true that must be done.")
        say(f"{text}: those tests are skipped.")
        return
    try:
        web_parts.ensure(SLIDES / "assets")
    except Stop as reason:          # no network, say
        if needed:
            raise
        say(f"{reason}\nThe tests that look at slides are skipped.")
