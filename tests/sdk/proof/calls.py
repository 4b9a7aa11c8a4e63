"""What the suites share: who calls, the requests to try, and how an outcome is judged."""

import json

from .spec import without_nulls

ID, SECRET = "AKIDdocquarryproof", "docquarry-proof-secret"
REGION = {"tencent": "ap-guangzhou", "aliyun": "cn-hangzhou"}

# The general codes of each kind of fault.
CODES = {
    "tencent-v3": {
        "missing": ["MissingParameter"],
        "unknown": ["UnknownParameter"],
        "type": ["InvalidParameter"],
        "value": ["InvalidParameterValue"],
    },
    "aliyun-rpc": {
        "missing": ["MissingParameter"],
        "unknown": ["UnsupportedParameter"],
        "type": ["InvalidParameter"],
        "value": ["InvalidParameter"],
    },
}


class Outcome:
    """What a client made of an answer: the JSON without envelope, or the error's code; what it warned of."""

    def __init__(self, answer=None, code=None, message=None, status=200, warnings=(), parsed=None):
        self.answer = answer
        self.code = code
        self.message = message
        self.status = status
        self.warnings = list(warnings)
        self.parsed = parsed

    def describe(self):
        return f"answered {self.code} ({self.status}): {self.message}" if self.code else "answered with success"


def requests(spec, action):
    """Requests to try: each documented example, then one made of what is required and one of all that is documented."""
    yield from spec.examples(action)
    yield "required alone", spec.build(action, False)
    yield "all parameters", spec.build(action, True)


def judge(spec, action, request, outcome, codes):
    """What is wrong with the outcome of a request; `codes` has the documented codes of each kind of fault.

    An example that contradicts its own page is refused for that contradiction and nothing else.
    """
    faults = spec.request_problems(action, request)
    if outcome.code is not None:
        expected = {code for kind, _ in faults for code in codes[kind]}
        if outcome.code in expected:
            return []
        return [outcome.describe(), f"the request was {json.dumps(request, ensure_ascii=False)[:300]}"]
    problems = [f"accepted although {sentence}" for kind, sentence in faults if kind == "missing"]
    problems += [f"the SDK warned: {warning}" for warning in outcome.warnings]
    problems += spec.answer_problems(action, outcome.answer)
    if outcome.parsed is not None and outcome.parsed != without_nulls(outcome.answer):
        problems.append(f"the SDK's object {outcome.parsed} is not the answer {outcome.answer}")
    return problems


def refused(spec, outcome, *codes):
    """What is wrong with the outcome of a bad request that must be answered with one of `codes`."""
    problems = [] if outcome.code in codes else [f"expected {' or '.join(codes)}, {outcome.describe()}"]
    if outcome.code is not None and outcome.code not in spec.value["errors"]:
        problems.append(f"{outcome.code} is not among the documented codes")
    return problems


def mistyped(spec, type_):
    """A value that cannot be read as `type_`; none where every text can."""
    return {"integer": "text", "number": "text", "boolean": "text", "array": 5, "object": 5}.get(type_["type"])
