"""Answers to assignment 01, tasks those without a graph; chain_rule_graphs and _nodes have the others.

The right ones are written as a learner would; the wrong ones differ in a line.
"""
import numpy as np

from course_lib.mistakes.answers import chain_rule_graphs, chain_rule_nodes
from course_lib.mistakes.answers.edits import Answer
from course_lib.mistakes.record import Mistake, collect


def by_hand(u, v, E, x, y, c):
    first = u == "x * y"                            # one of two circuits
    u_now = x * y if first else x + c * y
    v_now = u_now + c * x if first else x * u_now
    u_x, u_y = (y, x) if first else (1, c)
    v_x, v_u = (c, 1) if first else (u_now, x)
    E_u, E_v = v_now, u_now
    dE_du = E_u + E_v * v_u
    dE_dx = dE_du * u_x + E_v * v_x
    dE_dy = dE_du * u_y
    local = {"u_x": u_x, "u_y": u_y, "v_x": v_x, "v_u": v_u, "E_u": E_u, "E_v": E_v}
    return {"values": [u_now, v_now, u_now * v_now], "local": local, "dE_du": dE_du, "dE_dx": dE_dx,
    "dE_dy": dE_dy}


BY_HAND = Answer(by_hand)


def by_hand_along_all_paths(u, v, E, x, y, c):
    if u == "x * y":
        value = x * y
        local = {"u_x": y, "u_y": x, "v_x": c, "v_u": 1.0, "E_u": value + c * x, "E_v": value}
    else:
        value = x + c * y
        local = {"u_x": 1.0, "u_y": c, "v_x": value, "v_u": x, "E_u": x * value, "E_v": value}
    over_v = local["v_u"] * local["E_v"]
    to_x = [local["u_x"] * local["E_u"], local["u_x"] * over_v, local["v_x"] * local["E_v"]]
    to_y = [local["u_y"] * local["E_u"], local["u_y"] * over_v]
    return {"values": np.array([value, local["E_u"], value * local["E_u"]]), "local": local,
            "dE_du": local["E_u"] + over_v, "dE_dx": sum(to_x), "dE_dy": sum(to_y)}


def chain(functions, derivatives, x):
    value, derivative = x, 1.0
    for f, slope in zip(functions, derivatives, strict=True):
        derivative = derivative * slope(value)
        value = f(value)
    return value, derivative


CHAIN = Answer(chain)


def chain_from_the_end(functions, derivatives, x):
    values = [x]
    for f in functions:
        values.append(f(values[-1]))
    product = np.ones_like(x)
    for k in range(len(functions) - 1, -1, -1):
        product *= derivatives[k](values[k])
    return [values[-1], product]


def chain_by_recursion(functions, derivatives, x):
    if not functions:
        return x, 1.0
    value, derivative = chain_by_recursion(functions[1:], derivatives[1:], functions[0](x))
    return value, derivative * derivatives[0](x)


def chain_by_columns(functions, derivatives, x):
    if np.ndim(x):
        return np.array([chain_by_columns(functions, derivatives, one) for one in x]).T
    factors = []
    for f, slope in zip(functions, derivatives, strict=True):
        factors.append(slope(x))
        x = f(x)
    return x, np.prod(factors)


def chain_on_its_input(functions, derivatives, x):
    derivative = np.ones_like(x)
    for f, slope in zip(functions, derivatives, strict=True):
        derivative = derivative * slope(x)
        x *= 0
        x += f(x)
    return x, derivative


def nudge(f, x, h=1e-5):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        up, down = x.astype(float), x.astype(float)
        up[i] += h
        down[i] -= h
        gradient[i] = (f(up) - f(down)) / (2 * h)
    return gradient


NUDGE = Answer(nudge)
COPIES = "        up, down = x.astype(float), x.astype(float)\n"
STEPS = "        up[i] += h\n        down[i] -= h\n"


def nudge_with_unit_vectors(f, x, h=1e-5):
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))])


