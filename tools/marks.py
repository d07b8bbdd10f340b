"""What an author marks: formulas and the cells that check them, symbols, slides, links.

    <!-- formula: chain-rule -->        on the line before a displayed formula
    tags=["checks:chain-rule"]          on the code cell that checks it
    <!-- symbol: delta -->              where a symbol is met for the first time
"""

import re

from tools.cells import SKIP, cells, tags

SLIDES = ("slide", "subslide", "fragment", "notes", "skip", "-")
FORMULA = re.compile(r"\$\$.+?\$\$|\\begin\{(?:equation|align|gather|multline)\*?\}", re.DOTALL)
LABEL_BEFORE = re.compile(r"<!--\s*formula:\s*[\w-]+\s*-->[>\s]*$")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
LINK = re.compile(r"""\]\(\s*<?([^)\s>]+)[^)]*\)|(?:href|src)=["']([^"']+)["']""")


def labels(notebook, kind):
    """(cell number, name) of every <!-- kind: name -->."""
    for number, cell in cells(notebook, "markdown"):
        for name in re.findall(rf"<!--\s*{kind}:\s*([\w-]+)\s*-->", CODE.sub("", cell.source)):
            yield number, name


def formulas_are_checked(notebook):
    """A displayed formula has a label, the cell that checks it the tag; and the other way round."""
    for number, cell in cells(notebook, "markdown"):
        text = CODE.sub("", cell.source)
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


def is_a_lecture(notebook):
    """Slides, each with its minutes, and notes for the speaker."""
    kinds = []
    for number, cell in enumerate(notebook.cells, 1):
        kind = cell.metadata.get("slideshow", {}).get("slide_type")
        minutes = cell.metadata.get("minutes")
        kinds.append(kind)
        if kind not in (*SLIDES, None):
            yield f"cell {number} has the unknown slide_type {kind!r}: {', '.join(SLIDES)}"
        if kind == "slide" and not (isinstance(minutes, (int, float)) and minutes > 0):
            yield f"cell {number} begins a slide and has no minutes=..."
        if kind == "notes" and cell.cell_type != "markdown":
            yield f"cell {number} holds notes for the speaker, and is not markdown"
    for needed in ("slide", "notes"):
        if needed not in kinds:
            yield f'no cell has slideshow={{"slide_type": "{needed}"}}'


def links(notebook):
    """(cell number, target) of every link and picture that points to a file of this project."""
    for number, cell in cells(notebook, "markdown"):
        for first, second in LINK.findall(CODE.sub("", cell.source)):
            target = (first or second).split("#")[0]
            if target and not re.match(r"[a-z][a-z0-9+.-]*:", target, re.IGNORECASE):
                yield number, target
