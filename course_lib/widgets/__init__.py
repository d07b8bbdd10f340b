"""Pictures that answer while you drag, one for each idea that a still picture leaves flat."""
from course_lib.widgets.downhill import Downhill
from course_lib.widgets.h_explorer import HExplorer
from course_lib.widgets.neuron import Neuron
from course_lib.widgets.nudge import Nudge
from course_lib.widgets.step_player import StepPlayer
from course_lib.widgets.switchboard import Switchboard
from course_lib.widgets.training_room import TrainingRoom

PIECES = {one.__name__: one for one in (        # in the order of the notebooks
    Nudge, Neuron, StepPlayer, HExplorer, Switchboard, Downhill, TrainingRoom)}

__all__ = [*PIECES, "PIECES"]
