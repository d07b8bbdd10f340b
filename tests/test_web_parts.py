"""reveal.js and MathJax are fetched once, and used only if their hashes are the ones we name."""

import base64
import hashlib
import io
import tarfile

import pytest

from tools import web_parts
from tools.places import Stop
from tools.web_parts import Part


def package(**files):
    """(bytes of an npm package, its hash)."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files.items():
            about = tarfile.TarInfo("package/" + name.replace("__", "/").replace("_js", ".js"))
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))
    content = packed.getvalue()
    return content, base64.b64encode(hashlib.sha512(content).digest()).decode()


def test_what_we_name_is_kept_and_nothing_else(tmp_path):
    content, _ = package(dist__a_js=b"a", dist__b_js=b"b", src__c_js=b"c")
    web_parts.unpack(content, Part("x", "1", "", ("dist/a.js", "src")), tmp_path / "x")
    assert sorted(path.name for path in tmp_path.rglob("*.js")) == ["a.js", "c.js"]


def test_another_hash_is_refused():
    content, sha512 = package(a_js=b"a")
    web_parts.check(content, Part("x", "1", sha512, ()))
    with pytest.raises(Stop, match="hash is not the one"):
        web_parts.check(content + b" ", Part("x", "1", sha512, ()))


def test_a_second_time_nothing_is_fetched(tmp_path, monkeypatch):
    content, sha512 = package(a_js=b"a")
    fetched = []
    monkeypatch.setattr(web_parts, "PARTS", (Part("x", "1", sha512, ("a.js",)),))
    monkeypatch.setattr(web_parts, "fetch", lambda part: fetched.append(part.name) or content)
    for _ in range(2):
        web_parts.ensure(tmp_path / "assets")
    assert fetched == ["x"] and (tmp_path / "assets" / "x" / "a.js").read_bytes() == b"a"
    monkeypatch.setattr(web_parts, "PARTS", (Part("x", "2", sha512, ("a.js",)),))
    web_parts.ensure(tmp_path / "assets")
    assert fetched == ["x", "x"], "a new version is fetched"


def test_without_npm_the_error_says_what_to_do(monkeypatch):
    monkeypatch.setattr(web_parts, "find", lambda names: None)
    with pytest.raises(Stop, match="apt install npm"):
        web_parts.fetch(web_parts.PARTS[0])
