"""The page of a class: who needs help with what, what the class can do, and what to look at oneself."""
from typing import NamedTuple
from urllib.parse import quote

from course_lib.grading.reports.facts import ENOUGH, HEADS, KINDS
from course_lib.grading.reports.page import page, table
from course_lib.grading.reports.pictures import DEFINED, SIGNS, distribution, legend, length, parts_of_all
from course_lib.grading.reports.text import (
    RULES,
    count_of,
    file_name,
    html,
    name_in_html,
    percent,
    points,
    sentence,
)
from course_lib.probes import ASSIGNMENTS

MISTAKES = 15            # known mistakes that are drawn
SHORT = 12               # so many rows are shown without being asked for
FEW = 60                 # learners of whom a table of all is shown without being asked for
GROUPS = 40


class Compared(NamedTuple):
    """What likeness found: its groups, how many had too little to compare, and how many were not there."""

    groups: list
    little: int = 0
    absent: int = 0


def class_page(facts, copies=None, pages=True, in_time=False):
    """HTML of a class.

    copies   Compared, or None where nobody looked
    pages    whether each learner's page is in the folder learners/
    in_time  which rule says what counts (record.counting)
    """
    one = ASSIGNMENTS[facts.assignment]
    title = f"{one.number} · {one.title}"
    body = [who_needs_help(facts, pages), the_mistakes(facts, pages), the_tasks(facts), the_points(facts),
            to_look_at(facts, pages), the_copies(copies, pages), everybody(facts, pages)]
    return page(f"{title}: the class", head(facts, title), DEFINED + "\n".join(filter(None, body)),
                foot(facts, in_time))


def head(facts, title):
    values = [("learners", f"{facts.learners:,}"), ("attempts", f"{facts.attempts:,}"),
              ("late", f"{facts.late:,}"), ("median", f"{points(facts.median)} of {points(facts.of)}"),
              ("mean", f"{points(round(facts.mean, 1))}")]
    loud = facts.statuses["error in grader"]
    warning = (f'<div class="note"><p><strong>{count_of(loud, "notebook")} could not be graded, '
               'through no fault of the learner.</strong> The points of these are not theirs yet; they are '
               'listed under <a href="#look">To look at yourself</a>.</p></div>' if loud else "")
    return (f'<p class="over">Exercises {html(title)}</p>\n<h1>What the class did</h1>\n<dl class="facts">'
            + "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in values)
            + f"</dl>\n{warning}")


def foot(facts, in_time):
    protection = ", ".join(f"{html(name, 80)} ({count:,})" for name, count in sorted(facts.sandboxes.items())
                           [:6])
    return (f"<p>{RULES[in_time]} What lateness costs is yours to decide: no points are taken off. All "
            "attempts are in attempts.csv.</p>"
            f"<p>The machine was protected by: {protection or 'nothing was run'}. "
            f"Graded with {html(', '.join(sorted(facts.versions)) or 'an unknown version', 200)}. This "
            "page names learners: keep it where their data may be kept.</p>")


def who_needs_help(facts, pages):
    """Those with the fewest points, and where each of them first went wrong."""
    if not facts.learners:
        return "<h2>Who needs help</h2>\n<p>Nobody has handed in anything yet.</p>"
    out = facts.learners - facts.judged
    unseen = (f' {count_of(out, "learner")} handed in what could not be judged: see '
              '<a href="#look">To look at yourself</a>.' if out else "")
    title = "<h2>Who needs help, and with what</h2>\n"
    if not facts.judged:
        return f"{title}<p>Nothing could be judged.{unseen}</p>"
    if not facts.wanting:
        return f"{title}<p>Everybody who could be judged has half of the points or more.{unseen}</p>"
    rows = [(link(one.learner, pages), points(one.points),
             f'{one.number} · {html(one.title)}: <strong>{html(one.says)}</strong>') for one in facts.wanting]
    heads = (("learner", "who"), ("points", "n"), ("begin with", ""))
    shown, folded = table("Who needs help", heads, rows[:SHORT]), ""
    if len(rows) > SHORT:
        folded = (f"<details><summary>{len(rows) - SHORT:,} more, with up to "
                  f"{points(facts.wanting[-1].points)} points</summary>\n"
                  f"{table('Who needs help, continued', heads, rows[SHORT:])}</details>")
    more = facts.needing - len(rows)
    folded += f'<p class="quiet small">And {more:,} more: see grades.csv.</p>' if more else ""
    return (f"{title}<p>{count_of(facts.needing, 'learner')} of {facts.judged:,} "
            f"{'has' if facts.needing == 1 else 'have'} less than half of the points; the fewest first. "
            "Begin with the first task that is not right."
            f"{unseen}</p>\n{shown}{folded}")


