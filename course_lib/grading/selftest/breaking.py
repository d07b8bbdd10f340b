"""Attacks on the machine's room: memory, disk, files of others. As in spying, `saw` tells what got through.

None of these takes more than 1 GB of memory or 50 MB of disk, even where nothing stops it.
"""
# ruff: noqa: B023, F821  (got, secret_in and linux are in the notebook)

def memory(room, saw):
    """Fills 900 MB of memory."""
    blocks = []
    for _ in range(18):
        blocks.append(b"x" * (50 << 20))
    saw.append(len(blocks))


def shared_memory(room, saw):
    """Fills 900 MB of memory that is shared, which some limits do not count."""
    import mmap
    block = mmap.mmap(-1, 900 << 20)
    for place in range(0, 900 << 20, 4096):
        block[place] = 1
    saw.append("900 MB")


def memory_files(room, saw):
    """Fills 600 MB of files in memory (memfd), which limits of memory do not count."""
    import os
    files = []
    for _ in range(120):
        files.append(os.memfd_create("x"))
        for _ in range(5):
            os.write(files[-1], b"x" * (1 << 20))
    saw.append("600 MB")


def pipes(room, saw):
    """Fills pipes and socket pairs, whose buffers are the kernel's: 60 MB at most."""
    import fcntl
    import os
    filled = 0
    for _ in range(500):
        _, end = os.pipe()
        fcntl.fcntl(end, 1031, 1 << 20)                            # F_SETPIPE_SZ
        os.set_blocking(end, False)
        filled += got(os.write, end, b"x" * (1 << 20)) or 0
        if filled > 60 << 20:
            saw.append("60 MB")
            break


def disk(room, saw):
    """Writes 48 MB into files wherever it may, 4 MB each."""
    import os
    written = 0
    for place in ("/tmp", "/var/tmp", "/dev/shm", os.getcwd(), room["folder"], os.path.expanduser("~")):
        for k in range(12):
            if written < 48 << 20:
                fd = got(os.open, f"{place}/{room['token']}{k}", os.O_CREAT | os.O_EXCL | os.O_WRONLY)
                written += (got(os.write, fd, b"x" * (4 << 20)) or 0) if fd else 0
    saw += [written] if written > 9 << 20 else []


def many_files(room, saw):
    """Makes 3,000 empty files, folders and links where it may."""
    import os
    made = 0
    for place in ("/tmp", "/dev/shm", os.getcwd(), room["folder"]):
        for k in range(500):
            fd = got(os.open, f"{place}/{room['token']}-{k}", os.O_CREAT | os.O_WRONLY)
            if not fd:
                break
            os.close(fd)
            made += 1
            got(os.mkdir, f"{place}/{room['token']}-{k}d")
            got(os.symlink, "/etc", f"{place}/{room['token']}-{k}l")
    saw += [made] if made > 450 else []


def a_file_without_end(room, saw):
    """Asks for files of 1 TB that hold nothing, and for space that is not written."""
    import os
    for place in ("/tmp", "/dev/shm", os.getcwd(), room["folder"]):
        fd = got(os.open, f"{place}/{room['token']}", os.O_CREAT | os.O_RDWR)
        if fd:
            saw += [place] if got(lambda: os.ftruncate(fd, 1 << 40) or True) else []
            saw += [place] if got(lambda: os.posix_fallocate(fd, 0, 30 << 20) or True) else []
            got(os.unlink, f"{place}/{room['token']}")


def files_of_others(room, saw):
    """Writes, cuts, renames, links, removes, and changes times, modes and marks of another's files."""
    import os
    import shutil
    for path in (room["neighbour"], room["seed"]):
        ways = [lambda: open(path, "ab").write(b"x"), lambda: os.truncate(path, 0),
                lambda: os.chmod(path, 0o600) or True, lambda: os.utime(path) or True,
                lambda: os.setxattr(path, "user.x", b"x") or True,
                lambda: os.link(path, f"{path}{room['token']}") or True,
                lambda: os.symlink(path, f"{path}{room['token']}s") or True,
                lambda: shutil.copy(path, f"/tmp/{room['token']}"),
                lambda: os.chown(path, os.getuid(), os.getgid()) or True,
                lambda: os.rename(path, f"{path}{room['token']}r") or True,
                lambda: os.unlink(path) or True]
        saw += [k for k, way in enumerate(ways) if got(way)]


def the_library(room, saw):
    """Writes into NumPy's folder, Python's and course_lib's, for the next one who imports them."""
    import os
    import sys

    import numpy
    places = {room["numpy"], os.path.dirname(numpy.__file__), sys.prefix, os.path.dirname(os.__file__),
              *(one for one in sys.path if one)}
    for name in ("course_lib", "course_lib.probes", "course_lib.grading"):
        places |= set(getattr(sys.modules.get(name), "__path__", ()))
    for place in places:
        for name in (f"{room['token']}.py", f"{room['token']}.txt"):
            saw += [place] if got(lambda: open(f"{place}/{name}", "w").write("x")) else []
    for module in ("numpy", "course_lib.probes.running", "course_lib.network"):
        file = getattr(sys.modules.get(module), "__file__", None)
        saw += [file] if file and got(lambda: open(file, "r+b").read(1)) else []
