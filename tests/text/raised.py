"""Every problem that the program can raise, found in its source: code, variant and parameters.

A site is a call that makes an error or a `Problem`. Where a code or variant is a parameter of the
function around it, that function's callers are the sites, and so on; what is computed is followed
through conditions, local names, tables of constants and the functions that return it.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wizard.domain.errors import Code

ROOT = Path(__file__).resolve().parents[2] / "wizard"
NOT_PARAMS = {"agent_error", "retryable", "retry_after"}
MOST_CALLERS = 5
"""How many functions may hand a code on before it is raised."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
Values = frozenset[str]
"""What an expression may be: codes as ``Code.NAME``, variants as they are."""
UNKNOWN: Values = frozenset({"?"})


@dataclass(frozen=True, slots=True)
class Site:
    """One place that raises a problem. ``is_open``: it has parameters that only a run knows."""

    where: str
    codes: Values
    variants: Values
    params: frozenset[str]
    is_open: bool

    def pairs(self) -> Iterator[tuple[Code, str]]:
        """Each code with each variant; without those that are not known from the source."""
        for code in self.codes - UNKNOWN:
            for variant in self.variants - UNKNOWN:
                yield Code[code.removeprefix("Code.")], variant


@dataclass(frozen=True)
class Source:
    """One module: its tree, and the function around each node."""

    path: Path
    tree: ast.Module
    around: Mapping[ast.AST, Function | None] = field(repr=False)

    @classmethod
    def read(cls, path: Path) -> Source:
        """Parse the module."""
        tree = ast.parse(path.read_text(encoding="utf-8"))
        around: dict[ast.AST, Function | None] = {}

        def visit(node: ast.AST, function: Function | None) -> None:
            around[node] = function
            inner = node if isinstance(node, Function) else function
            for child in ast.iter_child_nodes(node):
                visit(child, inner)

        visit(tree, None)
        return cls(path, tree, around)

    def where(self, node: ast.AST) -> str:
        """The module and the function: stable while lines move."""
        function = self.around[node]
        return f"{self.path.relative_to(ROOT).as_posix()}:{function.name if function else ''}"


def called(call: ast.Call) -> str:
    """The last name of what is called."""
    match call.func:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def parameters(function: Function) -> list[str]:
    """The names of a function's positional and keyword parameters, without ``self``."""
    names = [arg.arg for arg in (*function.args.posonlyargs, *function.args.args)]
    names += [arg.arg for arg in function.args.kwonlyargs]
    return [name for name in names if name not in ("self", "cls")]


