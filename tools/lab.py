"""`make lab`: the environment, the working copy, and JupyterLab at notebook 00.

JUPYTER_PORT, JUPYTER_IP and JUPYTER_TOKEN are honoured; JupyterLab reads them itself.
"""

import os
import signal
import subprocess
import sys

from tools import environment, working_copy
from tools.places import MY, PAGES, PYTHON, WINDOWS, Stop, say, variables


def lab(*_):
    """Open the course, and stay until the reader stops it. Returns JupyterLab's exit code."""
    environment.ensure_for()
    working_copy.bring_up_to_date()
    arguments = options(first_page())
    say(f"Opening JupyterLab in {MY.name}/. Ctrl-C here stops it.")
    if "--no-browser" in arguments:
        say("There is no desktop here: open the address below in a browser.")
    code = serve([str(PYTHON), "-m", "jupyterlab", *arguments])
    if code == 0:
        say(f"JupyterLab has stopped. Your work is in {MY.name}/.")
    return code


def first_page():
    """What the reader sees first: notebook 00, as a path in the working copy."""
    found = sorted((MY / "notebooks").glob("00_*.ipynb"))
    if not found:
        raise Stop("There is no notebook 00 in notebooks/. To build it: make notebooks")
    return found[0].relative_to(MY).as_posix()


def options(page):
    """JupyterLab's command line."""
    chosen = [f"--ServerApp.root_dir={MY}", f"--LabApp.default_url=/lab/tree/{page}",
              f"--LabApp.extra_labextensions_path={PAGES}",     # pictures with their words
              "--Application.log_level=ERROR", "--ServerApp.answer_yes=True"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        chosen.append("--allow-root")       # in a container everybody is
    desktop = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not desktop:
        chosen.append("--no-browser")
    return chosen


def serve(command):
    """Run the server until it ends; on Ctrl-C or a terminate signal, wait until it has ended in
    order, with its kernels. Returns its exit code."""
    server = subprocess.Popen(command, env=variables(), cwd=MY)
    if not WINDOWS:
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    while True:
        try:
            return max(server.wait(), 0)
        except KeyboardInterrupt:           # the terminal has told the server too
            continue