def nudge_on_a_copy(f, x, h=1e-5):
    point, gradient = np.array(x, dtype=float), []
    for i in range(len(point)):
        kept = point[i]
        point[i] = kept + h
        above = f(point)
        point[i] = kept - h
        gradient.append((above - f(point)) / h / 2)
        point[i] = kept
    return gradient


def nudge_on_the_input(f, x, h=1e-5):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        below = f(x)
        x[i] += h
        gradient[i] = (above - below) / (2 * h)
    return gradient


WRONG = {
    "01.by_hand": BY_HAND.wrong(
        ("each factor its own derivative", "E_u, E_v = v_now, u_now", "E_u, E_v = u_now, v_now",
         "Nudge one factor of a product: how far the product moves is up to the other factor, which holds "
         "still."),
        ("product of the derivatives", "dE_dx = dE_du * u_x + E_v * v_x", "dE_dx = u_x * (v_x + v_u * u_x)",
         "The derivative of a product is not the product of the derivatives: E hears from u and from v, "
         "each on an edge of its own."),
        ("the fork at u forgotten", "dE_du = E_u + E_v * v_u", "dE_du = E_u",
         "Two arrows leave u: one to E, and one to v. What goes over v counts too."),
        ("the fork at x forgotten, over u alone", "dE_dx = dE_du * u_x + E_v * v_x", "dE_dx = dE_du * u_x",
         "Two arrows leave x: look for x in the formulas of your sheet, it stands in both."),
        ("the fork at x forgotten, over v alone", "dE_dx = dE_du * u_x + E_v * v_x", "dE_dx = E_v * v_x",
         "Two arrows leave x: look for x in the formulas of your sheet, it stands in both."),
        ("two of the three paths", "dE_dx = dE_du * u_x + E_v * v_x", "dE_dx = E_u * u_x + E_v * v_x",
         "There are three ways from x to E: one goes over u and then over v."),
        ("paths multiplied", "dE_dx = dE_du * u_x + E_v * v_x", "dE_dx = dE_du * u_x * E_v * v_x",
         "Along a path sensitivities multiply; paths that run side by side are added."),
        ("paths averaged", "dE_dx = dE_du * u_x + E_v * v_x", "dE_dx = (dE_du * u_x + E_v * v_x) / 2",
         "Both ways are open at the same time, so their effects add; a mean would halve them."),
        ("added along a path", "dE_du = E_u + E_v * v_u", "dE_du = E_u + (E_v + v_u)",
         "Along one path sensitivities multiply; only side by side they add."),
        ("the last edge forgotten", "dE_dy = dE_du * u_y", "dE_dy = dE_du",
         "That is how E hears from u. From y to u there is one edge more, with a local derivative of its "
         "own."),
        ("y reaches E by one path only", "dE_dy = dE_du * u_y", "dE_dy = E_u * u_y",
         "After u the way from y forks: use dE_du, which holds both ways."),
        ("all ways in a local derivative", "v_x, v_u = (c, 1) if first else (u_now, x)",
         "v_x, v_u = (c + u_x, 1) if first else (u_now + x, x)",
         "A local derivative is that of one edge: hold u still while x moves v."),
        ("all ways in the derivative on an edge", '"E_u": E_u', '"E_u": dE_du',
         "On the arrow from u to E stands how E moves if v is held still. All ways together come later, in "
         "dE_du."),
        ("u_x and u_y exchanged", "(y, x) if first else (1, c)", "(x, y) if first else (c, 1)",
         "u_x is how u moves if x moves and y is held still: what stands beside x in the formula of u?")),
    "01.chain": CHAIN.wrong(
        ("all derivatives taken at x", "slope(value)", "slope(x)",
         "Each function stands further along the chain: its derivative is taken at what comes into it, not "
         "at x."),
        ("derivatives taken at what comes out",
         "        derivative = derivative * slope(value)\n        value = f(value)\n",
         "        value = f(value)\n        derivative = derivative * slope(value)\n",
         "By then the value has gone through f already: the derivative belongs to what goes in."),
        ("added along the chain", "derivative * slope(value)", "derivative + slope(value)",
         "Sensitivities along a chain multiply: twice as far, then three times as far, is six times as far."),
        ("added along the chain, from 0",
         "value, derivative = x, 1.0\n    for f, slope in zip(functions, derivatives, strict=True):\n"
         "        derivative = derivative * slope(value)",
         "value, derivative = x, 0.0\n    for f, slope in zip(functions, derivatives, strict=True):\n"
         "        derivative = derivative + slope(value)",
         "Sensitivities along a chain multiply: twice as far, then three times as far, is six times as far."),
        ("returned inside the loop", "    return value, derivative", "        return value, derivative",
         "The `return` stands inside the loop, and ends it after the first function."),
        ("derivatives put into one another", "derivative * slope(value)", "slope(derivative)",
         "A derivative is a factor, not an input: it says how many times as far the value moves."),
        ("only the last derivative", "derivative * slope(value)", "slope(value)",
         "Each function brings a factor; here the one that came last has replaced the others."),
        ("the last factor left out", "zip(functions, derivatives, strict=True)", "zip(functions, "
                                                                                 "derivatives[:-1] + "
         "[lambda t: 1.0], strict=True)", "There is one factor for each function, the last one too."),
        ("the first factor left out", "zip(functions, derivatives, strict=True)", "zip(functions, [lambda "
                                                                                  "t: 1.0] + "
         "derivatives[1:], strict=True)", "There is one factor for each function, the first one too: dx/dx "
                                          "is 1, but "
         "the first function has its own."),
        ("from the last function to the first", "zip(functions, derivatives, strict=True)",
         "zip(functions[::-1], derivatives[::-1], strict=True)",
         "x goes into the first function of the list: the value has to be computed in that order."),
        ("begun at 0", "value, derivative = x, 1.0", "value, derivative = x, 0.0",
         "A product begins at 1, as a sum begins at 0; and dx/dx is 1."),
        ("one of the two alone", "return value, derivative", "return derivative",
         "Two things are asked for, in this order: the value at the end of the chain, and its derivative."),
        ("the derivative first", "return value, derivative", "return derivative, value",
         "Both are there, and have changed places: first the value, then the derivative."),
        ("every function at x", "value = f(value)", "value = f(x)",
         "What comes out of one function goes into the next."),
        ("the derivative of the value's size", "slope(value)", "abs(slope(value))",
         "A sensitivity has a sign, and it counts: let it be negative.")) | collect(
        Mistake("writes on its inputs", "x += f(x)", "value = f(value)",
                "`+=` and `*=` change the caller's array, even under another name; `value = f(value)` makes "
                "a new one.",
                Answer(chain_on_its_input).edited())),
    "01.nudge": NUDGE.wrong(
        ("one side only", "(f(up) - f(down)) / (2 * h)", "(f(up) - f(x)) / h",
         "From one side the curve bends within the step: nudge both ways, and the bend cancels to first "
         "order."),
        ("divided by one step", "/ (2 * h)", "/ h",
         "From the one point to the other it is not h: how far are they apart?"),
        ("a bracket missing", "/ (2 * h)", "/ 2 * h",
         "Python goes from left to right: this divides by 2 and then multiplies by h."),
        ("all variables nudged at once", STEPS, STEPS.replace("[i]", ""),
         "So all variables move together, and each entry is the sum of all. Move x[i], and leave the others "
         "where they are."),
        ("all variables nudged at once, in one quotient", "    gradient = np.zeros(len(x))\n",
         "    return (f(x + h) - f(x - h)) / (2 * h)\n    gradient = np.zeros(len(x))\n",
         "x + h moves all variables together, and gives one number. Asked is one for each: move x[i] alone."),
        ("nudges not taken back", "    for i in range(len(x)):\n" + COPIES, COPIES[4:] +
         "    for i in range(len(x)):\n",
         "The second variable is nudged while the first one still stands off its place: each needs the "
         "point as it was given."),
        ("whole numbers cut off", COPIES, "        up, down = x.copy(), x.copy()\n",
         "In an array of whole numbers 2 + h becomes 2 again, without a word. Make it a float first."),
        ("the gradient in whole numbers", "np.zeros(len(x))", "np.zeros_like(x)",
         "zeros_like takes over the kind of x: where x holds whole numbers, what you write into it is cut "
         "off."),
        ("one array under two names", COPIES, "        up = down = x.astype(float)\n",
         "up and down are one and the same array, so both nudges land on it: each needs a copy of its own."),
        ("one made from the other", COPIES + STEPS,
         "        up = x.astype(float)\n        up[i] += h\n        down = up.copy()\n        down[i] -= h\n",
         "`down` is a copy of `up`, which has moved already: one h back from there is x itself. Make both "
         "from x."),
        ("put there, not moved", STEPS, "        up[i] = h\n        down[i] = -h\n",
         "So x[i] becomes h, wherever it stood: it is to move by h from its own place."),
        ("one number in place of the point", "f(up) - f(down)", "f(x[i] + h) - f(x[i] - h)",
         "f is a function of the whole array: give it all of x, in which x[i] alone has moved."),
        ("returned inside the loop", "    return gradient", "        return gradient",
         "The `return` stands inside the loop, and ends it after the first variable."),
        ("sign turned", "f(up) - f(down)", "f(down) - f(up)",
         "Where f rises, the derivative is positive: the value further up comes first."),
        ("step too short", "    gradient = np", "    h = 1e-15\n    gradient = np",
         "The two values of f differ in their last digit only: what is left is rounding."),
        ("step too long", "    gradient = np", "    h = 0.1\n    gradient = np",
         "The curve bends within such a step. Use the h that is given."),
        ("the given h not used", "    gradient = np", "    h = 1e-5\n    gradient = np",
         "The caller chooses h, and you overwrite it: 1e-5 holds where nothing is given.")) | collect(
        Mistake("writes on the point", "x[i] += h; ...; x[i] -= 2 * h; ...; x[i] += h",
                "up = x.astype(float); up[i] += h",
                "The point belongs to the caller, and there and back by h does not end at the same last "
                "digit: work on a copy.",
                Answer(nudge_on_the_input).edited())),
    **chain_rule_graphs.WRONG,
    **chain_rule_nodes.WRONG,
}

