"""Reads the answer of every operation with a model that datamodel-code-generator made: FOLDER BASE-URL CASES."""

import importlib
import json
import sys
import urllib.error
import urllib.request
from pathlib import Path

import cases


def main(folder, base, file):
    sys.path.insert(0, folder)
    models = importlib.import_module("models")
    known = {name.lower(): model for name, model in vars(models).items()}
    results = {}
    for case in json.loads(Path(file).read_text()):
        try:
            answer = answered(base, case)
            refused = cases.failure(200, answer)
            model = known[f"{case['id']}Response".lower()]
            results[case["id"]] = refused or ("" if model.model_validate(answer) else "nothing")
        except Exception as error:  # Whatever a generated model fails with is its result.
            results[case["id"]] = f"{type(error).__name__}: {error}"[:200]
    print(json.dumps(results))


def answered(base, case):
    headers = {name: str(value) for name, value in case["headers"].items()} | {"Content-Type": case["kind"]}
    request = urllib.request.Request(base + case["path"], cases.encoded(case["kind"], case["body"]), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return json.loads(error.read())


if __name__ == "__main__":
    main(*sys.argv[1:])
