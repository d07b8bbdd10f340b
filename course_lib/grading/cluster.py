"""More than one machine: a cluster of dask.distributed grades (an extra: `make dask`).

    dask scheduler                              on one machine
    dask worker tcp://scheduler:8786            on each, where this course is installed too
    python -m course_lib.grading 05 submissions/ --cluster tcp://scheduler:8786

The notebooks are sent along, so the machines need no common disk. Each thread of a worker keeps a process
with a grader, which needs a sandbox there as it does here. What a worker had when it died, others compute
again; the rows are written here alone, and the same result is the same row.

The seed is sent to the workers. On a network that is not yours alone, use dask's tls:// addresses.
"""
import os
from contextlib import contextmanager

from course_lib.grading.batch import forget

WAIT = 30                # seconds for the first worker
NO_DASK = """Clusters need dask.distributed, which is not installed: make dask
(or pip install distributed). Without it: --jobs on this machine, or --shard 1/8 ... 8/8 on eight."""


class NoCluster(Exception):
    """What is missing, and what to do."""


@contextmanager
def executor_of(address, version_of):
    """(an Executor, how many submissions to have under way) of the cluster at this address.

    address     "tcp://host:8786", or the name of a scheduler's file
    version_of  () -> the version of course, probes and keys: it must be the same on every worker
    """
    try:
        from distributed import Client
    except ImportError:
        raise NoCluster(NO_DASK) from None
    where = {"scheduler_file": address} if os.path.isfile(address) else {"address": address}
    try:
        client = Client(**where, timeout=WAIT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise NoCluster(f"There is no cluster at {address}: {error}. Start `dask scheduler` there, and on "
                        f"each machine `dask worker {address}`.") from None
    with client:
        _all_alike(client, version_of, address)
        try:
            yield client.get_executor(pure=False), max(16, 4 * sum(client.nthreads().values()))
        finally:
            client.run(forget, on_error="ignore")


def _all_alike(client, version_of, address):
    """Workers with another version would give results of another key."""
    try:
        client.wait_for_workers(1, timeout=WAIT)
    except TimeoutError:
        raise NoCluster(f"The cluster at {address} has no worker. Start one on each machine: dask worker "
                        f"{address}") from None
    found, ours = client.run(version_of, on_error="return"), version_of()
    for worker, version in found.items():
        if version != ours:
            raise NoCluster(f"On {worker} there is {version!r}, and here is version {ours}: install the same "
                            "course on every machine.")
