"""Files within archives, read without being unpacked.

Nothing is written to a disk, so a name that leads elsewhere ("../../x") leads nowhere; it is left out all the
same. What would grow is bounded: the list of an archive before it is read, and each file while it is read.
Only stored and deflated files are read: other methods may ask for as much memory as they like.
"""
import os
import re
import stat
import struct
import zipfile
from contextlib import suppress
from datetime import UTC, datetime

MOST_FILES = 1_000_000           # in the archive that an instructor names
LARGEST_LIST = 2 * 2**20         # bytes of the list of files, in one that a learner handed in
LARGEST_ARCHIVE = 64 * 2**20
SPLIT = re.compile(r"(?i)(?<=\.zip)!")
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError,
          struct.error, ValueError, OverflowError)
FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_file(path, most):
    """At most `most` + 1 bytes of a file; OSError for what is none: a link, a pipe, a device."""
    descriptor = os.open(path, FLAGS)
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"{path} is no ordinary file.")
        return file.read(most + 1)


class Reader:
    """Reads what a Submission's path says. The archive that was read last stays open: looking through the
    list of ten thousand files again for each of them would take longer than grading."""

    def __init__(self):
        self.path, self.archive = None, None

    def read(self, path, most):
        """At most `most` + 1 bytes; OSError if they cannot be had."""
        archive, *inside = SPLIT.split(path, maxsplit=1)
        if not inside or os.path.lexists(path):
            return read_file(path, most)
        try:
            info = self.open(archive).NameToInfo.get(inside[0])
            if info is None or info.compress_type not in METHODS:
                raise OSError(f"{path} is not in the archive, or packed in an unusual way.")
            with self.archive.open(info) as file:
                return file.read(most + 1)
        except BROKEN as error:
            raise OSError(f"{path} cannot be unpacked: {error}") from None
        except Exception as error:                           # zlib.error is no OSError
            raise error if isinstance(error, OSError) else OSError(f"{path} is damaged: {error}") from None

    def open(self, path):
        if path != self.path:
            self.close()
            self.archive, self.path = zipfile.ZipFile(path), path
        return self.archive

    def close(self):
        if self.archive:
            self.archive.close()
        self.path = self.archive = None


def files_of(path, reader, trusted):
    """(parts of the name, ZipInfo or None, why it is left out) of each file of an archive. An OSError says
    what is wrong with the archive as a whole.

    trusted  whether it is the instructor's: a learner's has a short list, or is left out
    """
    try:
        if not (trusted or has_a_short_list(path)):
            raise OSError("it is no archive, or one with too many files for one learner, or too large")
        infos = list(reader.open(path).NameToInfo.values())
    except BROKEN as error:
        raise OSError(f"it is no archive that can be read ({error})") from None
    if len(infos) > MOST_FILES:
        raise OSError(f"it has {len(infos)} files, and {MOST_FILES} are the most")
    for info in infos:
        parts = tuple(re.split(r"[/\\]", info.filename.rstrip("/\\")))
        if info.is_dir():
            continue
        if ".." in parts or "" in parts or ":" in parts[0]:
            yield parts, None, "its name leads out of the archive"
        elif stat.S_ISLNK(info.external_attr >> 16):
            yield parts, None, "it is a link"
        else:
            yield parts, info, ""


def has_a_short_list(path):
    """Whether the list at the end of an archive is short, by what the end says (which zipfile goes by)."""
    with open(path, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 66_000))
        tail = file.read()
    end = tail.rfind(b"PK\5\6")
    if size > LARGEST_ARCHIVE or end < 0 or len(tail) < end + 22 or b"PK\6\7" in tail:
        return False
    return struct.unpack("<L", tail[end + 12:end + 16])[0] <= LARGEST_LIST


def moment_of(info):
    """When a file of an archive was written, in seconds; None if unknown. Archives keep the time of a clock
    on the wall, to two seconds; many add the exact one."""
    with suppress(struct.error):
        extra = info.extra
        while len(extra) >= 4:
            kind, length = struct.unpack("<HH", extra[:4])
            if kind == 0x5455 and length >= 5 and extra[4] & 1:
                return float(struct.unpack("<l", extra[5:9])[0])
            extra = extra[4 + length:]
    with suppress(ValueError, OverflowError, OSError):
        if info.date_time > (1980, 1, 1, 23, 59, 59):
            return datetime(*info.date_time).astimezone().astimezone(UTC).timestamp()
    return None
