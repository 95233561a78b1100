"""Which word a misspelt one was meant to be."""

import functools
import re
from collections.abc import Iterable


def hint(word: object, known: Iterable[object]) -> str:
    """Give `; did you mean …?` for a word that is near a known one, nothing for any other."""
    import difflib

    found = difflib.get_close_matches(word, sorted(map(str, known)), 1, 0.6) if isinstance(word, str) else []
    return f"; did you mean {found[0]}?" if found else ""


def meant(key: str, known: Iterable[str]) -> str | None:
    """Give the known name that a key is nearly, None if it is near none: for places that take only known names."""
    names = frozenset(known)
    flat = flattened(key[:200])
    if flat in names:
        return flat
    import difflib

    found = difflib.get_close_matches(flat, sorted(names), 1, 0.82)
    return found[0] if found else None


def flattened(key: str) -> str:
    """Write a key as LiteLLM writes its names: small letters, underscores."""
    return re.sub(r"[-. ]", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key)).lower()


@functools.lru_cache(maxsize=4096)
def nearest(key: str, words: tuple[str, ...]) -> str | None:
    """Give the word that is at most two slips of the finger away (one for a short word): strict, for places that
    take other names too. A slip is a letter too many, too few, a wrong one, or two neighbours swapped."""
    if not 3 <= len(key) <= 60:
        return None
    flat = flattened(key)
    best, found = 3, None
    for word in words:
        limit = 1 if len(word) < 9 else 2
        if abs(len(word) - len(flat)) > limit or len(set(word) ^ set(flat)) > 2 * limit:
            continue
        slips = distance(flat, word)
        if slips <= limit and slips < best:
            best, found = slips, word
    return found


def distance(left: str, right: str) -> int:
    """Count the slips between two short words (optimal string alignment)."""
    before: list[int] = []
    above = list(range(len(right) + 1))
    for row, one in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            cost = min(above[column] + 1, current[-1] + 1, above[column - 1] + (one != other))
            if row > 1 and column > 1 and one == right[column - 2] and left[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, above = above, current
    return above[-1]


def slips(word: str, known: Iterable[str]) -> list[str]:
    """Give the usual misspellings of a name of several words that `meant` takes for it, sorted: one letter missing,
    doubled or swapped with its neighbour, other separators and capitals, singular and plural."""
    parts = word.split("_")
    made = {separator.join(parts) for separator in (" ", "-", ".", "")}
    made |= {"_".join(part.capitalize() for part in parts), word.upper(), "".join(part.capitalize() for part in parts)}
    made |= {parts[0] + "".join(part.capitalize() for part in parts[1:]), word + "s", word.rstrip("s")}
    made |= {"_".join([parts[0] + "s", *parts[1:]]), "_".join([parts[0].rstrip("s"), *parts[1:]])}
    for index in range(len(word)):
        made |= {word[:index] + word[index + 1 :], word[: index + 1] + word[index:]}
        made.add(word[:index] + word[index + 1 : index + 2] + word[index] + word[index + 2 :])
    names = frozenset(known)
    return sorted(text for text in made - {word} if text not in names and meant(text, names) == word)
