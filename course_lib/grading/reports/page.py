"""The frame of a page: one file, no script, nothing fetched, light and dark, narrow and wide, on paper too.

The colours are those of house_style on white, and those of the pieces (pieces.css) on black. The page also
tells the browser to run no script and to fetch nothing, whatever should ever get into it.
"""
from pathlib import Path

from course_lib.grading.reports.text import html
from course_lib.house_style import BACKWARD, FAINT, FORWARD, INK, PAPER, QUIET, STEP, TARGET, TEXT

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
LIGHT = {
    "ink": INK, "quiet": QUIET, "faint": FAINT, "paper": PAPER, "panel": "#F6F6F4",
    "forward": FORWARD, "backward": BACKWARD, "target": TARGET, "step": STEP, "open": "#D8D8D8",
    "forward-text": TEXT[FORWARD], "backward-text": TEXT[BACKWARD], "target-text": TEXT[TARGET],
    "step-text": TEXT[STEP],
}
DARK = {
    "ink": "#F2F2F2", "quiet": "#B4B4B4", "faint": "#5C5C5C", "paper": "#1B1B1B", "panel": "#262626",
    "forward": "#58B0F2", "backward": "#FF8F45", "target": "#3FCB9F", "step": "#F2B134", "open": "#8A8A8A",
    "forward-text": "#7CC2F7", "backward-text": "#FFA366", "target-text": "#5ED9B3", "step-text": "#F6C35E",
}
STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def colours(shades):
    return "".join(f"--{name}:{value};" for name, value in shades.items())


CSS = (f":root{{{colours(LIGHT)}}}@media screen and (prefers-color-scheme:dark){{:root{{{colours(DARK)}}}}}"
       + STYLE)


def page(title, head, body, foot):
    """A whole page. title is a text; head, body and foot are HTML."""
    return (f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="robots" content="noindex">\n'
            f"<title>{html(title)}</title>\n<style>{CSS}</style>\n</head>\n<body>\n"
            f"<header>\n{head}\n</header>\n<main>\n{body}\n</main>\n<footer>\n{foot}\n</footer>\n</body>\n</html>\n")


def table(caption, heads, rows):
    """A table that may be wider than the page. heads: (text, "n" for numbers or ""); rows of HTML cells."""
    kinds = [kind for _, kind in heads]
    first = "".join(f'<th scope="col" class="{kind}">{html(text)}</th>' for text, kind in heads)
    body = "\n".join("<tr>" + "".join(f'<td class="{kind}">{cell}</td>' for kind, cell in
                                      zip(kinds, row, strict=True)) + "</tr>" for row in rows)
    return (f'<div class="wide" role="region" aria-label="{html(caption)}" tabindex="0"><table>\n'
            f"<thead><tr>{first}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>")
