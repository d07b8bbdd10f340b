# A thin layer over `python3 -m tools`; without make, use that (on Windows: py -m tools).
# Another Python: make lab PYTHON=python3.12

PYTHON ?= python3
NAME ?=

.PHONY: help lab test reset notebooks slides pages score environment torch nbgrader lock

help:
	@$(PYTHON) -m tools help

lab test environment torch nbgrader lock:
	@$(PYTHON) -m tools $@

reset notebooks slides pages score:
	@$(PYTHON) -m tools $@ $(NAME)
