"""What StepPlayer says and draws without JavaScript: a step as a formula, and the still picture."""
from course_lib.house_style import (
    BACKWARD,
    FAINT,
    FORWARD,
    INK,
    MARK,
    PAPER,
    QUIET,
    STEP,
    TARGET,
    number,
    plain,
)
from course_lib.widgets import still

SQUARES = "half squared error"
LABELLED, ROOMY = 12, 8         # between layers with more lines, only those in use carry their number; both
MOST_PATHS = 8                  # so many are listed, the rest is counted
SUB, SUP = "₀₁₂₃₄₅", "⁽⁰⁾ ⁽¹⁾ ⁽²⁾ ⁽³⁾ ⁽⁴⁾".split()
SAYS = {"x": "the input", "z": "net input", "a": "activity", "slope": "slope", "E": "the error",
        "delta": "delta", "dW": "gradient of the weights into", "db": "gradient of the bias of",
        "W": "new weights into", "b": "new bias of"}
PHASES = {"forward": ("x", "z", "a", "slope"), "E": ("E",), "deltas": ("delta",), "gradient": ("dW", "db"),
          "update": ("W", "b")}
PER_UNIT = ("dW", "db", "W", "b")       # these have no row for the example: dW[l][j], but z[l][0, j]


# ---- Numbers and sums, as one writes them

def four(value):
    """Up to four decimals, without zeros that say nothing."""
    text = number(value, 4)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def in_column(values):
    """Numbers that stand below one another: as many decimals as the one that needs most, four or more."""
    texts = [number(value, 4) for value in values]
    places = max([4, *(len(text.split(".")[1]) for text in texts if "." in text and "e" not in text)])
    return [text if any(sign in text for sign in "ein") or abs(value) >= 1000 else
            f"{value:.{places}f}" if value == 0 else number(value, places)
            for text, value in zip(texts, values, strict=True)]


def count_of(player):
    """How far it has come: step 3 of 41, or line 1 of 17."""
    return "{} {} of {}".format(*player.counter)


def held(value):
    return f"({four(value)})" if value < 0 else four(value)


def tuple_of(values):
    return f"({', '.join(four(one) for one in values)})"


def sum_of(terms):
    """Each term is a factor and a value, or a number and None."""
    text = ""
    for w, value in terms:
        sign = "" if not text else " − " if w < 0 else " + "
        text += sign + four(abs(w) if text else w) + ("" if value is None else f" · {held(value)}")
    return text


# ---- A step in words and numbers

def formula(player):
    """The step that is shown: its name in the code, what it is, its formula, and rows of numbers."""
    (line, l, j), _ = player.now()
    net, t, whole = player.network, player.trace, player.granularity == "layer by layer"
    if line == "x":
        return "a[0]", SAYS[line], ["a⁽⁰⁾ = x", f"= {tuple_of(player.x)}"]
    if line == "E":
        return "E", SAYS[line], _error(player, t)
    rows = [_numbers(line, l, k, net, t, player) for k in (range(player.sizes[l]) if whole else [j])]
    unit = (f"layer {l}" if whole else f"output {j + 1}" if l == net.L else
            f"hidden unit {j + 1}" if net.L == 2 else f"layer {l}, unit {j + 1}")
    place = "" if whole else f"[{j}]" if line in PER_UNIT else f"[0, {j}]"
    between = " " if line in PER_UNIT else ", " if whole else " of "
    return (f"{line}[{l}]{place}", f"{SAYS[line]}{between}{unit}",
            [_symbols(line, l, "ⱼ" if whole else SUB[j + 1], net),
             *("= " + " = ".join(part for part in row if part) for row in rows)])


def _error(player, t):
    squares, softmax = player.loss == SQUARES, player.phi[-1] == "softmax"
    pairs = list(zip(t.a[-1][0], player.y, strict=True))
    if squares:
        symbols = f"E = ½ Σₖ (aₖ{SUP[len(player.phi)]} − yₖ)²"
        terms = [f"({four(a)} − {held(y)})²" for a, y in pairs]
    elif softmax:
        symbols, terms = "E = −Σₖ yₖ log aₖ", [f"{four(y)} log {four(a)}" for a, y in pairs]
    else:
        symbols = "E = −Σₖ (yₖ log aₖ + (1 − yₖ) log(1 − aₖ))"
        terms = [f"{four(y)} log {four(a)} + {four(1 - y)} log {four(1 - a)}" for a, y in pairs]
    inside = f"({' + '.join(terms)})" if len(terms) > 1 or not squares else terms[0]
    return [symbols, f"= {'½ ' if squares else '−'}{inside} = {four(player.E)}"]


