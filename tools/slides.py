"""`make slides`: a reveal.js deck for each notebook in slides/, which works offline. Open slides/index.html.

    python -m tools.slides            all of them
    python -m tools.slides 01         those whose name begins with 01

The decks come from the stored notebooks: nothing is executed. What is on a slide, tools/deck.py says;
how it looks, tools/pages/templates/course_slides.
"""

import sys

import nbformat

from tools import export, web_parts
from tools.deck import deck
from tools.places import NOTEBOOKS, SLIDES, Stop, say

ABOUT = """<p>In a deck: <kbd>space</kbd> goes on, <kbd>S</kbd> opens the speaker's view with notes and clock,
<kbd>O</kbd> shows all slides, <kbd>?</kbd> the other keys. With <code>?print-pdf</code> after the
address the browser prints a deck. After something was dragged, <kbd>Esc</kbd> gives the keys back to
the deck.</p>"""


def build(wanted, folder=SLIDES):
    """Make a deck of each notebook in `wanted`, and the page that lists all decks in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    web_parts.ensure(folder / "assets")
    exporter = export.Exporter("course_slides")
    for path in wanted:
        page = exporter.write(deck(nbformat.read(path, as_version=4)), path.stem)
        (folder / f"{path.stem}.html").write_text(page, encoding="utf-8")
    page = export.index("the slides", ABOUT, export.built(notebooks(), folder))
    (folder / "index.html").write_text(page, encoding="utf-8")


def notebooks(prefixes=()):
    found = sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
    return [path for path in found if not prefixes or path.name.startswith(tuple(prefixes))]


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
