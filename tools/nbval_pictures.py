"""For nbval: an SVG is a picture too, and passed over as a PNG is.

The last digits of a drawing differ from processor to processor; its words, which nbval compares, do not. The
rebuild compares every byte, on pinned kernels.
"""


def pytest_collectstart(collector):
    if type(collector).__name__ == "IPyNbFile":
        collector.skip_compare += ("image/svg+xml",)
