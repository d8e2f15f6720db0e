"""How many deliberate faults in the code that decides are noticed by its tests.

Each fault (a mutant) is one small change: a condition inverted, a constant altered, a call left
out. A mutant survives where all tests of its module still pass; each survivor is printed with its
line. It takes many minutes. ``python -m tests.bench.bench_mutation flow changes`` tries only the
modules that are named.

Neither mutmut nor cosmic-ray is used: mutmut 3 does not touch decorated functions and methods and
tests a copy of the tree, past which the editable installation imports; cosmic-ray rewrites the
files of the tree and starts an interpreter for each mutant. Here a mutant lives in a forked process
only: an import hook compiles the changed syntax tree, and the tests run there.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final

import pytest

LIMIT: Final = 60
"""Seconds after which a mutant counts as noticed: it hangs."""

_SETUP: Final = ("setup/test_plan.py", "setup/test_hub_writing.py", "setup/test_engine.py")
_JOBS: Final = ("setup/test_jobs.py", *_SETUP, "setup/test_roll_back.py", "setup/test_session.py")
_FLOW: Final = ("setup/test_flow.py", "setup/test_field_problems.py")
_RULES: Final = (
    *("setup/test_auth_rules.py", "setup/test_auth_problems.py"),
    *(*_FLOW, "setup/test_plan.py"),
)
_STEPS: Final = ("check/test_steps.py", "check/test_live_check.py")

TESTS: Final = {
    "setup/auth_rules.py": _RULES,
    "setup/flow.py": _FLOW,
    "setup/plan.py": ("setup/test_plan.py",),
    **{f"setup/jobs/{path.name}": _JOBS for path in sorted(Path("wizard/setup/jobs").glob("*.py"))},
    "setup/changes.py": ("setup/test_changes.py", "setup/test_file_changes.py", *_SETUP),
    "check/steps.py": _STEPS,
    "check/connection_steps.py": _STEPS,
}
"""The tests of each module, those that notice most first."""

_OPPOSITES: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}


@dataclass(frozen=True)
class Mutant:
    """The change with this number in a module."""

    path: str
    number: int
    line: int
    change: str


class Mutator(ast.NodeTransformer):
    """Counts the changes that can be made, and makes the one with the number that is wanted."""

    def __init__(self, wanted: int = -1) -> None:
        self.wanted = wanted
        self.found: list[tuple[int, str]] = []

    def _is_turn(self, node: ast.expr | ast.stmt, change: str) -> bool:
        self.found.append((node.lineno, change))
        return len(self.found) - 1 == self.wanted

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        opposite = _OPPOSITES.get(type(node.ops[0]))
        if opposite and self._is_turn(node, f"{ast.unparse(node)}: {opposite.__name__}"):
            node.ops[0] = opposite()
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if self._is_turn(node, f"{ast.unparse(node)}: and for or, or for and"):
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        is_not = isinstance(node.op, ast.Not)
        if is_not and self._is_turn(node, f"{ast.unparse(node)}: without not"):
            return node.operand
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        self._negate(node)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        self._negate(node)
        return node

    def _negate(self, node: ast.If | ast.IfExp) -> None:
        if self._is_turn(node, f"if not ({ast.unparse(node.test)})"):
            node.test = ast.copy_location(ast.UnaryOp(ast.Not(), node.test), node.test)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        altered: object
        match node.value:
            case bool(value):
                altered = not value
            case int(value) | float(value):
                altered = value + 1
            case str(value):
                altered = f"XX{value}"
            case _:
                return node
        if self._is_turn(node, f"{node.value!r} becomes {altered!r}"):
            return ast.copy_location(ast.Constant(altered), node)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        swapped: dict[type[ast.operator], ast.operator] = {
            ast.Add: ast.Sub(),
            ast.Sub: ast.Add(),
            ast.Mult: ast.Div(),
            ast.Div: ast.Mult(),
        }
        if type(node.op) in swapped and self._is_turn(node, f"{ast.unparse(node)}: operator"):
            node.op = swapped[type(node.op)]
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if isinstance(node.value, ast.Constant):
            return node  # a docstring
        self.generic_visit(node)
        if self._is_turn(node, f"without {ast.unparse(node)}"):
            return ast.copy_location(ast.Pass(), node)
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        self.generic_visit(node)
        if self._is_turn(node, f"without {ast.unparse(node)}"):
            return ast.copy_location(ast.Pass(), node)
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        self.generic_visit(node)
        is_none = node.value is None or ast.unparse(node.value) == "None"
        if not is_none and self._is_turn(node, f"None for {ast.unparse(node)}"):
            return ast.copy_location(ast.Return(ast.Constant(None)), node)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node  # not its annotation

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return node  # nor a parameter's

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        return node


class MutantImporter(MetaPathFinder, Loader):
    """Gives a module's mutant to whoever imports the module."""

    def __init__(self, name: str, code: CodeType) -> None:
        self._name = name
        self._code = code

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.util.spec_from_loader(fullname, self)

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)  # noqa: S102 - the program's own code, changed a little


