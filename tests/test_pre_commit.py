"""The hook as users install it: real git, real pre-commit, this checkout as the hook's repository."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_package import BAD, GOOD, copy_of_checkout

pytestmark = pytest.mark.package

TAG = "v0.1.0"

HELM_TEMPLATE = """\
{{- if .Values.ingress.enabled }}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ include "app.fullname" . }}
  labels: {{- include "app.labels" . | nindent 4 }}
spec:
  rules:
    - host: {{ .Values.ingress.host }}
{{- end }}
"""
ANSIBLE_VAULT = """\
database_password: !vault |
  $ANSIBLE_VAULT;1.1;AES256
  62313365396662343061393464336163383764373764613633653634306231386433626436623361
  6134333665353966363534333632666535333761666131620a663537646436643839616531643561
user: app
"""
ANSIBLE_PLAYBOOK = """\
- hosts: web
  tasks:
    - name: install {{ package }}
      ansible.builtin.package:
        name: "{{ package }}"
        state: present
      when: package is defined
"""
JINJA = """\
{% for host in hosts %}
{{ host.name }}:
  address: {{ host.address }}
{% endfor %}
"""
CLOUDFORMATION = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Stage: {Type: String}
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub "${AWS::AccountId}-${Stage}"
      Tags: [{Key: zone, Value: !Select [0, !GetAZs ""]}]
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: lambda.amazonaws.com}
            Action: sts:AssumeRole
      Policies:
        - PolicyName: all
          PolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "*", Resource: "*"}]}
Outputs:
  Arn: {Value: !GetAtt Bucket.Arn}
"""
GITLAB_CI = """\
.base: &base
  image: python:3.12
  id_tokens:
    AWS_TOKEN: {aud: sts.amazonaws.com}
test:
  <<: *base
  script:
    - !reference [.setup, script]
    - pytest
"""
GITHUB_WORKFLOW = """\
on: [push]
permissions: {id-token: write, contents: read}
jobs:
  deploy:
    runs-on: ubuntu-latest
    env: {STAGE: "${{ github.ref_name }}"}
    steps:
      - uses: actions/checkout@v4
      - uses: aws-actions/configure-aws-credentials@v4
        with: {role-to-assume: "arn:aws:iam::123456789012:role/deploy", aws-region: eu-west-1}
"""
COMPOSE = """\
services:
  proxy:
    image: ghcr.io/berriai/litellm:main-stable
    command: ["--config", "/app/config.yaml"]
    environment: {DATABASE_URL: "postgres://db/${NAME:?missing}"}
    ports: ["4000:4000"]
volumes: {data: {}}
"""
OPENAPI = """\
openapi: 3.1.0
info: {title: models, version: 1.0.0}
paths:
  /v1/models:
    get:
      responses: {"200": {description: ok}}
components:
  securitySchemes:
    oidc: {type: openIdConnect, openIdConnectUrl: "https://example.com/.well-known/openid-configuration"}
"""
BROKEN = """\
key: [unclosed
other: "x
"""

