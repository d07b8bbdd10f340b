"""How long a learner waits for a verdict.

    python benchmarks/judging.py             to the screen
    python benchmarks/judging.py --write     the table, into benchmarks/README.md

Judged are the right answer as one writes it and every known wrong one, by the same function that a check in
a notebook calls, and the panel is written out. "First" is the first check in a fresh Python in which
course_lib.checks has been imported: it brings the assignment's probes, key and known mistakes along.
"""
import json
import platform
import re
import statistics
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from course_lib.checks import judge  # noqa: E402
from course_lib.checks.key import keys_of  # noqa: E402
from course_lib.probes import ASSIGNMENTS  # noqa: E402

PAGE = ROOT / "benchmarks" / "README.md"
BLOCK = re.compile(r"(<!-- judging-table -->\n\n).*?(\n\n<!-- /judging-table -->)", re.DOTALL)
TRAINING = 0.1           # seconds from which a task counts as one that trains or checks checks
FIRST = """
import json, time
from course_lib import checks
from course_lib.checks.key import keys_of
start = time.perf_counter()
name = next(name for name in keys_of({number!r}) if not name.endswith("by_hand"))
answer = dict.fromkeys(keys_of({number!r})[name].task.names, lambda *arguments, **names: None)
checks.judge(name, answer)._repr_html_()
print(json.dumps(time.perf_counter() - start))
"""


def seconds_of(name, namespace, times):
    """Median of so many judgements with their panels."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        judge(name, namespace)._repr_html_()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def measured(key):
    """(seconds for the right answer, for the slowest known wrong one) of one task."""
    numbers = key.task.numbers() if key.task.sheet else None
    right = next(iter(key.right_answers(numbers).values()))
    judge(key.task.name, right)                     # the reference's answers are kept from now on
    once = seconds_of(key.task.name, right, 1)
    times = 3 if once > TRAINING else 21
    wrong = [seconds_of(key.task.name, namespace, 1 if once > TRAINING else 3)
             for _, namespace in key.mistakes(numbers).values()]
    return seconds_of(key.task.name, right, times), max(wrong)


def first(number):
    """Seconds of the first panel in a fresh Python, the median of three."""
    code = FIRST.format(number=number)
    asked = [subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, text=True,
                            capture_output=True) for _ in range(3)]
    return statistics.median(json.loads(one.stdout) for one in asked)


def table():
    yield ("| assignment | a right answer: median of its tasks | slowest quick task | slowest long task "
           "| first panel in a fresh kernel |")
    yield "|---|---|---|---|---|"
    for number, assignment in ASSIGNMENTS.items():
        rights = {name: measured(key)[0] for name, key in keys_of(number).items()}
        quick = {name: took for name, took in rights.items() if took <= TRAINING}
        slow = {name: took for name, took in rights.items() if took > TRAINING}
        worst, long = max(quick, key=quick.get), max(slow, key=slow.get, default=None)
        typical = statistics.median(rights.values())
        longest = f"{long[3:]} {slow[long]:.1f} s" if long else ""
        yield (f"| {number} {assignment.title} | {1000 * typical:.1f} ms | {worst[3:]} "
               f"{1000 * quick[worst]:.1f} ms | {longest} | {1000 * first(number):.0f} ms |")


def main(arguments):
    lines = list(table())
    print("\n".join(lines))
    if "--write" in arguments:
        made = f"Measured {date.today()} on {platform.machine()}, {platform.system()}, one thread."
        text = PAGE.read_text("utf-8")
        block = "\n".join([*lines, "", made])
        PAGE.write_text(BLOCK.sub(lambda found: found[1] + block + found[2], text), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
