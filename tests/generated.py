"""Write what is generated from policies/ into schemas/ (`make schemas`); the tests hold the two together."""

import json
from pathlib import Path

from validator import bundled
from validator.litellm.config_schema import build

CONFIG_SCHEMA = Path(__file__).resolve().parent.parent / "schemas" / "litellm-config.schema.json"


def config_schema_text() -> str:
    """Give the JSON Schema of the LiteLLM config as it is committed."""
    schema = build(
        bundled.large_table("litellm/params"),
        bundled.large_table("litellm/sections"),
        bundled.provider_pages(),
        bundled.large_table("litellm/models")["providers"],
    )
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    CONFIG_SCHEMA.write_text(config_schema_text(), encoding="utf-8", newline="\n")
