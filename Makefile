# A thin layer over `python3 -m tools`; without make, use that (on Windows: py -m tools).
# Another Python: make lab PYTHON=python3.12

PYTHON ?= python3
NAME ?=

.PHONY: help lab test reset notebooks slides pages score grade environment torch nbgrader dask bubblewrap lock

help:
	@$(PYTHON) -m tools help

lab test environment torch nbgrader dask bubblewrap lock:
	@$(PYTHON) -m tools $@

reset notebooks slides pages score grade:
	@$(PYTHON) -m tools $@ $(NAME)
