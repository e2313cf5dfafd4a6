"""Importing packages that were written for Python 2 and never since."""

import importlib.abc
import importlib.util
import sys


class _Translator(importlib.abc.SourceLoader):
    """Reads a module's source and translates it as `2to3` does, in memory."""

    def __init__(self, path):
        self._path = path

    def get_filename(self, _):
        return self._path

    def get_data(self, path):
        from fissix.refactor import RefactoringTool, get_fixers_from_package

        with open(path, encoding="utf-8") as file:
            source = file.read()
        tool = RefactoringTool(get_fixers_from_package("fissix.fixes"))
        return str(tool.refactor_string(source + "\n", path)).encode()

    def path_stats(self, _):
        raise OSError("never cached")


def load(package, module):
    """A module of an installed package, without running the package's own `__init__`."""
    name = f"{package}.{module}"
    if name not in sys.modules:
        folder = importlib.util.find_spec(package).submodule_search_locations[0]
        spec = importlib.util.spec_from_loader(name, _Translator(f"{folder}/{module}.py"))
        loaded = importlib.util.module_from_spec(spec)
        sys.modules[name] = loaded
        spec.loader.exec_module(loaded)
    return sys.modules[name]
