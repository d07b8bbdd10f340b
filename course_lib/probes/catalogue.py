"""All assignments, and their tasks by name. A module is imported when one of its tasks is asked for."""
from importlib import import_module
from typing import NamedTuple


class Assignment(NamedTuple):
    """One assignment: its number, the name of its module here, the title of its notebook."""

    number: str
    module: str
    title: str

    @property
    def folder(self):
        """"05_the_delta_recursion", in exercises/ and solutions/; its notebook is exercises_05.ipynb."""
        return f"{self.number}_{self.title.lower().replace(' ', '_')}"


ASSIGNMENTS = {one.number: one for one in (
    Assignment("01", "chain_rule", "The chain rule"),
    Assignment("02", "one_neuron", "One neuron"),
    Assignment("03", "what_to_minimise", "What to minimise"),
    Assignment("04", "layers", "Layers"),
    Assignment("05", "delta_recursion", "The delta recursion"),
    Assignment("06", "by_hand_to_code", "By hand to code"),
    Assignment("07", "trust_nothing", "Trust nothing"),
    Assignment("08", "downhill", "Downhill"),
    Assignment("09", "training", "Training"),
)}


def assignment_of(name):
    """The assignment that a task's name begins with; or ValueError with the ones there are."""
    number = str(name).partition(".")[0]
    if number not in ASSIGNMENTS:
        raise ValueError(f"{name!r} is the name of no task: it is to be like 05.hidden_delta, and there are "
                         f"assignments {', '.join(ASSIGNMENTS)}.")
    return ASSIGNMENTS[number]


def tasks_of(number):
    """{name: Task} of one assignment, in order."""
    module = import_module(f"course_lib.probes.{assignment_of(number).module}")
    return {task.name: task for task in module.TASKS}


def find(name):
    """The task of this name; or ValueError with the names there are."""
    known = tasks_of(name)
    if name not in known:
        raise ValueError(f"{name!r} is the name of no task; assignment {name[:2]} has {', '.join(known)}.")
    return known[name]
