"""Packages: with uv where `uv` is on the PATH, with pip otherwise; the same files either way.

Nothing is looked up but what a lock file names, and every file must have its hash.
"""

import shutil
import subprocess
import sys

from tools.places import PYTHON, ROOT, Stop, ask, run, say, variables

LOCKS = {"": "requirements.lock", "test": "requirements-test.lock"}   # the second holds the first
RESOLVE = ("--universal", "--fork-strategy", "fewest", "--python-version", "3.11", "--upgrade",
           "--generate-hashes", "--no-annotate", "--quiet", "--custom-compile-command", "make lock")


def install(lock):
    """Install what `lock` names."""
    uv = shutil.which("uv")
    say(f"   installing the packages of {lock} with {'uv' if uv else 'pip'}")
    if uv:
        code = subprocess.run([uv, "pip", "install", "--quiet", "--python", str(PYTHON), "-r", lock,
                               "--require-hashes", "--compile-bytecode"],
                              cwd=ROOT, env=variables()).returncode
    else:
        code = pip("install", "--no-deps", "--no-compile", "--require-hashes", "-r", lock)
    if code:
        raise Stop("The packages could not be installed: see the lines above.\n"
                   "If the connection broke: the same command again goes on from here.")
    if not uv:
        say("   compiling them, so that notebooks start quickly")
        # Some packages carry files for other Pythons: those do not compile, and nobody needs them.
        run("-m", "compileall", "-q", "-j", "0", site_packages(), capture_output=True)


def pip(*arguments):
    """Run pip, saying on one line where it is; its own words are shown only when it fails."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    on_screen, lines = sys.stdout.isatty(), []
    with subprocess.Popen(command, cwd=ROOT, env=variables(), text=True, errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        for line in process.stdout:
            lines.append(line)
            if on_screen and line.startswith(("Collecting", "Installing")):
                print(f"\r      {line.strip()[:66]:<66}", end="", flush=True)
    if on_screen:
        print(f"\r{'':<72}\r", end="", flush=True)
    if process.returncode:
        say("".join(lines[-20:]).rstrip())
    return process.returncode


def site_packages():
    return ask("import sysconfig; print(sysconfig.get_path('purelib'))")


def lock(*_):
    """`make lock`: one set of versions for every Python from 3.11 on and for every system."""
    uv = shutil.which("uv")
    if not uv:
        raise Stop("make lock needs uv on the PATH (pip install uv).")
    for extra, name in LOCKS.items():
        say(f"Resolving {name}")
        more = ["--extra", extra, "--constraint", LOCKS[""]] if extra else []
        command = [uv, "pip", "compile", "pyproject.toml", *more, *RESOLVE, "-o", name]
        if subprocess.run(command, cwd=ROOT).returncode:
            raise Stop(f"{name} could not be resolved: see the lines above.")
    return 0
