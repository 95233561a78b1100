"""What a run of `check` comes to, for every report alike."""

from collections.abc import Mapping
from typing import NamedTuple

from validator.baseline import Known
from validator.chain import Chain
from validator.document import Path
from validator.excerpt import Lines
from validator.finding import Diagnostic, Suppressed
from validator.lint import ConfigReport


class Result(NamedTuple):
    """Diagnostics, configs and chains of a run, and how complete it is."""

    version: str
    litellm_version: str
    litellm_source: str
    complete: bool
    files: int
    entries: int
    diagnostics: tuple[Diagnostic, ...]
    suppressed: tuple[Suppressed, ...]
    configs: tuple[ConfigReport, ...]
    chains: tuple[Chain, ...]
    not_judged: tuple[str, ...]
    lines: Mapping[str, Lines]
    passed_over: tuple[str, ...] = ()
    stale: tuple[Known, ...] = ()
    """Entries of the baseline that nothing needs any more."""
    fixed: tuple[Diagnostic, ...] = ()
    """What was mended in the files, and is gone."""
    difference: str = ""
    """What fixes would change, as a unified diff."""

    @property
    def refused(self) -> list[Chain]:
        """Give the refused chains that a finding tells of: what was silenced, or not asked for, is not opened either."""
        places: set[tuple[str, Path]] = set()
        names: set[tuple[str, str]] = set()
        for item in self.diagnostics:
            if item.severity != "info":
                file = "" if "model_list" not in item.path else item.file  # a credential may stand in an included file
                names.update((file, name) for name in item.entries)
                places.update((item.file, item.path[:size]) for size in range(len(item.path) + 1))

        def told(chain: Chain) -> bool:
            named = chain.model is not None and names & {(chain.file, chain.model), ("", chain.model)}
            return (chain.file, chain.path) in places or bool(named)

        denied = (chain for chain in self.chains if chain.verdict == "deny" and chain.outcome != "not-loaded")
        return [chain for chain in denied if told(chain)]

    @property
    def ignored(self) -> int:
        """Count what was silenced."""
        return len(self.suppressed)

    def count(self, severity: str) -> int:
        """Count the diagnostics of a severity."""
        return sum(1 for item in self.diagnostics if item.severity == severity)
