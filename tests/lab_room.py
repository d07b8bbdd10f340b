"""A real JupyterLab, or Notebook 7, in a browser, with one notebook: a cell for each piece, all run.

    with lab(folder) as address, …: opened = Lab(page, address, "lab"); opened.ask("nudge.nudge")
"""

import ast
import contextlib
import socket
import subprocess
import time
import urllib.request

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from course_lib import widgets
from tools.places import PAGES, PYTHON, ROOT, variables

NAME = "pieces.ipynb"
ARGUMENTS = {"StepPlayer": "step=38, weight=(1, 0, 0)"}        # where the defaults show too little
# The page restores, opens and connects one after the other: wait for each, then run all cells.
READY = """async () => {
  const app = window.jupyterapp; await app.restored;
  const panel = app.shell.currentWidget; await panel.context.ready; await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  await app.commands.execute('notebook:run-all-cells');
}"""
ASK = """async (code) => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  let said = "";
  const future = kernel.requestExecute({ code, store_history: false });
  future.onIOPub = ({ content }) => { said += content.text ?? content.evalue ?? ""; };
  await future.done;
  return said;
}"""


def write_notebook(folder):
    """One cell for each piece: `nudge = Nudge()`, shown."""
    text = "from course_lib.widgets import {0}\n{1} = {0}({2})\n{1}"
    cells = [new_code_cell(text.format(name, name.lower(), ARGUMENTS.get(name, "")))
             for name in widgets.PIECES]
    kernel = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
    nbformat.write(new_notebook(cells=cells, metadata=kernel), folder / NAME)


@contextlib.contextmanager
def server(folder, program):
    """program: "jupyterlab" or "notebook". Yields its address; nothing outside the folder is written."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = {name: str(folder / ".jupyter" / name.lower()) for name in (
        "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR",
        "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR")}
    environment = variables(**places, PYTHONPATH=str(ROOT))
    opens = "LabApp" if program == "jupyterlab" else "JupyterNotebookApp"
    command = [str(PYTHON), "-m", program, "--no-browser", "--ip=127.0.0.1", f"--port={port}",
               "--allow-root", "--IdentityProvider.token=", f"--{opens}.expose_app_in_browser=True",
               f"--LabApp.extra_labextensions_path={PAGES}", f"--ServerApp.root_dir={folder}",
               "--LanguageServerManager.autodetect=False"]
    with open(folder / "server.log", "wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/api", timeout=5)
                break
            if process.poll() is not None:
                raise RuntimeError((folder / "server.log").read_text(encoding="utf-8")[-2000:])
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(20)


class Lab:
    """The notebook in the browser, run whole."""

    def __init__(self, page, address, program):
        self.page = page
        page.goto(f"{address}/{'lab/tree' if program == 'jupyterlab' else 'notebooks'}/{NAME}")
        page.wait_for_function("window.jupyterapp", timeout=60_000)
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        page.evaluate(READY)

    def ask(self, expression):
        """The value of an expression in the kernel: a number, a text, a list, a dictionary of them."""
        said = self.page.evaluate(ASK, f"print(repr({expression}))")
        return ast.literal_eval(said.strip().splitlines()[-1])

    def tell(self, statement):
        assert not (said := self.page.evaluate(ASK, statement)), said

    def cell(self, name):
        """The selector of a piece's cell, brought into sight."""
        number = list(widgets.PIECES).index(name)
        cell = self.page.locator(".jp-Notebook .jp-CodeCell").nth(number)
        cell.scroll_into_view_if_needed()
        cell.locator(".bp svg").first.wait_for(timeout=30_000)
        return cell
