"""Whatever a file is or holds, there is one clear finding or line, and the files beside it are still checked."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.running import Run, oidclint

ROOT = Path(__file__).resolve().parent.parent

GOOD = """\
model_list:
  - model_name: claude
    litellm_params:
      model: bedrock/anthropic.claude-3-haiku-20240307-v1:0
      aws_web_identity_token: oidc/github/sts.amazonaws.com
      aws_role_name: arn:aws:iam::123456789012:role/litellm
      aws_session_name: litellm
      aws_region_name: us-east-1
"""


def levels(first: str, nested: Callable[[int], str], count: int) -> bytes:
    """Give a document of anchors in which each line repeats the one above it."""
    return "".join([first, *(nested(number) for number in range(1, count))]).encode()


def times(what: str, count: int = 9) -> str:
    """Give a text several times over, with commas."""
    return ", ".join([what] * count)


DEEP = 10_000

UNPARSABLE: dict[str, tuple[bytes, str]] = {
    "binary": (bytes(range(1, 256)), "byte 0x80"),
    "binary with NUL": (b"\x7fELF\x02\x01\x00\x00\xff\xfe" * 50, "byte 0xff"),
    "NUL alone": (b"a: \x00\n", "not YAML"),
    "UTF-16": ("a: [é]\n".encode("utf-16"), "UTF-16"),
    "UTF-16, big end first": (b"\xfe\xff" + "a: 1\n".encode("utf-16-be"), "UTF-16"),
    "Latin-1": ("a: é\n".encode("latin-1"), "UTF-8"),
    "cut off inside a character": ("a: é".encode()[:-1], "UTF-8"),
    "control character": (b"a: \x07\n", "not YAML"),
    "tabs": (b"a:\n\tb: 1\n", "'\\t'"),
    "unclosed quote": (b"a: 'b\nc: d\n", "not YAML"),
    "unclosed double quote": (b'a: "b\nc: d\n', "not YAML"),
    "unclosed bracket": (b"a: [1, 2\n", "not YAML"),
    "unclosed JSON": (b'{"a": {"b": 1}', "not YAML"),
    "bad indentation": (b"a:\n  b: 1\n c: 2\n", "not YAML"),
    "unquoted template": (b"a: {{ b }}\n", "template"),
    "template statement": (b"{% if a %}\nb: 1\n{% endif %}\n", "template"),
    "unknown alias": (b"a: *b\n", "alias"),
    "list as key": (b"? [a]\n: b\n", "key"),
    "mapping as key": (b"{a: 1, {b: 2}: c}\n", "key"),
    "number that is none": (b"a: !!int x\n", "int"),
    "number that is nothing": (b"a: !!int\n", "int"),
    "date that is none": (b"a: 2020-99-99\n", "timestamp"),
    "number of 5,000 digits": (b"a: " + b"9" * 5000 + b"\n", "int"),
    "merge of a text": (b"a: {<<: b}\n", "merging"),
    "anchor in itself": (b"a: &a [*a]\n", "itself"),
    "anchor in its mapping": (b"a: &a {b: {c: *a}}\n", "itself"),
    "anchor merged into itself": (b"a: &a {<<: *a, b: c}\n", "itself"),
    "anchor in its key": (b"? &a [*a]\n: b\n", "itself"),
    "deep lists": (b"a: " + b"[" * DEEP + b"]" * DEEP, "nested"),
    "deep lists, never closed": (b"a: " + b"[" * DEEP, "nested"),
    "deep lists with items": (b"a: " + b"[ b,\n" * DEEP + b"]" * DEEP, "nested"),
    "deep mappings": (b"a: " + b"{b: " * DEEP + b"}" * DEEP, "nested"),
    "deep mix": (b"a: " + b"[{b: " * (DEEP // 2) + b"}]" * (DEEP // 2), "nested"),
    "deep JSON": (b'{"a": ' * DEEP + b"1" + b"}" * DEEP, "nested"),
    "deep dashes": (b"- " * DEEP + b"a\n", "nested"),
    "deep question marks": (b"? " * DEEP + b"a\n", "nested"),
    "deep blocks": (b"".join(b" " * depth + b"a:\n" for depth in range(3000)), "nest"),
    "alias bomb": (levels(f"a0: &a0 [{times('x')}]\n", lambda n: f"a{n}: &a{n} [{times(f'*a{n - 1}')}]\n", 12), "expand"),
    "alias bomb of mappings": (
        levels("a0: &a0 {x: y}\n", lambda n: f"a{n}: &a{n} {{b: *a{n - 1}, c: *a{n - 1}, d: *a{n - 1}}}\n", 20),
        "expand",
    ),
    "alias bomb of merges": (
        levels("a0: &a0 {x: y}\n", lambda n: f"a{n}: &a{n} {{<<: [{times(f'*a{n - 1}')}]}}\n", 9),
        "expand",
    ),
    "alias bomb, one deep": (f"a: &a [{times('x', 3000)}]\nb: [{times('*a', 3000)}]\n".encode(), "expand"),
}  # fmt: skip
"""What does not parse, and a word the one line about it must hold."""

LOUD = b"# model_list\n"
"""Makes a file one that speaks of LiteLLM, in whatever state it is."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with one good config."""
    (tmp_path / "good.yaml").write_text(GOOD)
    return tmp_path


