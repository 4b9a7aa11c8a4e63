#!/usr/bin/env python3
"""Compares every generated OpenAPI document with the official schemas of OpenAPI 3.1 and 3.0.

    python3 tests/openapi/run.py             # generated/*/openapi*.json, and those of two invented APIs
    python3 tests/openapi/run.py FILE...     # these

The invented APIs have methods and paths, which no committed spec has; their documents are emitted for the test. The
validator of `requirements.txt` is installed into a virtual environment below `target/`, once: later runs need no
network. First the check itself is tried, with a document that is not valid. What other tools make of the documents is
tried by `interop.py`.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

sys.path.insert(0, str(HERE.parent / "sdk"))
from run import build, environment  # noqa: E402

INVENTED = ("kites", "lanterns")


def main():
    python = environment(HERE, "openapi-venv")
    if Path(sys.prefix) != python.parent.parent:
        return subprocess.call([python, "-X", "utf8", __file__, *sys.argv[1:]])
    for edition in ("3.1.0", "3.0.3"):
        if not messages({"openapi": edition, "info": {"title": "no version"}, "paths": {}}):
            sys.exit("a document without a version passes, so the check is worth nothing")
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(name) for name in sys.argv[1:]] or generated() + invented(Path(folder))
        wrong = [path for path in files if not is_valid(path)]
    return 1 if wrong else 0


def generated():
    files = sorted(ROOT.glob("generated/*/openapi*.json"))
    return files or sys.exit("there is no generated/*/openapi.json: run cargo xtask regenerate")


def invented(folder):
    """The documents of the invented APIs, emitted into a folder."""
    binary = build()
    for id in INVENTED:
        spec = ROOT / "generator" / "tests" / "emit_rust" / f"{id}.json"
        command = [binary, "emit", "openapi", spec, "-o", folder / id, "--quiet"]
        subprocess.run(command, check=True)
    return sorted(folder.glob("*/openapi*.json"))


def is_valid(path):
    problems = messages(json.loads(path.read_text(encoding="utf-8")))[:3]
    name = "/".join(path.parts[-2:])
    print(f"{name}: {'; '.join(problems) or 'valid'}", flush=True)
    return not problems


def messages(document):
    """What is wrong with a document."""
    from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

    validator = OpenAPIV31SpecValidator if document["openapi"].startswith("3.1") else OpenAPIV30SpecValidator
    errors = validator(document).iter_errors()
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in errors]


if __name__ == "__main__":
    sys.exit(main())
