"""What happens to honest notebooks as files: metadata, order, copies, magics, other programs that save them.

Each function changes a solved notebook (a Draft), as in an honest life happens.
"""
from course_lib.grading.selftest import draft
from course_lib.grading.selftest.room import LEARNER


def lost_metadata(it):
    """No cell has metadata or an id any more."""
    for cell in it.cells:
        cell["metadata"] = {}
        cell.pop("id", None)
    it.notebook["metadata"] = {}


def no_name_typed(it):
    """The name was never typed; the file says whose it is."""
    it.replaced(f"learner = {LEARNER!r}", "learner = ''")


def copied_cell(it):
    """A cell was copied: the first copy is blank, the second answered; metadata and ids come twice."""
    empty = draft.blank("05")
    for task in ("hidden_delta", "all_deltas"):
        where = it.cells.index(it._answers(task)[0])
        it.cells.insert(where, dict(it.cells[where], source=empty.source_of(task)))


def blank_copy_below(it):
    """The blank cell was pasted again below the answer, by accident."""
    empty = draft.blank("05")
    for task in ("hidden_delta", "repaired_step", "by_hand"):
        it.after(empty.source_of(task))


def older_try_above(it):
    """An older, wrong try stands above the answer."""
    where = it.cells.index(it._answers("hidden_delta")[0])
    it.cells.insert(where, draft.code_cell("def hidden_delta(delta, W, slope):\n    return delta @ W"))


def reordered(it):
    """The cells stand in reverse order, but for the imports, which are first."""
    code = [cell for cell in it.cells if cell["cell_type"] == "code"]
    text = [cell for cell in it.cells if cell["cell_type"] != "code"]
    it.notebook["cells"] = [code[0], *text, *code[:0:-1]]


def from_vs_code(it):
    """As VS Code saves: cells with its own metadata and languages, no ids, an interpreter's hash."""
    for cell in it.cells:
        cell.pop("id", None)
        cell["metadata"] = {"vscode": {"languageId": "python"}} if cell["cell_type"] == "code" else {}
        if cell["cell_type"] == "code":
            cell["execution_count"] = None
    it.notebook["metadata"] = {
        "kernelspec": {"display_name": ".venv", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "version": "3.12.1"},
        "orig_nbformat": 4,
        "vscode": {"interpreter": {"hash": "0" * 64}},
    }
    it.notebook["nbformat_minor"] = 2


def from_colab(it):
    """As Colab saves: its own metadata, long ids, sources as one text, an accelerator, widgets' states."""
    for k, cell in enumerate(it.cells):
        cell["metadata"] = {"id": f"aBcD{k:08d}", "colab": {"base_uri": "https://localhost:8080/"}}
        cell.pop("id", None)
        cell["source"] = "".join(cell["source"])
    it.notebook["metadata"] = {
        "colab": {"provenance": [], "toc_visible": True},
        "accelerator": "GPU",
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "widgets": {"application/vnd.jupyter.widget-state+json": {}},
    }
    it.notebook["nbformat_minor"] = 0
    it.before(
        '#@title Set-up { display-mode: "form" }\nrate = 0.1 #@param {type:"number"}\n'
        "!pip install -q backprop-course\n%cd /content\n"
        "from google.colab import drive\ndrive.mount('/content/drive')"
    )


def magics(it):
    """Magics and shell lines of every kind."""
    it.before(
        "%matplotlib inline\n%load_ext autoreload\n%autoreload 2\n!pip install numpy\n?np.array\nnp.array?\n"
        "files = !ls\nwhere = %pwd\n%timeit sum(range(10))"
    )
    it.after("%%time\nx = 1")
    it.after("%%bash\necho {not python at all")
    it.after("%%html\n<b>bold</b>")
    it.after("!echo one \\\n  two\nfor k in range(2):\n    !echo $k\n    %time k")


def magic_in_an_answer(it):
    """Magics stand in the cells of the answers."""
    it.answer("hidden_delta", "%matplotlib inline\n" + it.source_of("hidden_delta") + "\n!date\n%who")
    it.answer("output_delta", "%%time\n" + it.source_of("output_delta"))


def packages_that_are_not_there(it):
    """A cell imports and uses what is not installed; the answers do not need it."""
    it.before("import torch\nimport tensorflow as tf\nx = torch.zeros(3)")


def a_broken_cell(it):
    """Cells that do not run or do not even parse, which no answer needs."""
    it.before("undefined_name + 1")
    it.before("def broken(:\n    pass")
    it.after("print 'Python 2'")
    it.after("    unexpected indent\n  and another")


def an_input(it):
    """A cell asks for a name with input(), and opens a file of its own."""
    it.before("name = input('Your name? ')\nprint(open('notes.txt').read())")


def windows_line_ends(it):
    """Every line ends as on Windows."""
    for cell in it.cells:
        cell["source"] = draft.lines("".join(cell["source"]).replace("\n", "\r\n"))


def nbformat_4_0(it):
    """Format 4.0, without ids."""
    for cell in it.cells:
        cell.pop("id", None)
    it.notebook["nbformat_minor"] = 0


def as_one_text(it):
    """Sources are texts in place of lists, raw cells lie between, attachments in markdown."""
    for cell in it.cells:
        cell["source"] = "".join(cell["source"])
    it.cells.insert(3, {"cell_type": "raw", "metadata": {}, "source": "raw text"})
    it.cells.insert(
        3,
        {
            "cell_type": "markdown",
            "metadata": {},
            "source": "![](attachment:a.png)",
            "attachments": {"a.png": {"image/png": "iVBORw0KGgo="}},
        },
    )


def checks_are_gone(it):
    """The cells with checks and sheets were deleted."""
    it.notebook["cells"] = [
        cell for cell in it.cells if not "".join(cell["source"]).startswith(("check(", "sheet(", "progress"))
    ]


def imports_are_gone(it):
    """The first cell was deleted; the set-up comes from the release."""
    first = next(cell for cell in it.cells if cell["cell_type"] == "code")
    it.cells.remove(first)


def saved_outputs(it):
    """Outputs are stored: pictures, tables, errors, a megabyte of text."""
    it.cells[-1]["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": ["x" * 1_000_000]},
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["\x1b[31m"]},
        {"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBORw0KGgo=" * 10_000}},
    ]
