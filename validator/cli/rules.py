"""`oidclint rules`: the table of every rule, or the page of one."""

import os
import re
from typing import Any

from validator import bundled
from validator.cli.options import UsageProblem
from validator.cli.packs import load_packs
from validator.cli.reporting import fail, note, write
from validator.cli.scopes import packs_in, settings_here, unknown_rule
from validator.redact import one_line, safe
from validator.report.json_report import dump
from validator.settings import SettingsProblem


def run(name: str, format: str, packs: "list[str] | tuple[str, ...]" = ()) -> int:
    """Print the table or a page; give the exit code (2 for a rule or format nobody knows, or a bad rule pack)."""
    if format not in ("text", "json"):
        return fail(f"--format takes text or json, not {format!r}", 2)
    pages = bundled.rule_pages()
    here = os.getcwd()
    try:
        named = packs_in(settings_here(here), here)
    except SettingsProblem as problem:
        named = []
        note(f"the settings cannot be read, so their rule packs are not listed: {problem.lines[0]}")
    try:
        pages |= {rule.id: dict(rule.page) for pack in load_packs([*packs, *named], pages) for rule in pack.rules}
    except UsageProblem as problem:
        return fail(str(problem), 2)
    if name:
        if name not in pages:
            return fail(unknown_rule(name, pages), 2)
        write(dump(pages[name]) if format == "json" else page(pages[name]))
        return 0
    if format == "json":
        write(dump(list(pages.values())))
    else:
        write(table(list(pages.values())))
    return 0


def table(entries: list[dict[str, Any]]) -> str:
    """Give the rules as lines: name, severity, group, title."""
    width, groups = (max(least, *(len(entry[key]) for entry in entries)) for key, least in (("id", 0), ("group", 11)))
    lines = [
        f"{entry['id']:<{width}}  {entry['severity']:<8} {entry['group']:<{groups}} {entry['title']}"
        for entry in entries
    ]
    return "\n".join(lines) + "\n"


def page(entry: dict[str, Any]) -> str:
    """Give one rule's page: what it says, why, how to mend it, an example, where to read on."""
    origin = f"since {entry['since']}" if "since" in entry else f"in {one_line(entry['pack'])}"
    lines = [f"{entry['id']} ({entry['severity']}, {entry['group']}, {origin})", entry["title"], ""]
    lines += ["Why", *_wrapped(entry["why"]), "", "Fix", *_wrapped(entry["fix"])]
    for kind in ("bad", "good"):
        text = safe(entry.get("examples", {}).get(kind, "")) or example(entry["id"], kind)
        if text:
            lines += ["", kind.capitalize(), *(f"    {line}" for line in text.rstrip().splitlines())]
    sources = list(dict.fromkeys([*entry.get("links", []), *entry.get("sources", [])]))
    if sources:
        lines += ["", "Read on", *(f"  {link}" for link in sources)]
    text = "\n".join(lines) + "\n"
    return re.sub(r"(?m)^(\s*)::", r"\1: :", text)  # a line that starts with :: commands GitHub


def _wrapped(text: str) -> list[str]:
    import textwrap

    return [f"  {line}" for line in textwrap.wrap(" ".join(text.split()), 100)]


def example(rule: str, kind: str) -> str:
    """Give the bad or good example of a rule, empty if this installation has none."""
    try:
        base = bundled.folder("examples")
        with open(os.path.join(base, "rules", rule, f"{kind}.yaml"), encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""
