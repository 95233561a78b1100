"""Judge one LiteLLM config by every version asked for, and merge what they say."""

from typing import NamedTuple

from validator.chain import Chain
from validator.diagnostics import resolve
from validator.document import Document
from validator.finding import Diagnostic
from validator.lint import Catalogue, ConfigReport, check_config, config_report, silent_rules, undecided
from validator.litellm.environment import Environment, Files
from validator.litellm.includes import Includes
from validator.litellm.loading import load
from validator.litellm.survey import survey
from validator.litellm.tables import Tables
from validator.litellm.versions import Judged, Selection

_WORST = ("not-loaded", "fails", "verbatim", "unused", "unknown", "sent", "exchanged")


class World(NamedTuple):
    """Everything a judgement depends on besides the file: data, environment, files, versions."""

    tables: Tables
    catalogue: Catalogue
    environment: Environment
    files: Files
    selection: Selection
    places: tuple[tuple[str, Environment], ...] = ()
    """What the settings know of where models run: a glob for the path of a config or a model name, and the environment."""
    from_settings: str = "."
    """The way from the folder of the settings to the current one: their globs count from there."""


class ConfigJudgement(NamedTuple):
    """What one config comes to: diagnostics, chains, what LiteLLM loads of it, which rules could not judge."""

    diagnostics: tuple[Diagnostic, ...]
    chains: tuple[Chain, ...]
    config: ConfigReport
    parts: tuple[Document, ...]
    not_judged: frozenset[str]


def judge_config(document: Document, includes: Includes, world: World) -> ConfigJudgement:
    """Judge a config in one environment; with a range of versions, whatever is true of any of them is reported."""
    versions = world.selection.versions
    results = [_judge(document, includes, world, version) for version in versions]
    if len(results) == 1:
        return results[0]
    return _merge(results, versions)


def _judge(document: Document, includes: Includes, world: World, version: Judged) -> ConfigJudgement:
    config = load(document, includes, world.environment, world.files, version, world.tables)
    alike = None if world.catalogue.extra else world.catalogue.clean
    found = survey(config, world.files, version, world.tables, alike)
    findings, made = check_config(found, world.catalogue)
    findings, open_rules = undecided(findings)
    return ConfigJudgement(
        tuple(resolve(findings, world.catalogue)),
        made,
        config_report(found, document.source),
        config.parts,
        frozenset()
        if world.environment.known
        else open_rules.union(rule for view in found.views for rule in silent_rules(view)),
    )


def _merge(results: list[ConfigJudgement], versions: tuple[Judged, ...]) -> ConfigJudgement:
    kept: dict[tuple[object, ...], tuple[Diagnostic, list[str]]] = {}
    for result, version in zip(results, versions, strict=True):
        seen_here: dict[tuple[object, ...], int] = {}
        for item in result.diagnostics:
            spot = (item.rule, item.file, item.span)
            seen_here[spot] = seen_here.get(spot, 0) + 1  # a shared anchor may have several of one rule
            key = (*spot, seen_here[spot])
            if key in kept:
                kept[key][1].append(version.name)
                if item.severity == "error" and kept[key][0].severity != "error":
                    kept[key] = (item, kept[key][1])
            else:
                kept[key] = (item, [version.name])
    diagnostics = []
    for item, names in kept.values():
        seen = set(names)
        if len(seen) < len(versions):
            note = f"; true of LiteLLM {names[0]}" if len(seen) == 1 else f"; true of LiteLLM {names[0]} to {names[-1]}"
            item = item._replace(message=item.message + note)
        diagnostics.append(item)
    chains: dict[tuple[object, ...], tuple[Chain, str]] = {}
    for result, version in zip(results, versions, strict=True):
        counts: dict[tuple[object, ...], int] = {}
        for chain in result.chains:
            base = (chain.file, chain.path, chain.field, chain.reference)
            counts[base] = counts.get(base, 0) + 1
            place = (*base, counts[base])
            known = chains.get(place)
            if known is None or _rank(chain) < _rank(known[0]):
                chains[place] = (chain, version.name)
    worst = next((result.config for result in results if not result.config.loads), results[-1].config)
    return ConfigJudgement(
        tuple(diagnostics),
        tuple(chain._replace(versions=name) for chain, name in chains.values()),
        worst,
        results[-1].parts,
        frozenset().union(*(result.not_judged for result in results)),
    )


def _rank(chain: Chain) -> tuple[int, int]:
    return ("deny", "unknown", "allow").index(chain.verdict), _WORST.index(chain.outcome)
