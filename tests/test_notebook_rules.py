"""Each rule of tools/rules.py refuses the notebooks that break it, and accepts one that is right."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import rules
from tools.places import ROOT

PICTURE = "iVBORw0KGgo="


def good():
    """Two slides, a formula and its check, a picture, an announced error, a cell to time; three
    predictions, five questions, and the next one."""
    slide = {"slideshow": {"slide_type": "slide"}, "minutes": 15}
    fold = "<details><summary>Answer</summary>\nSo.\n</details>"
    picture = new_output("display_data", {"image/png": PICTURE, "text/plain": "Figure: a tower"},
                         metadata={"image/png": {"alt": "a tower"}})
    error = new_output("error", ename="ValueError", evalue="no", traceback=["ValueError: no"])
    return new_notebook(cells=[
        new_markdown_cell("# 09 · Which?\n\n<!-- symbol: delta -->\nWe call it delta: `$$` is code.",
                          metadata=slide),
        new_markdown_cell("So\n\n<!-- formula: chain -->\n$$ a = b $$\n\n![a brick](x.png)\n\n"
                          "<!-- slide\n## So\n$$ a  = b $$\n-->", metadata=slide),
        new_markdown_cell("Ask the room.", metadata={"slideshow": {"slide_type": "notes"}}),
        new_code_cell("delta = 1\ndelta", execution_count=1, metadata={"tags": ["checks:chain"]},
                      outputs=[new_output("execute_result", {"text/plain": "1"}, execution_count=1)]),
        new_code_cell("show(figure)", execution_count=2, outputs=[picture]),
        new_code_cell("fail()", execution_count=3, outputs=[error],
                      metadata={"tags": ["raises-exception"]}),
        new_code_cell("%timeit f()", metadata={"tags": ["skip-execution"]}),
        *(new_markdown_cell(f"**Predict.** Which?\n\n{fold}") for _ in range(3)),
        new_markdown_cell("\n\n".join(["## Recall", *(f"**{n}.** Why?\n{fold}" for n in range(1, 6))])),
        new_markdown_cell("## The next question\n\nAnd then?", metadata=slide),
    ])


def stripped(notebook):
    for cell in notebook.cells[3:]:
        cell.outputs, cell.execution_count = [], None


def half_run(notebook):
    notebook.cells[5].execution_count = None


def run_twice(notebook):
    notebook.cells[4].execution_count = 7


def output_removed(notebook):
    notebook.cells[3].outputs = []


def print_removed(notebook):
    notebook.cells[3].source, notebook.cells[3].outputs = "print(delta)\ndelta = 2", []


def empty_cell(notebook):
    notebook.cells[3].source = ""


def sudden_error(notebook):
    notebook.cells[5].metadata.tags = []


def error_that_does_not_come(notebook):
    notebook.cells[5].outputs = []


def warning(notebook):
    notebook.cells[3].outputs.append(new_output("stream", name="stderr", text="UserWarning"))


def printed(text):
    def break_it(notebook):
        notebook.cells[3].outputs.append(new_output("stream", name="stdout", text=text))
    break_it.__name__ = f"printed {text[:12]}"
    return break_it


def widget(notebook):
    notebook.cells[3].outputs[0].data["application/vnd.jupyter.widget-view+json"] = {"model_id": "7"}


def picture_without_words(notebook):
    notebook.cells[4].outputs[0].metadata = {}


def picture_with_blank_words(notebook):
    notebook.cells[4].outputs[0].metadata["image/png"]["alt"] = "  "


def drawing_in_the_text(notebook):
    notebook.cells[1].source += "\n\n![](brick.png)"


def html_drawing(notebook):
    notebook.cells[1].source += '\n\n<img src="brick.png" alt="">'


def formula_without_label(notebook):
    notebook.cells[1].source += "\n\n$$ c = d $$"


def environment_without_label(notebook):
    notebook.cells[1].source += "\n\n\\begin{align} c &= d \\end{align}"


def label_far_away(notebook):
    notebook.cells[1].source = "<!-- formula: chain -->\n\nSo\n\n$$ a = b $$"


def label_twice(notebook):
    notebook.cells[1].source += "\n\n<!-- formula: chain -->\n$$ a = b $$"


def formula_unchecked(notebook):
    notebook.cells[3].metadata.tags = []


def formula_checked_by_a_cell_that_never_runs(notebook):
    notebook.cells[3].metadata.tags = ["checks:chain", "skip-execution"]


def check_of_nothing(notebook):
    notebook.cells[4].metadata.tags = ["checks:product"]


def symbol_unused(notebook):
    notebook.cells[0].source = "<!-- symbol: epsilon -->"


def slide_without_minutes(notebook):
    del notebook.cells[1].metadata["minutes"]


def slide_of_unknown_kind(notebook):
    notebook.cells[1].metadata.slideshow.slide_type = "page"


def no_slides(notebook):
    for cell in notebook.cells[:2]:
        cell.metadata = {}


def no_notes(notebook):
    notebook.cells[2].metadata = {}


def notes_in_code(notebook):
    notebook.cells[4].metadata.slideshow = {"slide_type": "notes"}


def too_short_a_lecture(notebook):
    notebook.cells[0].metadata["minutes"] = 1


def no_title(notebook):
    notebook.cells[0].source = "Which?"


def prediction_without_answer(notebook):
    notebook.cells[8].source = "**Predict.** Which?"


def no_recall(notebook):
    del notebook.cells[10]


def four_questions(notebook):
    notebook.cells[10].source = notebook.cells[10].source.partition("**5.**")[0]


def question_without_answer(notebook):
    notebook.cells[10].source += "\n\n**6.** And why that?"


def no_next_question(notebook):
    del notebook.cells[11]


def own_words(words):
    def break_it(notebook):
        notebook.cells[1].source = notebook.cells[1].source.replace("## So", words)
    break_it.__name__ = f"own words {words[:12]}"
    return break_it


def own_words_twice(notebook):
    notebook.cells[1].source += "\n<!-- slide\nagain\n-->"


def own_words_on_no_slide(notebook):
    notebook.cells[8].source += "\n<!-- slide\n## So\n-->"


def shown_in_an_unknown_way(notebook):
    notebook.cells[4].metadata.update({"slideshow": {"slide_type": "-"}, "on_slide": "picture"})


def shown_on_no_slide(notebook):
    notebook.cells[4].metadata.on_slide = "both"


def caption_on_no_slide(notebook):
    notebook.cells[4].metadata.caption = "What one sees."


WRONG = {
    rules.is_executed: [stripped, half_run, run_twice, output_removed, print_removed, empty_cell],
    rules.outputs_are_clean: [
        sudden_error, error_that_does_not_come, warning, widget,
        printed(f"saved in {ROOT}/x.npz"), printed("/Users/ann/x.npz"), printed("C:\\Users\\ann"),
        printed("<Node object at 0x7f3a5c2d1e50>"), printed(" 40%|####      | 4/10"),
        printed("4/10 [00:01<00:02, 3.1it/s]")],
    rules.pictures_have_text: [picture_without_words, picture_with_blank_words,
                               drawing_in_the_text, html_drawing],
    rules.formulas_are_checked: [
        formula_without_label, environment_without_label, label_far_away, label_twice,
        formula_unchecked, formula_checked_by_a_cell_that_never_runs, check_of_nothing],
    rules.symbols_are_used: [symbol_unused],
    rules.is_a_lesson: [no_title, prediction_without_answer, no_recall, four_questions,
                        question_without_answer, no_next_question],
    rules.is_a_lecture: [slide_without_minutes, slide_of_unknown_kind, no_slides, no_notes,
                         notes_in_code, too_short_a_lecture],
    rules.slides_say_what_the_text_says: [
        own_words("$$ a = c $$"), own_words("<!-- formula: chain"), own_words("<details>"), own_words_twice,
        own_words_on_no_slide, shown_in_an_unknown_way, shown_on_no_slide, caption_on_no_slide],
}
CASES = [pytest.param(rule, wrong, id=wrong.__name__) for rule, all_ in WRONG.items() for wrong in all_]


def test_a_good_notebook_is_accepted():
    assert rules.problems(good()) == []
    assert list(WRONG) == list(rules.RULES)


@pytest.mark.parametrize("rule, wrong", CASES)
def test_a_notebook_that_breaks_a_rule_is_refused(rule, wrong):
    notebook = good()
    wrong(notebook)
    assert list(rule(notebook)), f"{wrong.__name__} is not noticed"
