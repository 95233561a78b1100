"""`oidclint views`: what the rules of a rule pack look at in one config, as JSON."""

import os
from typing import Any

from validator.check import Checker, Scope
from validator.cli.options import UsageProblem, blank
from validator.cli.packs import load_packs
from validator.cli.reporting import fail, write
from validator.cli.scopes import make_world, packs_in, settings_here
from validator.edge.search import NoSuchPath, Source, shown_name
from validator.edge.variables import BadVariables
from validator.finding import Place
from validator.litellm.versions import VersionError
from validator.packs.checks import recorder
from validator.packs.pack import Pack
from validator.packs.views import published
from validator.report.json_report import dump
from validator.settings import Settings, SettingsProblem

VERDICTS = {True: "holds", False: "broken", None: "not judged"}


def run(path: str, given: dict[str, Any]) -> int:
    """Print the views of a config; give the exit code: 2 for a bad command line, 1 for a file that does not parse."""
    here = os.getcwd()
    values = {**blank(), **given, "rule_pack": []}
    try:
        world = make_world(values, here)
        if len(world.selection.versions) > 1:
            raise UsageProblem("views takes one version of LiteLLM, not a range")
        packs = load_packs([*given["rule_pack"], *packs_in(settings_here(here), here)], world.catalogue.rules)
        if not os.path.lexists(path):
            raise NoSuchPath(f"there is no {path}")
    except (NoSuchPath, BadVariables, VersionError, UsageProblem) as error:
        return fail(str(error), 2)
    except SettingsProblem as error:
        return fail(error.lines[0], 2)
    met: list[tuple[str, Place, dict[str, Any]]] = []
    catalogue = world.catalogue._replace(extra=recorder(world.catalogue.redaction, met))
    settings = Settings(configs=frozenset([os.path.abspath(path)]))
    scope = Scope(settings, world._replace(catalogue=catalogue))
    checker = Checker(lambda path: scope, here)
    checker.run([Source(path, shown_name(path, here), True)])
    problem = next((item for item in checker.result("").diagnostics if item.rule == "malformed-file"), None)
    if problem is not None:
        return fail(f"{problem.file}:{problem.span.line}: {problem.message}", 1)
    write(dump({"version": 1, "views": [_shown(kind, place, view, packs) for kind, place, view in met]}))
    return 0


def _shown(kind: str, place: Place, view: dict[str, Any], packs: tuple[Pack, ...]) -> dict[str, Any]:
    rules = [rule for pack in packs for rule in pack.rules if rule.view == kind]
    verdicts = {
        rule.id: "not meant" if rule.when is not None and rule.when.judge(view) is False else VERDICTS[rule.judge(view)]
        for rule in rules
    }
    out: dict[str, Any] = {"view": kind, "line": place.span().line, "value": published(view)}
    return {**out, "rules": verdicts} if packs else out