def checked(run: Run, count: int) -> list[dict[str, Any]]:
    """Give the findings of a run after looking at what must hold of every run: the good file was checked too."""
    assert "Traceback" not in run.out + run.err
    report = run.report
    assert report["summary"]["files"] == count
    assert "good.yaml" in [config["file"] for config in report["configs"]]
    assert [item for item in report["findings"] if item["file"] == "good.yaml"] == []
    assert report["summary"]["errors"] == len([item for item in report["findings"] if item["severity"] == "error"])
    findings: list[dict[str, Any]] = report["findings"]
    return findings


def one_malformed(run: Run, words: str = "") -> None:
    """Fail unless the run has exactly one finding, malformed-file of bad.yaml, in one line that holds the words."""
    findings = checked(run, 2)
    assert [(item["rule"], item["file"], item["severity"]) for item in findings] == [
        ("malformed-file", "bad.yaml", "error")
    ]
    assert words in findings[0]["message"]
    assert "\n" not in findings[0]["message"]
    assert len(findings[0]["message"]) <= 400
    assert findings[0]["line"] >= 1
    assert findings[0]["column"] >= 1
    assert run.code == 1


def passed_over(run: Run) -> None:
    """Fail unless only the good file was looked at, without a word about the other."""
    assert checked(run, 1) == []
    assert run.code == 0
    assert run.err == ""
    assert run.report["complete"] is True


@pytest.fixture(params=UNPARSABLE, ids=str)
def unparsable(request: pytest.FixtureRequest, folder: Path) -> Iterator[tuple[Path, str]]:
    """Give a folder with a good and a bad file, and a word about the bad one; the test may take a second."""
    content, words = UNPARSABLE[request.param]
    (folder / "bad.yaml").write_bytes(content)
    started = time.perf_counter()
    yield folder, words
    assert time.perf_counter() - started < 4  # four runs at most, each under a second


def test_unparsable_file_that_is_named(unparsable: tuple[Path, str]) -> None:
    """A named file that does not parse is one finding; under --allow-empty it is passed over."""
    folder, words = unparsable
    one_malformed(oidclint("check", "bad.yaml", "good.yaml", cwd=folder), words)
    one_malformed(oidclint("check", "*.yaml", cwd=folder), words)
    passed_over(oidclint("check", "bad.yaml", "good.yaml", "--allow-empty", cwd=folder))


def test_unparsable_file_that_is_found(unparsable: tuple[Path, str]) -> None:
    """A file that does not parse and does not speak of LiteLLM is passed over in a folder."""
    folder, _ = unparsable
    passed_over(oidclint("check", cwd=folder))
    passed_over(oidclint("check", ".", "--allow-empty", cwd=folder))


def test_unparsable_file_that_is_forced(unparsable: tuple[Path, str]) -> None:
    """--config and --kind make it a finding whatever it holds, with --allow-empty too."""
    folder, words = unparsable
    one_malformed(oidclint("check", "good.yaml", "--config", "bad.yaml", cwd=folder), words)
    one_malformed(oidclint("check", "--kind", "litellm-config=bad.yaml", "--allow-empty", cwd=folder), words)


