import json
import re
from html import unescape

import nbformat
import pytest
from nbconvert import HTMLExporter, SlidesExporter
from traitlets.config import Config

from tools.places import NOTEBOOKS, PAGES


def notebook():
    return nbformat.read(sorted(NOTEBOOKS.glob("00_*.ipynb"))[0], as_version=4)


def words(notebook):
    return [output.metadata["image/png"]["alt"] for cell in notebook.cells if cell.cell_type == "code"
            for output in cell.outputs if "image/png" in output.get("data", {})]


def exported(exporter, template):
    settings = Config({"TemplateExporter": {"extra_template_basedirs": [str(PAGES / "templates")]}})
    page, _ = exporter(config=settings, template_name=template).from_notebook_node(notebook())
    images = re.findall(r"<img\b[^>]*data:image/png[^>]*>", page)
    return [unescape(re.search(r'\balt="([^"]*)"', image).group(1)) for image in images]


@pytest.mark.parametrize("exporter, template", [(HTMLExporter, "course"), (SlidesExporter, "course_slides")])
def test_exports_keep_the_words_of_every_picture(exporter, template):
    found = exported(exporter, template)
    assert found == words(notebook()) and len(found) >= 5 and all(found)


def test_a_template_without_that_block_loses_them():
    with pytest.raises((AssertionError, AttributeError)):
        assert exported(HTMLExporter, "lab") == words(notebook())


def test_the_extension_says_where_its_code_is():
    about = json.loads((PAGES / "figure-alt" / "package.json").read_text(encoding="utf-8"))
    code = PAGES / "figure-alt" / about["jupyterlab"]["_build"]["load"]
    assert f'["{about["name"]}"]' in code.read_text(encoding="utf-8")
