"""The sentences of a verdict. Each moves the reader on, and none holds the right value."""
import re

import numpy as np

HINTS = {
    "NameError": "A name is not known: run the cell that defines it, or look how it is spelt.",
    "UnboundLocalError": "A name is used in the function before it is given a value there.",
    "IndexError": "An index points outside of a list or an array: count from 0, and look at the last one.",
    "KeyError": "A dict was asked for a key that it does not have.",
    "RecursionError": "The function calls itself without end, or once for each of very many steps: a loop "
                      "needs no such depth.",
    "TypeError": "Something was used in a way that its type does not know, or a function was called with "
                 "arguments that it does not take.",
    "ZeroDivisionError": "Something is divided by 0.",
    "AttributeError": "Something was asked for a part that it does not have; it may be None.",
    "AssertionError": "An assert in your own code says no.",
    "SyntaxError": "Look there, and at the line before: is a colon, a bracket, a quote or a value missing, "
                   "or has a number a comma in place of its point?",
    "IndentationError": "Lines that belong together begin in the same column, and after a colon four spaces "
                        "further in.",
    "TabError": "Tabs and spaces are mixed at the beginning of lines: use spaces alone.",
    "ImportError": "A part of the library was called that this task does not allow: is your own function "
                   "handed on, where the library's would be taken?",
}
UNREAD = ("SyntaxError", "IndentationError", "TabError")
SHAPES = "Shapes do not fit in this line: print both, and ask which index is to be summed."
MESSAGES = {
    "shapes": SHAPES, "broadcast": SHAPES, "core dimension": SHAPES, "dimensions": SHAPES, "aligned": SHAPES,
    "enough dimensions": "A product was asked of None or of a single number: layer 0 has no weights.",
    "truth value of an array": "An `if` or `while` was given a whole array: ask one number, any() or all().",
    "must be of integer": "An array was asked for a place that is no whole number: an index must be an int.",
}
RETURN = "None is what a function returns where there is no `return`: is there one, at its very end?"
NOTHING = "(nothing)"    # the line of a mistake that consists in leaving one out
NO_END = "no end"        # the label of a key's hint for an answer that does not come
PRINTED = 120            # letters of what an answer printed that are shown
LABELS = 6               # that are right, before one only counts them
LINE = 90                # letters of a wrong line that is shown
LARGEST = 3              # names of implementations that are told


def not_attempted(task, name):
    return [f"`{name}` is still blank, or there is nothing of that name.",
            "Write it in the cell above, run that, then this one again."]


def does_not_fit(said, ways):
    """An answer that cannot be called as it is to be.   ways : [(name, names of what it is given)]

    What is said may be a stranger's word, so it is only looked up among the ways.
    """
    way = said["name"], said["given"]
    name, given = way if way in ways else next((one for one in ways if one[0] == said["name"]), ways[0])
    why = "its parameters do not fit that" if said["callable"] else "it is no function"
    return [f"`{name}` is called as `{name}({', '.join(given)})`, and {why}."]


def right(task, wants, candidates, private):
    cases = f"{len(wants)} random cases" if len(wants) > 1 else "one random case"
    numbers = sorted({want[0]["N"] for want in wants if "N" in want[0]})
    among = f", with N = {', '.join(map(str, numbers))}" if numbers and not private else ""
    if task.sheet:
        return ["Right, every value."]
    if task.checker:
        right_ones = sum(is_right for _, is_right in candidates)
        return [f"Right: {right_ones} right implementations accepted, and {len(candidates) - right_ones} "
                "wrong ones rejected."]
    return [f"Right, in {cases}{among}."]


def wrong(key, first, wholly, there, near, private):
    """Known mistake, else simple relation, else where it differs and where to look."""
    if wholly or there:
        told = (wholly or there)[0]
        says = [f"Not yet: {title(told)}.", told.sentence]
        others = [m for m in (wholly or there)[1:] if m.sentence != told.sentence][:1]
        says += [f"Or: {title(other)}. {other.sentence}" for other in others]
        shown = wholly and not others and told.wrong != NOTHING and len(told.wrong) <= LINE
        if shown and not (key.task.sheet or key.task.checker):
            says.append(f"Your numbers are those of this line: `{told.wrong}`")
        if not wholly:
            says.append("Behind it there may be another one.")
        return says
    place = f"`{first.label}` is not right." if private and first.kind in ("values", "nan") else first.says
    says = ["Not yet.", place]
    if near:
        says.append(near[1])
    hint = next((text for label, text in key.look.items() if first.label.startswith(label)), None)
    if first.got is None and first.want is not None:
        hint = RETURN
    return says + ([hint] if hint else [])


def title(mistake):
    """A mistake's name without the remark about shapes that stands in some."""
    return mistake.name.removesuffix(" (square)")


def parts(agreed, found):
    return [f"{len(agreed)} of {len(agreed) + len(found)} values are right"
            + (f": {', '.join(f'`{label}`' for label in agreed)}." if agreed else ".")]


def of_a_check(says, known, outcome, candidates):
    """The sentences on a check: those of a known mistake and the count, or the count and where to look."""
    if "wavering" not in outcome:
        return ["Not yet: it has to say True or False of each implementation.", *says[1:2]]
    count = let_through(outcome["answer"]["accepts"], candidates, outcome["wavering"])
    return says + count if known else [f"Not yet: {count[0]}", *count[1:], *says[2:]]


