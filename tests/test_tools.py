"""The tools: a build gives the same bytes twice, a comparison sees one byte, every command is there."""

import re
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output

from tools import __main__ as door
from tools import build, check, environment, execute, lab, numerics, packages, places, settings
from tools.places import ROOT, Stop

SOURCE = """# %% [markdown] slideshow={"slide_type": "slide"} minutes=1
# # Small

# %%
import numpy as np
import sys
from IPython.display import display
for i in range(3):
    print(i, end=" ", flush=True)
display({"text/plain": "a slider", "application/vnd.jupyter.widget-view+json": {}}, raw=True)

# %% tags=["raises-exception"]
np.linalg.inv(np.zeros((2, 3)))

# %% tags=["skip-execution"]
sys.exit("never run")

# %%
print(2)

# %%
print(2)

# %% [markdown] slideshow={"slide_type": "notes"}
# Wait for an answer.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with one source, and the notebooks that two runs of the build made of it."""
    folder = tmp_path_factory.mktemp("build")
    (folder / "00_small.py").write_text(SOURCE)
    for name in ("first", "second"):
        (folder / name).mkdir()
        execute.make(folder / "00_small.py", folder / name / "00_small.ipynb", folder)
    return folder


def test_two_builds_give_the_same_bytes(folder):
    assert list(build.compare(folder / "first", folder / "second")) == []


def test_the_comparison_sees_a_change_a_new_notebook_and_one_without_source(folder, tmp_path):
    text = (folder / "first" / "00_small.ipynb").read_text("utf-8")
    (tmp_path / "00_small.ipynb").write_text(text.replace('"0 1 2 "', '"0 1 3 "'), "utf-8")
    (tmp_path / "07_new.ipynb").write_text("{}")
    seen = "\n".join(build.compare(folder / "first", tmp_path))
    assert "00_small.ipynb: a rebuild gives something else" in seen and '"0 1 3 "' in seen
    assert "07_new.ipynb has a source, and is not stored: make notebooks NAME=07" in seen
    assert "07_new.ipynb is stored, and has no source" in "\n".join(
        build.compare(tmp_path, folder / "first"))


def test_a_built_notebook_carries_no_machine_and_no_moment(folder):
    notebook = nbformat.read(folder / "first" / "00_small.ipynb", as_version=4)
    first, failing, skipped = notebook.cells[1:4]
    assert [output.get("text") or output.data for output in first.outputs] == [
        "0 1 2 ", {"text/plain": "a slider"}]
    assert "execution" not in first.metadata and "version" not in notebook.metadata.language_info
    assert not re.search(r"File|site-packages", "".join(failing.outputs[0].traceback))
    assert "LinAlgError" in failing.outputs[0].traceback[-1]
    assert (skipped.execution_count, skipped.outputs) == (None, [])
    assert "nbval-skip" in skipped.metadata.tags
    assert notebook.cells[-1].source == "For the speaker.\n\nWait for an answer."
    assert notebook.cells[-1].metadata.jupyter.source_hidden
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)    # two are alike


@pytest.mark.parametrize("code, reason", [
    ("1 / 0", "cell 1 raises an error"),
    ("import sys; sys.stderr.write('a warning')", "cell 1 writes to stderr: a warning"),
    ("import os; print(os.getcwd())", "cell 1 stores a path of a machine"),
])
def test_the_build_refuses(code, reason, tmp_path):
    (tmp_path / "00_bad.py").write_text(f"# %%\n{code}\n")
    with pytest.raises(Stop, match=reason):
        execute.make(tmp_path / "00_bad.py", tmp_path / "00_bad.ipynb", tmp_path)
    assert not (tmp_path / "00_bad.ipynb").exists()


def test_streams_are_joined_only_where_they_follow_each_other():
    pieces = [("stdout", "a"), ("stdout", "b"), ("stderr", "c"), ("stdout", "d")]
    cell = new_code_cell(outputs=[new_output("stream", name=n, text=t) for n, t in pieces])
    assert [output.text for output in execute.coalesce(cell.outputs)] == ["ab", "c", "d"]


def test_a_build_that_hangs_is_tried_once_more(monkeypatch, tmp_path, capsys):
    answers = iter([(None, ""), (0, "fine")])
    monkeypatch.setattr(build, "run_with_patience", lambda *_: next(answers))
    worked, _, text = build.make_one(tmp_path / "00_x.py", tmp_path / "00_x.ipynb")
    assert worked and text == "fine" and "once more" in capsys.readouterr().out
    monkeypatch.setattr(build, "run_with_patience", lambda *_: (None, ""))
    assert not build.make_one(tmp_path / "00_x.py", tmp_path / "00_x.ipynb")[0]


def test_a_process_that_waits_for_ever_is_ended(monkeypatch, tmp_path):
    monkeypatch.setattr(build, "PATIENCE", 0.2)
    (tmp_path / "00_x.py").write_text("# %%\nimport time\ntime.sleep(60)\n")
    assert build.run_with_patience(tmp_path / "00_x.py", tmp_path / "00_x.ipynb") == (None, "")