def _symbols(line, l, J, net):
    here, below, above = SUP[l], SUP[l - 1], SUP[min(l + 1, 4)]
    name, squares = net.phi[l].name, net.loss.name == SQUARES
    if line == "delta" and l == net.L:
        missed = f"a{J}{here} − y{J}"
        return f"δ{J}{here} = ({missed}) φ′(z{J}{here})" if squares else f"δ{J}{here} = {missed}"
    return {
        "z": f"z{J}{here} = Σᵢ w{J}ᵢ{here} aᵢ{below} + b{J}{here}",
        "a": f"a{J}{here} = φ(z{J}{here})",
        "slope": f"φ′(z{J}{here})" + {"logistic": " = a (1 − a)", "tanh": " = 1 − a²"}.get(name, ""),
        "delta": f"δ{J}{here} = φ′(z{J}{here}) Σₖ wₖ{J}{above} δₖ{above}",
        "dW": f"∂E/∂w{J}ᵢ{here} = δ{J}{here} aᵢ{below}",
        "db": f"∂E/∂b{J}{here} = δ{J}{here}",
        "W": f"w{J}ᵢ{here} ← w{J}ᵢ{here} − η ∂E/∂w{J}ᵢ{here}",
        "b": f"b{J}{here} ← b{J}{here} − η ∂E/∂b{J}{here}",
    }[line]


def _numbers(line, l, k, net, t, player):
    """(the right-hand side with numbers, the result) of one unit."""
    W, b, a, z, eta = net.W[l][k], net.b[l][k], t.a[l][0, k], t.z[l][0, k], player.eta
    name, delta, dW, db = net.phi[l].name, t.delta[l][0, k], t.dW[l][k], t.db[l][k]
    if line == "z":
        return sum_of([*zip(W, t.a[l-1][0], strict=True), (b, None)]), four(z)
    if line == "a":
        softmax = f"softmax{tuple_of(t.z[l][0])}{SUB[k + 1]}"
        return softmax if name == "softmax" else f"{name}({four(z)})", four(a)
    if line == "slope":
        by_a = {"logistic": f"{four(a)} · (1 − {four(a)})", "tanh": f"1 − {held(a)}²"}
        return by_a.get(name, f"slope of {name} at {four(z)}"), four(t.slope[l][0, k])
    if line == "delta" and l == net.L:
        missed = f"{four(a)} − {held(player.y[k])}"
        return f"({missed}) · {four(t.slope[l][0, k])}" if net.loss.name == SQUARES else missed, four(delta)
    if line == "delta":
        collected = sum_of(zip(net.W[l+1][:, k], t.delta[l+1][0], strict=True))
        return f"{four(t.slope[l][0, k])} · ({collected})", four(delta)
    return {"dW": (f"{four(delta)} · {tuple_of(t.a[l-1][0])}", tuple_of(dW)), "db": ("", four(db)),
            "W": (f"{tuple_of(W)} − {four(eta)} · {tuple_of(dW)}", tuple_of(W - eta * dW)),
            "b": (f"{four(b)} − {four(eta)} · {held(db)}", four(b - eta * db))}[line]


def code(loss):
    """[(line, text)], as steps.js has it."""
    squares, up = loss == SQUARES, "for l in range(1, L + 1):"
    E = {SQUARES: "0.5 * np.sum((a[L] - y) ** 2)",
         "categorical cross-entropy": "-np.sum(y * np.log(a[L]))"}
    return [("x", "a[0] = x"), ("up", up),
            ("z", "    z[l] = a[l-1] @ W[l].T + b[l]"), ("a", "    a[l] = phi[l](z[l])"),
            ("slope", f"    {'' if squares else 'if l < L: '}slope[l] = phi[l].slope(z[l], a[l])"),
            ("E", f"E = {E.get(loss, '-np.sum(y * np.log(a[L]) + (1-y) * np.log(1-a[L]))')}"),
            ("top", f"delta[L] = {'(a[L] - y) * slope[L]' if squares else 'a[L] - y'}"),
            ("down", "for l in range(L, 1, -1):"),
            ("delta", "    delta[l-1] = delta[l] @ W[l] * slope[l-1]"), ("entries", up),
            ("dW", "    dW[l] = delta[l].T @ a[l-1]"), ("db", "    db[l] = delta[l].sum(axis=0)"),
            ("update", up), ("W", "    W[l] -= eta * dW[l]"), ("b", "    b[l] -= eta * db[l]")]


