"""Answers to the tasks of the exercises: a right one, wrong ones, and other right ones.

One module an assignment. Each has

    WRONG   {task: {name: Mistake}}     known mistakes: no check may accept them, and most are told by name
    RIGHT   {task: {name: function}}    other ways to write it: no check may reject them

A wrong answer is most often a right one with a line replaced, and is made just so (see edits).
"""
from importlib import import_module


def of(task, module):
    """(WRONG, RIGHT) of one task, by the module of its assignment."""
    answers = import_module(f"course_lib.mistakes.answers.{module}")
    return answers.WRONG[task], answers.RIGHT[task]
