"""Versions, without reading what packages say of themselves."""

import subprocess
import sys
from importlib.metadata import distributions, version

from cnncheck import installed
from cnncheck.installed import installed_version


def test_every_version_is_what_its_package_says():
    names = {each.metadata["Name"] for each in distributions()}
    assert {"numpy", "torch", "cnncheck"} <= names
    assert {name: installed_version(name) for name in names} == {
        name: version(name) for name in names
    }
    assert installed_version("no-such-package") == ""


def test_what_has_no_folder_of_that_name_is_asked(monkeypatch):
    monkeypatch.setattr(installed, "_versions", dict)
    assert installed_version("numpy") == version("numpy")


def test_the_place_that_comes_first_is_imported_from(tmp_path, monkeypatch):
    for place, number in (("a", "1.0+x"), ("b", "2.0")):
        (tmp_path / place / f"some_Thing-{number}.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [str(tmp_path / each) for each in ("missing", "a", "b")])
    installed._versions.cache_clear()
    try:
        assert installed_version("some-thing") == "1.0+x"
    finally:
        installed._versions.cache_clear()


def test_a_report_needs_no_parser_of_metadata():
    """To import one takes a twentieth of a short run."""
    code = (
        "import sys; from cnncheck.report.environment import environment; environment()\n"
        "from cnncheck.references.stored_entries import torch_version; torch_version()\n"
        "print('importlib.metadata' in sys.modules)"
    )
    said = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert said.split() == ["False"]
