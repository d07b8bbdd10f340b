"""What the measurement says: the tables, what was wanted, whether it was reached, and why not."""
from benchmarks.tables import AT_MOST, HEADS, lookup, number, short_table, table

BUSY = 0.5                              # a load from which it matters
LEVEL = {"d128": 0.95, "e": 0.95}       # PyTorch ÷ ours, at least; elsewhere ahead, above 1
LEGEND = """\
*Floor*: the bare matrix products of one gradient, one BLAS call each, and nothing else. "÷ floor" is our time
as a multiple of that: less is better. "PyTorch ÷ ours" above 1: ours is quicker. Medians over rounds in which
all take turns; each was first seen to give the same E, gradient and step."""


def claims(data, section):
    """(what was wanted, [workloads where it was reached], [those where not]), each with its figure."""
    rows = lookup(data, section)

    def claim(says, dtype, who, what, to, good):
        found = {name: rows[dtype, name, who, what][to][1] for name in HEADS
                 if (dtype, name, who, what) in rows}
        sides = [[f"{name} ({number(ratio)})" for name, ratio in found.items() if good(name, ratio) is side]
                 for side in (True, False)]
        return says, *sides
    at_most = ", ".join(f"{most:g} on {name}" for name, most in AT_MOST.items())
    yield claim(f"gradient ÷ floor, at most {at_most}", "float64", "ours", "gradient", "to_floor",
                lambda name, ratio: ratio <= AT_MOST[name])
    for what in ("gradient", "step"):
        for dtype in ("float64", "float32"):
            yield claim(f"{what} in {dtype}: ahead of PyTorch (d128 and e: 0.95 or more)",
                        dtype, "PyTorch", what, "to_ours",
                        lambda name, ratio: ratio >= LEVEL[name] if name in LEVEL else ratio > 1)
        yield claim(f"{what} in float64: ahead of JAX", "float64", "JAX", what, "to_ours",
                    lambda name, ratio: ratio > 1)


def verdict(data, section):
    """The targets that were measured: where they were not reached, and which were."""
    measured = [claim for claim in claims(data, section) if claim[1] or claim[2]]
    lines = [f"- Not reached on {', '.join(missed)}: {says}." for says, _, missed in measured if missed]
    reached = [says for says, _, missed in measured if not missed]
    return "\n".join(lines + ["- Reached: " + "; ".join(reached) + "."] * bool(reached))


def why_a(data, section):
    """Two sentences on the smallest net, with what was measured."""
    rows, calls = lookup(data, section), data.get("calls")
    ours, floor, jax = (rows.get(("float64", "a", who, "gradient")) for who in ("ours", "floor", "JAX"))
    if not (calls and ours and floor) or ours["to_floor"][1] <= AT_MOST["a"]:
        return ""
    took, least = calls["microseconds"], calls["microseconds"] / floor["microseconds"]
    compiled = jax and jax["microseconds"] < took
    return (f"Why not on a: its floor is {calls['products']} products of together "
            f"{floor['microseconds']:.2g} µs, but the method makes {calls['calls']} NumPy calls, and these "
            "in one bare list, without a network or a loop around them, take "
            f"{took:.2g} µs, {number(least)} times the floor. "
            f"Our functions and loops bring it to {ours['microseconds']:.2g} µs"
            + ("; JAX, one compiled program that makes no such calls, is ahead there." if compiled else "."))


def about_kernels(data, section, free):
    """What it means that the environment chooses NumPy's kernels, where it does."""
    names = ", ".join(f"`{name}={value}`" for name, value in data["variables"].items())
    chosen, own = (lookup(data, one).get(("float64", "c", "floor", "gradient"), {"microseconds": 0})
                   ["microseconds"] for one in (section, free))
    text = (f"In the first table {names} chose the kernels of NumPy's products, as the environment of this "
            "machine has it; JAX, which brings its own products, was free. In the second NumPy was free too.")
    if own < chosen:
        text += (f" The same products are then quicker (the floor of c: {own:.3g} µs, not {chosen:.3g} µs), "
                 "and what stands on top of them stays: less time in all, but more times the floor.")
    return text


def busy(load):
    return (f"The machine was busy with other things (load {load:.1f}): one thread forgives that, but where "
            "two wait for each other, trust only figures whose quartiles lie close together.")


def front(data):
    """What stands in the course's README: a row a network, for one thread in float64."""
    parts = [f"Measured {data['date']} by `{data['command']}` on {data['machine']}, one thread, float64. "
             "The floor is the bare matrix products of one gradient: \"÷ floor\" is our time as a multiple "
             "of it. In the other columns a number above 1 says how many times longer the other one takes."]
    decide = [section for section, about in data["sections"].items() if about["threads"] == 1]
    for section in decide:
        if len(decide) == 2:
            chosen = " ".join(f"`{name}={value}`" for name, value in data["variables"].items())
            parts.append("With the processor's own BLAS kernels:" if section == decide[1] else
                         f"With the BLAS kernels that the machine's environment chose ({chosen}), which slow "
                         "NumPy's products and not JAX's:")
        parts.append(short_table(data, section))
    return "\n\n".join([*parts, "[All measurements, and how they were made](benchmarks/README.md)"])


def markdown(data):
    """All that stands between the markers of the benchmarks' own README."""
    decide = [section for section, about in data["sections"].items() if about["threads"] == 1]
    parts = [LEGEND, f"Measured {data['date']} in {data['minutes']} minutes by `{data['command']}` (with the "
             f"extra `benchmarks` installed) on {data['machine']}; {versions(data)}."]
    for section in decide:
        parts += [f"**{section}** ({data['sections'][section]['blas']})", table(data, section, "float64"),
                  verdict(data, section)]
    parts += [about_kernels(data, *decide)] if len(decide) == 2 else []
    parts += filter(None, [why_a(data, section) for section in decide[:1]])
    parts += [f"Left out: {name}: {why}." for name, why in data["left_out"].items()]
    parts += ["<details><summary>float32, and two threads</summary>"]
    parts += [busy(data["load"])] if data["load"] > BUSY else []
    parts += [table(data, section, dtype) for section in data["sections"] for dtype in ("float64", "float32")
              if section not in decide or dtype == "float32"]
    return "\n\n".join([*parts, "</details>"])


def versions(data):
    return ", ".join(f"{name} {version}" for name, version in data["versions"].items())
