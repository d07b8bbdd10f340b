"""How quick is the gradient? Our one readable implementation against its floor and against others.

    python benchmarks/gradient.py             all of it, about six minutes, to the screen
    python benchmarks/gradient.py --write     the same, and into README.md and gradient.json
    python benchmarks/gradient.py --quick --workloads a d32 --threads 1
    python benchmarks/gradient.py --table     the READMEs' tables once more from gradient.json

A number of threads must be known before BLAS libraries are loaded, so each is measured in a process
of its own (measure.py), and this one only starts them and collects. One thread decides.
"""
import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [] if str(ROOT) in sys.path else [str(ROOT)]

from benchmarks import report, tables  # noqa: E402

STORED = ROOT / "benchmarks" / "gradient.json"
PEERS = "PyTorch", "JAX", "scikit-learn", "autograd"
PACKAGES = {"NumPy": "numpy", "PyTorch": "torch", "JAX": "jax", "scikit-learn": "scikit-learn",
            "autograd": "autograd"}
SECONDS = {"1 thread": 7.0, "1 thread, free kernels": 4.0, "2 threads": 4.0}     # a block
QUICK = 0.1
ONE_THREAD = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"


def chosen_kernels():
    """The environment's variables that choose OpenBLAS's kernels for it."""
    return {name: value for name, value in sorted(os.environ.items())
            if name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}


def settings(threads):
    """(name, threads, names of variables to leave out) of each section. One thread comes first."""
    for number in sorted(threads):
        yield f"{number} thread" + "s" * (number > 1), number, ()
        if number == 1 and chosen_kernels():
            yield "1 thread, free kernels", 1, tuple(chosen_kernels())


def variables(threads, without):
    """The environment of a measuring process.

    With several threads, idle ones are to sleep soon (after 2^20 ticks, not 2^26): while they wait for
    work they keep a core busy, and everybody else has to share it.
    """
    kept = {name: value for name, value in os.environ.items() if name not in without}
    libraries = "OPENBLAS", "OMP", "MKL", "VECLIB_MAXIMUM"
    count = {f"{library}_NUM_THREADS": str(threads) for library in libraries}
    count |= {"OPENBLAS_THREAD_TIMEOUT": "20"} if threads > 1 else {}
    flags = " ".join(filter(None, [kept.get("XLA_FLAGS"), ONE_THREAD])) if threads == 1 else ""
    return {**kept, **count, "JAX_PLATFORMS": "cpu", **({"XLA_FLAGS": flags} if flags else {})}


def measure(asked):
    """Run every section. Returns what gradient.json stores."""
    start = time.perf_counter()
    data = {"date": datetime.date.today().isoformat(), "machine": machine(), "versions": versions(),
            "load": load(), "command": " ".join(["python benchmarks/gradient.py", *asked.words]),
            "variables": chosen_kernels() if 1 in asked.threads else {},
            "sections": {}, "left_out": {}, "rows": []}
    for name, threads, without in settings(asked.threads):
        print(f"{name}:", file=sys.stderr, flush=True)
        seconds = QUICK if asked.quick else SECONDS.get(name, SECONDS["2 threads"])
        arguments = ["--threads", str(threads), "--seconds", str(seconds), "--workloads", *asked.workloads,
                     "--peers", *([] if asked.no_peers else PEERS)]
        arguments += ["--small"] if name == "1 thread" else []
        ran = subprocess.run([sys.executable, "-m", "benchmarks.measure", *arguments], cwd=ROOT, check=True,
                             env=variables(threads, without), stdout=subprocess.PIPE, text=True)
        found = json.loads(ran.stdout.splitlines()[-1])
        data["sections"][name] = {"threads": threads, "blas": found.pop("blas")}
        data["rows"] += [{"section": name, **row} for row in found.pop("rows")]
        data["left_out"] |= found.pop("left_out")
        data |= found
    data["minutes"] = round((time.perf_counter() - start) / 60, 1)
    return data


def load():
    """How many processes wanted a core in the last minute, where the system tells; a warning if many."""
    wanted = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    if wanted > report.BUSY:
        print(report.busy(wanted), file=sys.stderr, flush=True)
    return round(wanted, 1)


def machine():
    """The processor's name, as far as the system tells."""
    name = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = [line.split(":", 1) for line in Path("/proc/cpuinfo").read_text().splitlines() if ":" in line]
        about = {key.strip(): value.strip() for key, value in reversed(lines)}
        name = about.get("model name", name) + f" (family {about.get('cpu family', '?')})"
    return f"{name}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"


def versions():
    found = {"Python": platform.python_version()}
    for name, package in PACKAGES.items():
        try:
            found[name] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            pass
    return found


def show(data):
    """Everything with its quartiles, on the screen."""
    for name in data["sections"]:
        print(f"\n{name}: {data['sections'][name]['blas']}\n")
        for dtype in ("float64", "float32"):
            print(tables.table(data, name, dtype, spread=True) + "\n")
        print(report.verdict(data, name))
    first = next(iter(data["sections"]))
    print("\n" + report.why_a(data, first))
    if "logistic" in data:
        print("\n" + tables.logistic(data))
    for name, why in data["left_out"].items():
        print(f"left out: {name}: {why}")


def put_into(page, name, content):
    """Write content between a page's markers of that name; say so where there are none."""
    try:
        text = tables.between_markers(page.read_text(encoding="utf-8"), content, name)
    except (FileNotFoundError, ValueError) as problem:
        print(f"{page.name} stays as it is: {problem}", file=sys.stderr)
        return
    page.write_text(text, encoding="utf-8")
    print(f"{page.relative_to(ROOT)} has the table.", file=sys.stderr)


def publish(data):
    """The tables of this measurement into the two READMEs."""
    put_into(ROOT / "README.md", "gradient-table", report.front(data))
    put_into(ROOT / "benchmarks" / "README.md", "gradient-tables", report.markdown(data))
    put_into(ROOT / "benchmarks" / "README.md", "logistic-table", tables.logistic(data))


def main(words=None):
    words = sys.argv[1:] if words is None else words
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="short slices of everything, for a first look")
    parser.add_argument("--workloads", nargs="+", choices=list(tables.HEADS), default=list(tables.HEADS))
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--no-peers", action="store_true", help="only NumPy's: quicker to start")
    parser.add_argument("--write", action="store_true", help="store it, and write the READMEs' tables")
    parser.add_argument("--table", action="store_true", help="the READMEs' tables from gradient.json")
    asked = parser.parse_args(words)
    asked.words = words
    if asked.table:
        publish(json.loads(STORED.read_text(encoding="utf-8")))
        return 0
    if asked.write and words != ["--write"]:
        parser.error("--write stores a whole measurement: leave the other options away.")
    data = measure(asked)
    show(data)
    if asked.write:
        STORED.write_text(tables.dump(data), encoding="utf-8")
        publish(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
