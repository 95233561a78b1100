"""The options of `check`, once: the quick reader and the Typer command are both made from this list."""

from typing import Any, NamedTuple


class UsageProblem(Exception):
    """An option holds something that cannot be used."""


class Option(NamedTuple):
    """One option: its flags, whether it takes a value and may repeat, its help."""

    name: str
    metavar: str | None
    many: bool
    help: str
    choices: tuple[str, ...] = ()
    short: str | None = None


CHECK: tuple[Option, ...] = (
    Option("--config", "FILE", True, "A LiteLLM config, whatever it looks like (repeatable)."),
    Option(
        "--format",
        "FORMAT",
        False,
        "How to print: text, json, sarif, github, gitlab or junit. Default: text; github in a GitHub workflow.",
        ("text", "json", "sarif", "github", "gitlab", "junit"),
    ),
    Option("--output", "[FORMAT=]FILE", True, "Also write a report to a file (repeatable)."),
    Option(
        "--fail-on",
        "LEVEL",
        False,
        "Exit 1 from this severity on: error, warning, info or never.",
        ("error", "warning", "info", "never"),
    ),
    Option("--select", "RULE", True, "Report only these rules (repeatable, comma-separated)."),
    Option("--ignore", "RULE", True, "Leave these rules out (repeatable, comma-separated)."),
    Option("--rule-pack", "FILE", True, "Rules of your own, a YAML file (repeatable)."),
    Option("--env-file", "FILE", True, "NAME=VALUE lines: the environment LiteLLM runs in (repeatable)."),
    Option(
        "--env", "NAME[=VALUE]", True, "A variable LiteLLM runs with; without a value, taken from here (repeatable)."
    ),
    Option("--files", "ROOT", False, "The folder that stands for / of LiteLLM's machine; / is this one."),
    Option("--litellm-version", "VERSION", False, "Judge as this LiteLLM, or a range such as '>=1.83,<1.110'."),
    Option(
        "--settings", "FILE", False, "Settings for every file, instead of the nearest .oidclint.yaml or pyproject.toml."
    ),
    Option("--show-settings", None, False, "Print each setting and where it comes from, and check nothing."),
    Option(
        "--profile",
        "PROFILE",
        False,
        "minimal: errors only; recommended: warnings too; strict: infos too.",
        ("minimal", "recommended", "strict"),
    ),
    Option("--fix", None, False, "Mend what can be mended safely, in place."),
    Option(
        "--unsafe-fixes",
        None,
        False,
        "Mend that in place, and also what may change the meaning (with --diff: show it).",
    ),
    Option("--diff", None, False, "Print what --fix would change, and change nothing."),
    Option("--baseline", "FILE", False, "Known findings: they are counted, and only new ones are reported."),
    Option("--update-baseline", None, False, "Write the baseline anew from what is found."),
    Option("--jobs", "N", False, "Check with N processes; 0 takes every core.", short="-j"),
    Option("--kind", "KIND=GLOB", True, "Take the files that match as this kind (repeatable)."),
    Option("--stdin-filename", "NAME", False, "The name for standard input (PATH -)."),
    Option("--allow-empty", None, False, "Finding nothing to check is fine (the pre-commit hook)."),
    Option("--no-color", None, False, "No colours (NO_COLOR does the same)."),
    Option("--quiet", None, False, "Print findings only; nothing on success.", short="-q"),
    Option("--verbose", None, False, "Print every chain, infos and the files passed over.", short="-v"),
)


def blank() -> dict[str, Any]:
    """Give the values of `check` without any option."""
    values: dict[str, Any] = {"paths": []}
    for option in CHECK:
        values[option.name[2:].replace("-", "_")] = [] if option.many else None if option.metavar else False
    return values


def quick(arguments: list[str]) -> dict[str, Any] | None:
    """Read the arguments of `check` without Typer; None for anything but plain, correct use (Typer then says why)."""
    options = {option.name: option for option in CHECK}
    options.update({option.short: option for option in CHECK if option.short})
    values = blank()
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            values["paths"] += list(rest)
            break
        if argument == "-" or not argument.startswith("-"):
            values["paths"].append(argument)
            continue
        name, equals, value = argument.partition("=")
        option = options.get(name)
        if option is None:
            return None
        key = option.name[2:].replace("-", "_")
        if option.metavar is None:
            if equals:
                return None
            values[key] = True
            continue
        if not equals:
            found = next(rest, None)
            if found is None:
                return None
            value = found
        if option.choices and value not in option.choices:
            return None
        if option.many:
            values[key].append(value)
        else:
            values[key] = value
    return values