class Program:
    """All modules of the program, and what their expressions may be."""

    def __init__(self, root: Path = ROOT) -> None:
        self.sources = [Source.read(path) for path in sorted(root.rglob("*.py"))]
        self.makers = {"Problem", *self._errors()}
        self._calls: dict[str, list[tuple[Source, ast.Call]]] = defaultdict(list)
        self._functions: dict[str, list[tuple[Source, Function]]] = defaultdict(list)
        for source in self.sources:
            for node in ast.walk(source.tree):
                if isinstance(node, ast.Call):
                    self._calls[called(node)].append((source, node))
                elif isinstance(node, Function):
                    self._functions[node.name].append((source, node))

    def _errors(self) -> Iterator[str]:
        known = {"SetupError"}
        for source in self.sources:
            for node in ast.walk(source.tree):
                if isinstance(node, ast.ClassDef):
                    bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                    if bases & known:
                        known.add(node.name)
        yield from known

    def sites(self) -> list[Site]:
        """Every place that raises a problem."""
        found: list[Site] = []
        for name in sorted({*self.makers, "replace"}):
            for source, call in self._calls[name]:
                is_site = "variant" in names_of(call) if name == "replace" else has_parts(call)
                if is_site:
                    found += self._sites_of(source, call)
        return found

    def _sites_of(self, source: Source, call: ast.Call) -> Iterator[Site]:
        args = list(flat(call.args))
        by_name = {word.arg: word.value for word in call.keywords if word.arg}
        if called(call) == "replace":
            code: ast.expr | None = by_name.get("code")
            variant: ast.expr | None = by_name["variant"]
            params, is_open = self._pairs(source, call, by_name.get("params"))
            is_open = is_open or "params" not in by_name
        else:
            code = by_name.pop("code", None) or (args[0] if args else None)
            variant = by_name.pop("variant", None) or (args[1] if len(args) > 1 else None)
            listed = by_name.pop("params", None) or (args[2] if len(args) > 2 else None)
            params, is_open = self._pairs(source, call, listed)
            params |= {name for name in by_name if name not in NOT_PARAMS}
        handed_on = star(source, call)
        is_open = is_open or (handed_on is not None and not is_kwarg(source, call, handed_on))
        yield from self._seen_from_outside(
            source, call, (code, variant), frozenset(params), is_open, ()
        )

    def _seen_from_outside(
        self,
        source: Source,
        call: ast.Call,
        said: tuple[ast.expr | None, ast.expr | None],
        params: frozenset[str],
        is_open: bool,
        chain: tuple[str, ...],
    ) -> Iterator[Site]:
        """The site itself, or those of the callers where they say what is raised."""
        function = source.around[call]
        handed = {
            name for expr in said if expr is not None for name in self._handed(function, expr)
        }
        keywords = self._kwarg_for(source, call)
        if function is None or not (handed or keywords) or len(chain) >= MOST_CALLERS:
            codes = self.values(source, function, said[0], "?")
            variants = self.values(source, function, said[1], "")
            yield Site(source.where(call), codes, variants, params, is_open)
            return
        names = parameters(function)
        for other, outer in self._callers(source, function):
            given: dict[str, ast.expr] = dict(zip(names, flat(outer.args), strict=False))
            given |= {word.arg: word.value for word in outer.keywords if word.arg}
            more = {name for name in given if name not in names} - NOT_PARAMS if keywords else set()
            codes = self._bound(source, function, said[0], given, (other, outer), "?")
            variants = self._bound(source, function, said[1], given, (other, outer), "")
            inner_open = is_open or (keywords and star(other, outer) is not None)
            yield Site(
                f"{other.where(outer)}", codes, variants, params | frozenset(more), inner_open
            )

    def _bound(
        self,
        source: Source,
        function: Function,
        expr: ast.expr | None,
        given: Mapping[str, ast.expr],
        outer: tuple[Source, ast.Call],
        default: str,
    ) -> Values:
        """An expression of a function as one caller has it."""
        if expr is None:
            return frozenset({default})
        found: set[str] = set()
        handed = self._handed(function, expr)
        for name in handed:
            place, call = outer
            if name in given:
                found |= self._through(place, call, given[name])
            else:
                found |= self._default(source, function, name)
        if not isinstance(expr, ast.Name) or not handed:
            found |= self.values(source, function, expr, default) - (UNKNOWN if handed else set())
        return frozenset(found)

    def _through(self, source: Source, call: ast.Call, expr: ast.expr) -> Values:
        """What a caller gives, be it handed to the caller itself."""
        function = source.around[call]
        handed = self._handed(function, expr)
        if function is None or not handed:
            return self.values(source, function, expr, "")
        found: set[str] = set()
        names = parameters(function)
        for other, outer in self._callers(source, function):
            given = dict(zip(names, flat(outer.args), strict=False))
            given |= {word.arg: word.value for word in outer.keywords if word.arg}
            for name in handed:
                if name in given:
                    found |= self.values(other, other.around[outer], given[name], "")
                else:
                    found |= self._default(source, function, name)
        return frozenset(found) or UNKNOWN

    def _default(self, source: Source, function: Function, name: str) -> Values:
        args = function.args
        positional = [*args.posonlyargs, *args.args]
        defaults = dict(
            zip([arg.arg for arg in positional[-len(args.defaults) :]], args.defaults, strict=False)
        )
        defaults |= {
            arg.arg: value
            for arg, value in zip(args.kwonlyargs, args.kw_defaults, strict=True)
            if value is not None
        }
        return self.values(source, None, defaults.get(name), "?")

    def _handed(self, function: Function | None, expr: ast.expr) -> set[str]:
        """The parameters of the function that the expression simply is, or chooses between."""
        if function is None:
            return set()
        match expr:
            case ast.Name(name):
                return {name} & set(parameters(function))
            case ast.IfExp(body=body, orelse=other):
                return self._handed(function, body) | self._handed(function, other)
            case _:
                return set()

    def _kwarg_for(self, source: Source, call: ast.Call) -> bool:
        """Whether the call gets the ``**params`` of the function around it, or is built of them."""
        function = source.around[call]
        if function is None or function.args.kwarg is None:
            return False
        name = function.args.kwarg.arg
        return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(function))

    def _callers(self, source: Source, function: Function) -> Iterator[tuple[Source, ast.Call]]:
        for other, call in self._calls[function.name]:
            is_reachable = other is source or not function.name.startswith("_")
            if is_reachable and not is_definition(call, function):
                yield other, call

    def _pairs(
        self, source: Source, call: ast.Call, expr: ast.expr | None
    ) -> tuple[set[str], bool]:
        """The names in a tuple or mapping of parameters, and whether there may be more."""
        function = source.around[call]
        names: set[str] = set()
        match expr:
            case None:
                return set(), False
            case ast.Tuple(elts):
                is_open = False
                for item in elts:
                    match item:
                        case ast.Tuple([ast.Constant(str(name)), *_]):
                            names.add(name)
                        case _:
                            is_open = not self._kwarg_for(source, call)
                return names, is_open
            case ast.Name(name) if function is not None:
                found = [self._pairs(source, call, value) for value in assigned(function, name)]
                names = set().union(*(names for names, _ in found)) if found else set()
                return names, not found or any(is_open for _, is_open in found)
            case _:
                return set(), True

    def values(
        self,
        source: Source,
        function: Function | None,
        expr: ast.expr | None,
        default: str,
        depth: int = 0,
    ) -> Values:
        """What an expression may be."""
        if depth > 6:
            return UNKNOWN

        def of(*parts: ast.expr | None) -> Values:
            return frozenset().union(
                *(self.values(source, function, part, default, depth + 1) for part in parts)
            )

        match expr:
            case None:
                return frozenset({default})
            case ast.Constant(str(text)):
                return frozenset({text})
            case ast.Constant():
                return frozenset()
            case ast.Attribute(ast.Name("Code"), name):
                return frozenset({f"Code.{name}"})
            case ast.IfExp(body=body, orelse=other):
                return of(body, other)
            case ast.BoolOp(values=parts):
                return of(*parts)
            case ast.NamedExpr(value=value) | ast.Await(value=value):
                return of(value)
            case ast.Name(name):
                found = assigned(function, name) if function else []
                found = found or assigned(source.tree, name)
                return of(*found) if found else UNKNOWN
            case ast.Dict(values=parts):
                return of(*parts)
            case ast.Subscript(value=ast.Name(name)):
                return self.values(source, function, ast.Name(name), default, depth + 1)
            case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[_, *rest]):
                return of(table, *rest)
            case ast.Call():
                returned = list(self._returned(source, expr))
                found_values: set[str] = set()
                for place, inner, value in returned:
                    found_values |= self.values(place, inner, value, default, depth + 1)
                return frozenset(found_values) if returned else UNKNOWN
            case _:
                return UNKNOWN

    def _returned(
        self, source: Source, call: ast.Call
    ) -> Iterator[tuple[Source, Function, ast.expr]]:
        name = called(call)
        for other, function in self._functions[name]:
            if other is source or not name.startswith("_"):
                for inner in ast.walk(function):
                    if isinstance(inner, ast.Return) and inner.value is not None:
                        yield other, function, inner.value


