"""What is wrong with the names of an AWS call: the role and the session. The patterns are policies/aws/partitions.yaml."""

import re

from validator.litellm.tables import Tables


def role_problem(text: str, tables: Tables) -> str | None:
    """Say why a text is no role ARN that STS takes; None if it is one."""
    if tables.role_arn.match(text) is not None:
        return None
    account = re.match(r"^arn:aws[a-z-]*:iam::(\d*):role/", text)
    if text != text.strip():
        return "white space around the role ARN becomes part of it"
    if account is not None and len(account[1]) != 12:
        return f"the account id has {len(account[1])} digits; AWS account ids have 12"
    if ":assumed-role/" in text:
        return "this is the ARN of a session, not of a role; write arn:aws:iam::<account>:role/<name>"
    if ":oidc-provider/" in text:
        return "this is the ARN of the identity provider, not of a role"
    if not text.startswith("arn:"):
        return "STS takes the whole role ARN, not a name"
    return "this is no role ARN"


def session_problem(text: str, tables: Tables) -> str | None:
    """Say why STS refuses a session name; None if it takes it: 2 to 64 letters, digits and _+=,.@-."""
    if tables.session_name.match(text) is not None:
        return None
    bad = re.search(r"[^\w+=,.@-]", text, re.ASCII)
    if bad is not None:
        return f"STS refuses {'a blank' if bad[0] == ' ' else repr(bad[0])} in a session name"
    return f"the session name has {len(text)} character{'' if len(text) == 1 else 's'}; STS takes 2 to 64"
