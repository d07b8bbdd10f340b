import json
import re
from html import unescape

import nbformat
import pytest
from nbconvert import HTMLExporter

from tools import export
from tools.places import NOTEBOOKS, PAGES


def notebook():
    return nbformat.read(sorted(NOTEBOOKS.glob("00_*.ipynb"))[0], as_version=4)


def words(notebook):
    return [output.metadata["image/png"]["alt"] for cell in notebook.cells if cell.cell_type == "code"
            for output in cell.outputs if "image/png" in output.get("data", {})]


def described(page):
    images = re.findall(r"<img\b[^>]*data:image/png[^>]*>", page)
    return [unescape(re.search(r'\balt="([^"]*)"', image).group(1)) for image in images]


@pytest.mark.parametrize("template", export.KINDS)
def test_exports_keep_the_words_of_every_picture(template):
    found = described(export.Exporter(template).write(notebook(), "00"))
    assert found == words(notebook()) and len(found) >= 5 and all(found)


def test_a_template_without_that_block_loses_them():
    page, _ = HTMLExporter(template_name="lab").from_notebook_node(notebook())
    with pytest.raises((AssertionError, AttributeError)):
        assert described(page) == words(notebook())


def test_the_extension_says_where_its_code_is():
    about = json.loads((PAGES / "figure-alt" / "package.json").read_text(encoding="utf-8"))
    code = PAGES / "figure-alt" / about["jupyterlab"]["_build"]["load"]
    assert f'["{about["name"]}"]' in code.read_text(encoding="utf-8")