def the_points(facts):
    if not facts.learners:
        return ""
    says = f"{count_of(facts.learners, 'learner')}."
    if facts.learners >= ENOUGH:
        full = sum(count for value, count in facts.points.items() if value >= facts.of)
        says = (f"Half of the class has between {points(round(facts.quantile(0.25), 1))} and "
                f"{points(round(facts.quantile(0.75), 1))} points; "
                f"{count_of(full, 'learner')} {'has' if full == 1 else 'have'} all {points(facts.of)}.")
    return (f"<h2>Points</h2>\n<figure>{distribution(facts.points, facts.of, facts.median)}"
            f"<figcaption>How many learners reached how many points. {says}</figcaption></figure>")


def the_tasks(facts):
    judged = facts.judged
    if not judged:
        return ""
    order = sorted(facts.tasks, key=lambda task: task.share)
    numbers = {task.name: number for number, task in enumerate(facts.tasks, 1)}
    used = [kind for kind in KINDS if any(task.counts.get(kind) for task in facts.tasks)]
    bars = "".join(
        f'<li class="bar"><p class="row"><span>{numbers[task.name]} · {html(task.title)}</span>'
        f"<span>{percent(task.share)} of {points(task.of)} points</span></p>"
        f"{parts_of_all(task.counts, in_words(task))}</li>" for task in order)
    out = facts.learners - judged
    note = f" Left out: {count_of(out, 'notebook')} that could not be judged." if out else ""
    return (f"<h2>Tasks, the hardest first</h2>\n<p>How many of {count_of(judged, 'learner')} gave which "
            f"kind of answer.{note}</p>\n{legend(used)}\n<ol class=\"bare\">{bars}</ol>\n{statistics(facts)}")


def in_words(task):
    said = ", ".join(f"{task.counts[kind]} {kind}" for kind in KINDS if task.counts.get(kind))
    return f"{task.title}: {said}."


def statistics(facts):
    """The same as numbers, and how well each task goes with the others."""
    rows = [(html(task.name), percent(task.share),
             *(f"{task.counts.get(kind, 0):,}" for kind in KINDS),
             "" if task.rest is None else f"{task.rest:.2f}".replace("-", "−")) for task in facts.tasks]
    heads = (("task", "s"), ("of its points", "n"), *((kind, "n") for kind in KINDS), ("with the rest", "n"))
    return ("<details><summary>The same in numbers</summary>\n"
            + table("Tasks in numbers", heads, rows)
            + '<p class="small quiet">“With the rest” is the correlation of a task\'s points with the points '
              "of all other tasks. Near 0 or below, those who can do the rest do no better here: then look "
              f"at how the task is put. It is told from {ENOUGH} learners on.</p></details>")


def the_mistakes(facts, pages):
    if not facts.mistakes:
        return ("<h2>Known mistakes</h2>\n<p>No answer was one of the mistakes that the course knows.</p>"
                if facts.judged else "")
    shown = "".join(
        f'<li class="bar"><p class="row"><span><strong>{html(one.name)}</strong></span>'
        f"<span>{one.count:,} of {count_of(facts.judged, 'learner')}</span></p>"
        f"{length(one.count, facts.judged)}"
        f'<p class="small">{sentence(one.sentence)} <span class="quiet">{where_made(one, facts)}</span></p>'
        f"{who_made(one, pages)}</li>" for one in facts.mistakes[:MISTAKES])
    rest = facts.mistakes[MISTAKES:]
    more = (f'<p class="quiet">And {count_of(len(rest), "other mistake")}, each made by at most '
            f"{count_of(rest[0].count, 'learner')}: see grades.csv.</p>" if rest else "")
    return ("<h2>Known mistakes, by how many made them</h2>\n<p>What to talk about in the next lesson. The "
            "sentence is the one that these learners were given.</p>\n"
            f'<ol class="bare">{shown}</ol>{more}')


