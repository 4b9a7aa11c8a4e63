"""Calls every operation with a client that openapi-python-client generated: PACKAGE BASE-URL CASES."""

import importlib
import json
import sys
from pathlib import Path

import cases


def main(package, base, file):
    sys.path.insert(0, str(Path(package).parent))
    name = Path(package).name
    client = importlib.import_module(f"{name}.client").Client(base_url=base)
    modules = {path.stem.replace("_", ""): path for path in Path(package).glob("api/*/*.py")}
    results = {}
    for case in json.loads(Path(file).read_text()):
        try:
            path = modules[case["id"].lower()]
            module = importlib.import_module(f"{name}.api.{path.parent.name}.{path.stem}")
            results[case["id"]] = call(module, client, case)
        except Exception as error:  # Whatever a generated client fails with is its result.
            results[case["id"]] = f"{type(error).__name__}: {error}"[:200]
    print(json.dumps(results))


def call(module, client, case):
    hints = module.sync_detailed.__annotations__
    body = hints["body"].from_dict(case["body"]) if not isinstance(hints["body"], str) else None
    headers = {name.lower().replace("-", "_"): value for name, value in case["headers"].items()}
    known = {name: value for name, value in headers.items() if name in hints}
    for name, hint in hints.items():
        if name in known and hasattr(hint, "__members__"):
            known[name] = hint(known[name])
    response = module.sync_detailed(client=client, body=body, **known)
    refused = cases.failure(int(response.status_code), json.loads(response.content))
    if refused:
        return refused
    answer = response.parsed
    return "" if hasattr(answer, "to_dict") and answer.to_dict() else f"parsed as {type(answer).__name__}"


if __name__ == "__main__":
    main(*sys.argv[1:])