def are_verdicts(accepts, asked):
    """Whether a check said True or False each time that it was asked."""
    return isinstance(accepts, list) and len(accepts) == len(asked) and all(
        isinstance(one, (bool, np.bool_)) for one in accepts)


def let_through(accepts, candidates, wavering=0):
    """Of a check: how many it rejects and accepts, what that is worth, which wrong ones it lets through."""
    pairs = list(zip(accepts, candidates, strict=True))
    through = [mistake for says, (mistake, is_right) in pairs if says and not is_right]
    refused = [mistake for says, (mistake, is_right) in pairs if not says and is_right]
    right_ones = sum(is_right for _, is_right in candidates)
    wrong_ones = len(candidates) - right_ones
    says = [f"{wrong_ones - len(through)} of {wrong_ones} wrong implementations rejected, "
            f"{right_ones - len(refused)} of {right_ones} right ones accepted."]
    if wavering:
        says.append(f"Each came several times, and of {wavering} it said now True, now False: that counts as "
                    "wrong.")
    if len({bool(one) for one in accepts}) == 1:
        says.append("It says the same of all of them, so it tells nothing: no points for that.")
    else:
        says.append("What counts is the share of wrong ones rejected, less the share of right ones rejected: "
                    "a coin would get nothing." + " A right one rejected halves it." * bool(refused))
    says += [f"Let through: {title(mistake)}, `{mistake.wrong}`." for mistake in through[:LARGEST]]
    says += [f"Rejected, and right: {title(mistake)}." for mistake in refused[:LARGEST]]
    return says


def gone_wrong(status, outcome, wholly, private, look):
    """Where no answer came to be compared.  look : {label: where to look} of the task's key"""
    others = [mistake for mistake in wholly[1:] if mistake.sentence != wholly[0].sentence][:1]
    known = [f"{'Or' if mistake in others else 'It looks like this'}: {title(mistake)}. {mistake.sentence}"
             for mistake in [*wholly[:1], *others]]
    if status == "raised":
        error = outcome["raised"]
        message = "" if private or not error["message"] else f": {in_words(error['message'])}"
        own = error["number"]                                 # and not a line of the probe's
        called = f", called from `{error['asked']}`" if error.get("asked") else ""
        says = [f"{'Your code stopped with' if own else 'What came back could not be worked with:'} "
                f"{error['type']}{message}"]
        if error["type"] in UNREAD:
            place = f", line {error['number']}: `{error['line']}`" if error["line"] else message
            says = [f"Python could not read this: {error['type']}{place}{called}"]
        elif error["line"]:
            says.append(f"In line {error['number']}: `{error['line']}`{called}")
        if known:
            return says + known
        return says + hints(error)
    if status == "no end":
        return [f"No answer came within {outcome['no_end']:g} s, and the question needs a small part of "
                "that: look for a loop that never ends, or for work that is done again and again.",
                *(known or [look[label] for label in look if label == NO_END])]
    if status == "changed its inputs":
        return [f"Your code writes on `{outcome['changed']}`, which belongs to the caller: make a new array, "
                "or work on a copy.", *known]
    what = [] if re.search("[,;]", outcome["not_plain"]) else [
        "Numbers, lists and NumPy arrays can be judged; nothing else."]
    return [f"What came back is {outcome['not_plain']}.", *what, *known]


def hints(error):
    """What helps with an exception, by its message or else by its type."""
    found = [text for part, text in MESSAGES.items() if part in error["message"]]
    return (found or [text for name, text in HINTS.items() if name == error["type"]])[:1]


def in_words(message):
    """NumPy's message about a product whose sizes do not fit, as one would say it."""
    sizes = re.search(r"core dimension.*size (\d+) is different from (\d+)", message)
    return f"in a matrix product the inner sizes differ, {sizes[2]} and {sizes[1]}" if sizes else message


def where(case, want, agreed, private):
    """In which case it was seen, and what was right there."""
    about = f" (N = {want['N']})" if "N" in want and not private else ""
    labels = [f"`{label}`" for label in agreed if label != "N" and ", " not in label]
    seen = ", ".join(labels[:LABELS]) + (f" and {len(labels) - LABELS} more" if len(labels) > LABELS else "")
    return [f"First seen in case {case + 1}{about}." + (f" Right there: {seen}." if seen else "")]


def whose(task, learner):
    """By hand: whose sheet the numbers were compared with."""
    if not task.sheet:
        return []
    return [f"Compared with the sheet of {learner!r}." if learner.strip() else
            "Compared with the sheet of nobody in particular: your name belongs into `learner`."]


def notes(outcomes, private):
    """What else was noticed: printing, warnings."""
    if private:                         # it may depend on the question, or have been chosen to carry it
        return []
    letters, first = sum(outcome["letters"] for outcome in outcomes), outcomes[0].get("printed", "")
    shown = " ".join(first.split())[:PRINTED].replace("`", "'")
    said = [f"Your code printed {letters:,} letter{'s' * (letters != 1)} while it was asked"
            + (f", beginning with `{shown}`." if shown else ".")] * bool(letters)
    warned = list(dict.fromkeys(text for outcome in outcomes for text in outcome["warned"]))[:2]
    return said + [f"A warning came up: {text}" for text in warned]


def library(names, task):
    """Something of course_lib was used that the task does not allow."""
    allowed = ", ".join(f"course_lib.{name}" for name in task.uses) or "nothing of course_lib"
    return [f"This is to be your own work, and it leans on course_lib.{names[0]}.",
            f"Beside NumPy and Python's own library it may use {allowed}."]