def who_made(mistake, pages):
    """Their names, folded; the first ones of many."""
    names = ", ".join(link(learner, pages) for learner in mistake.who.first)
    more = f" and {mistake.who.more:,} more: see grades.csv" if mistake.who.more else ""
    return (f'<details class="small"><summary>Who: {html(mistake.name)}</summary>\n'
            f"<p>{names}{more}</p></details>")


def where_made(mistake, facts):
    """In which tasks, with the counts where there are several."""
    several = len(mistake.tasks) > 1
    return "In " + ", ".join(f"“{html(task.title)}”" + (f" {mistake.tasks[task.name]:,}" if several else "")
                             for task in facts.tasks if mistake.tasks[task.name]) + "."


def link(learner, pages):
    """A learner's name, leading to their page."""
    name = name_in_html(learner)
    return f'<a href="learners/{quote(file_name(learner))}.html">{name}</a>' if pages else name


def to_look_at(facts, pages):
    title = '<h2 id="look">To look at yourself</h2>\n'
    if not facts.troubles:
        return (f"{title}<p>Nothing: every notebook could be read and judged, and none needed a remark.</p>"
                if facts.learners else "")
    parts = []
    for kind, some in facts.troubles.items():
        rows = [(link(one.learner, pages), str(one.attempt), sentence(one.says)) for one in some.first]
        more = f'<p class="quiet small">And {some.more:,} more: see grades.csv.</p>' if some.more else ""
        heads = (("learner", "who"), ("attempt", "n"), ("what", ""))
        parts.append(f"<details{' open' if some.count <= SHORT else ''}><summary>"
                     f"<strong>{html(HEADS[kind])}</strong> ({some.count:,})</summary>\n"
                     f"{table(HEADS[kind], heads, rows)}{more}</details>")
    return title + "\n".join(parts)


HINT = ("A hint, and no more. Names, comments and spacing are evened out and what many have written is left "
        "out; yet small right functions look alike, pairs may have been told to work together, and the "
        "solutions are public. Open both notebooks, and talk with people before you conclude anything.")


def the_copies(found, pages):
    if found is None:
        return ""
    says, copies = "<h2>Notebooks that look alike</h2>\n", found.groups
    for count, why in ((found.little, "with too little text that is not the release's or everybody's"),
                       (found.absent, "that are not where they were any more")):
        if count:
            says += f'<p class="small quiet">Not compared: {count_of(count, "notebook")} {why}.</p>\n'
    if not copies:
        return says + "<p>No two notebooks are near-copies of each other.</p>"
    rows = [(", ".join(link(learner, pages) for learner in group.learners[:12])
             + (f" and {len(group.learners) - 12:,} more" if len(group.learners) > 12 else ""),
             str(len(group.learners)), "the same file" if group.same_file else percent(group.share))
            for group in copies[:GROUPS]]
    more = (f'<p class="quiet small">And {len(copies) - GROUPS:,} more groups.</p>'
            if len(copies) > GROUPS else "")
    heads = (("learners", ""), ("how many", "n"), ("in common, at least", "n"))
    return (f'{says}<div class="note"><p>{HINT}</p></div>\n'
            + table("Notebooks that look alike", heads, rows) + more)


def everybody(facts, pages):
    """A row for each learner: a sign for each task."""
    if not facts.learners:
        return ""
    heads = [("learner", "who"), ("points", "n"),
             *((str(number), "") for number, _ in enumerate(facts.tasks, 1)), ("note", "s")]
    rows = []
    for learner, reached, kinds, late, status in facts.everybody.first:
        signs = [f'<span title="{html(kinds[task.name])}">{SIGNS[kinds[task.name]]}</span>'
                 if task.name in kinds else "" for task in facts.tasks]
        words = ["late"] * late + [html(status)] * (status != "graded")
        rows.append((link(learner, pages), points(reached), *signs, ", ".join(words)))
    more = facts.everybody.more
    rest = f'<p class="quiet small">And {more:,} more: see grades.csv.</p>' if more else ""
    key = ", ".join(f"{SIGNS[kind]} {kind}" for kind in KINDS)
    return (f"<h2>Everybody</h2>\n<details{' open' if facts.learners <= FEW else ''}><summary>"
            f"{count_of(facts.learners, 'learner')}, by name</summary>\n"
            f"<p class=\"small quiet\">{key}</p>\n{table('Everybody', heads, rows)}{rest}</details>")