FOREIGN: dict[str, str | bytes] = {
    "chart/Chart.yaml": "apiVersion: v2\nname: app\nversion: 0.1.0\n",
    "chart/values.yaml": "ingress: {enabled: true, host: example.com}\nmodel: small\n",
    "chart/templates/ingress.yaml": HELM_TEMPLATE,
    "ansible/group_vars/all.yml": ANSIBLE_VAULT,
    "ansible/site.yml": ANSIBLE_PLAYBOOK,
    "jinja/hosts.yaml": JINJA,
    "aws/template.yaml": CLOUDFORMATION,
    "aws/policy.json": '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}',
    ".gitlab-ci.yml": GITLAB_CI,
    ".github/workflows/deploy.yml": GITHUB_WORKFLOW,
    "docker-compose.yaml": COMPOSE,
    "api/openapi.yaml": OPENAPI,
    "mkdocs.yml": "plugins: [search]\nmarkdown_extensions:\n  - emoji: !!python/name:materialx.emoji.twemoji\n",
    "web/package.json": '{"name": "web", "version": "1.0.0", "dependencies": {}}',
    "web/tsconfig.json": '{\n  // comments are allowed here\n  "compilerOptions": {"strict": true,},\n}\n',
    "odd/broken.yaml": BROKEN,
    "odd/empty.yaml": "",
    "odd/empty.json": "",
    "odd/several.yaml": "a: 1\n---\nb: 2\n---\n- c\n",
    "odd/scalar.yaml": "just words\n",
    "odd/tabs.yaml": "a:\n\t- b\n",
    "odd/duplicate.yaml": "a: 1\na: 2\n",
    "odd/latin1.yaml": "name: Zoë\n".encode("latin-1"),
    "odd/utf16.yaml": "name: Zoë\n".encode("utf-16"),
    "odd/nul.yaml": b"a: \x00\x01\x02\n",
    "odd/bytes.json": bytes(range(256)),
    "odd/with space & [brackets].yaml": "a: 1\n",
    "odd/crlf.yaml": "a: 1\r\nb: 2\r\n",
}
"""What lives in other people's repositories and is none of oidclint's business."""


class Repository:
    """A user's git repository with the hook installed."""

    def __init__(self, folder: Path, hooks: Path, cache: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.environment = {name: value for name, value in os.environ.items() if not re.match(r"GIT_|PRE_COMMIT", name)}
        self.environment |= {"PRE_COMMIT_HOME": str(cache), "PRE_COMMIT_COLOR": "never"} | git_configuration()
        self.git("init", "--quiet")
        self.write(
            ".pre-commit-config.yaml", f"repos:\n  - repo: {hooks}\n    rev: {TAG}\n    hooks: [{{id: oidclint}}]\n"
        )
        self.run(sys.executable, "-m", "pre_commit", "install", "--install-hooks")

    def write(self, name: str, content: str | bytes) -> None:
        """Write and stage a file."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        self.git("add", "--force", name)

    def git(self, *arguments: str) -> str:
        """Run git here."""
        return self.run("git", *arguments)

    def commit(self) -> tuple[bool, str]:
        """Try to commit what is staged; say whether it went through, and what was printed."""
        done = self.run_unchecked("git", "commit", "--message", "change")
        return done.returncode == 0, done.stdout + done.stderr

    def run(self, *command: str) -> str:
        """Run a command here that must succeed."""
        done = self.run_unchecked(*command)
        assert done.returncode == 0, f"{command} gave {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def run_unchecked(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command here."""
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=600,
        )


def git_configuration() -> dict[str, str]:
    """An author and nothing of the user's own, in the form that pre-commit hands on to its git."""
    settings = {
        "user.name": "Test",
        "user.email": "test@example.com",
        "init.defaultBranch": "main",
        "commit.gpgSign": "false",
        "tag.gpgSign": "false",
    }
    numbered: dict[str, str] = {}
    for number, (key, value) in enumerate(settings.items()):
        numbered |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_COUNT": str(len(settings))} | numbered


@pytest.fixture(scope="session")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This checkout as a tagged repository, as users name it in their configuration."""
    folder = copy_of_checkout(tmp_path_factory.mktemp("hooks") / "oidclint")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    for command in (["init"], ["add", "--all"], ["commit", "--no-verify", "--message", "all"], ["tag", TAG]):
        environment |= git_configuration()
        subprocess.run(["git", *command], cwd=folder, env=environment, check=True, capture_output=True)
    return folder


@pytest.fixture
def repository(hooks: Path, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Repository:
    """A new repository; the hook's environment is installed once and then shared."""
    return Repository(tmp_path / "repository", hooks, tmp_path_factory.getbasetemp() / "pre-commit-cache")


