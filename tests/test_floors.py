"""Imports in course_lib point downward, and what is slow to import is imported only when needed."""

import ast
import subprocess
import sys

import pytest

from tools.places import ROOT

LIBRARY = ROOT / "course_lib"
FLOORS = {
    0: "layout activations primitives gradcheck optimizers datasets house_style notation",
    1: "losses dual graph symbolic doors",
    2: "network initial_weights",
    3: "backprop path_sum example",
    4: "training figures",
    5: "mistakes probes show",
    6: "widgets progress",
    7: "checks",
    8: "grading",
}
FLOOR = {module: floor for floor, modules in FLOORS.items() for module in modules.split()}
ONLY_WHEN_NEEDED = {"scipy", "tqdm", "torch"}


def imports(source, package="course_lib"):
    """(imported name, whether the import stands at the top) of every import in a source."""
    tree = ast.parse(source)
    inside = {id(node) for function in ast.walk(tree)
              if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
              for node in ast.walk(function)}
    for node in ast.walk(tree):
        at_top = id(node) not in inside
        if isinstance(node, ast.Import):
            yield from ((alias.name, at_top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[:1 - node.level or None] if node.level else []
            start = [*above, *([node.module] if node.module else [])]
            yield from ((".".join([*start, alias.name]), at_top) for alias in node.names)


def check_floors(module, source, package="course_lib"):
    """A module imports only from floors below; files of one package may import each other."""
    assert module in FLOOR, f"course_lib.{module} has no floor yet: give it one in {__file__}"
    for name, _ in imports(source, package):
        top, _, rest = name.partition(".")
        if top == "course_lib":
            target = rest.split(".")[0]
            if target in ("", "__version__"):       # the front door, which imports nothing
                continue
            assert target == module or FLOOR[target] < FLOOR[module], (
                f"course_lib.{module} (floor {FLOOR[module]}) imports {name}")


def check_lightness(source):
    for name, at_top in imports(source):
        assert not (at_top and name.split(".")[0] in ONLY_WHEN_NEEDED), f"{name} at the top"


def module_of(path):
    """A package and all its files count as one module."""
    return path.relative_to(LIBRARY).parts[0].removesuffix(".py")


FILES = [path for path in sorted(LIBRARY.rglob("*.py")) if path != LIBRARY / "__init__.py"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(LIBRARY).as_posix())
def test_a_module_imports_only_from_floors_below(path):
    source = path.read_text("utf-8")
    check_floors(module_of(path), source, ".".join(path.parent.relative_to(ROOT).parts))
    check_lightness(source)


def test_the_front_door_imports_nothing():
    assert not list(imports((LIBRARY / "__init__.py").read_text("utf-8")))


@pytest.mark.parametrize("module, source", [
    ("losses", "from course_lib.network import Network"),
    ("network", "import course_lib.training"),
    ("backprop", "from course_lib.path_sum import gradient"),         # the same floor
    ("activations", "def f():\n    from course_lib import losses"),   # also inside a function
    ("losses", "from .network import Network"),                       # however it is written
    ("losses", "from . import network"),
    ("unheard_of", "import numpy"),
])
def test_an_import_that_points_upward_is_refused(module, source):
    with pytest.raises(AssertionError):
        check_floors(module, source)


@pytest.mark.parametrize("source", ["import scipy.special", "from tqdm.auto import tqdm",
                                    "try:\n    import torch\nexcept ImportError:\n    torch = None"])
def test_a_slow_import_at_the_top_is_refused(source):
    with pytest.raises(AssertionError):
        check_lightness(source)
    check_lightness("def f():\n" + "".join(f"    {line}\n" for line in source.splitlines()))


def loaded_after(module):
    """The packages that importing a module brings along, asked of a fresh Python."""
    code = f"import {module}, sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    return set(subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, text=True,
                              capture_output=True).stdout.split())


def test_backprop_loads_nothing_but_numpy():
    heavy = {"scipy", "matplotlib", "sympy", "tqdm", "torch", "IPython", "ipywidgets"}
    loaded = loaded_after("course_lib.backprop")
    assert "numpy" in loaded
    assert not loaded & heavy
    assert loaded_after("sympy") & heavy == {"sympy"}       # the question would notice