def test_the_build_and_the_second_run_use_other_kernels(monkeypatch):
    built, other = numerics.build(), numerics.other()
    assert built["OPENBLAS_NUM_THREADS"] == other["OPENBLAS_NUM_THREADS"] == "1"
    monkeypatch.setattr(numerics.platform, "machine", lambda: "x86_64")
    assert numerics.build()["OPENBLAS_CORETYPE"] != numerics.other()["OPENBLAS_CORETYPE"]
    monkeypatch.setattr(numerics.platform, "machine", lambda: "arm64")
    assert "OPENBLAS_CORETYPE" not in numerics.build()


def test_sources_are_found_by_the_beginning_of_their_name(tmp_path):
    for name in ("00_a.py", "01_b.py", "helper.py"):
        (tmp_path / name).touch()
    assert [path.stem for path in build.sources(folder=tmp_path)] == ["00_a", "01_b"]
    assert [path.stem for path in build.sources(["01"], tmp_path)] == ["01_b"]


def test_every_variable_that_points_to_a_folder_stays_inside():
    for name, value in places.inside().items():
        assert value == "1" or value.startswith(str(ROOT)), name
    assert "PYTHONPATH" not in places.variables()


def test_every_command_of_make_is_a_command_of_the_tools():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.search(r"\.PHONY: (.*)", makefile)[1].split())
    assert targets - {"help"} == {name.split()[0] for name in door.COMMANDS}
    assert all(name.split()[0] in door.usage() for name in door.COMMANDS)


def test_an_old_python_is_told_what_is_needed(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    assert "3.11 or newer, and this is Python 3.9" in door.main(["lab"])


def test_an_unknown_command_is_answered_with_those_there_are():
    assert "no command 'lob'" in door.main(["lob"]) and "lab " in door.main(["lob"])


def test_without_a_desktop_no_browser_is_looked_for(monkeypatch):
    monkeypatch.setattr(lab.sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert "--no-browser" in lab.options("notebooks/00_x.ipynb")
    monkeypatch.setenv("DISPLAY", ":0")
    assert "--no-browser" not in lab.options("notebooks/00_x.ipynb")
    assert "--LabApp.default_url=/lab/tree/notebooks/00_x.ipynb" in lab.options("notebooks/00_x.ipynb")


@pytest.mark.parametrize("root, expected", [(0, True), (1000, False)])
def test_only_root_is_allowed_to_be_root(monkeypatch, root, expected):
    monkeypatch.setattr(lab.os, "geteuid", lambda: root, raising=False)
    assert ("--allow-root" in lab.options("x")) == expected


def test_the_environment_is_made_again_only_when_a_lock_changes(monkeypatch, tmp_path, capsys):
    calls = []
    for name in ("requirements.lock", "requirements-test.lock"):
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "STAMP", tmp_path / "course.json")
    monkeypatch.setattr(settings, "write", lambda: None)
    there = {"python": ""}                                      # no environment yet
    monkeypatch.setattr(environment, "version", lambda: there["python"])
    monkeypatch.setattr(environment, "create",
                        lambda: calls.append("create") or there.update(python="3.11"))
    monkeypatch.setattr(packages, "install", calls.append)
    monkeypatch.setattr(environment, "point_to_the_course", lambda: None)
    monkeypatch.setattr(environment, "run", lambda *_, **__: None)
    for extra in ("", "", "test", "test", ""):
        environment.ensure_for(extra)
    assert calls == ["create", "requirements.lock", "requirements-test.lock"]
    (tmp_path / "requirements.lock").write_text("a new version")
    environment.ensure_for()
    assert calls[3:] == ["requirements.lock"]
    there["python"] = "3.12"                                    # the system's Python was renewed
    environment.ensure_for()
    assert calls[4:] == ["create", "requirements.lock"]
    with pytest.raises(Stop, match="no extra 'tset'"):
        environment.ensure_for("tset")


def test_counts_are_read_from_the_report(tmp_path):
    (tmp_path / "report.xml").write_text(
        '<testsuites><testsuite tests="7" skipped="2" failures="0" errors="0"/></testsuites>')
    assert check.count(tmp_path / "report.xml") == {"passed": 5, "skipped": 2}


def test_a_step_that_fails_ends_the_checks(monkeypatch):
    monkeypatch.setattr(check, "run", lambda *_, **__: type("Done", (), {"returncode": 1}))
    with pytest.raises(Stop, match="FAILED: a title"):
        check.step("a title", ("-m", "ruff", "check"), {})


@pytest.mark.parametrize("there, needed", [(False, True), (False, False), (True, True)])
@pytest.mark.parametrize("package", environment.ON_DEMAND)
def test_a_missing_package_is_a_failure_only_in_ci(monkeypatch, package, there, needed, capsys):
    monkeypatch.setattr(environment, "has", lambda module: there)
    if needed and not there:
        with pytest.raises(Stop, match=f"make {package}"):
            check.look_for(package, needed)
    else:
        check.look_for(package, needed)
    assert ("skipped" in capsys.readouterr().out) == (not there and not needed)
