"""Runs the emulator and records the calls that its IAM judges.

The first argument is the path of the record. It has a line of JSON for each combination of
role, action, resource and answer, in the order in which they first occurred. Calls with an
administrator's credentials are not in it.
"""

import json
import sys
import threading

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id

ROLE_SESSION = "ASIA"  # the beginning of an access key that belongs to the session of a role

enforce = iam_evaluator.enforce
record = open(sys.argv.pop(1), "w", encoding="utf-8", buffering=1)
lock, seen, roles = threading.Lock(), set(), {}


def role_of(access_key):
    """Returns the role of a session, from arn:aws:sts::<account>:assumed-role/<role>/<session>."""
    if access_key not in roles:
        principal = iam_evaluator.resolve_principal(access_key, get_account_id())
        arn = getattr(principal, "arn", "")
        if ":assumed-role/" not in arn:
            return access_key  # a session that IAM does not know
        roles[access_key] = arn.split("/")[1]
    return roles[access_key]


def enforce_and_record(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
    denied = enforce(access_key_id, iam_action, service, region, resource_arn=resource_arn, service_context=service_context)
    if (access_key_id or "").startswith(ROLE_SESSION):
        call = (role_of(access_key_id), iam_action, resource_arn, denied is None)
        with lock:
            if call not in seen:
                seen.add(call)
                record.write(json.dumps(dict(zip(("role", "action", "resource", "allowed"), call))) + "\n")
    return denied


# The emulator looks enforce up at each request.
iam_evaluator.enforce = enforce_and_record

from ministack.app import main  # noqa: E402  with the replaced function

sys.exit(main())
