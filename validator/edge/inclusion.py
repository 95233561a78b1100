"""Read the files that a config includes (litellm/proxy/common_utils/config_includes.py)."""

import os
from collections.abc import Callable
from typing import NamedTuple

from validator.document import Document, Malformed, ManyDocuments, parse
from validator.edge.reading import Text
from validator.edge.search import shown_name
from validator.finding import Place
from validator.litellm.config import Fault, stops
from validator.litellm.environment import Files
from validator.litellm.includes import Identity

Reader = Callable[["str | None"], Text]


class Included(NamedTuple):
    """What a config includes, by declaring document and path as written, and the real paths of those files."""

    answers: dict[tuple[Identity, str], "Document | Fault"]
    reached: frozenset[str]


def include_paths(document: Document) -> list[str]:
    """Give the paths a document includes, as written."""
    wanted = document.data.get("include") if isinstance(document.data, dict) else None
    return [item for item in wanted if isinstance(item, str)] if isinstance(wanted, list) else []


def real(path: str) -> str:
    """Give the path without links; as it stands where it can be no path at all (a NUL, half a character)."""
    try:
        return os.path.realpath(path)
    except ValueError:
        return path


def read_includes(path: str | None, document: Document, files: Files, here: str, read: Reader) -> Included:
    """Read the files a config includes, themselves or through others: next to the declaring file, then next to the root."""
    found: dict[tuple[Identity, str], Document | Fault] = {}
    root = os.path.dirname(os.path.abspath(path)) if path is not None else here
    queue = [(document, root)]
    seen, reached = {real(path) if path is not None else ""}, set()
    documents: dict[str, Document | Fault] = {}
    while queue:
        declaring, base = queue.pop(0)
        for item in include_paths(declaring):
            path = os.path.abspath(os.path.join(base, item))
            on_theirs = files.on_this_machine(item) if os.path.isabs(item) else None
            if on_theirs is not None and os.path.exists(on_theirs):
                path = on_theirs
            if not os.path.exists(path):
                beside_root = os.path.abspath(os.path.join(root, item))
                path = beside_root if os.path.exists(beside_root) else path
            own = real(path)
            reached.add(own)
            if own not in documents:
                documents[own] = document if own in seen else _document(path, item, files, here, read)
            answer = documents[own]
            found[(declaring.identity, item)] = answer
            if declaring is not document and (document.identity, item) not in found:
                # until LiteLLM 1.101 the lists of included files count from the root file
                beside = os.path.abspath(os.path.join(root, item))
                found[(document.identity, item)] = (
                    answer if beside == path else _document(beside, item, files, here, read)
                )
            if isinstance(answer, Document) and own not in seen:
                seen.add(own)
                queue.append((answer, os.path.dirname(path)))
    return Included(found, frozenset(reached))


def _document(path: str, item: str, files: Files, here: str, read: Reader) -> "Document | Fault":
    name = shown_name(path, here)
    nowhere = Place(Document(name, "", None))
    if not os.path.exists(path) and os.path.isabs(item) and files.on_this_machine(item) is None:
        message = "this file stands on LiteLLM's machine and was not read; give --files ROOT to have it judged too"
        return Fault("invalid-config", "open", nowhere, message, None, "warning")
    if not os.path.exists(path):
        message = "there is no such file to include; LiteLLM does not start"
        return stops(nowhere, message, f"FileNotFoundError: Included file not found: {item}")
    text = read(path)
    if text.problem is not None:
        return stops(nowhere, f"the included file {name} {text.problem}", text.predicts)
    try:
        return parse(text.text, name)
    except ManyDocuments:
        words = "ComposerError: expected a single document in the stream"
        return stops(nowhere, f"the included file {name} holds more than one document", words)
    except Malformed as error:
        return stops(nowhere, f"the included file {name} is {error.message} (line {error.line})", error.predicts)
