"""What a Python source imports and which names of modules it uses, read without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOMS = ("engine", "http", "store", "flows", "demo", "cli")


@dataclass(frozen=True)
class Source:
    """A module: its installed name, whether it is a package, and its text."""

    module: str
    text: str
    is_package: bool = False

    @property
    def room(self) -> str:
        return self.module.split(".")[1]

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)


@dataclass(frozen=True, order=True)
class Found:
    """A dotted name at a line."""

    name: str
    line: int


def sources_under(root: Path) -> list[Source]:
    """Every module of every room, as it is named once installed."""
    paths = sorted(path for room in ROOMS for path in (root / room).rglob("*.py"))
    return [_source(path, path.relative_to(root)) for path in paths]


def _source(path: Path, place: Path) -> Source:
    is_package = place.name == "__init__.py"
    parts = place.parent.parts if is_package else (*place.parent.parts, place.stem)
    return Source(".".join(("milo", *parts)), path.read_text(encoding="utf-8"), is_package)


def imports_of(source: Source) -> list[Found]:
    """Every module imported, wherever it stands: at the top, in a function, for types only.

    `from a import b` counts as `a.b`: b may be a module.
    """
    return sorted({found for node in ast.walk(source.tree) for found in _imported(source, node)})


def _imported(source: Source, node: ast.AST) -> Iterator[Found]:
    match node:
        case ast.Import():
            yield from (Found(alias.name, node.lineno) for alias in node.names)
        case ast.ImportFrom():
            base = _base(source, node)
            yield from (Found(f"{base}.{alias.name}", node.lineno) for alias in node.names)
        case ast.Call(args=[ast.Constant(value=str(name)), *_]) if _is_import_call(node.func):
            yield Found(name, node.lineno)


def _base(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    here = source.module.split(".")
    package = here if source.is_package else here[:-1]
    above = package[: len(package) - (node.level - 1)]
    return ".".join([*above, *([node.module] if node.module else [])])


def _is_import_call(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in {"import_module", "__import__"}


def names_used(source: Source) -> list[Found]:
    """Every name that leads into an imported module, in full, whatever it is called here."""
    tree = source.tree
    called = dict(_aliases(source, tree))
    found = {
        Found(name, node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name) and (name := _full(node, called))
    }
    return sorted(found)


def _aliases(source: Source, tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.split(".")[0]
                yield (alias.asname, alias.name) if alias.asname else (first, first)
        elif isinstance(node, ast.ImportFrom):
            base = _base(source, node)
            for alias in node.names:
                yield alias.asname or alias.name, f"{base}.{alias.name}"


def _full(node: ast.expr, called: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return called.get(node.id, "")
    if isinstance(node, ast.Attribute) and (base := _full(node.value, called)):
        return f"{base}.{node.attr}"
    return ""
