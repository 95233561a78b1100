"""From options and settings files to what holds for each file: its rules, and the world it is judged in."""

import os
from collections.abc import Iterable, Mapping
from typing import Any

from validator import bundled
from validator.check import Scope
from validator.cli.options import UsageProblem
from validator.cli.packs import add_packs
from validator.edge.machine import RootedFiles
from validator.edge.search import shown_name
from validator.edge.settings_files import SettingsFiles
from validator.edge.variables import environment
from validator.judge import World
from validator.lint import Catalogue
from validator.litellm import tables as litellm_tables
from validator.litellm.environment import Environment, Files, NoFiles
from validator.litellm.versions import VersionError, select
from validator.misspelling import hint
from validator.recognise import KINDS
from validator.redact import Redaction, one_line
from validator.settings import Settings, SettingsFile, SettingsProblem, deployments, names_in, path_ignores


class Scopes:
    """Gives for each file the scope it is judged in: that of the settings nearest to it, else of the current folder.

    `--settings` holds for every file. What the command line says beats all of them.
    """

    def __init__(self, values: Mapping[str, Any], here: str) -> None:
        self._values, self._here = values, here
        self._world = make_world(values, here)
        self._files = SettingsFiles(here, lambda: bundled.large_table("schemas/settings"))
        self._made: dict[str, Scope] = {}
        self._by_folder: dict[str, Scope] = {}
        given = values["settings"]
        if given is not None:
            if not os.path.isfile(given):
                raise UsageProblem(f"--settings: there is no file {given}")
            self.run_file: SettingsFile | None = self._files.load(os.path.abspath(given))
        else:
            self.run_file = self._files.nearest(here)
        self.run = self._scope(self.run_file)
        rules = self.run.world.catalogue.rules
        for name in sorted(_names([*values["select"], *values["ignore"]])):
            if name not in rules:
                raise UsageProblem(unknown_rule(name, rules))

    def __call__(self, path: str | None) -> Scope:
        """Give the scope of the file at a path; None is the run itself."""
        if path is None or self._values["settings"] is not None:
            return self.run
        folder = os.path.dirname(os.path.abspath(path))
        if folder not in self._by_folder:
            file = self._files.nearest(folder)
            self._by_folder[folder] = self.run if file is None else self._scope(file)
        return self._by_folder[folder]

    def _scope(self, file: SettingsFile | None) -> Scope:
        key = "" if file is None else os.path.join(file.folder, file.name)
        if key not in self._made:
            self._made[key] = make_scope(self._values, file, self._world, self._here)
        return self._made[key]


def make_world(values: Mapping[str, Any], here: str) -> World:
    """Gather what a judgement depends on: tables, environment, files, versions. Raises UsageProblem, BadVariables."""
    policies = bundled.policies()
    return World(
        litellm_tables.build(policies, bundled.large_table),
        Catalogue(policies["rules"], Redaction(policies["redaction"]), lambda rule: True, {}, {}, {}),
        environment(values["env_file"], values["env"], os.environ),
        _files(values["files"], here),
        select(
            values["litellm_version"],
            "option" if values["litellm_version"] else "default",
            policies["litellm/behaviours"],
        ),
    )


def _files(root: str | None, here: str) -> Files:
    if root is None:
        return NoFiles()
    real = os.path.realpath(root)
    if not os.path.isdir(real):
        raise UsageProblem(f"--files takes a folder; there is none at {root}")
    real_here = os.path.realpath(here)
    inside = real_here == real or real_here.startswith(real.rstrip("/") + "/")
    return RootedFiles(real, ("/" + real_here[len(real) :].lstrip("/")) if inside else None)


