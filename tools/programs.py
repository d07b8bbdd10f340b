"""Programs that are not Python's: Chromium, node, npm. Found; on Debian, as root, installed; or named.

The course needs none of them. npm fetches what the slides are shown with; Chromium is the browser in which
the tests look at them and operate the pieces; node runs the pieces' mathematics in the tests.
"""

import os
import shutil
import subprocess

from tools.places import say

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
NODE = ("nodejs", "node")
NPM = ("npm",)


def find(names):
    """The path of the first of these programs that is there, or None."""
    return next(filter(None, map(shutil.which, names)), None)


def missing(*programs):
    """The first name of each program that is neither there nor can be installed here."""
    wanted = [names[0] for names in programs if not find(names)]
    if wanted and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        say(f"Installing {' and '.join(wanted)} with apt-get, for the tests of slides and pieces")
        install(wanted)
    return [names[0] for names in programs if not find(names)]


def install(packages):
    """Debian's packages of these names; its list of packages is fetched where it is not known yet."""
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    options = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "capture_output": True}
    if subprocess.run(command, **options).returncode:
        subprocess.run(["apt-get", "update", "-qq"], **options)
        subprocess.run(command, **options)