def path_lines(player, made):
    """The paths of the chosen weight as text, their sum, and its entry in the gradient."""
    (l, j, i), paths, L = player.weight, player.paths, len(player.sizes) - 1
    known = ("delta", L, player.sizes[-1] - 1) in made
    first = f"x{SUB[i + 1]}" if l == 1 else f"a{SUB[i + 1]}{SUP[l - 1]}"
    listed = sorted(paths, key=lambda one: -abs(one[2])) if known and len(paths) > MOST_PATHS else paths
    lines, total = [], sum(product for *_, product in paths)
    *products, total, entry = in_column([*(product for *_, product in listed[:MOST_PATHS]), total,
                                         player.trace.dW[l][j, i]])
    for (units, factors, _), product in zip(listed[:MOST_PATHS], products, strict=True):
        passed = [f"z{SUB[unit + 1]}{SUP[l + k]}" for k, unit in enumerate(units)]
        value = f"{' · '.join(map(held, factors))} = {product}" if known else "not computed yet"
        lines.append(f"{' → '.join([first, *passed, 'E'])}:  {value}")
    if len(paths) > MOST_PATHS:
        lines.append(f"and {len(paths) - MOST_PATHS} more")
    total = total if known else "—"
    entry = entry if ("dW", l, j) in made else "—"
    return [*lines, f"sum over {len(paths)} path{'s' * (len(paths) > 1)}: {total};  "
                    f"dW[{l}][{j}, {i}]: {entry}"]


# ---- The picture

def places_of(sizes):
    """Width, height, and where each unit stands; step_player.js places them in the same way."""
    L, tall = len(sizes) - 1, max(sizes)
    width, height = 760 if L > 2 else 660, max(290, 86 * tall)
    right, widest = width - 150, 1.4 * height / tall
    return width, height, [
        [(62 + m * (right - 62) / L, height / 2 + 5 + (k - (n - 1) / 2) * min(height / n, widest))
         for k in range(n)] for m, n in enumerate(sizes)]


def shares_of(lines, places):
    """Where on their lines the numbers stand, as sharesOf in step_network.js has it: {(l, j, i): share}.

    lines : {(l, j, i): how high its numbers are}
    """
    taken = [(x, y + up, wide, high) for layer in places[1:] for x, y in layer
             for up, wide, high in ((-30, 98, 28), (28, 88, 22))]
    taken += [(x, y, 50, 24) for layer in places for x, y in layer]
    found, spots = {}, {}
    for m, j, i in 3 * list(lines):
        (x1, y1), (x2, y2), best = places[m - 1][i], places[m][j], -1.0
        others = taken + [(*at, 74, lines[key]) for key, at in spots.items() if key != (m, j, i)]
        for share in (0.5, 0.58, 0.42, 0.66, 0.34, 0.74, 0.26):
            x, y = x1 + share * (x2 - x1), y1 + share * (y2 - y1) + 6
            room = min([1.0] + [max(abs(u - x) / wide, abs(v - y) / high) for u, v, wide, high in others])
            if room > best + 1e-9:
                best, found[m, j, i], spots[m, j, i] = room, share, (x, y)
    return found


