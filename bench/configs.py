"""The inputs of the benchmark: LiteLLM configs as teams have them, the same on every run."""

from __future__ import annotations

import random
from pathlib import Path

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


def config(seed: int, models: int = 20) -> str:
    """One config: a mix of Bedrock and Azure entries with references and of plain OpenAI entries."""
    dice = random.Random(seed)
    entries = [_entry(dice, seed, number) for number in range(models)]
    return (
        f"# team {seed}: models behind the proxy\nmodel_list:\n"
        + "".join(entries)
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


def _entry(dice: random.Random, seed: int, number: int) -> str:
    return dice.choice((_bedrock, _bedrock, _azure, _azure, _openai))(dice, seed, number)


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
