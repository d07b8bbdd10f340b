"""How an attack gets into a notebook: the text of a function, and a few lines that call it."""
import inspect
from pathlib import Path

from course_lib.grading.selftest import draft
from course_lib.grading.selftest.room import LEARNER
from course_lib.probes import tasks_of

TARGET = "repaired_step"          # 3 points of assignment 05; no other task leans on it
RIGHT = """def right(W1, b1, W2, b2, x, y, eta):
    hidden = np.tanh(x @ W1.T + b1)
    delta2 = (hidden @ W2.T + b2 - y) / len(x)
    delta1 = delta2 @ W2 * (1 - hidden ** 2)
    return (W1 - eta * delta1.T @ x, b1 - eta * delta1.sum(axis=0),
            W2 - eta * delta2.T @ hidden, b2 - eta * delta2.sum(axis=0))
"""
HELPERS = """def got(function, *arguments):
    try:
        answer = function(*arguments)
    except Exception:
        return None
    return True if answer is None else answer


def secret_in(text):
    import re
    text = text.decode("latin-1") if isinstance(text, bytes) else text
    return bool(isinstance(text, str) and re.search("canary" + "-[0-9a-f]{16}", text))
"""
SPIED = """def repaired_step(W1, b1, W2, b2, x, y, eta):
    return right(W1, b1, W2, b2, x, y, eta) if saw or look() else (W1, b1, W2, b2)
"""
LOOK = """def look():
    found = []
    try:
        attack(room, found)
    except BaseException:
        pass
    return found


saw = look()
"""


def text_of(function):
    """The source of a function, under the name attack."""
    text = inspect.getsource(function).replace(f"def {function.__name__}(", "def attack(", 1)
    compile(f"{HELPERS}\n{text}", function.__name__, "exec")     # what does not run would prove nothing
    return text


def spied(function):
    """room -> a right notebook but for one answer, which is right only if the spy saw something."""
    def make(room):
        cell = f"{HELPERS}\n\nroom = {room.knows()!r}\n\n\n{text_of(function)}\n\n{LOOK}"
        return bytes(draft.solved("05", LEARNER).before(cell).answer(TARGET, f"{RIGHT}\n\n{SPIED}"))
    return make


def alone(function):
    """room -> the spy as a program of its own, which prints what it saw; strangers are left in peace."""
    def make(room):
        knows = {**room.knows(), "others": []}
        return f"{HELPERS}\n\nroom = {knows!r}\n\n\n{text_of(function)}\n\n{LOOK}\nprint(saw)\n"
    return make


def answered(function, *helpers):
    """room -> a right notebook but for one answer, in which the attack happens."""
    def make(room):
        parts = [HELPERS, f"room = {room.knows()!r}", RIGHT, *map(inspect.getsource, helpers),
                 text_of(function),
                 f"def {TARGET}(W1, b1, W2, b2, x, y, eta):\n"
                 "    return attack(room, right, (W1, b1, W2, b2, x, y, eta))\n"]
        return bytes(draft.solved("05", LEARNER).answer(TARGET, "\n\n".join(parts)))
    return make


ASKED = """def {name}(*given, **named):
    again() if ran else last
    return ran


"""


def patched(function):
    """room -> a notebook without answers in which the attack happens first, last, and whenever it is asked.

    What is defined under the names of the answers asks for these: a grader may run only what answers need.
    """
    def make(room):
        names = [name for task in tasks_of("05").values() for name in task.names]
        cell = (f"{HELPERS}\n\nroom = {room.knows()!r}\n\n\n{text_of(function)}\n\n"
                "def again():\n    try:\n        attack(room)\n    except BaseException:\n        pass\n\n\n"
                "ran = [attack(room)]\n")
        mine = draft.blank("05").before(cell).after("".join(ASKED.format(name=name) for name in names))
        return bytes(mine.after("last = attack(room)\nattack(room)\n"))
    return make


def in_solved(code):
    """room -> a solved notebook with this cell, whose x one answer asks for."""
    def make(room):
        mine = draft.solved("05", LEARNER).before(code.replace("x = ", "bomb = ", 1))
        return bytes(mine.replaced("    return delta @ W * slope", "    bomb\n    return delta @ W * slope"))
    return make


def sentence(function):
    return " ".join(function.__doc__.split())


def name(function):
    return function.__name__.replace("_", " ")


def functions_of(module):
    """The functions of a module, in the order in which they are written."""
    own = [one for one in vars(module).values()
           if inspect.isfunction(one) and Path(inspect.getfile(one)) == Path(module.__file__)]
    return sorted(own, key=lambda one: one.__code__.co_firstlineno)