@pytest.mark.parametrize("name", [name for name in UNPARSABLE if not name.startswith("UTF-16")])
def test_unparsable_file_that_speaks_of_litellm(name: str, folder: Path) -> None:
    """A file that does not parse and speaks of LiteLLM is a finding wherever it is found."""
    content, words = UNPARSABLE[name]
    (folder / "bad.yaml").write_bytes(LOUD + content)
    one_malformed(oidclint("check", cwd=folder), words)
    one_malformed(oidclint("check", "bad.yaml", "good.yaml", "--allow-empty", cwd=folder), words)


@pytest.mark.parametrize("word", ["model_list", "litellm_params", "oidc/"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-16-le"])
def test_words_that_make_a_broken_file_loud(word: str, encoding: str, folder: Path) -> None:
    """Each of three words makes a broken file a finding in a folder, in UTF-16 as well."""
    mark = {"utf-16-be": b"\xfe\xff", "utf-16-le": b"\xff\xfe"}.get(encoding, b"")
    (folder / "bad.yaml").write_bytes(mark + f"a: [ # {word}\n".encode(encoding))
    one_malformed(oidclint("check", cwd=folder))


def test_text_report_says_it_in_one_line(folder: Path) -> None:
    """In plain text a broken file is one headline with its place, and the summary counts both files."""
    (folder / "bad.yaml").write_text("model_list:\n  - a: 'b\n")
    run = oidclint("check", cwd=folder, json_report=False)
    assert [line for line in run.out.splitlines() if "malformed-file" in line] == [
        line for line in run.out.splitlines() if line.startswith("bad.yaml:")
    ]
    assert run.out.count("malformed-file") == 1
    assert run.out.splitlines()[-1].startswith("2 files, 1 entry: 1 error")
    assert run.code == 1


@pytest.mark.parametrize("content", [b"", b"\n", b"# nothing\n", b"---\n", b"\xef\xbb\xbf", b"null\n", b"~"])
def test_empty_file(content: bytes, folder: Path) -> None:
    """An empty file is nothing oidclint knows; as a forced config it is what LiteLLM says of it."""
    (folder / "bad.yaml").write_bytes(content)
    passed_over(oidclint("check", cwd=folder))
    passed_over(oidclint("check", "bad.yaml", "good.yaml", "--allow-empty", cwd=folder))
    named = oidclint("check", "bad.yaml", "good.yaml", cwd=folder)
    assert checked(named, 1) == []
    assert named.err.count("\n") == 1
    assert "bad.yaml" in named.err
    forced = oidclint("check", "good.yaml", "--config", "bad.yaml", cwd=folder)
    assert [item["rule"] for item in checked(forced, 2)] == ["invalid-config"]
    assert [config["loads"] for config in forced.report["configs"] if config["file"] == "bad.yaml"] == [False]


@pytest.mark.parametrize(
    "content", [GOOD.encode(), GOOD.replace("\n", "\r\n").encode(), GOOD.replace("\n", "\r").encode()]
)
def test_byte_order_mark_and_line_ends_do_no_harm(content: bytes, folder: Path) -> None:
    """A byte order mark and any line ends are read as LiteLLM reads them."""
    (folder / "bad.yaml").write_bytes(b"\xef\xbb\xbf" + content)
    run = oidclint("check", cwd=folder)
    assert checked(run, 2) == []
    assert [config["loads"] for config in run.report["configs"]] == [True, True]


@pytest.mark.parametrize(
    "name", ["UTF-16", "Latin-1", "tabs", "unclosed bracket", "alias bomb", "deep lists", "binary"]
)
def test_broken_standard_input(name: str, folder: Path) -> None:
    """Standard input is a named file."""
    content, words = UNPARSABLE[name]
    run = oidclint("check", "-", "good.yaml", "--stdin-filename", "bad.yaml", cwd=folder, stdin=content)
    one_malformed(run, words)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("model_list: []\n---\nmodel_list: []\n", 2),
        ("model_list: []\n---\n", 2),
        ("---\na: 1\n---\n" + GOOD, 3),
        ("a: 1\n...\n---\n" + GOOD, 3),
    ],
)
def test_several_documents(content: str, line: int, folder: Path) -> None:
    """LiteLLM does not start with a config of several documents: one finding, where the second begins."""
    (folder / "bad.yaml").write_text(content)
    run = oidclint("check", cwd=folder)
    findings = checked(run, 2)
    assert [(item["rule"], item["file"], item["line"]) for item in findings] == [("invalid-config", "bad.yaml", line)]
    assert [config["loads"] for config in run.report["configs"] if config["file"] == "bad.yaml"] == [False]


