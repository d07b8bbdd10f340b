"""Which kernels a notebook's numbers go through: BLAS, NumPy's SIMD loops, threads.

The last digits of a sum depend on the order of its terms, and that on the width of the
processor's vectors. The build pins all of it, so that a rebuild gives the same bytes; a second
run on other kernels shows that what is stored does not depend on them.
Runs inside the environment: it asks NumPy what the machine has.
"""

import json
import platform

STEADY = {
    "COURSE_QUIET": "1",                    # no progress bars
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": "0",               # no date in a drawing
    "TZ": "UTC",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}


def build():
    """Environment variables of the build: AVX2 everywhere, one thread."""
    return {**STEADY, **kernels("Haswell", without=("X86_V4", "AVX512"))}


def other():
    """Those of the second run: older BLAS kernels, NumPy's plainest loops (no AVX at all)."""
    return {**STEADY, **kernels("Sandybridge", without=("X86_V3", "X86_V4", "AVX", "FMA3"))}


def kernels(blas, without):
    """Choose OpenBLAS's kernels, and switch off those features of NumPy that begin with a word in
    `without`. Only what this machine has: NumPy warns about any other."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return {}                           # the bytes are promised on x86-64 only
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
    off = [name for name in __cpu_dispatch__
           if __cpu_features__.get(name) and name.startswith(without)]
    more = {"NPY_DISABLE_CPU_FEATURES": " ".join(off)} if off else {}
    return {"OPENBLAS_CORETYPE": blas, **more}


if __name__ == "__main__":
    print(json.dumps(other()))
