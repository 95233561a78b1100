"""Regular expressions that cannot be made to hang: the tokens JSON Schema recommends, matched in linear time.

JSON Schema, Draft 2020-12, Core, section 6.4 names them: characters, classes and ranges, the quantifiers `* + ? {m,n}`
and their lazy forms, `^`, `$`, groups and alternatives. They are regular, so a set of states walks the text once,
whatever a config holds. Look-around and back-references are refused. `$` is the end and nothing else, `\\d \\w \\s`
are ASCII, `.` is anything but a line feed.
"""

from typing import Any, NamedTuple

MAX_NODES = 2_000
"""Larger automata are refused: `(a{100}){100}` is one."""

MAX_STEPS = 5_000
"""So many steps are remembered for a pattern before it starts anew."""

_DIGIT = frozenset("0123456789")
_WORD = _DIGIT | frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_SPACE = frozenset(" \t\n\r\f\v")
_NAMED = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
_CONTROL = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_Tree = tuple[str, Any]
_CHAR, _SPLIT, _BEGIN, _END, _MATCH = "char", "split", "begin", "end", "match"


class PatternError(ValueError):
    """The pattern cannot be used; the text says why."""


class Characters(NamedTuple):
    """A set of characters: single ones and ranges, or everything but these."""

    negated: bool
    single: frozenset[str]
    ranges: tuple[tuple[str, str], ...] = ()
    without: tuple[frozenset[str], ...] = ()
    """`\\D`, `\\W`, `\\S` inside a class: everything outside of these counts as well."""

    def holds(self, character: str) -> bool:
        """Say whether a character is in the set."""
        found = character in self.single or any(first <= character <= last for first, last in self.ranges)
        return (found or any(character not in outside for outside in self.without)) != self.negated


