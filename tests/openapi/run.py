#!/usr/bin/env python3
"""Holds every generated OpenAPI document against the official schema of OpenAPI 3.1.

    python3 tests/openapi/run.py             # generated/*/openapi.json
    python3 tests/openapi/run.py FILE...     # these

The validator of `requirements.txt` is installed into a virtual environment below `target/`, once: later runs need no
network. That the check can fail is tried first, with a document that is none.
"""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

sys.path.insert(0, str(HERE.parent / "sdk"))
from run import environment  # noqa: E402


def main():
    python = environment(HERE, "openapi-venv")
    if Path(sys.prefix) != python.parent.parent:
        return subprocess.call([python, "-X", "utf8", __file__, *sys.argv[1:]])
    files = [Path(name) for name in sys.argv[1:]] or sorted(ROOT.glob("generated/*/openapi.json"))
    if not messages({"openapi": "3.1.0", "info": {"title": "no version"}, "paths": {}}):
        sys.exit("a document without a version passes, so the check is worth nothing")
    failed = 0
    for path in files:
        problems = messages(json.loads(path.read_text(encoding="utf-8")))[:3]
        failed += bool(problems)
        print(f"{path}: {'; '.join(problems) or 'valid'}", flush=True)
    if not files:
        print("there is no generated/*/openapi.json: run cargo xtask regenerate", file=sys.stderr)
    return 1 if failed or not files else 0


def messages(document):
    """What is wrong with a document."""
    from openapi_spec_validator import OpenAPIV31SpecValidator

    errors = OpenAPIV31SpecValidator(document).iter_errors()
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in errors]


if __name__ == "__main__":
    sys.exit(main())
