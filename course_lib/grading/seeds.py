"""The secret of a course: all that is hidden from learners when they are graded.

Probes, right answers and known mistakes are public; the random cases are not, because they come from a seed
that hangs on this secret. Whoever has it can compute all of them beforehand. It is a file that only its
owner may read; the same file must be there when a class is graded again, or every row is another row.
"""
import os
import secrets
import stat
import sys
from contextlib import suppress
from pathlib import Path

SHORTEST = 16            # letters
LONGEST = 10_000
NEW = """A new seed is in {path}. Keep it secret (whoever has it knows all cases) and keep it (grading again
needs the same one): not in the course's repository, and not in a folder that learners can see."""
OPEN = "Others on this machine may read {path}: chmod 600 {path}"


def read_or_make(path, say):
    """The secret in this file, which is made if it is not there; say() hears what the owner should know."""
    path = Path(path)
    if not path.exists() and make(path):
        say(NEW.format(path=path))
    if path.is_dir():
        raise ValueError(f"{path} is a folder; a file with a secret text was expected.")
    text = path.read_text("utf-8", "strict")[:LONGEST].strip()
    if len(text) < SHORTEST:
        raise ValueError(f"The seed in {path} has {len(text)} letters, and that can be guessed: {SHORTEST} "
                         "are the least. Delete the file, and a new one is made.")
    if sys.platform != "win32" and path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        say(OPEN.format(path=path))
    return text


def make(path):
    """Write a new secret; whether it is ours, and not that of another process which was quicker. The file
    is there whole or not at all, because all parts of a job array may start at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(partial, path)
        return True
    except FileExistsError:
        return False
    except OSError:                      # a disk without links
        os.replace(partial, path)
        return True
    finally:
        with suppress(FileNotFoundError):
            os.unlink(partial)
