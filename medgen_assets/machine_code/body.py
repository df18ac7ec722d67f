"""The body of one function, statement by statement; every variable has a place of its own until LLVM takes it away."""

import ast
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from medgen_assets.machine_code.rows import USUAL

WRAP = 1 << USUAL
OPERATIONS: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.BitAnd: "and",
    ast.BitOr: "or",
    ast.BitXor: "xor",
    ast.LShift: "shl",
    ast.RShift: "lshr",
}
COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "eq",
    ast.NotEq: "ne",
    ast.Lt: "slt",
    ast.LtE: "sle",
    ast.Gt: "sgt",
    ast.GtE: "sge",
}


class Untranslatable(TypeError):
    """A function holds what the language of machine code has not; says where."""


def inner(name: str) -> str:
    """What a function is called among the functions of a module."""
    return f"{name}.inner"


class Body:
    """LLVM's text of a function, as far as it is written."""

    def __init__(
        self,
        name: str,
        arguments: Mapping[str, int],
        constants: Mapping[str, Any],
        functions: AbstractSet[str],
    ) -> None:
        self.name, self.constants, self.functions = name, constants, functions
        self.rows = {argument: bits for argument, bits in arguments.items() if bits}
        self.places: list[str] = []
        self.lines: list[str] = []
        self.known: set[str] = set()
        self.count = 0
        self.loops: list[tuple[str, str]] = []
        for argument in arguments:
            if argument not in self.rows:
                self.keep(argument, f"%arg.{argument}")

    def text(self) -> str:
        """The whole body."""
        return "\n".join(["entry:", *self.places, *self.lines, "  ret i64 0"])

    def write(self, statements: Sequence[ast.stmt]) -> None:
        """Write statements one after the other."""
        for statement in statements:
            writer = STATEMENTS.get(type(statement))
            if writer is None:
                raise self.refusal(statement)
            writer(self, statement)

    def refusal(self, node: ast.AST) -> Untranslatable:
        """Says what cannot be translated, and where."""
        return Untranslatable(f"{self.name}: cannot be machine code: {ast.unparse(node)}")

    # Names, places and labels

    def fresh(self, what: str) -> str:
        """A name that is not taken."""
        self.count += 1
        return f"{what}.{self.count}"

    def made(self, instruction: str) -> str:
        """The value of an instruction."""
        value = f"%{self.fresh('v')}"
        self.lines.append(f"  {value} = {instruction}")
        return value

    def place(self, name: str) -> str:
        """Where a variable is kept."""
        if name not in self.known:
            self.known.add(name)
            self.places.append(f"  %place.{name} = alloca i64")
        return f"%place.{name}"

    def keep(self, name: str, value: str) -> None:
        """Give a variable a value."""
        self.lines.append(f"  store i64 {value}, ptr {self.place(name)}")

    def begin(self, label: str) -> None:
        """Begin a stretch of code that can be jumped to."""
        self.lines.append(f"{label}:")

    def jump(self, label: str) -> None:
        """Go on elsewhere."""
        self.lines.append(f"  br label %{label}")

    # Statements

    def write_effect(self, node: ast.Expr) -> None:
        """A call for its effect, or a docstring."""
        if not isinstance(node.value, ast.Constant):
            self.value(node.value)

    def write_result(self, node: ast.Return) -> None:
        """Give a result; what follows is reached by nobody."""
        value = "0" if node.value is None else self.value(node.value)
        self.lines.append(f"  ret i64 {value}")
        self.begin(self.fresh("after"))

    def write_assignment(self, node: ast.Assign) -> None:
        """One or several values for one or several targets, all taken before any is kept."""
        for target in node.targets:
            targets = target.elts if isinstance(target, ast.Tuple) else [target]
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            if len(targets) != len(values):
                raise self.refusal(node)
            taken = [self.value(value) for value in values]
            for one, value in zip(targets, taken, strict=True):
                self.assign(one, value)

    def assign(self, target: ast.expr, value: str) -> None:
        """Keep a value under a name, or in a row."""
        if isinstance(target, ast.Name):
            self.keep(target.id, value)
        elif isinstance(target, ast.Subscript):
            self.put(target, self.address(target), value)
        else:
            raise self.refusal(target)

    def write_change(self, node: ast.AugAssign) -> None:
        """Change a variable, or a number of a row."""
        if isinstance(node.target, ast.Name):
            self.keep(node.target.id, self.operation(node, self.value(node.target), self.value(node.value)))
            return
        if not isinstance(node.target, ast.Subscript):
            raise self.refusal(node)
        address = self.address(node.target)
        changed = self.operation(node, self.got(node.target, address), self.value(node.value))
        self.put(node.target, address, changed)

    def write_either(self, node: ast.If) -> None:
        """One way or the other."""
        yes, no, after = (self.fresh(word) for word in ("yes", "no", "after"))
        self.branch(node.test, yes, no)
        for label, statements in ((yes, node.body), (no, node.orelse)):
            self.begin(label)
            self.write(statements)
            self.jump(after)
        self.begin(after)

    def write_repetition(self, node: ast.While) -> None:
        """Again and again while a condition holds."""
        self.loop(node, node.test, None)

    def write_count_through(self, node: ast.For) -> None:
        """A variable through a range; the range itself is looked at once."""
        call = node.iter
        is_range = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "range"
        if not isinstance(call, ast.Call) or not is_range or not isinstance(node.target, ast.Name):
            raise self.refusal(node)
        bounds = [ast.Constant(0), *call.args] if len(call.args) == 1 else call.args
        step = self.constant(bounds[2]) if len(bounds) > 2 else 1  # noqa: PLR2004, start, end, step
        if step < 1:
            raise self.refusal(node)
        turn, end = self.fresh("turn"), self.fresh("end")
        self.keep(turn, self.value(bounds[0]))
        self.keep(end, self.value(bounds[1]))
        test = ast.Compare(ast.Name(turn), [ast.Lt()], [ast.Name(end)])
        self.loop(node, test, (turn, node.target.id, step))

    def loop(self, node: ast.For | ast.While, test: ast.expr, counted: tuple[str, str, int] | None) -> None:
        """A loop; `counted` is its hidden counter, its variable and its step."""
        if node.orelse:
            raise self.refusal(node)
        again, inside, onward, after = (self.fresh(word) for word in ("again", "inside", "onward", "after"))
        self.jump(again)
        self.begin(again)
        self.branch(test, inside, after)
        self.begin(inside)
        if counted:
            self.keep(counted[1], self.value(ast.Name(counted[0])))
        self.loops.append((onward, after))
        self.write(node.body)
        self.loops.pop()
        self.jump(onward)
        self.begin(onward)
        if counted:
            self.keep(counted[0], self.made(f"add i64 {self.value(ast.Name(counted[0]))}, {counted[2]}"))
        self.jump(again)
        self.begin(after)

    def write_next_turn(self, _: ast.Continue) -> None:
        """On to the next turn."""
        self.jump(self.loops[-1][0])
        self.begin(self.fresh("after"))

    def write_way_out(self, _: ast.Break) -> None:
        """Out of the loop."""
        self.jump(self.loops[-1][1])
        self.begin(self.fresh("after"))

    # Values

    def constant(self, node: ast.expr) -> int:
        """A number that is known now."""
        value = self.constants.get(node.id) if isinstance(node, ast.Name) else getattr(node, "value", None)
        if not isinstance(value, int):
            raise self.refusal(node)
        return value

    def value(self, node: ast.expr) -> str:
        """A number; a truth value is 1 or 0."""
        return VALUES.get(type(node), Body.chosen)(self, node)

    def named(self, node: ast.Constant | ast.Name) -> str:
        """A variable, or a number that is known now."""
        if isinstance(node, ast.Name) and node.id in self.known:
            return self.made(f"load i64, ptr {self.place(node.id)}")
        return str((self.constant(node) + WRAP // 2) % WRAP - WRAP // 2)

    def fetched(self, node: ast.Subscript) -> str:
        """A number of a row."""
        return self.got(node, self.address(node))

    def got(self, node: ast.Subscript, address: str) -> str:
        """The number at an address in a row."""
        bits = self.bits(node)
        value = self.made(f"load i{bits}, ptr {address}")
        return value if bits == USUAL else self.made(f"sext i{bits} {value} to i{USUAL}")

    def put(self, node: ast.Subscript, address: str, value: str) -> None:
        """Keep a number at an address in a row."""
        bits = self.bits(node)
        if bits != USUAL:
            value = self.made(f"trunc i{USUAL} {value} to i{bits}")
        self.lines.append(f"  store i{bits} {value}, ptr {address}")

    def bits(self, node: ast.Subscript) -> int:
        """Bits of the numbers of a row."""
        if not isinstance(node.value, ast.Name) or node.value.id not in self.rows:
            raise self.refusal(node)
        return self.rows[node.value.id]

    def computed(self, node: ast.BinOp) -> str:
        """Two numbers made one."""
        return self.operation(node, self.value(node.left), self.value(node.right))

    def signed(self, node: ast.UnaryOp) -> str:
        """A number with the other sign, or a condition that does not hold."""
        if isinstance(node.op, ast.USub):
            return self.made(f"sub i64 0, {self.value(node.operand)}")
        return self.chosen(node)

    def chosen(self, node: ast.expr) -> str:
        """The value of a condition, or of one expression or another by a condition."""
        one: ast.expr = ast.Constant(1)
        other: ast.expr = ast.Constant(0)
        test = node
        if isinstance(node, ast.IfExp):
            test, one, other = node.test, node.body, node.orelse
        elif not isinstance(node, ast.BoolOp | ast.Compare | ast.UnaryOp):
            raise self.refusal(node)
        yes, no, after, name = (self.fresh(word) for word in ("yes", "no", "after", "choice"))
        self.branch(test, yes, no)
        for label, expression in ((yes, one), (no, other)):
            self.begin(label)
            self.keep(name, self.value(expression))
            self.jump(after)
        self.begin(after)
        return self.made(f"load i64, ptr {self.place(name)}")

    def address(self, node: ast.Subscript) -> str:
        """Where a number of a row lies."""
        bits, index = self.bits(node), self.value(node.slice)
        return self.made(f"getelementptr inbounds i{bits}, ptr %arg.{ast.unparse(node.value)}, i64 {index}")

    def operation(self, node: ast.BinOp | ast.AugAssign, left: str, right: str) -> str:
        """The instruction of an operator."""
        if isinstance(node.op, ast.FloorDiv):
            return self.floored(left, right)
        if type(node.op) not in OPERATIONS:
            raise self.refusal(node)
        return self.made(f"{OPERATIONS[type(node.op)]} i64 {left}, {right}")

    def floored(self, left: str, right: str) -> str:
        """A quotient rounded down: one less than LLVM's where a rest is left and its sign is not the divisor's."""
        quotient, rest = self.made(f"sdiv i64 {left}, {right}"), self.made(f"srem i64 {left}, {right}")
        is_rest = self.made(f"icmp ne i64 {rest}, 0")
        other_sign = self.made(f"icmp slt i64 {self.made(f'xor i64 {rest}, {right}')}, 0")
        less = self.made(f"and i1 {is_rest}, {other_sign}")
        return self.made(f"sub i64 {quotient}, {self.made(f'zext i1 {less} to i64')}")

    def called(self, node: ast.Call) -> str:
        """The result of a function, or the least or greatest of some numbers."""
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise self.refusal(node)
        name = node.func.id
        if name in ("min", "max"):
            first, *others = [self.value(argument) for argument in node.args]
            for other in others:
                first = self.made(f"call i64 @llvm.s{name}.i64(i64 {first}, i64 {other})")
            return first
        if name == "prefetch":
            [row, place] = node.args
            address = self.address(ast.Subscript(row, place))
            self.lines.append(f"  call void @llvm.prefetch.p0(ptr {address}, i32 1, i32 3, i32 1)")
            return "0"
        if name not in self.functions:
            raise self.refusal(node)
        return self.made(f"call i64 @{inner(name)}({', '.join(map(self.argument, node.args))})")

    def argument(self, node: ast.expr) -> str:
        """What a function is given: a row as such, all else as a number."""
        if isinstance(node, ast.Name) and node.id in self.rows:
            return f"ptr %arg.{node.id}"
        return f"i64 {self.value(node)}"

    # Conditions

    def branch(self, node: ast.expr, yes: str, no: str) -> None:
        """Jump to `yes` if a condition holds, else to `no`; and and or stop as soon as they are decided."""
        if isinstance(node, ast.BoolOp):
            *firsts, last = node.values
            for first in firsts:
                onward = self.fresh("onward")
                targets = (onward, no) if isinstance(node.op, ast.And) else (yes, onward)
                self.branch(first, *targets)
                self.begin(onward)
            self.branch(last, yes, no)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            self.branch(node.operand, no, yes)
        else:
            held = self.compared(node) if isinstance(node, ast.Compare) else self.is_not_zero(node)
            self.lines.append(f"  br i1 {held}, label %{yes}, label %{no}")

    def is_not_zero(self, node: ast.expr) -> str:
        """Whether a number is a truth."""
        return self.made(f"icmp ne i64 {self.value(node)}, 0")

    def compared(self, node: ast.Compare) -> str:
        """Whether a chain of comparisons holds; every part of it is looked at once."""
        if len(node.ops) == 1 and isinstance(node.ops[0], ast.In | ast.NotIn):
            return self.is_among(node)
        values = [self.value(part) for part in (node.left, *node.comparators)]
        held = "true"
        for one, op, other in zip(values, node.ops, values[1:], strict=False):
            if type(op) not in COMPARISONS:
                raise self.refusal(node)
            holds = self.made(f"icmp {COMPARISONS[type(op)]} i64 {one}, {other}")
            held = holds if held == "true" else self.made(f"and i1 {held}, {holds}")
        return held

    def is_among(self, node: ast.Compare) -> str:
        """Whether a number is one of a tuple."""
        [members] = node.comparators
        if not isinstance(members, ast.Tuple):
            raise self.refusal(node)
        wanted, found = self.value(node.left), "false"
        for member in members.elts:
            same = self.made(f"icmp eq i64 {wanted}, {self.value(member)}")
            found = self.made(f"or i1 {found}, {same}")
        return self.made(f"xor i1 {found}, true") if isinstance(node.ops[0], ast.NotIn) else found


STATEMENTS: dict[type[ast.stmt], Callable[[Body, Any], None]] = {
    ast.Expr: Body.write_effect,
    ast.Return: Body.write_result,
    ast.Assign: Body.write_assignment,
    ast.AugAssign: Body.write_change,
    ast.If: Body.write_either,
    ast.While: Body.write_repetition,
    ast.For: Body.write_count_through,
    ast.Continue: Body.write_next_turn,
    ast.Break: Body.write_way_out,
}
VALUES: dict[type[ast.expr], Callable[[Body, Any], str]] = {
    ast.Constant: Body.named,
    ast.Name: Body.named,
    ast.Subscript: Body.fetched,
    ast.BinOp: Body.computed,
    ast.UnaryOp: Body.signed,
    ast.Call: Body.called,
}
"""What else there is, is a condition or a choice."""
