"""Reports: values in, text out. REPORTERS names every format; those for code hosts load when they are asked for."""

from typing import Any

from validator.report import json_report, text
from validator.report.result import Result


def _sarif(result: Result, **options: Any) -> str:
    from validator.report import sarif

    return sarif.render(result, **options)


def _github(result: Result, **options: Any) -> str:
    from validator.report import github

    return github.render(result, **options)


def _gitlab(result: Result, **options: Any) -> str:
    from validator.report import gitlab

    return gitlab.render(result, **options)


def _junit(result: Result, **options: Any) -> str:
    from validator.report import junit

    return junit.render(result, **options)


REPORTERS = {
    "text": text.render,
    "json": json_report.render,
    "sarif": _sarif,
    "github": _github,
    "gitlab": _gitlab,
    "junit": _junit,
}

__all__ = ["REPORTERS", "Result"]
