"""Checked implementations for the backpropagation course; each module is one idea.

Begin with `network` and `backprop`. CONTRIBUTING.md says which module may import
which; NOTATION.md says what the letters mean.
"""

__version__ = "0.5.0"
