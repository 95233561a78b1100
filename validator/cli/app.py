"""The Typer application: every command with its help and shell completion."""

import sys
from typing import Any

import click
import typer

from validator import __version__
from validator.cli.options import CHECK, blank

app = typer.Typer(name="oidclint", no_args_is_help=True, add_completion=True, help="Is this LiteLLM config what LiteLLM will really accept?", pretty_exceptions_enable=False, rich_markup_mode=None)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"oidclint {__version__}")
        raise typer.Exit


@app.callback()
def top(version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version and exit.")) -> None:
    """Check LiteLLM configs that use oidc/ references instead of keys."""


@app.command()
def rules(
    name: str = typer.Argument("", help="A rule: print its page.", show_default=False),
    format: str = typer.Option("text", "--format", help="text or json."),
) -> None:
    """Print every rule in a table, or the page of one."""
    from validator.cli.rules import run

    raise typer.Exit(run(name, format))


def _check_command() -> click.Command:
    """Make `check` from the list of its options, the same one the quick reader uses."""

    def callback(**given: Any) -> None:
        from validator.cli.check import run

        values = blank()
        for key, value in given.items():
            values[key] = list(value) if isinstance(value, tuple) else value
        raise click.exceptions.Exit(run(values))

    parameters: list[click.Parameter] = [click.Argument(["paths"], nargs=-1, metavar="[PATH]...")]
    for option in CHECK:
        flags = [option.name, *([option.short] if option.short else [])]
        if option.metavar is None:
            parameters.append(click.Option(flags, is_flag=True, help=option.help))
        else:
            kind = click.Choice(option.choices) if option.choices else None
            parameters.append(click.Option(flags, metavar=None if option.choices else option.metavar, multiple=option.many, type=kind, help=option.help))
    return click.Command("check", params=parameters, callback=callback, help="Check every LiteLLM config here.", short_help="Check every LiteLLM config here.")


def application(argv: list[str]) -> int:
    """Run the application and give its exit code: 2 for a bad command line."""
    group = typer.main.get_command(app)
    assert isinstance(group, click.Group)
    group.add_command(_check_command())
    try:
        code = group.main(args=argv, prog_name="oidclint", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message(), file=sys.stderr)
        return 2
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return 2
    return code if isinstance(code, int) else 0