def test_bad_config_is_blocked_and_the_mended_one_commits(repository: Repository) -> None:
    """The commit is refused with the rule's name, until the config is right."""
    repository.write("litellm/config.yaml", BAD)
    committed, output = repository.commit()
    assert not committed
    assert "unknown-provider" in output
    assert "litellm/config.yaml" in output

    repository.write("litellm/config.yaml", GOOD)
    committed, output = repository.commit()
    assert committed, output
    assert "Passed" in output


def test_bad_config_among_foreign_files_is_found(repository: Repository) -> None:
    """What must be passed over does not hide what must be found."""
    for name, content in FOREIGN.items():
        repository.write(name, content)
    repository.write("config.yaml", BAD)
    committed, output = repository.commit()
    assert not committed
    assert {line.split(":")[0] for line in output.splitlines() if re.match(r"\S+:\d+", line)} <= {"config.yaml"}
    assert "unknown-provider" in output


def test_foreign_files_pass_in_silence(repository: Repository) -> None:
    """Templates, vaults, pipelines and broken files of others are not judged, and not talked about."""
    for name, content in FOREIGN.items():
        repository.write(name, content)
    output = repository.run(sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose")
    assert "Passed" in output
    said = [line for line in output.splitlines() if line.strip() and not re.match(r"oidclint\.\.\.|- ", line)]
    assert len(said) <= 1, "more than the summary line:\n" + "\n".join(said)
    assert not [name for name in FOREIGN if name in "\n".join(said)]
    committed, output = repository.commit()
    assert committed, output


def test_template_beside_a_config_names_neither(repository: Repository) -> None:
    """A commit of a template alone goes through: there is nothing to check in it."""
    repository.write("chart/templates/ingress.yaml", HELM_TEMPLATE)
    committed, output = repository.commit()
    assert committed, output


def test_deleted_config_does_not_block(repository: Repository) -> None:
    """A commit that only removes the config has no file to check."""
    repository.write("config.yaml", GOOD)
    repository.commit()
    repository.git("rm", "--quiet", "config.yaml")
    committed, output = repository.commit()
    assert committed, output


def test_monorepo_with_settings_baseline_and_fixes(repository: Repository) -> None:
    """Nearest settings, a baseline and --fix hold in the hook as they do by hand; the baseline shrinks by itself."""
    repository.write(
        ".pre-commit-config.yaml",
        (repository.folder / ".pre-commit-config.yaml")
        .read_text()
        .replace("[{id: oidclint}]", "[{id: oidclint, args: [--baseline, .known, --fix, --fail-on, warning]}]"),
    )
    ignored = GOOD.replace("oidc/circleci_v2/", "oidc/circleci_v2/aud")
    repository.write("a/config.yaml", BAD)
    repository.write("b/config.yaml", BAD)
    repository.write("b/.oidclint.yaml", "ignore: [unknown-provider]\nprofile: minimal\n")
    repository.write(".known", "")
    committed, output = repository.commit()
    assert not committed
    assert "a/config.yaml" in output
    assert "b/config.yaml" not in output

    repository.run(sys.executable, "-m", "validator", "check", "--baseline", ".known", "--update-baseline")
    repository.git("add", ".known")
    committed, output = repository.commit()
    assert committed, output

    repository.write("a/new.yaml", ignored)
    committed, output = repository.commit()
    assert not committed  # the hook has mended the file, and wants it staged
    assert "files were modified by this hook" in output
    assert (repository.folder / "a" / "new.yaml").read_text() == GOOD
    repository.git("add", "--all")
    committed, output = repository.commit()
    assert committed, output

    known = (repository.folder / ".known").read_text()
    repository.write("a/config.yaml", GOOD)
    committed, output = repository.commit()
    assert not committed
    assert "taken out of the baseline" in output
    assert len((repository.folder / ".known").read_text()) < len(known)
    repository.git("add", "--all")
    committed, output = repository.commit()
    assert committed, output