class Pattern:
    """A compiled pattern; `search` says whether it occurs anywhere in a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._kinds: list[str] = []
        self._sets: list[Characters | None] = []
        self._next: list[tuple[int, ...]] = []
        tree = _Parser(text).whole()
        self._first = self._build(tree, self._node(_MATCH, ()))
        self._fresh, _ = self._closure((self._first,), False, False)
        self._steps: dict[tuple[frozenset[int], str], tuple[frozenset[int], bool]] = {}

    def search(self, text: str) -> bool:
        """Say whether the pattern occurs in the text."""
        states, found = self._closure((self._first,), True, not text)
        if found:
            return True
        steps = self._steps
        for character in text:
            step = steps.get((states, character))
            if step is None:
                if len(steps) >= MAX_STEPS:
                    steps.clear()
                step = steps[states, character] = self._step(states, character)
            states, found = step
            if found:
                return True
        ends = [state for state in states if self._kinds[state] == _END]
        return bool(ends) and self._closure(ends, not text, True)[1]

    def _step(self, states: frozenset[int], character: str) -> tuple[frozenset[int], bool]:
        reached: list[int] = []
        for state in states:
            allowed = self._sets[state]
            if allowed is not None and allowed.holds(character):
                reached += self._next[state]
        following, found = self._closure(reached, False, False)
        return following | self._fresh, found

    def _closure(
        self, start: "list[int] | tuple[int, ...]", at_start: bool, at_end: bool
    ) -> tuple[frozenset[int], bool]:
        """Give the states that wait for a character or the end, and whether the match is reached without one."""
        seen: set[int] = set()
        waiting, found = set(), False
        stack = list(start)
        while stack:
            node = stack.pop()
            if node in seen:
                continue
            seen.add(node)
            kind = self._kinds[node]
            if kind == _MATCH:
                found = True
            elif kind == _CHAR:
                waiting.add(node)
            elif kind == _SPLIT or (kind == _BEGIN and at_start) or (kind == _END and at_end):
                stack += self._next[node]
            elif kind == _END:
                waiting.add(node)
        return frozenset(waiting), found

    def _node(self, kind: str, following: tuple[int, ...], characters: Characters | None = None) -> int:
        if len(self._kinds) >= MAX_NODES:
            raise PatternError("the pattern is too large; use smaller repetitions")
        self._kinds.append(kind)
        self._sets.append(characters)
        self._next.append(following)
        return len(self._kinds) - 1

    def _build(self, tree: "_Tree", following: int) -> int:
        """Build the automaton of a tree from its end; give its first node."""
        kind, value = tree
        if kind == "set":
            return self._node(_CHAR, (following,), value)
        if kind in (_BEGIN, _END):
            return self._node(kind, (following,))
        if kind == "sequence":
            for part in reversed(value):
                following = self._build(part, following)
            return following
        if kind == "either":
            return self._node(_SPLIT, tuple(self._build(part, following) for part in value))
        part, least, most = value
        if most is None:
            loop = self._node(_SPLIT, ())
            self._next[loop] = (self._build(part, loop), following)
            following = loop
        else:
            for _ in range(most - least):
                following = self._node(_SPLIT, (self._build(part, following), following))
        for _ in range(least):
            following = self._build(part, following)
        return following


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth = text, 0, 0

    def whole(self) -> _Tree:
        tree = self.either()
        if self.at < len(self.text):
            raise PatternError("a ) without its (")
        return tree

    def peek(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def take(self) -> str:
        if self.at >= len(self.text):
            raise PatternError("the pattern ends too early")
        self.at += 1
        return self.text[self.at - 1]

    def either(self) -> _Tree:
        self.depth += 1
        if self.depth > 50:
            raise PatternError("groups are nested deeper than 50 levels")
        branches = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            branches.append(self.sequence())
        self.depth -= 1
        return ("either", branches) if len(branches) > 1 else branches[0]

    def sequence(self) -> _Tree:
        parts = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self.repeated())
        return ("sequence", parts)

    def repeated(self) -> _Tree:
        part = self.single()
        counts = self.counts()
        if counts is None:
            return part
        if part[0] in (_BEGIN, _END):
            raise PatternError("a quantifier behind ^ or $ repeats nothing")
        if self.peek() == "?":
            self.at += 1  # lazy: the same for a yes or no
        if self.peek() in ("*", "+", "?"):
            raise PatternError("a quantifier follows a quantifier; put a group around the first")
        return ("repeat", (part, *counts))

    def counts(self) -> "tuple[int, int | None] | None":
        character = self.peek()
        if character in ("*", "+", "?") and character:
            self.at += 1
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[character]
        if character != "{":
            return None
        body, closed, _ = self.text[self.at + 1 :].partition("}")
        least, comma, most = body.partition(",")
        if not closed or not _number(least) or (most and not _number(most)):
            raise PatternError("{ starts a quantifier such as {2} or {1,3}; write \\{ for the character")
        self.at += len(body) + 2
        low, high = int(least), int(most) if most else None if comma else int(least)
        if high is not None and high < low:
            raise PatternError(f"the quantifier {{{body}}} ends before it starts")
        return low, high

    def single(self) -> _Tree:
        character = self.take()
        if character == "(":
            return self.group()
        if character == "[":
            return ("set", self.characters())
        if character == "^":
            return (_BEGIN, None)
        if character == "$":
            return (_END, None)
        if character == ".":
            return ("set", Characters(True, frozenset("\n")))
        if character == "\\":
            return ("set", self.escape())
        if character in "*+?{":
            raise PatternError(f"the quantifier {character} repeats nothing; write \\{character} for the character")
        return ("set", Characters(False, frozenset(character)))

    def group(self) -> _Tree:
        if self.peek() == "?":
            head = self.text[self.at : self.at + 3]
            if head.startswith(("?=", "?!", "?<=", "?<!")):
                raise PatternError("look-around is not matched here; say it with `not` or `allOf` and a second pattern")
            if not head.startswith("?:"):
                raise PatternError("a group starts with ( or (?:, without flags or a name")
            self.at += 2
        tree = self.either()
        if self.peek() != ")":
            raise PatternError("a ( without its )")
        self.at += 1
        return tree

    def escape(self) -> Characters:
        character = self.take()
        if character in _NAMED:
            return Characters(False, _NAMED[character])
        if character.lower() in _NAMED:
            return Characters(True, _NAMED[character.lower()])
        if character in "123456789":
            raise PatternError("back-references are not matched here")
        if character in ("b", "B", "A", "Z", "z", "p", "P", "k", "c"):
            raise PatternError(f"\\{character} is not matched here; use classes such as [a-z], ^ and $")
        return Characters(False, frozenset(self.literal(character)))

    def literal(self, character: str) -> str:
        """Give the character that stands behind a backslash."""
        if character in _CONTROL:
            return _CONTROL[character]
        if character in ("x", "u"):
            length = 2 if character == "x" else 4
            digits = self.text[self.at : self.at + length]
            if len(digits) < length or any(digit not in "0123456789abcdefABCDEF" for digit in digits):
                raise PatternError(f"\\{character} takes {length} hexadecimal digits")
            self.at += length
            return chr(int(digits, 16))
        if character.isalnum():
            raise PatternError(f"there is no escape \\{character}")
        return character

    def characters(self) -> Characters:
        negated = self.peek() == "^"
        self.at += negated
        single: set[str] = set()
        ranges: list[tuple[str, str]] = []
        without: list[frozenset[str]] = []
        if self.peek() == "]":
            raise PatternError("an empty class []; write \\] for the character")
        while self.peek() != "]":
            first = self.member(single, without)
            if self.peek() != "-" or self.text[self.at + 1 : self.at + 2] in ("]", ""):
                single |= {first} if first is not None else set()
                continue
            self.at += 1
            last = self.member(single, without)
            if first is None or last is None or last < first:
                raise PatternError("a range in [] runs from a lower to a higher character")
            ranges.append((first, last))
        self.at += 1
        return Characters(negated, frozenset(single), tuple(ranges), tuple(without))

    def member(self, single: set[str], without: list[frozenset[str]]) -> str | None:
        """Take one member of a class; None for a named class, which is added to the sets."""
        if self.at >= len(self.text):
            raise PatternError("a [ without its ]")
        character = self.take()
        if character != "\\":
            return character
        escaped = self.take()
        if escaped in _NAMED:
            single |= _NAMED[escaped]
            return None
        if escaped.lower() in _NAMED:
            without.append(_NAMED[escaped.lower()])
            return None
        return self.literal(escaped)


def _number(text: str) -> bool:
    return 0 < len(text) < 5 and all(character in "0123456789" for character in text)
