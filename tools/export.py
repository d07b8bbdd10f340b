"""From stored notebooks to pages and decks that work offline, with their pieces alive (see tools/live.py)."""

import sys
from html import escape

import nbformat
from nbconvert import HTMLExporter, SlidesExporter
from traitlets.config import Config

from tools import live
from tools.cells import outputs
from tools.deck import HEADING
from tools.places import NOTEBOOKS, PAGES, Stop, say

KINDS = {"course": HTMLExporter, "course_slides": SlidesExporter}     # by the name of their template
SETTINGS = Config({
    "TemplateExporter": {"extra_template_basedirs": [str(PAGES / "templates")],
                         "exclude_input_prompt": True, "exclude_output_prompt": True},
})
INDEX = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Backpropagation: {title}</title>
<style>
body {{ font: 1.2rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }}
</style>
<h1>Backpropagation: {title}</h1>
{about}
<ul>
{items}
</ul>
</html>
"""


class Exporter:
    """Writes notebooks as pages of one kind. write(notebook, name) returns the HTML."""

    def __init__(self, template):
        self.exporter = KINDS[template](config=SETTINGS, template_name=template)
        self.exporter.register_filter("living", living)

    def write(self, notebook, name):
        names = {type(piece).__name__ for piece in pieces_of(notebook)}
        page, _ = self.exporter.from_notebook_node(
            notebook, {"metadata": {"name": name}, "pieces": live.parts(names)})
        return page


def pieces_of(notebook):
    """The pieces that a notebook's outputs remember, in order."""
    return [piece for _, output in outputs(notebook) if (piece := live.of_output(output)) is not None]


def living(output):
    """What stands in a page for an SVG: the living piece, or the picture with its words."""
    if piece := live.of_output(output):
        return live.host(piece)
    alt = output.get("metadata", {}).get(live.STILL, {}).get("alt", "")
    return f'<div role="img" aria-label="{escape(alt)}">{output["data"][live.STILL]}</div>'


def notebooks(prefixes=()):
    """The stored notebooks, or those whose name begins with one of the prefixes."""
    found = sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
    return [path for path in found if not prefixes or path.name.startswith(tuple(prefixes))]


def built(folder):
    """(address, title) of the notebooks of which there is a page in the folder."""
    pages = [(folder / f"{path.stem}.html", title(path)) for path in notebooks()]
    return [(page.name, name) for page, name in pages if page.exists()]


def title(path):
    """The first heading of a notebook."""
    return HEADING.search(nbformat.read(path, as_version=4).cells[0].source)[1]


def index(title, about, items):
    """The page that lists others: items are (address, name)."""
    lines = "\n".join(f'<li><a href="{address}">{escape(name)}</a>' for address, name in items)
    return INDEX.format(title=title, about=about, items=lines)


def command(build, what, folder):
    """The command line of an export: build(notebooks) those that are named, or all."""
    prefixes = sys.argv[1:]
    wanted = notebooks(prefixes)
    if not wanted:
        sys.exit(f"No notebook's name begins with {' or '.join(prefixes)}. "
                 f"There are: {', '.join(path.stem for path in notebooks())}.")
    try:
        build(wanted)
    except Stop as reason:
        sys.exit(str(reason))
    say(f"{len(wanted)} {what} in {folder.name}/: open {folder.name}/index.html in a browser.")
