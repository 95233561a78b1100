"""What LiteLLM does with a config: pure functions, by version, no I/O."""
