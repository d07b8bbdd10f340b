"""Put a figure into a notebook together with words for those who cannot see it; or a source.

    show(draw_network(net, trace), alt="Two inputs, three hidden units, two outputs. …")
    show_source(backprop)

One output of the cell holds both, in the form that Jupyter's tools have agreed on:

    data      image/png    the picture, twice as fine as it is shown
              text/plain   "Figure: " + alt, for a terminal or a diff
    metadata  image/png    alt, and the width and height to show it at

The same figure gives the same bytes: no date and no name of a program is written into them.

Who hands the words on to the reader, as of JupyterLab 4.6 and nbconvert 7.17:
nbconvert's classic template does. Its lab and slides templates do not, nor does the image
renderer of JupyterLab and Notebook, which knows only width, height and unconfined: there a
short template and a short extension have to put `alt` in. An <img alt> in text/html would
be read everywhere, but a notebook that is not yet trusted would lose the picture, and
nbval would compare it byte for byte on machines that round differently: it skips image/png
and metadata, and compares text/plain. So the picture stays image/png.
"""
import base64
import io

from course_lib.house_style import PAPER

SHOWN = 100              # pixels an inch, on the page
FINE = (200, 150, 100)   # dots an inch in the file: the first that makes it small enough
LARGEST = 150 * 1024     # bytes


def show(figure, alt):
    """Display a figure, or the figure that axes belong to, with its alternative text; close it.

    alt : what a person who sees the figure learns from it, in a sentence or three.
    Raises ValueError where alt is empty. Outside a notebook the words are printed.
    """
    import matplotlib.pyplot as plt
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.display import display

    alt = _in_one_line(alt)
    figure = figure.get_figure(root=True)
    picture = base64.b64encode(png(figure)).decode()
    width, height = (round(inches * SHOWN) for inches in figure.get_size_inches())
    plt.close(figure)  # or Jupyter would show it once more, without its words
    if InteractiveShell.initialized():
        display({"image/png": picture, "text/plain": f"Figure: {alt}"}, raw=True,
                metadata={"image/png": {"alt": alt, "width": width, "height": height}})
    else:
        print(f"Figure: {alt}")  # noqa: T201  (there is no notebook to put it in)


def png(figure):
    """Return the figure as a PNG file, bytes: opaque, undated, as fine as LARGEST allows.

    256 colours, the best for this picture, are enough for a drawing and a third of the size.
    """
    from PIL import Image

    for dots in FINE:
        drawn, small = io.BytesIO(), io.BytesIO()
        figure.savefig(drawn, format="png", dpi=dots, facecolor=PAPER, pil_kwargs={"compress_level": 1})
        with Image.open(drawn) as picture:
            picture.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE).save(small, "png")
        if small.tell() <= LARGEST:
            break
    return small.getvalue()


def show_source(thing):
    """Display the source of a function, a class or a module of the library, with its place.

    So that a notebook shows what runs, and not a copy that may have aged.
    """
    import inspect

    from IPython.core.interactiveshell import InteractiveShell
    from IPython.display import display

    source = inspect.getsource(thing).rstrip()
    file = inspect.getsourcefile(inspect.unwrap(thing)).replace("\\", "/")  # not its decorator's
    place = file[file.rindex("course_lib/"):] if "course_lib/" in file else file.rpartition("/")[2]
    if InteractiveShell.initialized():
        display({"text/markdown": f"*{place}*\n```python\n{source}\n```", "text/plain": source},
                raw=True)
    else:
        print(source)  # noqa: T201  (there is no notebook to put it in)


def _in_one_line(alt):
    if not isinstance(alt, str):
        raise TypeError(f"alt is {type(alt).__name__}, but it has to be text: say what a person "
                        "who sees the figure learns from it.")
    if not alt.strip():
        raise ValueError("alt is empty, so somebody who cannot see this figure gets nothing: say "
                         'in a sentence what it shows, as in alt="E falls for ten epochs, then '
                         'levels off."')
    return " ".join(alt.split())