def flat(args: Sequence[ast.expr]) -> Iterator[ast.expr]:
    """The arguments, with a written-out ``*(a, b)`` in its parts."""
    for arg in args:
        if isinstance(arg, ast.Starred) and isinstance(arg.value, ast.Tuple):
            yield from arg.value.elts
        else:
            yield arg


def has_parts(call: ast.Call) -> bool:
    """Whether anything is given to the call."""
    return bool(call.args or call.keywords)


def names_of(call: ast.Call) -> set[str]:
    """The names of the keywords of a call."""
    return {word.arg for word in call.keywords if word.arg}


def star(source: Source, call: ast.Call) -> ast.expr | None:
    """What is handed over as ``**…``."""
    return next((word.value for word in call.keywords if word.arg is None), None)


def is_kwarg(source: Source, call: ast.Call, expr: ast.expr) -> bool:
    """Whether ``**…`` is that of the function around the call."""
    function = source.around[call]
    kwarg = function.args.kwarg if function else None
    return isinstance(expr, ast.Name) and kwarg is not None and kwarg.arg == expr.id


def is_definition(call: ast.Call, function: Function) -> bool:
    """Whether the call lies in the function itself."""
    return any(node is call for node in ast.walk(function))


def assigned(scope: ast.AST, name: str) -> list[ast.expr]:
    """Everything that the name is set to, as far as it is written out."""
    found: list[ast.expr] = []
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=[ast.Name(target)], value=value) if target == name:
                found.append(value)
            case ast.AnnAssign(target=ast.Name(target), value=ast.expr() as value):
                if target == name:
                    found.append(value)
            case ast.NamedExpr(target=ast.Name(target), value=value) if target == name:
                found.append(value)
            case ast.Assign(targets=[ast.Tuple(elts)], value=value):
                for place, item in enumerate(elts):
                    if isinstance(item, ast.Name) and item.id == name:
                        found += items_of(scope, value, place)
            case _:
                pass
    return found


def items_of(scope: ast.AST, value: ast.expr, place: int) -> list[ast.expr]:
    """The parts at one place of the tuples that the expression may be."""
    return [value.elts[place]] if isinstance(value, ast.Tuple) else [value]
