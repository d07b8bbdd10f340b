"""`make slides`: a reveal.js deck for each notebook in slides/, which works offline. Open slides/index.html.

    python -m tools.slides            all of them
    python -m tools.slides 01         those whose name begins with 01

The decks come from the stored notebooks: nothing is executed. What is on a slide, tools/deck.py says;
how it looks, tools/pages/templates/course_slides.
"""

import nbformat

from tools import export, web_parts
from tools.deck import deck
from tools.places import SLIDES

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
    page = export.index("the slides", ABOUT, export.built(folder))
    (folder / "index.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    export.command(build, "decks", SLIDES)
