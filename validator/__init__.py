"""oidclint: is this LiteLLM config what LiteLLM will really accept?"""

__version__ = "0.1.0"