def test_several_documents_without_a_config(folder: Path) -> None:
    """Several documents of other kinds are passed over."""
    (folder / "bad.yaml").write_text("kind: Service\n---\nkind: Pod\n")
    passed_over(oidclint("check", cwd=folder))


ODD_CONFIGS = [
    "model_list: [1, null, x, [], {}, {model_name: {a: b}, litellm_params: [1]}]",
    "model_list: [{model_name: m, litellm_params: {model: [x]}}]",
    "model_list: [{model_name: m, litellm_params: {model: 5, api_key: {a: b}, aws_web_identity_token: [oidc/x/y]}}]",
    "model_list: [{model_name: 1.5, litellm_params: {model: bedrock/, aws_web_identity_token: oidc/}}]",
    "model_list: [{model_name: m, litellm_params: {model: bedrock/m, 1: 2, ~: 3, yes: 4, 2020-01-01: 5}}]",
    "model_list: [{model_name: m, litellm_params: {model: bedrock/m, aws_role_name: 12, aws_session_name: [a]}}]",
    "model_list: [{model_name: m, litellm_params: {model: azure/m, azure_ad_token: true, client_id: 1, tenant_id: {}}}]",
    "model_list: [{litellm_params: {model: bedrock/m}}, {model_name: m}]",
    "model_list: {a: {litellm_params: {model: bedrock/m, aws_web_identity_token: oidc/github/x}}}",
    "model_list: [{model_name: m, litellm_params: !x {model: bedrock/m}, model_info: 7}]",
    "model_list: [{model_name: m, litellm_params: {model: bedrock/m, aws_web_identity_token: !!binary aGk=}}]",
    "litellm_settings: [1]\nrouter_settings: x\ngeneral_settings: 5\ncredential_list: {a: b}\nmodel_list: []",
    "credential_list: [1, {credential_name: [a]}, {credential_name: c, credential_values: 7}]\nmodel_list: []",
    "router_settings: {default_litellm_params: [oidc/github/x]}\nmodel_list: []",
    "environment_variables: [oidc/github/x]\nmodel_list: []",
    "environment_variables: {1: oidc/github/x, A: [1], ~: ~}\nmodel_list: []",
    "guardrails: {a: oidc/github/x}\nvector_store_registry: oidc/github/x\nmodel_list: []",
    "general_settings: {master_key: [sk-1234], database_url: {a: oidc/github/x}}",
    "model_list: !!set {a, b}\nlitellm_settings: !!omap [a: b]",
    "model_list: &x\n  - model_name: m\n    litellm_params: &y {model: bedrock/m, extra: [*y2]}\ny2: &y2 1".replace("[*y2]", "1"),
    "? !!binary aGk=\n: 1\nmodel_list: []",
    "1: a\ntrue: b\n~: c\n1.5: d\n2020-01-01: e\nmodel_list: []",
]  # fmt: skip


@pytest.mark.parametrize("content", ODD_CONFIGS)
@pytest.mark.parametrize(
    "known", [(), ("--env", "A=b"), ("--litellm-version", ">=1.60")], ids=["plain", "env", "range"]
)
def test_values_of_the_wrong_type(content: str, known: tuple[str, ...], folder: Path) -> None:
    """A config whose values have any type at any place crashes no rule."""
    (folder / "bad.yaml").write_text(content + "\n")
    run = oidclint("check", "--config", "bad.yaml", "good.yaml", "--verbose", *known, cwd=folder)
    report = run.report
    assert [item["message"] for item in report["findings"] if item["rule"] == "rule-crashed"] == []
    assert "good.yaml" in [config["file"] for config in report["configs"]]
    text = oidclint("check", "--config", "bad.yaml", "good.yaml", "--verbose", *known, cwd=folder, json_report=False)
    assert text.code == run.code


# --- what cannot be read ------------------------------------------------------------------------------------------


def fifo(path: Path) -> None:
    """Make a pipe nobody writes to."""
    os.mkfifo(path)


