"""Chromium and npm are found, or installed where that can be done, or named."""

import pytest

from tools import check, programs, web_parts
from tools.places import Stop


@pytest.fixture
def machine(monkeypatch):
    """A machine on which only the programs in the list exist; what apt-get was asked for is noted."""
    there, asked = ["node", "npm"], []
    monkeypatch.setattr(programs.shutil, "which", lambda name: f"/bin/{name}" if name in there else None)
    monkeypatch.setattr(programs, "install", lambda names: (asked.extend(names), there.extend(names)))
    monkeypatch.setattr(programs.os, "geteuid", lambda: 0)
    return there, asked


def test_the_first_that_is_there_is_found(machine):
    there, _ = machine
    assert programs.find(programs.CHROMIUM) is None
    there.append("google-chrome")
    assert programs.find(programs.CHROMIUM) == "/bin/google-chrome"


def test_as_root_on_debian_what_is_missing_is_installed(machine):
    there, asked = machine
    there.append("apt-get")
    assert programs.missing(programs.CHROMIUM, programs.NPM) == []
    assert asked == ["chromium"]


@pytest.mark.parametrize("user, more", [(1000, ["apt-get"]), (0, [])])
def test_elsewhere_it_is_named(machine, monkeypatch, user, more):
    there, asked = machine
    there.extend(more)
    monkeypatch.setattr(programs.os, "geteuid", lambda: user)
    assert programs.missing(programs.CHROMIUM, programs.NPM) == ["chromium"] and asked == []


def test_with_ci_a_missing_browser_is_a_failure_and_without_it_is_said(machine, capsys):
    check.prepare_for_the_browser(needed=False)
    assert "apt install chromium" in capsys.readouterr().out
    with pytest.raises(Stop, match="chromium is not installed"):
        check.prepare_for_the_browser(needed=True)


def test_without_a_network_the_tests_of_the_slides_are_skipped_or_fail(machine, monkeypatch, capsys):
    machine[0].append("chromium")

    def no_network(folder):
        raise Stop("npm could not fetch reveal.js")
    monkeypatch.setattr(web_parts, "ensure", no_network)
    check.prepare_for_the_browser(needed=False)
    assert "skipped" in capsys.readouterr().out
    with pytest.raises(Stop, match="could not fetch"):
        check.prepare_for_the_browser(needed=True)
