"""pyproject.toml, the lock files and environment.yml say the same, and a wheel carries every file."""

import ast
import re
import sys
import tomllib
import zipfile

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.environment import ON_DEMAND
from tools.packages import LOCKS
from tools.places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
FIRST = ["jupyterlab", "numpy", "matplotlib", "ipywidgets", "nbval", "sympy"]
ADDRESS = re.compile(r"\w+://|--(?:extra-)?index-url|--find-links|\b[\w-]+\.(?:org|com|io|net)\b")


def read_lock(text):
    """{name: (version, number of hashes)} of a lock file."""
    found = {}
    for block in re.split(r"\n(?=\S)", text):
        if head := re.match(r"([\w.-]+)==([\w.]+)", block):
            found[canonicalize_name(head[1])] = head[2], len(re.findall(r"--hash=sha256:\w{64}", block))
    return found


def check_lock(lock, requirements):
    """Every requirement is in the lock, at a version that it allows, with hashes."""
    for requirement in map(Requirement, requirements):
        version, _ = lock.get(canonicalize_name(requirement.name), (None, 0))
        assert version, f"{requirement.name} is not in the lock: make lock"
        assert version in requirement.specifier, f"{requirement} does not allow the locked {version}"
    for name, (_, hashes) in lock.items():
        assert hashes, f"{name} has no hash"


def check_conda(packages, requirements):
    """environment.yml lists the same packages, in the same order, within the same bounds."""
    assert packages == [str(Requirement(text)).replace(" ", "") for text in requirements]


def conda_packages():
    listed = [entry for entry in CONDA["dependencies"] if isinstance(entry, str)]
    assert listed[0] == f"python {PROJECT['requires-python']}" and listed[-1] == "pip"
    return [str(Requirement(text)).replace(" ", "") for text in listed[1:-1]]


LOCKED = {extra: read_lock((ROOT / name).read_text("utf-8")) for extra, name in LOCKS.items()}
EXTRAS = {"": [], "test": PROJECT["optional-dependencies"]["test"]}


def test_the_packages_that_everybody_knows_come_first():
    assert [Requirement(text).name for text in PROJECT["dependencies"]][:len(FIRST)] == FIRST


@pytest.mark.parametrize("extra", LOCKS)
def test_every_requirement_is_locked_with_its_hashes(extra):
    check_lock(LOCKED[extra], PROJECT["dependencies"] + EXTRAS[extra])


def test_the_test_lock_contains_the_learners_lock():
    assert LOCKED[""].items() <= LOCKED["test"].items()


def test_conda_gets_the_same_packages_in_the_same_order():
    check_conda(conda_packages(), PROJECT["dependencies"])
    assert {"pip": ["-e ."]} in CONDA["dependencies"]      # course_lib itself, also on Binder


@pytest.mark.parametrize("wrong", ["numpy ==1.26.4", "left-pad ==1.0"])
def test_a_requirement_that_the_lock_does_not_meet_is_refused(wrong):
    with pytest.raises(AssertionError):
        check_lock(LOCKED[""], [*PROJECT["dependencies"], wrong])


def test_a_lock_without_a_hash_is_refused():
    with pytest.raises(AssertionError, match="numpy has no hash"):
        check_lock(read_lock("numpy==2.4.6 \\\n    --hash=sha256:12\n"), [])


def test_another_order_in_the_conda_file_is_refused():
    with pytest.raises(AssertionError):
        check_conda(conda_packages()[::-1], PROJECT["dependencies"])


def test_pytorch_and_the_benchmarks_are_never_locked():
    for requirement in PROJECT["optional-dependencies"]["benchmarks"]:
        assert canonicalize_name(requirement) not in LOCKED["test"]
    on_demand = {canonicalize_name(Requirement(asked).name) for asked, _, _ in ON_DEMAND.values()}
    assert on_demand & {canonicalize_name(name) for name in LOCKED["test"]} == set()


@pytest.mark.parametrize("name", [*LOCKS.values(), "pyproject.toml", "environment.yml"])
def test_no_file_about_packages_names_an_address(name):
    assert not ADDRESS.search((ROOT / name).read_text("utf-8"))


@pytest.mark.parametrize("line", ["--index-url https://example/simple", "numpy @ file:///x/numpy.whl",
                                  "# from packages.example.org"])
def test_an_address_would_be_found(line):
    assert ADDRESS.search(line)


def test_the_library_needs_only_what_the_project_declares():
    declared = {Requirement(text).name for text in PROJECT["dependencies"]}
    declared |= {"course_lib", "IPython", "traitlets", "PIL", "torch"}  # ipywidgets'; Matplotlib's; optional
    declared |= {Requirement(text).name for extra in ("cluster", "nbgrader")
                 for text in PROJECT["optional-dependencies"][extra]}
    for path in (ROOT / "course_lib").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = ([alias.name for alias in node.names] if isinstance(node, ast.Import)
                     else [node.module] if isinstance(node, ast.ImportFrom) and not node.level else [])
            for name in {name.split(".")[0] for name in names} - sys.stdlib_module_names:
                assert name in declared, f"{path.name} imports {name}, which pyproject does not name"


def test_a_wheel_carries_every_file_of_the_library(tmp_path, monkeypatch):
    from flit_core import buildapi
    monkeypatch.chdir(ROOT)
    wheel = zipfile.ZipFile(tmp_path / buildapi.build_wheel(str(tmp_path)))
    packed = {name for name in wheel.namelist() if name.startswith("course_lib/")}
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "course_lib").rglob("*")
             if path.is_file() and "__pycache__" not in path.parts}
    assert packed == there
