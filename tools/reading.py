"""`make pages`: each notebook as a page in pages/ that works offline. Open pages/index.html.

    python -m tools.reading           all of them, and pieces.html with every piece
    python -m tools.reading 01        those whose name begins with 01

The pages come from the stored notebooks, nothing is executed; the pieces are alive.
"""

import re
import shutil

import nbformat

from course_lib import widgets
from tools import export, live, web_parts
from tools.cells import cells, slide_type
from tools.places import READING, SLIDES

LINK = re.compile(r"\]\(([\w-]+)\.ipynb\b")
ABOUT = "<p>The notebooks to read. What can be dragged answers without a kernel; nothing needs a network.</p>"


def build(wanted, folder=READING):
    """Make a page of each notebook in `wanted`, the page of all pieces, and the list of pages."""
    web_parts.ensure(SLIDES / "assets")           # fetched once for both
    shutil.copytree(SLIDES / "assets", folder / "assets", dirs_exist_ok=True)
    exporter = export.Exporter("course")
    for path in wanted:
        notebook = nbformat.read(path, as_version=4)
        notebook.cells = [cell for cell in notebook.cells if slide_type(cell) != "notes"]
        for _, cell in cells(notebook, "markdown"):
            cell.source = LINK.sub(r"](\1.html", cell.source)
        page = exporter.write(notebook, export.title(path))
        (folder / f"{path.stem}.html").write_text(page, encoding="utf-8")
    every = live.page("Pictures that answer while you drag", [piece() for piece in widgets.PIECES.values()])
    (folder / "pieces.html").write_text(every, encoding="utf-8")
    items = [*export.built(folder), ("pieces.html", "All pictures that answer while you drag")]
    (folder / "index.html").write_text(export.index("the pages", ABOUT, items), encoding="utf-8")


if __name__ == "__main__":
    export.command(build, "pages", READING)
