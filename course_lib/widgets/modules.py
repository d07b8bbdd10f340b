"""The JavaScript of the pieces: plain ES modules in static/, joined to one where they are needed.

A notebook takes one module a widget, so each is joined with what it imports. The files themselves run
as they are, in node and in a page. They keep to a few forms that two regular expressions can read:

    import { one, two } from "./kit.js";        on one line, at the top
    export const, export function, export class, export default
"""
import functools
import re
from pathlib import Path

STATIC = Path(__file__).with_name("static")
IMPORT = re.compile(r'^import \{ (\w+(?:, \w+)*) \} from "\./(\w+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (const|function|class|async function) (\w+)", re.MULTILINE)
FOREIGN = re.compile(r"^(import|export)\b.*", re.MULTILINE)


def source(name):
    """The text of static/name.js, as it is."""
    return (STATIC / f"{name}.js").read_text(encoding="utf-8")


@functools.cache
def text(name):
    """static/name.js and all that it imports as one module, with the same exports.

    Each imported module becomes a function that is called once and returns its exports.
    Raises ValueError where a module uses a form that this joining does not know.
    """
    body = source(name)
    parts = [_wrapped(other) for other in _needed(name)[:-1]]
    return "\n".join([*parts, _with_constants(name, body)])


def _needed(name):
    """The modules in an order in which each comes after those it imports; the last is name."""
    found = []
    for _, other in IMPORT.findall(source(name)):
        found += [one for one in _needed(other) if one not in found]
    return [*found, name]


def _with_constants(name, body):
    """Imports become constants taken from the modules above."""
    body = IMPORT.sub(lambda one: f"const {{ {one[1]} }} = {one[2]}Module;\n", body)
    left = [line[0] for line in FOREIGN.finditer(body)
            if not line[0].startswith("export default") and not EXPORT.match(line[0])]
    if left:
        raise ValueError(f"static/{name}.js has {left[0]!r}, which cannot be joined: keep to the forms "
                         f"that {__name__} names.")
    return body


def _wrapped(name):
    body = _with_constants(name, source(name))
    names = [one[1] for one in EXPORT.findall(body)]
    body = EXPORT.sub(r"\1 \2", body)
    return f"const {name}Module = (() => {{\n{body}\nreturn {{ {', '.join(names)} }};\n}})();"


def styles():
    """The style sheet that all pieces share."""
    return (STATIC / "pieces.css").read_text(encoding="utf-8")
