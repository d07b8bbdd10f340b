"""A piece: a picture that answers while you drag, its settings in Python, and a still for everywhere else."""
import math

import anywidget
import numpy as np
import traitlets

from course_lib.widgets import modules

STILL = "image/svg+xml"


class Piece(anywidget.AnyWidget):
    """What all pieces share. A subclass gives `module`, its settings as traits, alt() and still().

    module : the name of its ES module in static/, where its mathematics and its picture are
    A trait with tag(sync=True) is a setting: a control changes it, and so may Python. With data=True
    besides it is what the module works on, made anew by the constructor and so not stored.
    """

    def __init_subclass__(cls, **kwargs):
        if "module" in vars(cls):       # and not in the classes that traitlets makes of this one
            cls._esm, cls._css = modules.text(cls.module), modules.styles()
        super().__init_subclass__(**kwargs)

    def __init__(self, **settings):
        if unknown := set(settings) - set(self.names()):
            raise TypeError(f"{type(self).__name__} has no setting {', '.join(sorted(unknown))}: it has "
                            f"{', '.join(self.names())}.")
        super().__init__(**settings)

    @classmethod
    def names(cls, **kind):
        """The names of the settings, in the order in which the class names them."""
        own = set(cls.class_traits(sync=True, **kind or {"data": None})) - _OF_WIDGETS
        return [name for base in reversed(cls.__mro__) for name in vars(base)
                if name in own and not name.startswith("_")]

    def settings(self):
        """The settings as they travel: plain numbers, texts, lists."""
        return self._as_they_travel(self.names())

    def state(self):
        """All that the module asks its model for: the settings, and the data it works on."""
        return self._as_they_travel([*self.names(), *self.names(data=True)])

    def _as_they_travel(self, names):
        state = self.get_state(names)
        return {name: state[name] for name in names}

    def alt(self):
        """In a sentence or two, what a person who sees the picture learns from it as it stands."""
        raise NotImplementedError

    def still(self):
        """The picture as it stands, an SVG as text (see still.py)."""
        raise NotImplementedError

    def __repr__(self):
        return f"{type(self).__name__}: {self.alt()}"

    def _repr_mimebundle_(self, **kwargs):
        live, about = super()._repr_mimebundle_(**kwargs) or ({}, {})
        alt = self.alt()
        about = {**about, STILL: {"alt": alt, "piece": type(self).__name__, "settings": self.settings()}}
        return {**live, "text/plain": repr(self), STILL: self.still()}, about


_OF_WIDGETS = frozenset(anywidget.AnyWidget.class_traits(sync=True))


class Real(traitlets.Float):
    """A finite number from min to max."""

    def validate(self, obj, value):
        value = super().validate(obj, value)
        if not math.isfinite(value):
            limits = f" from {self.min:g} to {self.max:g}" if math.isfinite(self.min) else ""
            raise traitlets.TraitError(f"{self.name} is {value}, but a finite number was expected{limits}.")
        return value


class Vector(traitlets.TraitType):
    """A vector of finite numbers, float64. It travels as a list.

    What is given is copied, and cannot be written into: w.theta[0] = 1 would change it here and not in the
    picture. Set it anew: w.theta = w.theta - step.
    """

    default_value = ()
    info_text = "a vector of finite numbers"

    def validate(self, obj, value):
        try:
            vector = np.array(value, dtype=float)
        except (TypeError, ValueError):
            self.error(obj, value)
        if vector.ndim != 1 or not np.isfinite(vector).all():
            holds = "" if np.isfinite(vector).all() else " and holds nan or inf"
            raise traitlets.TraitError(f"{self.name} came with shape {vector.shape}{holds}, but one vector "
                                       "of finite numbers was expected.")
        vector.flags.writeable = False
        return vector


def _to_list(value, widget):
    return value.tolist()


def vector(**metadata):
    """A Vector that is a setting of a piece."""
    return Vector().tag(sync=True, to_json=_to_list, **metadata)
