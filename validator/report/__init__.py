"""Reports: values in, text out. REPORTERS names every format."""

from validator.report import json_report, text
from validator.report.result import Result

REPORTERS = {"text": text.render, "json": json_report.render}

__all__ = ["REPORTERS", "Result"]