def huge(path: Path) -> None:
    """Make a file of 100 MB."""
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)


def link_to(target: str) -> Callable[[Path], None]:
    """Make the maker of a link."""
    return lambda path: path.symlink_to(target)


UNREADABLE: dict[str, Callable[[Path], None]] = {
    "FIFO": fifo,
    "100 MB": huge,
    "link to itself": link_to("bad.yaml"),
    "link to nothing": link_to("nowhere"),
    "link to a device": link_to("/dev/zero"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_file_that_is_named(name: str, folder: Path) -> None:
    """A named file that cannot be read is one finding."""
    UNREADABLE[name](folder / "bad.yaml")
    for arguments in (["bad.yaml", "good.yaml"], ["*.yaml"], ["good.yaml", "--config", "bad.yaml"]):
        one_malformed(oidclint("check", *arguments, cwd=folder), "read")


@pytest.mark.parametrize("name", UNREADABLE)
@pytest.mark.parametrize("more", [(), ("--allow-empty",)], ids=["", "allow-empty"])
def test_unreadable_file_that_is_found(name: str, more: tuple[str, ...], folder: Path) -> None:
    """A file found in a folder that cannot be read is one note, and the run is not complete."""
    UNREADABLE[name](folder / "bad.yaml")
    run = oidclint("check", *more, cwd=folder)
    assert checked(run, 1) == []
    assert run.code == 0
    assert run.report["complete"] is False
    assert [line for line in run.err.splitlines() if "bad.yaml" in line] == run.err.splitlines()
    assert len(run.err.splitlines()) == 1
    text = oidclint("check", *more, cwd=folder, json_report=False)
    assert text.out.splitlines()[-1].endswith("incomplete")


def test_folder_named_like_a_file(folder: Path) -> None:
    """A folder called bad.yaml is a folder: searched when named or found, a finding as --config."""
    (folder / "bad.yaml").mkdir()
    (folder / "bad.yaml" / "inner.yaml").write_text(GOOD)
    for arguments in (["."], ["bad.yaml", "good.yaml"], ["*.yaml"]):
        run = oidclint("check", *arguments, cwd=folder)
        assert checked(run, 2) == []
        assert [config["file"] for config in run.report["configs"]] == ["bad.yaml/inner.yaml", "good.yaml"]
    one_malformed(oidclint("check", "good.yaml", "--config", "bad.yaml", cwd=folder), "folder")


def test_folders_linked_in_a_circle(folder: Path) -> None:
    """A link from a folder to one above it is not followed for ever, and no file counts twice."""
    (folder / "sub").mkdir()
    (folder / "sub" / "up").symlink_to("..")
    (folder / "self.yaml").symlink_to(".")
    (folder / "sub" / "inner.yaml").write_text(GOOD)
    run = oidclint("check", cwd=folder)
    assert checked(run, 2) == []
    assert [config["file"] for config in run.report["configs"]] == ["good.yaml", "sub/inner.yaml"]


def test_name_that_is_no_utf8(folder: Path) -> None:
    """A file whose name holds bytes that are no UTF-8 is checked, and every report can be printed."""
    try:
        (folder / os.fsdecode(b"b\xffd.yaml")).write_text(GOOD.replace("oidc/github", "oidc/githup"))
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    run = oidclint("check", cwd=folder)
    assert [item["rule"] for item in checked(run, 2)] == ["unknown-provider"]
    assert oidclint("check", cwd=folder, json_report=False).code == 1


AS_NOBODY = """
import json, os, sys
from tests.running import oidclint
oidclint("check", "-", stdin=b"[")  # imports what it needs while it still may
if os.geteuid() == 0:
    os.setgroups([])
    os.setegid(65534)
    os.seteuid(65534)
run = oidclint(*sys.argv[1:])
json.dump([run.code, run.out, run.err], sys.stdout)
"""


def nobody(*arguments: str, cwd: Path) -> Run:
    """Run oidclint in a process of its own, as a user who may not read everything."""
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.stderr == ""
    return Run(*json.loads(done.stdout))


@pytest.fixture
def locked() -> Iterator[Path]:
    """Give a folder everybody may search, with a good config, an unreadable file and an unreadable folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "good.yaml").write_text(GOOD)
        (folder / "bad.yaml").write_text(GOOD)
        (folder / "bad.yaml").chmod(0)
        (folder / "closed").mkdir()
        (folder / "closed" / "inner.yaml").write_text(GOOD)
        yield folder
        (folder / "closed").chmod(0o755)


def test_file_without_permission(locked: Path) -> None:
    """A file that may not be read is a finding when named, a note and an incomplete run when found."""
    one_malformed(nobody("check", "bad.yaml", "good.yaml", cwd=locked), "ermission")
    run = nobody("check", cwd=locked)
    assert checked(run, 2) == []
    assert run.report["complete"] is False
    assert run.code == 0
    assert len(run.err.splitlines()) == 1
    assert "bad.yaml" in run.err


def test_folder_without_permission(locked: Path) -> None:
    """A folder that may not be searched is a note, and the run is not complete."""
    (locked / "bad.yaml").unlink()
    (locked / "closed").chmod(0)
    run = nobody("check", cwd=locked)
    assert checked(run, 1) == []
    assert run.report["complete"] is False
    assert len(run.err.splitlines()) == 1
    assert "closed" in run.err


# --- include ------------------------------------------------------------------------------------------------------

INCLUDING = "include: [part.yaml]\n" + GOOD


def write(folder: Path, **files: str) -> None:
    """Write files of these names, with `.yaml` behind them."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)


@pytest.mark.parametrize(
    "arguments", [["."], ["bad.yaml", "good.yaml"], ["good.yaml", "--config", "bad.yaml"]], ids=str
)
@pytest.mark.parametrize(
    ("bad", "part"),
    [
        ("include: [bad.yaml]\n" + GOOD, None),
        ("include: [./bad.yaml, bad.yaml]\n" + GOOD, None),
        (INCLUDING, "include: [bad.yaml]\nlitellm_settings: {drop_params: true}\n"),
        (INCLUDING, "include: [part.yaml]\nlitellm_settings: {drop_params: true}\n"),
    ],
    ids=["itself", "itself twice", "each other", "a part that includes itself"],
)
def test_include_loop(bad: str, part: str | None, arguments: list[str], folder: Path) -> None:
    """Files that include each other are read once, and the config is judged, however it was found."""
    write(folder, bad=bad.replace("oidc/github", "oidc/githup"), **({"part": part} if part else {}))
    run = oidclint("check", *arguments, cwd=folder)
    report = run.report
    assert [(item["rule"], item["file"]) for item in report["findings"]] == [("unknown-provider", "bad.yaml")]
    assert {"bad.yaml", "good.yaml"} <= {config["file"] for config in report["configs"]}
    assert run.code == 1


def make_nothing(path: Path) -> None:
    """Make nothing."""


def holding(content: bytes) -> Callable[[Path], None]:
    """Make the maker of a file with this content."""

    def write_it(path: Path) -> None:
        path.write_bytes(content)

    return write_it


BAD_PARTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing": (make_nothing, "no such file"),
    "a folder": (lambda path: path.mkdir(), "folder"),
    "a FIFO": (fifo, "cannot be read"),
    "a link to itself": (link_to("part.yaml"), ""),
    "too large": (huge, "larger"),
    "not YAML": (holding(b"a: [\n"), "not YAML"),
    "binary": (holding(bytes(range(1, 256))), "byte 0x80"),
    "UTF-16": (holding("a: b\n".encode("utf-16")), "UTF-16"),
    "a list": (holding(b"- a\n"), "mapping"),
    "a text": (holding(b"a\n"), "mapping"),
    "several documents": (holding(b"a: 1\n---\nb: 2\n"), "document"),
    "deep": (holding(b"a: " + b"[" * DEEP), "nested"),
    "an alias bomb": (holding(UNPARSABLE["alias bomb"][0]), "expand"),
    "recursive": (holding(b"a: &a [*a]\n"), "itself"),
}


@pytest.mark.parametrize("name", BAD_PARTS)
def test_bad_included_file(name: str, folder: Path) -> None:
    """A file that cannot be included is one finding at the include, and the config does not load."""
    make, words = BAD_PARTS[name]
    write(folder, bad=INCLUDING)
    make(folder / "part.yaml")
    run = oidclint("check", "bad.yaml", "good.yaml", cwd=folder)
    findings = checked(run, 2)
    assert [(item["rule"], item["file"], item["line"], item["column"]) for item in findings] == [
        ("invalid-config", "bad.yaml", 1, 11)
    ]
    assert words in findings[0]["message"]
    assert [config["loads"] for config in run.report["configs"]] == [False, True]
    assert run.code == 1


@pytest.mark.parametrize(
    "value",
    ["x", "5", "[5]", "{a: b}", "[[a]]", "~", "[~]", '[""]', '["\\0"]', '["a\\0b.yaml"]', '["a\\nb"]', '["\\ud83d"]',
     "[" + "x" * 5000 + "]", "['*.yaml']", '["../../../../../../../../nowhere"]', "!x [a]", "[!x a]", "{{ a }}"],
)  # fmt: skip
def test_bad_include(value: str, folder: Path) -> None:
    """Whatever stands in include, there is one finding for it and the other file is checked."""
    write(folder, bad=f"include: {value}\n{GOOD}")
    run = oidclint("check", "bad.yaml", "good.yaml", cwd=folder)
    findings = checked(run, 2)
    assert {(item["rule"], item["file"], item["line"]) for item in findings} <= {
        ("invalid-config", "bad.yaml", 1),
        ("malformed-file", "bad.yaml", 1),
    }
    assert len(findings) == 1


def test_include_of_the_other_machine(folder: Path) -> None:
    """An absolute include stands below --files; without it a file of LiteLLM's machine is not called missing."""
    write(folder, bad="include: [/app/part.yaml]\n" + GOOD)
    unread = oidclint("check", "bad.yaml", cwd=folder).report
    assert [(item["rule"], item["severity"]) for item in unread["findings"]] == [("invalid-config", "warning")]
    assert "--files" in unread["findings"][0]["message"]
    (folder / "root" / "app").mkdir(parents=True)
    missing = oidclint("check", "bad.yaml", "--files", "root", cwd=folder).report
    assert [item["severity"] for item in missing["findings"]] == ["error"]
    (folder / "root" / "app" / "part.yaml").write_text(GOOD.replace("oidc/github", "oidc/githup"))
    read = oidclint("check", "bad.yaml", "--files", "root", cwd=folder).report
    assert [(item["rule"], item["file"]) for item in read["findings"]] == [("unknown-provider", "root/app/part.yaml")]


def test_binary_data_is_not_shown(folder: Path) -> None:
    """The line of a binary file is no excerpt; that of a text with one wrong byte is."""
    (folder / "bad.yaml").write_bytes(bytes(range(128, 256)) * 2)
    binary = oidclint("check", "bad.yaml", cwd=folder, json_report=False).out
    assert "malformed-file" in binary
    assert "\ufffd" not in binary
    (folder / "bad.yaml").write_bytes(b"model_list: [] # caf\xe9 and so on\n")
    assert "and so on" in oidclint("check", "bad.yaml", cwd=folder, json_report=False).out


# --- size ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        "model_list: []\n" + "".join(f"k{number}: 1\n" for number in range(4000)),
        "model_list: []\n" + "k: 1\n" * 4000,
        "model_list: [" + "{a: 1}, " * 4000 + "]\n",
        "model_list: []\nx: &x [" + "oidc/github/x, " * 400 + "]\nlitellm_settings: {a: [" + "*x, " * 20 + "]}\n",
        "model_list: " + '["' + "x" * 3_000_000 + '"]\n',
        "model_list: []\nk: " + "a: " * 100_000 + "\n",
        "model_list: []\n" + "# oidclint: ignore[unknown-provider]\n" * 4000,
        "model_list: []\nlitellm_settings: {a: " + "oidc/" * 100_000 + "}\n",
    ],
    ids=[
        "unknown keys",
        "equal keys",
        "bad entries",
        "repeated list",
        "long text",
        "colons",
        "ignores",
        "long reference",
    ],
)
def test_large_files_take_no_time(content: str, folder: Path) -> None:
    """What a file holds thousands of is judged in a time that grows with it and not with its square."""
    (folder / "bad.yaml").write_text(content)
    started = time.perf_counter()
    run = oidclint("check", cwd=folder)
    assert time.perf_counter() - started < 2
    assert run.report["complete"] is True
