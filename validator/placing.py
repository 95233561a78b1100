"""Judge each entry in the environment of the place where its models run, as the settings know it (`deployments`)."""

import posixpath
from collections.abc import Iterable
from fnmatch import fnmatchcase

from validator.document import Document
from validator.finding import Diagnostic
from validator.judge import ConfigJudgement, World, judge_config
from validator.litellm.environment import Environment
from validator.litellm.includes import Includes


def judge_where_it_runs(document: Document, includes: Includes, world: World) -> ConfigJudgement:
    """Judge a config by the place whose glob meets its path, and entries by the one that meets their model name.

    The first place that meets holds.
    """
    name = posixpath.normpath(posixpath.join(world.from_settings, document.source))
    by_path = [environment for glob, environment in world.places if _path_meets(name, glob)]
    if by_path:
        return judge_config(document, includes, _in(by_path[0], world))
    whole = judge_config(document, includes, world)
    for glob, environment in reversed(world.places):
        names = list(_names(whole.parts))
        if any(fnmatchcase(name, glob) for name in names):
            there = judge_config(document, includes, _in(environment, world))
            whole = there if all(fnmatchcase(name, glob) for name in names) else _joined(whole, there, glob)
    return whole


def _in(environment: Environment, world: World) -> World:
    return world._replace(environment=environment, catalogue=world.catalogue._replace(clean={}))


_ENDINGS = (".yaml", ".yml", ".json")


def _path_meets(file: str, glob: str) -> bool:
    """Say whether a glob means files at all, by a slash or the ending of a config, and this one among them."""
    if "/" in glob:
        return fnmatchcase(file, glob)
    return glob.endswith(_ENDINGS) and fnmatchcase(file.rsplit("/", 1)[-1], glob)


def _names(parts: Iterable[Document]) -> Iterable[str]:
    for part in parts:
        listed = part.data.get("model_list") if isinstance(part.data, dict) else None
        for item in listed if isinstance(listed, list) else ():
            if isinstance(item, dict) and isinstance(item.get("model_name"), str):
                yield item["model_name"]


def _joined(whole: ConfigJudgement, there: ConfigJudgement, glob: str) -> ConfigJudgement:
    """Take what is about the models that a glob meets from one judgement, and the rest from the other."""

    def about(item: Diagnostic) -> bool:
        name = _model_of(item, whole.parts)
        if name is not None:
            return fnmatchcase(name, glob)
        return bool(item.entries) and all(fnmatchcase(entry, glob) for entry in item.entries)

    def shown(item: Diagnostic) -> Diagnostic:
        """Name only the models it is known of; what others use too is not mended for these alone."""
        ours = tuple(entry for entry in item.entries if fnmatchcase(entry, glob))
        return item if len(ours) == len(item.entries) else item._replace(entries=ours, fix=None)

    return whole._replace(
        diagnostics=tuple(
            [item for item in whole.diagnostics if not about(item)]
            + [shown(item) for item in there.diagnostics if about(item)]
        ),
        chains=tuple(
            two if one.model is not None and fnmatchcase(one.model, glob) else one
            for one, two in zip(whole.chains, there.chains, strict=True)
        )
        if len(whole.chains) == len(there.chains)
        else tuple(
            [one for one in whole.chains if one.model is None or not fnmatchcase(one.model, glob)]
            + [two for two in there.chains if two.model is not None and fnmatchcase(two.model, glob)]
        ),
        not_judged=whole.not_judged | there.not_judged,
    )


def _model_of(item: Diagnostic, parts: Iterable[Document]) -> str | None:
    for part in parts:
        size = len(part.prefix)
        if part.source != item.file or item.path[:size] != part.prefix:
            continue
        data = part.data
        for step in item.path[size : size + 2]:
            try:
                data = data[step]
            except (KeyError, IndexError, TypeError):
                return None
        name = (
            data.get("model_name") if isinstance(data, dict) and item.path[size : size + 1] == ("model_list",) else None
        )
        return name if isinstance(name, str) else None
    return None
