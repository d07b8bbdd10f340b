"""Measure one setting (a number of threads) in a process of its own, and print rows as JSON.

    python -m benchmarks.measure --threads 1 --workloads a b --dtypes float64 --seconds 3

BLAS libraries read their number of threads when they are loaded: gradient.py sets it and starts this.
Everybody is first checked to give the same E and gradient, and the same θ after a step. Then all take
turns in many short slices; the ratios are formed within a round, so that drift of the machine cancels.
"""
import argparse
import gc
import json
import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np

from benchmarks import small_costs
from benchmarks.agreement import enter
from benchmarks.clock import digits, quartiles, rounds, time_of
from benchmarks.peers import PEERS
from benchmarks.workloads import WORKLOADS, problem

PAUSE = 2e-3     # seconds, between slices with several threads


class Entry(NamedTuple):
    who: str
    what: str
    form: str
    function: Callable
    seconds: float


def quickest(contestants):
    """An Entry for the quickest form of each, gradient and step; for the floor one of every form."""
    entries = [Entry(one.name, what, one.form, function, time_of(function))
               for what in ("gradient", "step") for one in contestants
               if (function := getattr(one, what))]
    entries.sort(key=lambda entry: entry.seconds)
    chosen = {}
    for entry in entries:
        key = entry[:2] if entry.who != "floor" else entry[:3]
        chosen.setdefault(key, entry)
    return list(chosen.values())


def block(name, dtype, peers, seconds, rng, pause=0.0):
    """Rows for one workload in one dtype: {workload, dtype, who, what, form, microseconds, to_…}."""
    contestants, left_out = enter(problem(name, dtype), peers)
    entries = quickest(contestants)
    times = rounds([entry.function for entry in entries], seconds, rng,
                   [entry.seconds for entry in entries], pause)
    medians = np.median(times, axis=0)
    floor = min((k for k, entry in enumerate(entries) if entry.who == "floor"), key=medians.__getitem__)
    ours = {entry.what: k for k, entry in enumerate(entries) if entry.who == "ours"}
    rows = [{"workload": name, "dtype": dtype, "who": entry.who, "what": entry.what, "form": entry.form,
             "microseconds": digits(medians[k] * 1e6), "rounds": len(times),
             "to_floor": quartiles(times[:, k] / times[:, floor]),
             "to_ours": quartiles(times[:, k] / times[:, ours[entry.what]])}
            for k, entry in enumerate(entries) if entry.who != "floor" or k == floor]
    return rows, left_out


def section(workloads=tuple(WORKLOADS), dtypes=("float64", "float32"), peers=tuple(PEERS), seconds=1.0,
            small=False, pause=0.0, say=lambda text: None):
    """All blocks of one setting: {"rows": …, "left_out": {peer: why}, "blas": …}, and the small costs."""
    rng, result = np.random.default_rng(0), {"rows": [], "left_out": {}, "blas": blas()}
    blocks = [(name, dtype) for dtype in dtypes for name in workloads]
    for number, (name, dtype) in enumerate(blocks, 1):
        rows, left_out = block(name, dtype, peers, seconds, rng, pause)
        result["rows"] += rows
        result["left_out"] |= left_out
        ratios = (f"{row['who']} {row['to_floor'][1]:.3g}" for row in rows
                  if row["what"] == "gradient" and row["who"] != "floor")
        say(f"[{number}/{len(blocks)}] {name:4} {dtype}, times the floor:  " + "  ".join(ratios))
    if small:
        result |= {"logistic": small_costs.logistic(seconds / 4, rng),
                   "calls": small_costs.calls(seconds / 4, rng)}
    return result


def blas():
    """NumPy's BLAS, and for which processor its products are written; "" where nobody can say."""
    if not find_spec("threadpoolctl"):
        return ""
    from threadpoolctl import threadpool_info
    return ", ".join(f"{one['internal_api']} {one['version']}, {one.get('architecture', '?')} kernels"
                     for one in threadpool_info() if "numpy" in one["filepath"])


def pin():
    """Keep this process on one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--workloads", nargs="*", default=list(WORKLOADS))
    parser.add_argument("--dtypes", nargs="*", default=["float64", "float32"])
    parser.add_argument("--peers", nargs="*", default=list(PEERS))
    parser.add_argument("--seconds", type=float, default=1.0, help="of measuring, for each block")
    parser.add_argument("--small", action="store_true", help="the small costs too")
    asked = parser.parse_args()
    if asked.threads == 1:
        pin()
    if "PyTorch" in asked.peers and find_spec("torch"):
        import torch
        torch.set_num_threads(asked.threads)
    gc.freeze()     # what is loaded is no garbage, and need not be looked through
    result = section(asked.workloads, asked.dtypes, asked.peers, asked.seconds, asked.small,
                     PAUSE if asked.threads > 1 else 0.0,
                     lambda text: print(text, file=sys.stderr, flush=True))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
