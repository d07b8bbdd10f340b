"""`make slides`: a reveal.js deck for each notebook in slides/, which works offline. Open slides/index.html.

    python -m tools.slides            all of them
    python -m tools.slides 01         those whose name begins with 01

The decks come from the stored notebooks: nothing is executed. What is on a slide, tools/deck.py says;
how it looks, tools/pages/templates/course_slides.
"""

import sys
from html import escape

import nbformat
from nbconvert import SlidesExporter
from traitlets.config import Config

from tools import web_parts
from tools.deck import HEADING, deck
from tools.places import NOTEBOOKS, PAGES, SLIDES, Stop, say

SETTINGS = Config({
    "TemplateExporter": {"extra_template_basedirs": [str(PAGES / "templates")],
                         "exclude_input_prompt": True, "exclude_output_prompt": True},
})
INDEX = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Backpropagation: the slides</title>
<style>
body {{ font: 1.2rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }}
</style>
<h1>Backpropagation: the slides</h1>
<p>In a deck: <kbd>space</kbd> goes on, <kbd>S</kbd> opens the speaker's view with notes and clock,
<kbd>O</kbd> shows all slides, <kbd>?</kbd> the other keys. With <code>?print-pdf</code> after the
address the browser prints a deck.</p>
<ul>
{items}
</ul>
</html>
"""


def build(wanted, folder=SLIDES):
    """Make a deck of each notebook in `wanted`, and the page that lists all decks in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    web_parts.ensure(folder / "assets")
    exporter = SlidesExporter(config=SETTINGS, template_name="course_slides")
    for path in wanted:
        page, _ = exporter.from_notebook_node(
            deck(nbformat.read(path, as_version=4)), {"metadata": {"name": path.stem}})
        (folder / f"{path.stem}.html").write_text(page, encoding="utf-8")
    items = "\n".join(f'<li><a href="{path.stem}.html">{escape(title(path))}</a>'
                      for path in notebooks() if (folder / f"{path.stem}.html").exists())
    (folder / "index.html").write_text(INDEX.format(items=items), encoding="utf-8")


def notebooks(prefixes=()):
    found = sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
    return [path for path in found if not prefixes or path.name.startswith(tuple(prefixes))]


def title(path):
    """The first heading of a notebook."""
    return HEADING.search(nbformat.read(path, as_version=4).cells[0].source)[1]


def main(prefixes):
    wanted = notebooks(prefixes)
    if not wanted:
        raise Stop(f"No notebook's name begins with {' or '.join(prefixes)}. "
                   f"There are: {', '.join(path.stem for path in notebooks())}.")
    build(wanted)
    say(f"{len(wanted)} decks in {SLIDES.name}/: open {SLIDES.name}/index.html in a browser.")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Stop as reason:
        sys.exit(str(reason))