class Sheet:
    """The still of one player: marks below, lines, circles, words."""

    def __init__(self, player):
        self.player, self.net, self.t = player, player.network, player.trace
        (self.line, self.l, self.j), self.made = player.now()
        self.whole, self.chosen = player.granularity == "layer by layer", tuple(player.weight)
        self.width, self.height, self.places = places_of(player.sizes)
        self.end = self.width - 40, self.height / 2
        self.under, self.strokes, self.circles, self.marks = [], {}, [], []
        self.words, self.inside = [], []     # words with paper around them; words on a ground already

    def lit(self, line, m, k):
        return (line, m) == (self.line, self.l) and (self.whole or k == self.j)

    def say(self, x, y, text, colour=INK, size=12, mark=False, anchor="middle", ground=False):
        if mark:
            wide = 0.6 * size * len(text) + 6
            left = {"middle": x - wide / 2, "start": x - 3, "end": x - wide + 3}[anchor]
            self.marks.append(still.rectangle(left, y - size + 1, wide, size + 4, MARK))
        (self.inside if mark or ground else self.words).append(still.word(x, y, text, colour, size, anchor))

    def stroke(self, start, stop, colour, thick, dashed=False):
        (x1, y1), (x2, y2) = start, stop
        self.strokes.setdefault((colour, thick, dashed), []).append(
            f"M{still.place(x1)},{still.place(y1)}L{still.place(x2)},{still.place(y2)}")

    def lines(self):
        counts = [len(low) * len(high) for low, high in zip(self.places, self.places[1:], strict=False)]
        self.crowded = max(counts) > LABELLED or sum(counts) > 20
        labelled = {}
        for m in range(1, self.net.L + 1):
            for k in range(len(self.places[m])):
                for i in range(len(self.places[m - 1])):
                    if said := self.weight(m, k, i):
                        labelled[m, k, i] = said
        shares = shares_of({line: high for line, (*_, high) in labelled.items()}, self.places)
        for line, (shown, entry, _) in labelled.items():
            self.numbers(*line, shares[line], shown, entry)
        for k, start in enumerate(self.places[-1]):
            if self.chosen and (self.chosen[0] < self.net.L or k == self.chosen[1]):
                self.under.append(still.line(*start, *self.end, MARK, 11))
            on = self.line == "E" or self.lit("delta", self.net.L, k)
            colour = FAINT if not on else FORWARD if self.line == "E" else BACKWARD
            self.stroke(start, self.end, colour, 3 if on else 1)

    def weight(self, m, k, i):
        """A line; if it carries numbers: whether its weight, whether its entry of the gradient, how high."""
        start, to, w = self.places[m - 1][i], self.places[m][k], self.net.W[m][k, i]
        colour = (FORWARD if self.lit("z", m, k) else STEP if self.lit("W", m, k) else
                  BACKWARD if self.lit("delta", m - 1, i) or self.lit("dW", m, k) else QUIET)
        picked = self.chosen == (m, k, i)
        if picked or (self.chosen and m > self.chosen[0] and (m > self.chosen[0] + 1 or i == self.chosen[1])):
            self.under.append(still.line(*start, *to, MARK, 16 if picked else 11))
        largest = abs(self.net.W[m]).max() or 1.0
        thick = (0.6 if colour == QUIET else 1.6) + round(4 * abs(w) / largest) / 2
        self.stroke(start, to, colour, thick, w < 0)
        few = not self.crowded and len(self.places[m]) * len(self.places[m - 1]) <= ROOMY
        now, updating = self.lit("dW", m, k), self.lit("W", m, k) and not (self.whole and self.crowded)
        shown = not self.crowded or picked or (colour != QUIET and not now)
        entry = ("dW", m, k) in self.made and (now or picked or updating or
                                               (few and ("W", m, k) not in self.made))
        return (shown, entry, 29 if few or (shown and entry) else 17) if shown or entry else None

    def numbers(self, m, k, i, share, shown, entry):
        """The weight on its line, and below it its entry of the gradient."""
        w, dw, done = self.net.W[m][k, i], self.t.dW[m][k, i], ("W", m, k) in self.made
        x, y = (one + share * (other - one) for one, other in zip(self.places[m - 1][i], self.places[m][k],
                                                                  strict=True))
        if shown:
            self.say(x, y + 4, f"→ {number(w - self.player.eta * dw, 3)}" if done else plain(w),
                     STEP if done else INK, 12, self.lit("W", m, k))
        if entry:
            self.say(x, y + (17 if shown else 4), f"dw {number(dw, 3)}", BACKWARD, 12, self.lit("dW", m, k))

    def units(self):
        self.circles.append(still.circle(*self.end, 21, MARK if self.line == "E" else PAPER))
        self.say(self.end[0], self.end[1] - 27, "E", size=13)
        if ("E", self.net.L, 0) in self.made:
            self.say(self.end[0], self.end[1] + 4, number(self.player.E, 3), FORWARD, ground=True)
        if self.player.step == self.player.last or len(self.made) > self.player.last:
            player = self.player
            after = player.after_update.error(player.x[None], player.y[None])
            self.say(self.end[0], self.end[1] + 38, f"→ {number(after, 4)}", STEP)
        for m, layer in enumerate(self.places):
            for k, (x, y) in enumerate(layer):
                below = y > self.end[1] + 10
                marked = self.lit("a", m, k) or (self.line == "x" and m == 0)
                self.circles.append(still.circle(x, y, 18, MARK if marked else PAPER, FORWARD,
                                                 3 if marked else 1.5))
                if m == 0 or ("a", m, k) in self.made:
                    self.say(x, y + 4, number(self.t.a[m][0, k]), FORWARD, ground=True)
                if m == 0:
                    self.say(x - 24, y + 4, f"x{SUB[k + 1]}", FORWARD, 13, anchor="end")
                else:
                    self.around(m, k, x, y)
                if m == self.net.L:
                    self.say(x + 23, y + (17 if below else -8), f"y{SUB[k + 1]} = {plain(self.player.y[k])}",
                             TARGET, 13, anchor="start")

    def around(self, m, k, x, y):
        """What stands above and below a unit."""
        b, db, t = self.net.b[m][k], self.t.db[m][k], self.t
        done, updating = ("b", m, k) in self.made, self.lit("b", m, k)
        db_now = self.lit("db", m, k)
        known = ("db", m, k) in self.made and (db_now if self.crowded else not done or updating)
        beside = known and not self.crowded
        text = f"b → {number(b - self.player.eta * db, 3)}" if done else f"b {plain(b)}"
        colour, anchor = STEP if done else INK, "end" if beside else "middle"
        if beside or not known:
            self.say(x - 2 * beside, y - 37, text, colour, 11, updating, anchor)
        if known:
            self.say(x + 4 * beside, y - 37, f"db {number(db)}", BACKWARD, 11, db_now,
                     "start" if beside else "middle")
        for line, text, at, colour, anchor in (
                ("z", "z", (x, y - 23), FORWARD, "middle"), ("slope", "φ′", (x - 2, y + 32), FORWARD, "end"),
                ("delta", "δ", (x + 4, y + 32), BACKWARD, "start")):
            if (line, m, k) in self.made:
                value = getattr(t, line)[m][0, k]
                self.say(*at, f"{text} {number(value)}", colour, 11, self.lit(line, m, k), anchor)

    def beside(self):
        """The formula and the code, to the right of the network; and how far down they reach."""
        player, left, top = self.player, self.width + 24, 30
        name, says, (symbols, *numbers) = formula(player)
        colour = (FORWARD if self.line in ("x", "z", "a", "slope", "E") else
                  BACKWARD if self.line in ("delta", "dW", "db") else INK)
        head = f"{count_of(player)}: {name}, {says}"
        parts = [still.word(left, top, head, anchor="start"),
                 still.word(left, top + 24, symbols, size=14, anchor="start"),
                 *(still.word(left, top + 46 + 20 * k, row, colour, anchor="start")
                   for k, row in enumerate(numbers))]
        top += 66 + 20 * len(numbers)
        phases = list(PHASES.values())
        far = max(list(PHASES).index(player.until),
                  next(p for p, lines in enumerate(phases) if self.line in lines))
        inside = {"up": "x", "top": "delta", "down": "delta", "entries": "dW", "update": "W"}
        for k, (line, text) in enumerate(code(player.loss)):
            late = not any(inside.get(line, line) in lines for lines in phases[:far + 1])
            if line == ("top" if (self.line, self.l) == ("delta", self.net.L) else self.line):
                parts.append(still.rectangle(left - 4, top + 16 * k - 12, 7.3 * len(text) + 8, 16, MARK))
            parts.append(still.word(left, top + 16 * k, text.replace(" " * 4, "\u00a0" * 4), size=12,
                                    anchor="start", font_family="'DejaVu Sans Mono', monospace",
                                    opacity="0.5" if late else None))
        return parts, top + 16 * 15

    def picture(self):
        self.lines()
        self.units()
        beside, reach = self.beside()
        below, colour = ["Click a line: each path from that weight to E is listed here."], QUIET
        if self.chosen:
            below, colour = path_lines(self.player, self.made), BACKWARD
        for k, text in enumerate(below):
            self.say(16, self.height + 18 + 20 * k, text, colour, 13, anchor="start")
        drawn = [still.tag("path", d="".join(d), fill="none", stroke=colour, stroke_width=thick,
                           stroke_dasharray="6 4" if dashed else None)
                 for (colour, thick, dashed), d in self.strokes.items()]
        words = still.tag("g", *self.words, stroke=PAPER, stroke_width=6, paint_order="stroke",
                          stroke_linejoin="round")
        height = max(self.height + 16 + 20 * len(below), reach)
        return still.picture(self.width + 424, height, self.player.alt(), *self.under, *drawn, *self.circles,
                             words, *self.marks, *self.inside, *beside)
