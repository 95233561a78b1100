"""The inputs of the benchmark: LiteLLM configs as teams have them, the same on every run."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

CLAUDE = ("anthropic.claude-3-haiku-20240307-v1:0", "anthropic.claude-3-5-sonnet-20241022-v2:0")
"""Bedrock models that can be called directly in the regions below."""
REGIONS = ("us-east-1", "us-west-2", "eu-central-1")
GPT = ("gpt-4o", "gpt-4o-mini", "gpt-4.1", "o3-mini")
AWS_REFERENCES = ("oidc/github/sts.amazonaws.com", "oidc/circleci_v2/", "oidc/google/sts.amazonaws.com")
AZURE_REFERENCES = ("oidc/github/api://AzureADTokenExchange", "oidc/google/api://AzureADTokenExchange")

TWENTY_LINES = """\
model_list:
  - model_name: claude-3-haiku
    litellm_params:
      model: bedrock/anthropic.claude-3-haiku-20240307-v1:0
      aws_region_name: us-west-2
      aws_role_name: arn:aws:iam::123456789012:role/litellm
      aws_session_name: litellm
      aws_web_identity_token: oidc/github/sts.amazonaws.com
  - model_name: gpt-4o
    litellm_params:
      model: azure/gpt-4o
      api_base: https://example.openai.azure.com
      api_version: "2024-10-21"
      client_id: 11111111-1111-4111-8111-111111111111
      tenant_id: 22222222-2222-4222-8222-222222222222
      azure_ad_token: oidc/github/api://AzureADTokenExchange
litellm_settings:
  drop_params: true
general_settings:
  master_key: os.environ/LITELLM_MASTER_KEY
"""


class Fault(NamedTuple):
    """One error put into every entry: the rule that finds it, which entries, and what is replaced by what."""

    rule: str
    entries: str
    pattern: str
    replacement: str

    def put(self, text: str) -> str:
        """Put the error into every entry of a config."""
        return re.sub(self.pattern, self.replacement, text, flags=re.MULTILINE)


FAULTS = (
    Fault("unknown-provider", "bedrock", r"oidc/\w+/", "oidc/gcp/"),
    Fault("malformed-reference", "bedrock", r"oidc/.*$", "oidc/github"),
    Fault("whitespace-in-reference", "bedrock", r"oidc/.*$", r'"\g<0> "'),
    Fault("resolved-at-load", "bedrock", r"oidc/", r"os.environ/\g<0>"),
    Fault("missing-role-name", "bedrock", r"^ +aws_role_name.*\n", ""),
    Fault("missing-session-name", "bedrock", r"^ +aws_session_name.*\n", ""),
    Fault("invalid-role-arn", "bedrock", r"(aws_role_name: .*::)\d+", r"\g<1>12"),
    Fault("invalid-session-name", "bedrock", r"aws_session_name: ", r"\g<0>not a name "),
    Fault("invalid-config", "bedrock", r"^( +)aws_region_name.*\n", r"\g<0>\1rpm: many\n"),
    Fault("unknown-model-provider", "bedrock", r"model: bedrock/", "model: nowhere/"),
    Fault("duplicate-key", "bedrock", r"^ +aws_region_name.*\n", r"\g<0>\g<0>"),
    Fault("misplaced-key", "bedrock", r"^    litellm_params:\n", r"    aws_role_name: x\n\g<0>"),
    Fault("client-id-is-tenant-id", "azure", r"client_id: (.*)\n( +)tenant_id: .*", r"client_id: \1\n\2tenant_id: \1"),
    Fault("api-key-beside-oidc", "azure", r"^( +)client_id.*\n", r"\g<0>\1api_key: os.environ/KEY\n"),
    Fault(
        "entra-needs-custom-subdomain",
        "azure",
        r"https://team-\d+\.openai\.azure",
        "https://eastus.api.cognitive.microsoft",
    ),
)


def config(seed: int, models: int = 20, entries: str = "mixed") -> str:
    """One config: Bedrock or Azure entries with references, or a mix of both and of plain OpenAI entries."""
    dice = random.Random(seed)
    kinds = _KINDS[entries]
    listed = [dice.choice(kinds)(dice, seed, number) for number in range(models)]
    return (
        f"# team {seed}: models behind the proxy\nmodel_list:\n"
        + "".join(listed)
        + "router_settings:\n  routing_strategy: simple-shuffle\n  num_retries: 2\n"
        + "litellm_settings:\n  drop_params: true\n  request_timeout: 600\n"
        + "general_settings:\n  master_key: os.environ/LITELLM_MASTER_KEY\n"
    )


def write(folder: Path, files: int, models: int = 20) -> Path:
    """Fill a folder with configs."""
    folder.mkdir(parents=True)
    for seed in range(files):
        (folder / f"team-{seed:05}.yaml").write_text(config(seed, models), encoding="utf-8")
    return folder


def _bedrock(dice: random.Random, seed: int, number: int) -> str:
    return f"""\
  - model_name: claude-{number}
    litellm_params:
      model: bedrock/{dice.choice(CLAUDE)}
      aws_region_name: {dice.choice(REGIONS)}
      aws_role_name: arn:aws:iam::{dice.randrange(10**11, 10**12)}:role/litellm-{seed}
      aws_session_name: litellm-{seed}-{number}
      aws_web_identity_token: {dice.choice(AWS_REFERENCES)}
    model_info:
      mode: chat
"""


def _azure(dice: random.Random, seed: int, number: int) -> str:
    client, tenant = (f"{dice.getrandbits(32):08x}-1111-4111-8111-{dice.getrandbits(48):012x}" for _ in range(2))
    name = dice.choice(GPT)
    return f"""\
  - model_name: {name}-{number}
    litellm_params:
      model: azure/{name}
      api_base: https://team-{seed}.openai.azure.com  # a custom subdomain, as Entra wants it
      api_version: "2024-10-21"
      client_id: {client}
      tenant_id: {tenant}
      azure_ad_token: {dice.choice(AZURE_REFERENCES)}
"""


def _openai(dice: random.Random, seed: int, number: int) -> str:
    return f"""\
  - model_name: openai-{number}
    litellm_params:
      model: openai/{dice.choice(GPT)}
      api_key: os.environ/OPENAI_API_KEY_{seed}
      rpm: {dice.randrange(100, 5000)}
"""


_KINDS: dict[str, Sequence[Callable[[random.Random, int, int], str]]] = {
    "mixed": (_bedrock, _bedrock, _azure, _azure, _openai),
    "bedrock": (_bedrock,),
    "azure": (_azure,),
}
