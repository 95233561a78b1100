"""`oidclint diagnose`: one reference, or the entries of one config, station by station."""

import os
from typing import Any

from validator import __version__
from validator.chain import Chain
from validator.check import Checker, Scope
from validator.cli.options import UsageProblem, blank
from validator.cli.reporting import fail, write
from validator.cli.scopes import make_world
from validator.diagnosis import chain_of_reference
from validator.edge.search import NoSuchPath, Source, shown_name
from validator.edge.variables import BadVariables
from validator.litellm.versions import VersionError
from validator.report import json_report
from validator.report.text import diagnosis
from validator.settings import Settings


def run(given: dict[str, Any]) -> int:
    """Run `diagnose`; give the exit code: 0 accepted, 1 refused or not proven, 2 bad command line."""
    values = {**blank(), **{key: given[key] for key in ("env_file", "env", "files", "litellm_version")}}
    here = os.getcwd()
    try:
        if given["format"] not in ("text", "json"):
            raise UsageProblem(f"--format takes text or json, not {given['format']!r}")
        world = make_world(values, here)
        if given["config"] is None and given["ref"] is None:
            raise UsageProblem("diagnose takes --ref REF or --config FILE")
        chains = (
            _of_config(given, world, here)
            if given["config"] is not None
            else [chain_of_reference(given["ref"], world.environment, world.files, world.selection, world.tables)]
        )
    except (NoSuchPath, BadVariables, VersionError, UsageProblem) as error:
        return fail(str(error), 2)
    verdict = min((chain.verdict for chain in chains), key=("deny", "unknown", "allow").index, default="unknown")
    if given["format"] == "json":
        report = {
            "version": 1,
            "tool": {"name": "oidclint", "version": __version__},
            "litellm": {"version": world.selection.text, "source": world.selection.source},
            "verdict": verdict,
            "chains": [json_report.chain(chain) for chain in chains],
        }
        write(json_report.dump(report))
    else:
        write(diagnosis(chains, verdict, world.selection.text))
    return 0 if verdict == "allow" else 1


def _of_config(given: dict[str, Any], world: Any, here: str) -> list[Chain]:
    path = given["config"]
    if not os.path.lexists(path):
        raise NoSuchPath(f"there is no {path}")
    settings = Settings(configs=frozenset([os.path.abspath(path)]))
    checker = Checker(lambda path: Scope(settings, world), here)
    checker.run([Source(path, shown_name(path, here), True)])
    result = checker.result(__version__)
    problem = next((item for item in result.diagnostics if item.rule == "malformed-file"), None)
    if problem is not None:
        raise UsageProblem(f"{problem.file}:{problem.span.line}: {problem.message}")
    chains = list(result.chains)
    if given["model"] is not None:
        chains = [chain for chain in chains if chain.model == given["model"]]
        if not chains:
            raise UsageProblem(f"no entry called {given['model']!r} reads a token")
    if given["ref"] is not None:
        chains = [chain for chain in chains if chain.reference == given["ref"]]
    return chains
