"""A figure in a notebook keeps its words, its bytes and its modest size."""
import base64
import io
import struct
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core import display_functions
from IPython.core.interactiveshell import InteractiveShell
from PIL import Image

from course_lib.show import LARGEST, png, show

ROOT = Path(__file__).parents[1]
CURVE = "E falls for ten epochs, then levels off."


@pytest.fixture
def published(monkeypatch):
    """What show hands to Jupyter, caught on the way."""
    caught = []
    monkeypatch.setattr(InteractiveShell, "initialized", classmethod(lambda cls: True))
    monkeypatch.setattr(display_functions, "publish_display_data",
                        lambda data, metadata, **_: caught.append((data, metadata)))
    return caught


def curve(size=(6.4, 3.0)):
    fig, ax = plt.subplots(figsize=size, layout="constrained")
    ax.plot(np.exp(-np.arange(20) / 5))
    return fig


def chunks(data):
    """The parts of a PNG file: (kind, content)."""
    place = 8
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place:place + 8])
        yield kind.decode(), data[place + 8:place + 8 + length]
        place += 12 + length


def test_one_output_holds_the_picture_the_words_and_their_place(published):
    show(curve(), alt=CURVE)
    (data, metadata), = published
    assert set(data) == {"image/png", "text/plain"}          # no HTML: nbval would compare it
    assert data["text/plain"] == f"Figure: {CURVE}"
    assert metadata == {"image/png": {"alt": CURVE, "width": 640, "height": 300}}
    picture = base64.b64decode(data["image/png"])
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", dict(chunks(picture))["IHDR"][:8]) == (1280, 600)  # twice as fine


def test_axes_will_do_and_so_will_a_subfigure(published):
    fig = plt.figure(layout="constrained")
    show(fig.subfigures(1, 2)[1].subplots(), alt=CURVE)
    assert len(published) == 1 and not plt.fignum_exists(fig.number)


def test_the_figure_is_closed_so_that_jupyter_does_not_show_it_twice(published):
    fig = curve()
    show(fig, alt=CURVE)
    assert not plt.fignum_exists(fig.number)


def test_words_on_several_lines_become_one(published):
    show(curve(), alt="""E falls
        for ten epochs.""")
    (data, metadata), = published
    assert data["text/plain"] == "Figure: E falls for ten epochs."
    assert metadata["image/png"]["alt"] == "E falls for ten epochs."


@pytest.mark.parametrize("nothing", ["", "   ", "\n\t"])
def test_empty_words_are_refused_kindly(published, nothing):
    fig = curve()
    with pytest.raises(ValueError, match="cannot see this figure gets nothing: say in a sentence"):
        show(fig, alt=nothing)
    assert published == []
    plt.close(fig)


def test_words_that_are_no_text_are_refused():
    fig = curve()
    with pytest.raises(TypeError, match="alt is NoneType, but it has to be text"):
        show(fig, alt=None)
    with pytest.raises(TypeError):
        show(fig)                                            # alt cannot be forgotten
    plt.close(fig)


def test_outside_a_notebook_the_words_are_printed(capsys, monkeypatch):
    monkeypatch.setattr(InteractiveShell, "initialized", classmethod(lambda cls: False))
    show(curve(), alt=CURVE)
    assert capsys.readouterr().out == f"Figure: {CURVE}\n"


def test_the_same_figure_gives_the_same_bytes_and_no_date_or_program():
    figures = curve(), curve()
    first, second = map(png, figures)
    assert first == second
    assert {kind for kind, _ in chunks(first)} <= {"IHDR", "PLTE", "IDAT", "IEND"}
    signed = io.BytesIO()
    figures[0].savefig(signed, format="png")                 # matplotlib's own way would sign it
    assert "tEXt" in dict(chunks(signed.getvalue()))
    plt.close("all")


