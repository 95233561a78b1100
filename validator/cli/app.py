"""The Typer application: every command with its help and shell completion."""

import inspect
from typing import Any

import typer

from validator import __version__
from validator.cli.options import CHECK, Option, blank

app = typer.Typer(
    name="oidclint",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"oidclint {__version__}")
        raise typer.Exit


@app.callback()
def top(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and exit."
    ),
) -> None:
    """Check LiteLLM configs that use oidc/ references instead of keys."""


@app.command()
def rules(
    name: str = typer.Argument("", help="A rule: print its page.", show_default=False),
    format: str = typer.Option("text", "--format", help="text or json."),
    rule_pack: list[str] = typer.Option([], "--rule-pack", metavar="FILE", help="Rules of your own too (repeatable)."),
) -> None:
    """Print every rule in a table, or the page of one."""
    from validator.cli.rules import run

    raise typer.Exit(run(name, format, rule_pack))


@app.command()
def views(
    config: str = typer.Argument(..., metavar="FILE", help="A LiteLLM config.", show_default=False),
    rule_pack: list[str] = typer.Option([], "--rule-pack", metavar="FILE", help="Say what its rules come to."),
    env_file: list[str] = typer.Option(
        [], "--env-file", metavar="FILE", help="NAME=VALUE lines: LiteLLM's environment."
    ),
    env: list[str] = typer.Option([], "--env", metavar="NAME[=VALUE]", help="A variable LiteLLM runs with."),
    files: str | None = typer.Option(None, "--files", metavar="ROOT", help="The folder that stands for / there."),
    litellm_version: str | None = typer.Option(None, "--litellm-version", metavar="VERSION", help="A version."),
) -> None:
    """Print what the rules of a rule pack look at in a config, as JSON."""
    from validator.cli.views import run

    given = {"rule_pack": rule_pack, "env_file": env_file, "env": env, "files": files}
    raise typer.Exit(run(config, {**given, "litellm_version": litellm_version}))


@app.command()
def schema(
    name: str = typer.Argument("", metavar="NAME", help="Which schema; none lists them.", show_default=False),
) -> None:
    """Print a JSON Schema: litellm-config (for editors), settings, rule-pack, report and more; without a name, list them."""
    from validator import bundled
    from validator.cli.reporting import fail, write

    if not name:
        write("\n".join(bundled.schemas()) + "\n")
        raise typer.Exit
    if name not in bundled.schemas():
        raise typer.Exit(fail(f"there is no schema {name!r}; there are {', '.join(bundled.schemas())}", 2))
    write(bundled.schema_text(name))
    raise typer.Exit


@app.command()
def diagnose(
    ref: str | None = typer.Option(None, "--ref", metavar="REF", help="A reference: oidc/<provider>/<audience>."),
    config: str | None = typer.Option(None, "--config", metavar="FILE", help="A LiteLLM config."),
    model: str | None = typer.Option(None, "--model", metavar="NAME", help="Only the entries of this model_name."),
    env_file: list[str] = typer.Option(
        [], "--env-file", metavar="FILE", help="NAME=VALUE lines: LiteLLM's environment."
    ),
    env: list[str] = typer.Option([], "--env", metavar="NAME[=VALUE]", help="A variable LiteLLM runs with."),
    files: str | None = typer.Option(None, "--files", metavar="ROOT", help="The folder that stands for / there."),
    litellm_version: str | None = typer.Option(
        None, "--litellm-version", metavar="VERSION", help="A version or range."
    ),
    format: str = typer.Option("text", "--format", help="text or json."),
) -> None:
    """Say of a reference, or of a config's entries, at which step LiteLLM stops, and why."""
    from validator.cli.diagnose import run

    given = {"ref": ref, "config": config, "model": model, "env_file": env_file, "env": env, "files": files}
    raise typer.Exit(run({**given, "litellm_version": litellm_version, "format": format}))


def _parameter(option: Option) -> inspect.Parameter:
    flags = [option.name, *([option.short] if option.short else [])]
    name = option.name[2:].replace("-", "_")
    kind: Any = bool if option.metavar is None else list[str] if option.many else str
    default: Any = typer.Option(
        False if option.metavar is None else [] if option.many else None,
        *flags,
        help=option.help,
        metavar=option.metavar,
        show_default=False,
        autocompletion=(lambda: list(option.choices)) if option.choices else None,
    )
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=default,
        annotation=kind if option.many or kind is bool else kind | None,
    )


def check(**given: Any) -> None:
    """Check every LiteLLM config here.

    PATH is a file, a folder, a glob, or - for standard input; without one, the current folder is searched.
    """
    from validator.cli.check import run
    from validator.cli.reporting import fail

    values = {**blank(), **given, "paths": given.get("paths") or []}
    for option in CHECK:
        value = values[option.name[2:].replace("-", "_")]
        if option.choices and value is not None and value not in option.choices:
            raise typer.Exit(fail(f"{option.name} takes one of {', '.join(option.choices)}, not {value!r}", 2))
    raise typer.Exit(run(values))


def _declare_check() -> None:
    """Give `check` the options of the one list, the same that the quick reader uses."""
    paths = inspect.Parameter(
        "paths",
        inspect.Parameter.KEYWORD_ONLY,
        default=typer.Argument(None, metavar="[PATH]...", show_default=False),
        annotation=list[str] | None,
    )
    parameters = [paths, *(_parameter(option) for option in CHECK)]
    check.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    check.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    app.command("check")(check)


_declare_check()


def application(argv: list[str]) -> int:
    """Run the application and give its exit code: 2 for a bad command line."""
    try:
        app(args=argv, prog_name="oidclint")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1 if stop.code else 0
    return 0
