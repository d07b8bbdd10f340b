"""Pieces that live in a page without a kernel: their state, their module and a small model in it.

A stored notebook keeps of a piece its words, its still picture, and in the metadata of the picture which
piece it was and how it was set. From that an export makes the living piece again.
"""

import json
from html import escape

from course_lib import widgets
from course_lib.widgets import modules
from course_lib.widgets.piece import STILL

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 1rem auto; padding: 0 12px; max-width: 1220px }}
body {{ color: #1A1A1A; background: #FFFFFF }}
body.dark {{ color: #F2F2F2; background: #111111 }}
</style></head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
{parts}
</body></html>
"""


def host(piece):
    """The HTML of one piece: its state, and its still until the module has drawn it."""
    return (f'<div class="bp-host" data-piece="{type(piece).__name__}"><script type="application/json">'
            f"{for_script(json.dumps(piece.state()))}</script>{piece.still()}</div>")


def parts(names):
    """What a page with these pieces needs once: styles, modules, and the lines that mount them."""
    if not names:
        return ""
    texts = {name: modules.text(widgets.PIECES[name].module) for name in sorted(names)}
    return (f"<style>{modules.styles()}</style>\n<script type=\"module\">\n{modules.text('page')}\n"
            f"mountAll({for_script(json.dumps(texts))});\n</script>")


def for_script(text):
    """JSON that may stand in a <script>: nothing in it looks like a tag."""
    return text.replace("<", "\\u003c")


def of_output(output):
    """The piece that a stored output remembers, or None."""
    about = output.get("metadata", {}).get(STILL, {})
    return widgets.PIECES[about["piece"]](**about["settings"]) if "piece" in about else None


def page(title, pieces):
    """A plain page with these pieces, each under its name."""
    body = "\n".join(f"<h2>{escape(type(one).__name__)}</h2>\n{host(one)}" for one in pieces)
    return PAGE.format(title=escape(title), body=body, parts=parts({type(one).__name__ for one in pieces}))
