"""The page of one learner: what was reached, what was said of each answer, and what to look at next.

Only the judge's own words stand there, as a verdict has them; no case, no right value, no seed, and
nothing that was printed while the answers were asked.
"""
from course_lib.checks.verdict import WORDS
from course_lib.grading.reports.facts import kind_of
from course_lib.grading.reports.page import page, table
from course_lib.grading.reports.pictures import DEFINED, SIGNS, bricks
from course_lib.grading.reports.text import (
    READABLE,
    RULES,
    SORRY,
    count_of,
    html,
    name_in_html,
    named,
    points,
    sentence,
    told,
    verdicts_of,
    when,
)
from course_lib.probes import ASSIGNMENTS

EDGES = {"right": "target", "partly right": "step", "not attempted": "open"}      # and vermilion for all else
FOOT = ("Your answers were asked on random cases drawn for you alone, so neither the cases nor the right "
        "values are told.")


def learner_page(learner, in_time=False):
    """HTML of what a record.Learner has.  in_time : which rule says what counts (record.counting)"""
    result, attempts = learner.counts, learner.attempts
    one = ASSIGNMENTS[result.assignment] if result.assignment in ASSIGNMENTS else None
    title = f"{one.number} · {one.title}" if one else f"Assignment {result.assignment}"
    body = [*nothing_judged(result), *what_next(result), *tasks(result), *remarks(result),
            *earlier(attempts, result)]
    return page(f"{title}: {result.learner}", head(result, title, len(attempts)), DEFINED + "\n".join(body),
                foot(result, in_time))


def head(result, title, attempts):
    handed_in = [f"Attempt {result.attempt}" + (f" of {attempts}" if attempts > 1 else "")]
    if result.time:
        handed_in.append(f"dated {html(when(result.time))}")
    late = ' <span class="tag">late</span>' if result.late else ""
    return (f'<p class="over">Exercises {html(title)}</p>\n<h1>{name_in_html(result.learner)}</h1>\n'
            f'<p class="quiet">{", ".join(handed_in)}{late}</p>\n'
            f'<p class="big">{points(result.points)} <small>of {points(result.of)} points</small></p>\n'
            + (f"<figure>{bricks(verdicts_of(result), kind_of)}</figure>" if verdicts_of(result) else ""))


def foot(result, in_time):
    return (f"<p>{FOOT} {RULES[in_time]}</p>"
            + (f"<p>Graded with {html(result.version, 60)}.</p>" if result.version else ""))


def nothing_judged(result):
    """Where a notebook could not be judged, or not wholly: why, and what to do."""
    if result.status == "graded":
        return
    if result.status == "unreadable":
        says = [READABLE, *filter(None, [result.problem])]
    else:
        says = [SORRY.get(result.status, SORRY["error in grader"])]
    yield '<div class="note">' + "".join(f"<p>{sentence(line)}</p>" for line in says) + "</div>"


def what_next(result):
    """Where to begin: the first task that is not right."""
    lines = list(advice(result))
    if lines:
        yield "<h2>What to look at next</h2>\n" + "\n".join(f"<p>{line}</p>" for line in lines)


def advice(result):
    """The sentences of that, as HTML."""
    wanting = [(number, one) for number, one in enumerate(verdicts_of(result), 1) if one["status"] != "right"]
    if not verdicts_of(result):
        return
    if not wanting:
        yield "Everything is right. Under each task of the notebook a folded “way on” leads further."
        return
    number, first = wanting[0]
    link = f'<a href="#task-{number}">task {number}, {html(first["title"])}</a>'
    blank = sum(one["status"] == "not attempted" for _, one in wanting)
    if first["status"] == "not attempted":
        yield f"Begin with {link}: it was still blank in what you handed in."
    else:
        yield f"Begin with {link}."
    twice = [name for name in dict.fromkeys(name for _, one in wanting for name in named(one)[:1])
             if sum(named(one)[:1] == (name,) for _, one in wanting) > 1]
    for name in twice[:2]:
        tasks = [str(number) for number, one in wanting if named(one)[:1] == (name,)]
        yield (f"<strong>{html(name, 80)}</strong> shows in tasks {', '.join(tasks[:-1])} and {tasks[-1]}: "
               "understood once, both are mended.".replace("both", "both" if len(tasks) == 2 else "all"))
    if blank and first["status"] != "not attempted":
        yield f"{count_of(blank, 'task')} {'was' if blank == 1 else 'were'} still blank."
    yield (f"In your notebook <code>check(&quot;{html(first['task'], 60)}&quot;)</code> asks the same of "
           "cases that everybody may know. There it can say more: try it until the panel is green.")


def tasks(result):
    """A panel for each verdict, in the order of the notebook."""
    if verdicts_of(result):
        yield "<h2>Task by task</h2>"
    for number, one in enumerate(verdicts_of(result), 1):
        yield panel(number, one)


def panel(number, verdict):
    """A verdict's words, as in a notebook."""
    status = verdict["status"]
    word = WORDS.get(status, status)
    edge = EDGES.get(status, "backward")
    says, small = told(verdict)
    return (f'<section class="panel" id="task-{number}" style="--edge:var(--{edge})">'
            f'<h3>{SIGNS[kind_of(status)]} {number} · {html(verdict["title"])}: '
            f'{points(verdict["points"])} of {points(verdict["of"])} points '
            f'<span class="quiet small">({html(word, 40)})</span></h3>'
            + "".join(f"<p>{sentence(line)}</p>" for line in says)
            + "".join(f'<p class="quiet small">{sentence(line)}</p>' for line in small) + "</section>")


def remarks(result):
    if result.remarks:
        lines = "".join(f"<li>{sentence(line)}</li>" for line in result.remarks[:20])
        more = len(result.remarks) - 20
        lines += f"<li>and {more} more of the kind</li>" if more > 0 else ""
        yield f"<h2>Remarks</h2>\n<ul>{lines}</ul>"


def earlier(attempts, counts):
    """All attempts, where there are several."""
    if len(attempts) > 1:
        rows = [(str(one.attempt), html(when(one.time)) + (" (late)" if one.late else ""), points(one.points),
                 "counts" if one == counts else "" if one.status == "graded" else html(one.status, 20))
                for one in attempts]
        yield "<h2>Your attempts</h2>\n" + table(
            "Your attempts", (("attempt", "n"), ("date", ""), ("points", "n"), ("note", "s")), rows)
