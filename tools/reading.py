"""`make pages`: each notebook as a page in pages/ that works offline. Open pages/index.html.

    python -m tools.reading           all of them, and pieces.html with every piece
    python -m tools.reading 01        those whose name begins with 01

The pages come from the stored notebooks, nothing is executed; the pieces are alive.
"""

import re
import sys

import nbformat

from course_lib import widgets
from tools import export, live, web_parts
from tools.cells import cells, slide_type
from tools.places import READING, Stop, say
from tools.slides import notebooks

LINK = re.compile(r"\]\(([\w-]+)\.ipynb\b")
ABOUT = "<p>The notebooks to read. What can be dragged answers without a kernel; nothing needs a network.</p>"


def build(wanted, folder=READING):
    """Make a page of each notebook in `wanted`, the page of all pieces, and the list of pages."""
    folder.mkdir(parents=True, exist_ok=True)
    web_parts.ensure(folder / "assets")
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
    items = [*export.built(notebooks(), folder), ("pieces.html", "All pictures that answer while you drag")]
    (folder / "index.html").write_text(export.index("the pages", ABOUT, items), encoding="utf-8")


def main(prefixes):
    wanted = notebooks(prefixes)
    if not wanted:
        raise Stop(f"No notebook's name begins with {' or '.join(prefixes)}. "
                   f"There are: {', '.join(path.stem for path in notebooks())}.")
    build(wanted)
    say(f"{len(wanted)} pages in {READING.name}/: open {READING.name}/index.html in a browser.")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Stop as reason:
        sys.exit(str(reason))
