"""The drawings of the course: one idea a file, every drawing a function of plain data.

    ax = draw_network(net, trace)              on a page of its own
    draw_network(net, trace, ax=ax)            on axes of yours

Each takes data and an `ax`, draws one message and returns the ax; none computes what it
shows, none changes what it is given. Blue travels forward, vermilion travels back (see
`house_style`). To put a picture in a notebook, with words for those who cannot see it:
`show(draw_network(net, trace), alt="…")`.
"""
from course_lib.figures.both_ways import draw_both_ways
from course_lib.figures.boundary import draw_boundary
from course_lib.figures.chain import draw_chain
from course_lib.figures.confusion import confusion_matrix, draw_confusion
from course_lib.figures.counts import draw_counts
from course_lib.figures.curves import draw_learning_curves
from course_lib.figures.cycle import draw_cycle
from course_lib.figures.descents import draw_descents
from course_lib.figures.design_map import draw_design_map
from course_lib.figures.graph import draw_graph
from course_lib.figures.images import draw_images
from course_lib.figures.matrix import draw_matrix
from course_lib.figures.network import draw_network
from course_lib.figures.outer_sum import draw_outer_sum
from course_lib.figures.paths import all_paths, draw_paths
from course_lib.figures.plane import draw_plane
from course_lib.figures.products import draw_products, multiplications
from course_lib.figures.runs import draw_runs
from course_lib.figures.surface import draw_error_surface
from course_lib.figures.switchboard import draw_switchboard
from course_lib.figures.tower import draw_tower

__all__ = [
    "all_paths",
    "confusion_matrix",
    "draw_boundary",
    "draw_both_ways",
    "draw_chain",
    "draw_confusion",
    "draw_counts",
    "draw_cycle",
    "draw_descents",
    "draw_design_map",
    "draw_error_surface",
    "draw_graph",
    "draw_images",
    "draw_learning_curves",
    "draw_matrix",
    "draw_network",
    "draw_outer_sum",
    "draw_paths",
    "draw_plane",
    "draw_products",
    "draw_runs",
    "draw_switchboard",
    "draw_tower",
    "multiplications",
]