def mutants(path: str) -> Iterator[Mutant]:
    """Every change that can be made to a module."""
    mutator = Mutator()
    mutator.visit(ast.parse(Path("wizard", path).read_text("utf-8")))
    for number, (line, change) in enumerate(mutator.found):
        yield Mutant(path, number, line, change)


def survivors(everything: Sequence[Mutant]) -> Iterator[Mutant]:
    """The mutants with which all tests pass. Each is tried in a process of its own."""
    running: dict[int, Mutant] = {}
    for mutant in everything:
        if len(running) >= (os.cpu_count() or 1):
            yield from _next_to_end(running)
        child = os.fork()
        if child == 0:
            try:
                os._exit(_run_tests(mutant))
            finally:
                os._exit(99)
        running[child] = mutant
    while running:
        yield from _next_to_end(running)


def _next_to_end(running: dict[int, Mutant]) -> Iterator[Mutant]:
    child, status = os.wait()
    mutant, code = running.pop(child), os.waitstatus_to_exitcode(status)
    if code == pytest.ExitCode.NO_TESTS_COLLECTED:
        raise SystemExit(f"there are no tests for {mutant.path}")
    if code == pytest.ExitCode.OK:
        yield mutant


def _run_tests(mutant: Mutant) -> int:
    # Not an alarm: pytest-timeout uses that.
    watchdog = threading.Timer(LIMIT, os._exit, (pytest.ExitCode.INTERRUPTED,))
    watchdog.daemon = True
    watchdog.start()
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    file = Path("wizard", mutant.path)
    tree = Mutator(mutant.number).visit(ast.parse(file.read_text("utf-8")))
    name = ".".join(file.with_suffix("").parts)
    code = compile(ast.fix_missing_locations(tree), str(file), "exec")
    sys.meta_path.insert(0, MutantImporter(name, code))
    # One file after the other: most mutants are noticed by the first.
    codes = (pytest.main([*_OPTIONS, "-x", tests]) for tests in _test_files(mutant.path))
    return next((code for code in codes if code != pytest.ExitCode.OK), pytest.ExitCode.OK)


_OPTIONS: Final = ("-q", "-p", "no:cacheprovider", "-p", "no:randomly")


def _test_files(path: str) -> list[str]:
    return [f"tests/{name}" for name in TESTS[path]]


def _warm_up() -> None:
    """Have everything imported but what is tried: each child then begins with that."""
    files = sorted({file for path in TESTS for file in _test_files(path)})
    if pytest.main([*_OPTIONS, "--collect-only", "-qq", *files]) != pytest.ExitCode.OK:
        raise SystemExit("the tests cannot be collected")
    for name in [name for name in sys.modules if name.split(".")[0] in ("wizard", "tests")]:
        del sys.modules[name]


def main(names: Sequence[str]) -> int:
    """Print a line for each module and each survivor; 1 where fewer than 95 % are noticed."""
    chosen = [path for path in TESTS if not names or any(name in path for name in names)]
    _warm_up()
    everything = [mutant for path in chosen for mutant in mutants(path)]
    survived = sorted(survivors(everything), key=lambda mutant: (mutant.path, mutant.number))
    for path in chosen:
        total = sum(mutant.path == path for mutant in everything)
        left = [mutant for mutant in survived if mutant.path == path]
        sys.stdout.write(f"{path}: {total - len(left)} of {total} noticed\n")
        for mutant in left:
            sys.stdout.write(f"    {path}:{mutant.line}  {mutant.change}\n")
    share = 1 - len(survived) / max(len(everything), 1)
    sys.stdout.write(f"{share:.1%} of {len(everything)} noticed\n")
    return 0 if share >= 0.95 else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
