"""From the text of a file to the LiteLLM configs it holds, or to the finding that says why it holds none.

A text that does not parse is a finding only where somebody means it to be a config: it was named, its kind was
forced, or it speaks of `model_list`, `litellm_params` or `oidc/` (contract, section 2).
"""

from typing import NamedTuple

from validator.carried import beside, carried
from validator.diagnostics import malformed
from validator.document import Document, Malformed, ManyDocuments, lines_of, parse, parse_all, parse_json
from validator.finding import Finding, Place
from validator.lint import ConfigReport
from validator.litellm.config import Fault
from validator.recognise import LOUD, MARKERS, is_litellm_config


class Manner(NamedTuple):
    """How a file came to be read: named by the user, forced to be a config, and whether finding nothing is fine."""

    named: bool
    forced: bool
    allow_empty: bool

    @property
    def strict(self) -> bool:
        """Whether a file that does not parse is a finding whatever it holds."""
        return self.forced or (self.named and not self.allow_empty)


class Config(NamedTuple):
    """One config of a file; a carried one brings the files mounted beside it, by the name it includes them under."""

    document: Document
    beside: "dict[str, Document | Fault] | None" = None
    outer: Document | None = None
    """The document of the file that carries it."""


class Intake(NamedTuple):
    """What a text comes to. Without configs and findings it is nothing oidclint knows, and is passed over.

    `loads` is false for configs that LiteLLM cannot load as they stand in the file.
    """

    configs: tuple[Config, ...] = ()
    findings: tuple[Finding, ...] = ()
    reports: tuple[ConfigReport, ...] = ()
    loads: bool = True


def intake(source: str, text: str, raw: bytes, manner: Manner) -> Intake:
    """Recognise what a decoded file holds."""
    if not manner.strict and MARKERS.search(raw) is None:
        return Intake()
    try:
        document = parse(text, source)
    except ManyDocuments:
        return _many(source, text, raw, manner)
    except Malformed as error:
        as_json = parse_json(text)
        if as_json is not None and not manner.forced and not is_litellm_config(as_json):
            return Intake()
        loud = LOUD.search(raw) is not None
        if manner.strict or loud:
            return refused(source, text, error, manner.forced or loud)
        return Intake()
    if manner.forced or is_litellm_config(document.data):
        return Intake((Config(document),))
    if document.data is None or MARKERS.search(raw) is None:
        return Intake()
    return _carried([document])


def refused(source: str, text: str, error: Malformed, config: bool) -> Intake:
    """Give the finding for a text that is no document; `config` says that LiteLLM would be given it."""
    finding = malformed(Document(source, text, None), error.message, error.line, error.column)
    reports = (ConfigReport(source, False, (), (), (error.predicts,)),) if config and error.predicts else ()
    return Intake((), (finding,), reports)


def _carried(documents: list[Document]) -> Intake:
    """Take the configs inside documents that are none themselves."""
    configs: list[Config] = []
    findings: list[Finding] = []
    for document in documents:
        for found in carried(document):
            if isinstance(found, Malformed):
                unread = document._replace(data=None, root=None)  # nothing inside it is known to be harmless
                findings.append(malformed(unread, found.message, found.line, found.column))
            else:
                configs.append(Config(found, beside(found, document), document))
    included = {
        found.identity for config in configs for found in (config.beside or {}).values() if isinstance(found, Document)
    }
    return Intake(tuple(config for config in configs if config.document.identity not in included), tuple(findings))


def _many(source: str, text: str, raw: bytes, manner: Manner) -> Intake:
    """A stream of several documents: manifests may carry configs, but of several configs LiteLLM loads none."""
    try:
        documents = parse_all(text, source)
    except Malformed as error:
        if manner.strict or LOUD.search(raw) is not None:
            return refused(source, text, error, manner.forced)
        return Intake()
    bare = [document for document in documents if is_litellm_config(document.data)]
    if not bare and not manner.forced:
        return _carried(documents)
    message = "more than one document in the file; LiteLLM's loader takes one and does not start"
    second = next((one.root.start_mark.line + 1 for one in documents[1:] if one.root is not None), len(lines_of(text)))
    markers = (
        number for number, line in enumerate(lines_of(text), 1) if 1 < number <= second and line.startswith("---")
    )
    line = max(markers, default=1)
    whole = Document(source, text, None)
    place = malformed(whole, "", line, 1).span
    found = _carried([document for document in documents if not is_litellm_config(document.data)])
    return Intake(
        (*(Config(document) for document in bare), *found.configs),
        (Finding("invalid-config", Place(whole), message, span=place), *found.findings),
        (ConfigReport(source, False, (), (), ("ComposerError: expected a single document in the stream",)),),
        False,
    )