def test_the_ground_is_white_and_opaque_whatever_the_figure_says():
    fig = curve((1, 1))
    fig.patch.set_facecolor("none")
    picture = Image.open(io.BytesIO(png(fig)))
    assert "transparency" not in picture.info and picture.mode == "P"
    assert picture.convert("RGBA").getpixel((0, 0)) == (255, 255, 255, 255)
    plt.close(fig)


def test_few_colours_are_hardly_seen_to_be_fewer():
    fig = curve()
    full = io.BytesIO()
    fig.savefig(full, format="png", dpi=200)
    pictures = [np.asarray(Image.open(file).convert("RGB"), int)
                for file in (full, io.BytesIO(png(fig)))]
    assert abs(pictures[0] - pictures[1]).max() <= 4         # of 255
    assert len(png(fig)) < 0.6 * full.tell()
    plt.close(fig)


def test_a_picture_full_of_detail_is_made_coarser_until_it_is_small():
    fig, ax = plt.subplots(figsize=(4.0, 4.0))
    ax.imshow(np.random.default_rng(0).random((800, 800)), cmap="gray")
    width, _ = struct.unpack(">II", dict(chunks(png(fig)))["IHDR"][:8])
    assert width < 800 and len(png(fig)) <= LARGEST
    plt.close(fig)


def test_importing_show_brings_in_neither_matplotlib_nor_ipython():
    code = ("import sys, course_lib.show; "
            "sys.exit(bool({'matplotlib', 'IPython', 'PIL'} & set(sys.modules)))")
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_a_kernel_stores_is_what_show_promises():
    """The whole way once: a notebook is executed, the words are in its file."""
    import nbformat
    from nbclient import NotebookClient
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(
        "import matplotlib.pyplot as plt\nfrom course_lib.show import show\n"
        f"fig, ax = plt.subplots()\nshow(fig, alt={CURVE!r})")])
    NotebookClient(nb, timeout=60, kernel_name="python3",
                   resources={"metadata": {"path": str(ROOT)}}).execute()
    output, = nb.cells[0].outputs                            # shown once, not twice
    assert output.output_type == "display_data"
    assert output.metadata["image/png"]["alt"] == CURVE
    assert output.data["text/plain"] == f"Figure: {CURVE}"


def test_show_source_shows_what_runs(capsys):
    from course_lib.backprop import backprop
    from course_lib.show import show_source
    show_source(backprop)
    assert "def backprop(net, x, y, trace=None, gradient=None):" in capsys.readouterr().out


def test_show_source_in_a_notebook_says_where_it_stands(monkeypatch):
    import IPython.display
    from IPython.core.interactiveshell import InteractiveShell

    from course_lib import layout, network, show
    shown = []
    monkeypatch.setattr(InteractiveShell, "initialized", classmethod(lambda cls: True))
    monkeypatch.setattr(IPython.display, "display", lambda data, **settings: shown.append(data))
    show.show_source(layout.count)
    assert shown[0]["text/markdown"].startswith("*course_lib/layout.py*\n```python\ndef count(sizes):")
    show.show_source(layout)
    assert "*course_lib/layout.py*" in shown[1]["text/markdown"]
    show.show_source(network.Network.sweep)                  # the method's place, not its decorator's
    assert shown[2]["text/markdown"].startswith("*course_lib/network.py*")


def test_a_picture_keeps_its_straight_lines_at_every_width():
    """4.6 inches at 200 dots are 919.99... pixels: a width cut off to 919 would shear the picture."""
    import io

    import matplotlib.pyplot as plt
    import numpy as np
    from PIL import Image

    from course_lib.show import png
    figure = plt.figure(figsize=(4.6, 4.4))
    figure.add_axes([0.25, 0, 0.5, 1], facecolor="black").set(xticks=[], yticks=[])
    with Image.open(io.BytesIO(png(figure))) as picture:
        dark = np.asarray(picture.convert("L")) < 128
    plt.close(figure)
    columns = [np.flatnonzero(row)[[0, -1]] for row in dark[5:-5]]
    assert picture.width == 920 and np.ptp(columns, axis=0).max() == 0