def make_scope(values: Mapping[str, Any], file: SettingsFile | None, world: World, here: str) -> Scope:
    """Join the command line and one settings file. Raises UsageProblem and SettingsProblem."""
    told: Mapping[str, Any] = {} if file is None else file.values
    world = world._replace(catalogue=add_packs(world.catalogue, [*values["rule_pack"], *packs_in(file, here)]))
    rules = world.catalogue.rules
    chosen = {key: _names(values[key]) for key in ("select", "ignore")}
    if file is not None:
        _known_names(file, rules)
        world = world._replace(selection=_selection(values, file, world))
    remapped = {rule: level for rule, level in told.get("severity", {}).items() if level and level != "off"}
    off = told.get("severity", {}).keys() - remapped.keys()
    profile = values["profile"] or told.get("profile", "recommended")
    fail_on = values["fail_on"] or told.get("fail-on")
    asked = chosen["select"] or frozenset(told.get("select", ()))
    ignore = chosen["ignore"] | (off.union(told.get("ignore", ())) - chosen["select"])
    settings = Settings(
        asked,
        ignore,
        profile,
        (*_kinds(values["kind"]), *((kind, glob) for glob, kind in told.get("kinds", {}).items())),
        bool(values["allow_empty"]),
        bool(values["verbose"]) or fail_on == "info" or profile == "strict",
        frozenset(os.path.abspath(path) for path in values["config"]),
        tuple(told.get("exclude", ())),
        () if file is None else path_ignores(file),
        () if file is None else deployments(file),
        file,
        frozenset(rule for rule, entry in rules.items() if entry.get("status") == "preview"),
    )
    catalogue = world.catalogue._replace(
        infos=lambda rule: settings.infos or rule in asked or remapped.get(rule, "info") != "info",
        plan={},
        use_plan={},
        clean={},
        remapped=remapped,
    )
    places = () if values["env"] or values["env_file"] else _places(settings)
    way = "." if file is None else os.path.relpath(here, file.folder).replace(os.sep, "/")
    return Scope(settings, world._replace(catalogue=catalogue, places=places, from_settings=way))


def packs_in(file: SettingsFile | None, here: str) -> list[str]:
    """Give the paths of the rule packs that settings name, as short as the current folder allows."""
    named = () if file is None else file.values.get("rule-packs", ())
    return [shown_name(os.path.join(file.folder, path), here) for path in named if file is not None]


def settings_here(here: str) -> SettingsFile | None:
    """Give the settings of the current folder. Raises SettingsProblem."""
    return SettingsFiles(here, lambda: bundled.large_table("schemas/settings")).nearest(here)


def _places(settings: Settings) -> tuple[tuple[str, Environment], ...]:
    return tuple(
        (
            item.match,
            environment(
                (), [name if value is None else f"{name}={value}" for name, value in item.env.items()], os.environ
            )._replace(known=True),
        )
        for item in settings.deployments
        if item.env is not None
    )


def _selection(values: Mapping[str, Any], file: SettingsFile, world: World) -> Any:
    text = file.values.get("litellm-version")
    if text is None or values["litellm_version"]:
        return world.selection
    try:
        return select(text, "settings", bundled.table("litellm/behaviours"))
    except VersionError as error:
        raise SettingsProblem([f"{file.place(('litellm-version',))}: {error}"]) from None


def _known_names(file: SettingsFile, rules: Mapping[str, Any]) -> None:
    lines = []
    for name, path, key in names_in(file):
        if name not in rules:
            span = file.document.span((*file.inner, *path), key)
            lines.append(f"{one_line(file.name)}:{span.line}:{span.column}: {unknown_rule(name, rules)}")
    if lines:
        raise SettingsProblem(lines)


def unknown_rule(name: str, rules: Iterable[str]) -> str:
    """Say that there is no such rule, and which one may be meant."""
    return f"there is no rule {one_line(name, 60)!r}{hint(name, rules)}"


def _names(texts: list[str]) -> frozenset[str]:
    return frozenset(name.strip() for text in texts for name in text.split(",") if name.strip())


def _kinds(texts: list[str]) -> list[tuple[str, str]]:
    kinds = []
    for text in texts:
        kind, equals, glob = text.partition("=")
        if kind not in KINDS or not equals or not glob:
            raise UsageProblem(f"--kind takes KIND=GLOB with KIND one of {', '.join(KINDS)}")
        kinds.append((kind, glob))
    return kinds
