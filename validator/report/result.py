"""What a run of `check` comes to, for every report alike."""

from collections.abc import Mapping
from typing import NamedTuple

from validator.baseline import Known
from validator.chain import Chain
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
    def ignored(self) -> int:
        """Count what was silenced."""
        return len(self.suppressed)

    def count(self, severity: str) -> int:
        """Count the diagnostics of a severity."""
        return sum(1 for item in self.diagnostics if item.severity == severity)
