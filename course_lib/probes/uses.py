"""Which parts of course_lib an answer leans on: a task is not answered by a line of the library.

Read from the answer's compiled code: the names it uses, what they stand for in its namespace, and so on
through the learner's own functions, but not into the library.
"""
import dis
from types import CodeType, ModuleType

LIBRARY = "course_lib"
ALWAYS = ("checks.door.check", "checks.door.sheet", "checks.door.Sheet", "progress", "show")


def leans_on(functions):
    """The dotted names within course_lib ("backprop.backprop") that these functions use, sorted."""
    found, seen, waiting = set(), set(), list(functions)
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        place = home(thing)
        if place:
            found.add(place)
        elif isinstance(thing, type):
            waiting += [*thing.__bases__, *(value for value in vars(thing).values() if callable(value))]
        elif hasattr(getattr(thing, "__func__", thing), "__code__"):
            function = getattr(thing, "__func__", thing)
            if not may_matter(function):
                continue
            variables, attributes, imported = names_in(function.__code__)
            used = [function.__globals__[name] for name in variables if name in function.__globals__]
            waiting += [*used, *enclosed(function)]
            found |= {name for name in imported if belongs(name) and name != LIBRARY}
            found |= {f"{module.__name__}.{name}" for module in used if isinstance(module, ModuleType)
                      and belongs(module.__name__) for name in attributes if hasattr(module, name)}
    return sorted(name.removeprefix(f"{LIBRARY}.") for name in found)


def belongs(module):
    return module.partition(".")[0] == LIBRARY


def home(thing):
    """"backprop.backprop" of a function, class or object of the library; "" of anything else."""
    if isinstance(thing, ModuleType):
        return ""                       # which of its names are used is asked where they are used
    module = getattr(thing, "__module__", None)
    if not (isinstance(module, str) and belongs(module)):
        return ""
    name = getattr(thing, "__qualname__", None) or getattr(thing, "name", None) or type(thing).__qualname__
    return f"{module}.{name}".removeprefix(f"{LIBRARY}.")


def may_matter(function):
    """Whether a function may lead to the library at all: most use NumPy alone, and their instructions need
    not be read. All names in its code are looked up, whatever it does with them: too often yes, never
    wrongly no."""
    names, variables = all_names(function.__code__), function.__globals__
    return bool(function.__closure__) or any(map(belongs, names)) or any(
        not isinstance(thing := variables[name], ModuleType) or belongs(thing.__name__)
        for name in names if name in variables)


def all_names(code):
    """The names of variables, attributes and modules in a code object and all within it."""
    return {*code.co_names}.union(*(all_names(inner) for inner in code.co_consts
                                    if isinstance(inner, CodeType)))


def names_in(code):
    """(variables, attributes, imported modules) whose names a code object uses, or one within it."""
    variables, attributes, imported, module = set(), set(), set(), ""
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            variables.add(step.argval)
        elif step.opname in ("LOAD_ATTR", "LOAD_METHOD"):
            attributes.add(step.argval)
        elif step.opname == "IMPORT_NAME":
            module = step.argval
            imported.add(module)
        elif step.opname == "IMPORT_FROM":
            imported = imported - {module} | {f"{module}.{step.argval}"}
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            for mine, its in zip((variables, attributes, imported), names_in(inner), strict=True):
                mine |= its
    return variables, attributes, imported


def enclosed(function):
    """What a function has taken along from the function around it."""
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:              # not filled yet
            pass


def forbidden(task, namespace):
    """What of course_lib the answer to a task leans on, and may not."""
    functions = [namespace[name] for name in task.names if callable(namespace.get(name))]
    return [name for name in leans_on(functions)
            if not any(f"{name}.".startswith(f"{allowed}.") for allowed in (*task.uses, *ALWAYS))]
