"""The command line: `check` starts without Typer when it is used plainly; everything else goes through it."""

import gc
import os
import sys


def main(arguments: "list[str] | None" = None) -> int:
    """Run the command line and give the exit code."""
    argv = sys.argv[1:] if arguments is None else arguments
    gc.disable()  # one short run over acyclic trees: collecting costs more than it frees
    if any("eyJ" in argument for argument in argv):
        from validator.redact import holds_jwt

        if any(holds_jwt(argument) for argument in argv):
            print("oidclint: a token does not belong on the command line; use -, env:NAME or a file", file=sys.stderr)
            return 2
    named = [argument.partition("=")[0] for argument in argv if argument.startswith("-")] + argv[:1]
    if any(not name.isprintable() or "##" in name for name in named):
        print("oidclint: an option holds a character that cannot be printed", file=sys.stderr)
        return 2
    try:
        if argv[:1] == ["check"] and "_OIDCLINT_COMPLETE" not in os.environ:
            from validator.cli.options import quick

            values = quick(argv[1:])
            if values is not None:
                from validator.cli.check import run

                return _ended(run(values))
        from validator.cli.app import application

        return _ended(application(argv))
    except BrokenPipeError:
        return _quiet_end()
    except KeyboardInterrupt:  # before anything was found, or while it was being printed
        print("oidclint: interrupted", file=sys.stderr)
        return 130
    except OSError as error:
        print(f"oidclint: cannot write: {error.strerror}", file=sys.stderr)
        _quiet_end()
        return 3


def _ended(code: int) -> int:
    """Leave at once after an interrupted run of several processes: a pipe one of them was writing to may never end."""
    if getattr(sys.modules.get("validator.cli.workers"), "left", None):
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        os._exit(code)
    return code


def _quiet_end() -> int:
    """A closed pipe ends the run silently."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    return 0
