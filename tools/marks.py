"""What an author marks: formulas and the cells that check them, symbols, links.

    <!-- formula: chain-rule -->        on the line before a displayed formula
    tags=["checks:chain-rule"]          on the code cell that checks it
    <!-- symbol: delta -->              where a symbol is met for the first time

What stands on slides (minutes, notes, a slide's own words) is looked at in tools/lessons.py.
"""

import re

from tools.cells import SKIP, SLIDE_WORDS, cells, tags

FORMULA = re.compile(r"\$\$.+?\$\$|\\begin\{(?:equation|align|gather|multline)\*?\}", re.DOTALL)
LABEL_BEFORE = re.compile(r"<!--\s*formula:\s*[\w-]+\s*-->[>\s]*$")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
LINK = re.compile(r"""\]\(\s*<?([^)\s>]+)[^)]*\)|(?:href|src)=["']([^"']+)["']""")


def text_of(cell):
    """A markdown cell's text as the notebook shows it: no slide's own words, no code."""
    return CODE.sub("", SLIDE_WORDS.sub("", cell.source))


def labels(notebook, kind):
    """(cell number, name) of every <!-- kind: name -->."""
    for number, cell in cells(notebook, "markdown"):
        for name in re.findall(rf"<!--\s*{kind}:\s*([\w-]+)\s*-->", text_of(cell)):
            yield number, name


def formulas_are_checked(notebook):
    """A displayed formula has a label, the cell that checks it the tag; and the other way round."""
    for number, cell in cells(notebook, "markdown"):
        text = text_of(cell)
        for formula in FORMULA.finditer(text):
            if not LABEL_BEFORE.search(text[:formula.start()]):
                start = " ".join(formula.group().split())[:60]
                yield f"cell {number} has a formula without <!-- formula: name --> before: {start}"
    names = [name for _, name in labels(notebook, "formula")]
    checks = [(number, tag.removeprefix("checks:")) for number, cell in cells(notebook, "code")
              for tag in tags(cell) if tag.startswith("checks:") and SKIP not in tags(cell)]
    for name in sorted(set(names)):
        if names.count(name) > 1:
            yield f"{names.count(name)} formulas have the label {name}"
        if name not in [checked for _, checked in checks]:
            yield f"no code cell has the tag checks:{name}: that formula is not checked"
    for number, name in checks:
        if name not in names:
            yield f"cell {number} has the tag checks:{name}, and there is no such formula"


def symbols_are_used(notebook):
    """A symbol that the text introduces is a name in the notebook's code."""
    code = "\n".join(cell.source for _, cell in cells(notebook, "code"))
    for number, name in labels(notebook, "symbol"):
        if not re.search(rf"\b{re.escape(name)}\b", code):
            yield f"cell {number} introduces the symbol {name}, and no code cell uses that name"


def links(notebook):
    """(cell number, target) of every link and picture that points to a file of this project."""
    for number, cell in cells(notebook, "markdown"):
        for first, second in LINK.findall(text_of(cell)):
            target = (first or second).split("#")[0]
            if target and not re.match(r"[a-z][a-z0-9+.-]*:", target, re.IGNORECASE):
                yield number, target
