"""Notebooks that want points by other means than right answers."""
import json

from course_lib.checks.judge import right_answers
from course_lib.grading.selftest import digests, draft
from course_lib.grading.selftest.case import ANY, Case, total, without
from course_lib.grading.selftest.room import LEARNER
from course_lib.probes import tasks_of

LIBRARY = {
    "by name": "from course_lib.backprop import backprop as found",
    "by getattr": "import course_lib\nfound = getattr(getattr(course_lib, 'back' + 'prop'), 'back' + 'prop')",
    "by importlib": "import importlib\nfound = importlib.import_module('course_lib.' + 'backprop').backprop",
    "from the modules": "import sys\nfound = [vars(m)['backprop'] for n, m in sys.modules.items() "
                        "if n.endswith('backprop')][0]",
    "from gc": "import gc\nfound = [f for f in gc.get_objects() if getattr(f, '__name__', '') == 'backprop' "
               "and callable(f)][0]",
    "by exec": "exec('from course_lib.backprop import backprop as b', globals())\nfound = globals()['b']",
}
BY_LIBRARY = """def my_backprop(net, x, y):
    {find}
    from importlib import import_module
    known = {{n: import_module("course_lib." + n) for n in ("network", "activations", "losses")}}
    phi = [known["activations"].ACTIVATIONS[one.name] for one in net.phi[1:]]
    loss = known["losses"].LOSSES[net.loss.name]
    real = known["network"].Network(net.sizes, phi, loss, net.theta, net.decay)
    return found(real, x, y)
"""
MEMORY = """import json
known = json.loads({known!r})


def remembered(*given):
    return known[str(sum(map(np.size, given)))]


def output_delta(a, y, slope):
    return np.array(known["output_delta"].pop(0))


def hidden_delta(delta, W, slope):
    return np.array(known["hidden_delta"].pop(0))
"""
NOTES = """import os

PLACES = [os.getcwd(), os.path.expanduser("~"), "/tmp", "/dev/shm", "/var/tmp"]


def listed(place):
    try:
        return os.listdir(place)
    except OSError:
        return []


notes = [name for place in PLACES for name in listed(place)]


def output_delta(a, y, slope):
    for place in PLACES:
        try:
            with open(f"{place}/note-{os.getpid()}", "w") as file:
                file.write(str(a))
        except OSError:
            pass
    os._exit(0)


"""
CONSTANTS = ("None", "0", "0.0", "1", "True", "False", "''", "'right'", "[]", "()", "{}", "[None]", "np.nan",
             "[True] * 16", "np.zeros(3)", "np.zeros((3, 3))", "(0, 0)", "[0, 0, 0, 0]", "Ellipsis", "print")
TAMPERED = {"points": 1000, "grade": True, "locked": False, "solution": True, "schema_version": 99,
            "grade_id": "05_by_hand", "task": True, "checksum": "0" * 32, "cell_type": "code"}


def from_public_cases(room):
    """Answers with the right values of the public cases, learnt by heart."""
    known = {task: [right_answers(f"05.{task}", 0, case, "")[0]["delta"].tolist() for case in range(3)]
             for task in ("output_delta", "hidden_delta")}
    mine = draft.solved("05", LEARNER)
    mine.answer("output_delta", MEMORY.format(known=json.dumps(known)))
    return bytes(mine.answer("hidden_delta", "pass"))


def by_hand_of(learner):
    """The numbers by hand are another's, whose name is typed too."""
    def make(room):
        task = tasks_of("05")["05.by_hand"]
        mine = draft.solved("05", LEARNER).answer("by_hand", draft.by_hand(task, learner))
        return bytes(mine.replaced(f"learner = {LEARNER!r}", f"learner = {learner!r}"))
    return make


def constant(value, assignment):
    """Every task of an assignment is answered by the same constant."""
    def make(room):
        names = sorted({name for task in tasks_of(assignment).values() for name in task.names})
        code = "\n\n".join(f"def {name}(*_, **__):\n    return {value}\n" for name in names)
        return bytes(draft.blank(assignment).after(code))
    return make


def tampered(room):
    """Changes what the notebook says of itself: points, locks, names of tasks, the kernel, the checks."""
    mine = draft.blank("05")
    for cell in mine.cells:
        cell["metadata"]["nbgrader"] = dict(TAMPERED)
        cell["outputs"] = [{"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {
            "text/plain": "✓ 05.by_hand 4 of 4", "application/x-course-verdict": {"points": 19}}}]
        if "".join(cell["source"]).startswith("check("):
            cell["source"] = "check = lambda *_: 100\n19"
    mine.notebook["metadata"] = {"kernelspec": {"name": "bash", "language": "R", "display_name": "x"},
                                 "celltoolbar": "x", "points": 19, "learner": "somebody else"}
    return bytes(mine.before("check = sheet = progress = lambda *_, **__: 100\nCOURSE_SEED = 0\n"
                             "import os\nos.environ['NBGRADER_EXECUTION'] = 'autograde'\n"
                             "os.environ['COURSE_SEED'] = '0'\nos.environ['COURSE_CASES'] = '0'"))


def a_note_for_the_next(room):
    """Writes what it was asked into a file and ends its process; whoever comes next looks for such notes."""
    mine = draft.solved("05", LEARNER).answer("output_delta", NOTES)
    code = mine.source_of("repaired_step").replace("return W1, b1", "return W1 * bool(notes), b1")
    return bytes(mine.answer("repaired_step", code))


def names_that_look_alike(room):
    """Defines right answers under names of other letters, which only look like those of the tasks."""
    mine = draft.solved("05", LEARNER)
    mine.replaced("def hidden_delta", "def hidden_d\u0435lta")
    return bytes(mine.replaced("def repaired_step", "def rep\u0430ired_step"))


def late_blank(room):
    """Defines right answers as text that is run inside of the question: it is one's own, and counts."""
    mine = draft.solved("05", LEARNER)
    source = mine.source_of("repaired_step")
    return bytes(mine.answer("repaired_step", f"exec({source!r})"))


def cases():
    full = total()
    others = without("output_delta", "hidden_delta", "all_deltas")
    yield Case("public cases by heart", from_public_cases.__doc__, from_public_cases, others, others)
    for learner in ("", "Somebody Else", "\ud800", "../../etc", "x" * 5000):
        broken, most = learner == "\ud800", without("by_hand")
        yield Case(f"numbers of {learner[:16]!r}", by_hand_of.__doc__, by_hand_of(learner),
                   0 if broken else most, most, statuses=ANY if broken else ("graded",))
    for value in CONSTANTS:
        yield Case(f"constant {value}", constant.__doc__, constant(value, "05"), 0, 0)
    yield Case("tampered metadata and checks", tampered.__doc__, tampered, 0, 0)
    yield Case("a note for the next", a_note_for_the_next.__doc__, a_note_for_the_next,
               without("output_delta", "repaired_step"), without("output_delta", "repaired_step"))
    yield from digests.cases()
    yield Case("names that look alike", names_that_look_alike.__doc__, names_that_look_alike, 0,
               without("hidden_delta", "all_deltas", "repaired_step"))
    yield Case("an answer in an exec", late_blank.__doc__, late_blank, 0, full)
    for way, find in LIBRARY.items():
        def make(room, find=find):
            return bytes(draft.solved("06", LEARNER).answer("my_backprop", BY_LIBRARY.format(
                find=find.replace("\n", "\n    "))))
        yield Case(f"the library {way}", f"Answers with the library's own backprop, found {way}.", make, 0,
                   without("my_backprop", assignment="06"), assignment="06")