RIGHT = {
    "01.by_hand": BY_HAND.right(
        ("along all paths", by_hand_along_all_paths),
        ("rounded to three decimals", "    dE_dx =", "    dE_du, E_v = round(dE_du, 3), round(E_v, 3)\n    "
                                                     "dE_dx ="),
        ("three significant digits", "    dE_dx =", "    dE_du, E_v = float(f'{dE_du:.3g}'), "
                                                    "float(f'{E_v:.3g}')\n    dE_dx =")),
    "01.chain": CHAIN.right(
        ("from the end, in place", chain_from_the_end),
        ("by recursion", chain_by_recursion),
        ("one number after the other", chain_by_columns),
        ("in float32", "return value, derivative", "return np.float32(value), np.float32(derivative)"),
        ("with a print", "    for f, slope", "    print(len(functions))\n    for f, slope"),
        ("with a warning", "    value, derivative = x, 1.0\n", "    value, derivative = x, 1.0\n    "
                                                               "np.log(np.zeros(1))\n")),
    "01.nudge": NUDGE.right(
        ("with unit vectors", nudge_with_unit_vectors),
        ("on one copy, put back each time", nudge_on_a_copy),
        ("in float32", "return gradient", "return gradient.astype(np.float32)"),
        ("another step where none is given", "h=1e-5", "h=1e-4"),
        ("by parts", "(f(up) - f(down)) / (2 * h)", "0.5 * ((f(up) - f(x)) / h + (f(x) - f(down)) / h)")),
    **chain_rule_graphs.RIGHT,
    **chain_rule_nodes.RIGHT,
}
