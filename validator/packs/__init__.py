"""Rule packs: rules of a user's own, JSON Schemas over what a config says."""
