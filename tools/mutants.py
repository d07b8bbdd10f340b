"""Small automatic edits of a right answer. Each is to be rejected, or listed with the reason why not.

    operators    + - * / @ **, comparisons, += and -=    terms      a + b -> a, a * b -> b, not, minus
    numbers      3 -> 4, axis=0 -> 1, True -> False      indices    l -> l + 1, l - 1
    transposes   .T left out, or put on a factor of @    calls      sum <-> mean, max <-> min
    statements   one left out

mutants(source) yields (line as it became, source as it became), each edit alone.
"""

import ast
import copy

OTHER = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
         ast.FloorDiv: ast.Div, ast.Mod: ast.Mult,
         ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
         ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.And: ast.Or, ast.Or: ast.And,
         ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In}
CALLS = {"sum": "mean", "mean": "sum", "max": "min", "min": "max", "maximum": "minimum", "minimum": "maximum",
         "argmax": "argmin", "argmin": "argmax", "exp": "expm1", "cos": "sin", "sin": "cos"}
STYLE = {"strict"}                   # keywords whose value changes nothing as long as all is well


def mutants(source):
    """Yield (the changed line, the changed source) for every small edit."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    style = [one.value for one in ast.walk(tree) if isinstance(one, ast.keyword) and one.arg in STYLE]
    for index, node in enumerate(ast.walk(tree)):
        if any(node is one for one in style):
            continue
        for edit in edits_of(node):
            changed = copy.deepcopy(tree)
            edit(changed, list(ast.walk(changed))[index])
            text = ast.unparse(ast.fix_missing_locations(changed))
            if text not in seen:
                seen.add(text)
                yield changed_line(ast.unparse(tree), text), text


def changed_line(old, new):
    """The first line that is another one; where a line went, "without" it."""
    old, new = old.splitlines(), new.splitlines()
    for before, after in zip(old, new, strict=False):
        if before != after:
            return f"without {before.strip()}" if len(new) < len(old) else after.strip()
    return f"without {old[-1].strip()}"


def edits_of(node):
    """Functions (tree, the node in it) that change a tree in one place."""
    if isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in OTHER:
        yield lambda tree, one: setattr(one, "op", OTHER[type(one.op)]())
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, (ast.Add, ast.Sub, ast.Mult, ast.Div)):
            yield lambda tree, one: replace(tree, one, one.left)
            yield lambda tree, one: replace(tree, one, one.right)
        if isinstance(node.op, ast.MatMult):
            for side in ("left", "right"):
                yield lambda tree, one, side=side: setattr(one, side, transposed(getattr(one, side)))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not)):
        yield lambda tree, one: replace(tree, one, one.operand)
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OTHER:
        yield lambda tree, one: one.ops.__setitem__(0, OTHER[type(one.ops[0])]())
    if isinstance(node, ast.BoolOp):
        yield lambda tree, one: setattr(one, "op", OTHER[type(one.op)]())
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield lambda tree, one: replace(tree, one, one.value)
    if isinstance(node, ast.Attribute) and node.attr in CALLS:
        yield lambda tree, one: setattr(one, "attr", CALLS[one.attr])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("min", "max"):
        yield lambda tree, one: setattr(one.func, "id", CALLS[one.func.id])
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield lambda tree, one: setattr(one, "value", one.value + 1)
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        yield lambda tree, one: setattr(one, "value", not one.value)
    if isinstance(node, ast.Call):
        for place, keyword in enumerate(node.keywords):
            if keyword.arg and keyword.arg not in STYLE and not isinstance(keyword.value, ast.Constant):
                yield lambda tree, one, place=place: one.keywords.pop(place)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, (ast.Name, ast.BinOp)):
        for step in (1, -1):
            yield lambda tree, one, step=step: setattr(
                one, "slice", ast.BinOp(one.slice, ast.Add(), ast.Constant(step)))
    if isinstance(node, (ast.FunctionDef, ast.For, ast.While, ast.If, ast.With)):
        for place, line in enumerate(node.body):
            leaves = isinstance(line, (ast.Assign, ast.AugAssign, ast.For, ast.If)) or (
                isinstance(line, ast.Expr) and not isinstance(line.value, ast.Constant))
            if leaves:
                yield lambda tree, one, place=place: leave_out(one.body, place)


def leave_out(body, place):
    body[place:place + 1] = [] if len(body) > 1 else [ast.Pass()]


def transposed(node):
    return ast.Attribute(node, "T", ast.Load())


def replace(tree, node, other):
    """Put another node in this one's place."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is node:
                setattr(parent, field, other)
                return
            if isinstance(value, list) and any(one is node for one in value):
                value[:] = [other if one is node else one for one in value]
                return
