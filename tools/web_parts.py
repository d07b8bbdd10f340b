"""reveal.js and MathJax for the slides: fetched once by npm, checked by their hashes, never committed.

From each package only what a deck needs is kept, so that a folder with decks can be carried to a
lecture room and works there without a network.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

from tools.places import Stop, say
from tools.programs import NPM, find

NO_NPM = """The slides need reveal.js and MathJax, which npm fetches, and there is no npm here.
On Debian and Ubuntu: apt install npm
Then run the same command again; afterwards it works offline."""


class Part(NamedTuple):
    """An npm package, the hash of its file, and the folders and files of it that we keep."""

    name: str
    version: str
    sha512: str
    kept: tuple


PARTS = (
    Part("reveal.js", "5.2.1",
         "r7//6mIM5p34hFiDMvYfXgyjXqGRta+/psd9YtytsgRlrpRzFv4RbH76TXd2qD+7ZPZEbpBDhdRhJaFgfQ7zNQ==",
         ("LICENSE", "dist/reveal.js", "dist/reveal.css", "dist/reset.css",
          "dist/theme/fonts/source-sans-pro", "plugin/notes/notes.js")),
    Part("mathjax", "3.2.2",
         "Bt+SSVU8eBG27zChVewOicYs7Xsdt40qm4+UpHyX7k0/O9NliPc+x77k1/FEsPsjKPZGJvtRZM1vO+geW0OhGw==",
         ("LICENSE", "es5/tex-chtml.js", "es5/output/chtml/fonts/woff-v2")),
)


def ensure(folder):
    """Have every part in `folder`, at the version named here."""
    stamp = folder / "parts.json"
    wanted = {part.name: part.version for part in PARTS}
    if stamp.exists() and json.loads(stamp.read_text()) == wanted:
        return
    shutil.rmtree(folder, ignore_errors=True)
    for part in PARTS:
        say(f"   fetching {part.name} {part.version} with npm")
        unpack(fetch(part), part, folder / part.name)
    stamp.write_text(json.dumps(wanted) + "\n")


def fetch(part):
    """The bytes of the package's file, as npm brings it; refused if its hash is another one."""
    npm = find(NPM)
    if not npm:
        raise Stop(NO_NPM)
    with tempfile.TemporaryDirectory() as place:
        done = subprocess.run([npm, "pack", f"{part.name}@{part.version}", "--silent"], cwd=place, text=True,
                              capture_output=True, env={**os.environ, "npm_config_update_notifier": "false"})
        files = list(Path(place).glob("*.tgz"))
        if done.returncode or len(files) != 1:
            raise Stop(f"npm could not fetch {part.name} {part.version}:\n{done.stderr.strip()}")
        content = files[0].read_bytes()
    check(content, part)
    return content


def check(content, part):
    found = base64.b64encode(hashlib.sha512(content).digest()).decode()
    if found != part.sha512:
        raise Stop(f"npm brought a {part.name} {part.version} whose hash is not the one that "
                   f"tools/web_parts.py names: {found}. It is not used.")


def unpack(content, part, folder):
    """Write what is kept of a package (its files lie in package/) to `folder`."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        with tarfile.open(fileobj=file) as archive:
            for member in archive:
                name = member.name.removeprefix("package/")
                if member.isfile() and any(name == kept or name.startswith(f"{kept}/") for kept in part.kept):
                    target = folder / name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(archive.extractfile(member).read())
