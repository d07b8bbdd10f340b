"""What was measured, as markdown tables, and how they come into a page.

Everything here is a function of the stored measurement, gradient.json: a table can be made again from
it at any time, to the letter.
"""
import json

# Wanted: gradient ÷ floor, at most.
AT_MOST = {"a": 6, "b": 3, "c": 1.8, "d32": 1.15, "d128": 1.10, "e": 1.10, "f": 1.7}

HEADS = {"a": "a: 2-2-1 logistic / 4", "b": "b: 2-16-16-1 tanh / 100", "c": "c: 784-30-10 logistic / 10",
         "d32": "d32: 784-128-10 ReLU / 32", "d128": "d128: 784-128-10 ReLU / 128",
         "e": "e: 784-512-512-10 ReLU / 256", "f": "f: ten layers of 64 ReLU / 32"}
LINES = (                       # what it says, who, what, ratio to
    ("**gradient ÷ floor**", "ours", "gradient", "to_floor"),
    ("without buffers ÷ floor", "ours, no buffers", "gradient", "to_floor"),
    ("textbook NumPy ÷ floor", "textbook", "gradient", "to_floor"),
    ("PyTorch ÷ ours", "PyTorch", "gradient", "to_ours"),
    ("JAX ÷ ours", "JAX", "gradient", "to_ours"),
    ("scikit-learn ÷ ours", "scikit-learn", "gradient", "to_ours"),
    ("autograd ÷ ours", "autograd", "gradient", "to_ours"),
    ("**whole step ÷ floor**", "ours", "step", "to_floor"),
    ("step: PyTorch ÷ ours", "PyTorch", "step", "to_ours"),
    ("step: JAX ÷ ours", "JAX", "step", "to_ours"),
    ("step: scikit-learn ÷ ours", "scikit-learn", "step", "to_ours"),
)

def lookup(data, section):
    """{(dtype, workload, who, what): row} of one section."""
    return {(row["dtype"], row["workload"], row["who"], row["what"]): row
            for row in data["rows"] if row["section"] == section}


def number(ratio):
    """Three digits: 0.987, 1.05, 17.3, 258."""
    return f"{ratio:.3g}" if ratio >= 10 else f"{ratio:.2f}"


def table(data, section, dtype, spread=False):
    """One markdown table; with spread every cell has its quartiles, else only our first line has."""
    rows = lookup(data, section)
    names = [name for name in HEADS if (dtype, name, "ours", "gradient") in rows]
    lines = [[f"{section}, {dtype}", *(HEADS[name] for name in names)], ["---"] * (len(names) + 1)]
    for says, who, what, to in LINES:
        found = [rows.get((dtype, name, who, what)) for name in names]
        if not any(found):
            continue
        cells = [[number(q) for q in row[to]] if row else None for row in found]
        between = [f"{cell[0]} – {cell[2]}" if cell else "" for cell in cells]
        cells = [cell[1] if cell else "–" for cell in cells]
        if spread:
            cells = [f"{cell} ({both})" if both else cell for cell, both in zip(cells, between, strict=True)]
        lines.append([says, *cells])
        if (who, what) == ("ours", "gradient"):
            if not spread:
                lines.append(["its quartiles", *between])
            if dtype == "float64" and data["sections"][section]["threads"] == 1:
                lines.append(["wanted, at most", *(f"{AT_MOST[name]:.3g}" for name in names)])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def short_table(data, section):
    """A row a network: our gradient over the floor, and who else takes how many times ours."""
    rows = lookup(data, section)
    columns = [line for line in LINES if line[1] in ("PyTorch", "JAX") or line[1:3] == ("ours", "gradient")]
    lines = [["network / examples", *(says.replace("*", "") for says, *_ in columns)],
             ["---"] * (len(columns) + 1)]
    for name, head in HEADS.items():
        found = [rows.get(("float64", name, who, what), {}).get(to) for _, who, what, to in columns]
        lines += [[head, *(number(ratio[1]) if ratio else "–" for ratio in found)]] if any(found) else []
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def dump(data):
    """As JSON, a row a line."""
    head = json.dumps({key: value for key, value in data.items() if key != "rows"}, indent=1)
    rows = ",\n".join(json.dumps(row) for row in data["rows"])
    return head[:-2] + ',\n "rows": [\n' + rows + "\n]}\n"


def logistic(data):
    """What the accurate logistic costs, a row for each shape."""
    lines = ["| dtype | shape of z | 1/(1 + e^-z) | (1 + tanh(z/2))/2 | ratio |", "|" + " --- |" * 5]
    for row in data["logistic"]:
        accurate, by_tanh = (f"{microseconds:.3g} µs" for microseconds in row["microseconds"])
        shape = " x ".join(map(str, row["shape"]))
        lines.append(f"| {row['dtype']} | {shape} | {accurate} | {by_tanh} | {number(row['ratio'])} |")
    return "\n".join(lines)


def between_markers(text, content, name="gradient-table"):
    """The text with this content between <!-- name --> and <!-- /name -->.

    Raises ValueError where the two are not there, once each.
    """
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise ValueError(f"the text must have {begin} and, after it, {end}, once each: put them where the "
                         "table is to stand.")
    before, after = text.split(begin)[0], text.split(end)[1]
    return f"{before}{begin}\n\n{content}\n\n{end}{after}"
