#!/usr/bin/env python3
"""Tries the generated OpenAPI documents with other people's tools, against `docquarry serve`.

    python3 tests/openapi/interop.py                          # all tools, all APIs
    python3 tests/openapi/interop.py --only prism             # one tool; may be repeated
    python3 tests/openapi/interop.py --api aliyun-slb         # one API; may be repeated
    python3 tests/openapi/interop.py --guide                  # and write the table of the guide
    cargo xtask interop                                       # the same as the first

Linters count errors. Every other tool makes a call of each operation, with the document's own example; a call is right
if the tool reads an answer that is not a refusal. An example that contradicts its own document is not counted as a
failure: serve refuses it, whatever sends it. The tools have locked versions (`interop/`) and are installed below
`target/`, once. The table that is printed is the one of the guide; `results.json` has its figures, and a test compares
the two. progenitor's clients are Rust: each is compiled, which takes minutes the first time.
"""

import argparse
import contextlib
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
INTEROP = HERE / "interop"

sys.path.insert(0, str(HERE.parent / "sdk"))
sys.path.insert(0, str(INTEROP))
import cases  # noqa: E402
from run import SUITES, TARGET, build, environment  # noqa: E402

NODE = TARGET / "interop-node"
WORK = TARGET / "interop"
RESULTS = HERE / "results.json"
GUIDE = ROOT / "generator" / "guide" / "openapi.md"
DOCUMENTS = ("openapi.json", "openapi-routed.json")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=TOOLS, action="append", help="try this tool; may be repeated")
    parser.add_argument("--api", choices=SUITES, action="append", help="try this API; may be repeated")
    parser.add_argument("--binary", type=Path, help="the docquarry command; built where it is not given")
    parser.add_argument("--verbose", action="store_true", help="show every failure")
    parser.add_argument("--guide", action="store_true", help="write the table of the guide, for all APIs")
    options = parser.parse_args()
    if options.guide and options.api:
        parser.error("the table of the guide counts all APIs")
    python = environment(INTEROP, "interop-venv")
    if Path(sys.prefix) != python.parent.parent:
        return subprocess.call([python, "-X", "utf8", __file__, *sys.argv[1:]])
    install_node()
    binary = options.binary or build()
    rows = []
    for tool in options.only or TOOLS:
        for api in options.api or SUITES:
            with serve(binary, api) as base:
                folder = WORK / tool / api
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True)
                result = TOOLS[tool](api, base, folder)
            rows.append((tool, api, result))
            print(f"{tool} {api}: {result.right} of {result.all}", flush=True)
            for line in result.why if options.verbose else result.why[:3]:
                print(f"    {line}", flush=True)
    lines = summary(rows)
    print("\n" + table(lines))
    if options.guide:
        keep(lines)
    return 1 if any(not result.is_well for _, _, result in rows) else 0


class Result:
    """How many of a tool's calls, or documents, are right, and why others are not."""

    def __init__(self, right, all, why=(), known=0):
        self.right, self.all, self.why, self.known = right, all, list(why), known
        self.is_well = right + known == all


def summary(rows):
    """A line of the guide's table for each tool, as data."""
    lines = []
    for tool in dict.fromkeys(tool for tool, _, _ in rows):
        results = [result for name, _, result in rows if name == tool]
        known = sum(result.known for result in results)
        other = sum(result.all - result.right - result.known for result in results)
        reasons = [f"{known}: the example contradicts its document"] if known else []
        reasons += [f"{other}: {next(why for r in results for why in r.why)}"] if other else []
        right, all = sum(r.right for r in results), sum(r.all for r in results)
        line = {"tool": tool, "version": version(tool), "counted": COUNTED[tool], "right": right, "all": all}
        lines.append({**line, "why": "; ".join(reasons)})
    return lines


def table(lines):
    """The table of the guide."""
    row = "| {tool} | {version} | {counted} | {right} of {all} | {why} |"
    head = ["| tool | version | what is counted | right of all | why not |", "|---|---|---|---:|---|"]
    return "\n".join([*head, *(row.format(**line) for line in lines)])


def keep(lines):
    """Keeps what was counted in `results.json`, and writes the table of the guide from it."""
    kept = {line["tool"]: line for line in json.loads(RESULTS.read_text())} if RESULTS.exists() else {}
    kept |= {line["tool"]: line for line in lines}
    lines = [kept[tool] for tool in TOOLS if tool in kept]
    RESULTS.write_text(json.dumps(lines, indent=2) + "\n")
    between = re.compile(r"(<!-- tools -->\n).*?(<!-- /tools -->)", re.DOTALL)
    text = GUIDE.read_text(encoding="utf-8")
    GUIDE.write_text(between.sub(lambda marks: f"{marks[1]}{table(lines)}\n{marks[2]}", text), encoding="utf-8")


def version(tool):
    """The locked version of a tool."""
    packages = json.loads((INTEROP / "package.json").read_text())["dependencies"]
    name = {"spectral": "@stoplight/spectral-cli", "redocly": "@redocly/cli", "prism": "@stoplight/prism-cli", "hey-api": "@hey-api/openapi-ts"}.get(tool, tool)
    pinned = re.findall(rf"^{re.escape(tool)}==(\S+)", (INTEROP / "requirements.txt").read_text(), re.MULTILINE)
    crates = re.findall(rf'^{re.escape(tool)}-impl = "=([^"]+)"', (INTEROP / "progenitor/generate/Cargo.toml").read_text(), re.MULTILINE)
    return packages.get(name) or (pinned or crates)[0]


def install_node():
    lock = INTEROP / "package-lock.json"
    stamp, wanted = NODE / "lock.sha256", hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"setting up {NODE}", flush=True)
    NODE.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(INTEROP / name, NODE)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"], cwd=NODE, check=True)
    stamp.write_text(wanted)


@contextlib.contextmanager
def serve(binary, api):
    """`docquarry serve` with one spec on a free port; the address."""
    command = [binary, "serve", ROOT / "spec" / f"{api}.json", "--listen", "127.0.0.1:0", "--no-auth", "--log", "off"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        found = next(filter(None, (re.search(r"http://[0-9.]+:[0-9]+", line) for line in process.stdout)))
        yield found.group(0)
    finally:
        process.terminate()
        process.wait(timeout=20)


def document(api, name="openapi-routed.json"):
    return ROOT / "generated" / api / name


def node(*command, **more):
    return subprocess.run([NODE / "node_modules" / ".bin" / command[0], *command[1:]], capture_output=True, text=True, **more)


def counted(found, results):
    """The result of calls: by operation nothing, or why it is a failure."""
    why = {case.id: results.get(case.id, "there is no such call") for case in found}
    wrong = {id: reason for id, reason in why.items() if reason}
    known = [case.id for case in found if case.contradicts and case.id in wrong]
    reasons = [f"{id}: {reason}" for id, reason in wrong.items() if id not in known]
    return Result(len(found) - len(wrong), len(found), reasons, len(known))


def asked(found, folder, *command, judge=None, **more):
    """Runs a script that calls the operations of a file, and reads what it prints. `judge` looks at a right answer."""
    file = folder / "cases.json"
    file.write_text(json.dumps([case.as_json() for case in found]))
    run = subprocess.run([*command, file], capture_output=True, text=True, **more)
    if run.returncode != 0:
        return Result(0, len(found), [(run.stderr or run.stdout).strip().splitlines()[-1][:300]])
    results = json.loads(run.stdout)

    def judged(case, result):
        if isinstance(result, str):
            return result
        reason = result.get("thrown") or cases.failure(result["status"], result["answer"])
        return reason or (judge(case, result["answer"]) if judge else "")

    return counted(found, {case.id: judged(case, results[case.id]) for case in found if case.id in results})


def ours(api, judge):
    """The two documents of an API, judged: messages of errors by document."""
    why = {name: judge(document(api, name)) for name in DOCUMENTS}
    wrong = [f"{name}: {errors[0]}" for name, errors in why.items() if errors]
    return Result(len(why) - len(wrong), len(why), wrong)


def openapi_spec_validator(api, _base, _folder):
    from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

    def judge(path):
        text = json.loads(path.read_text(encoding="utf-8"))
        validator = OpenAPIV31SpecValidator if text["openapi"].startswith("3.1") else OpenAPIV30SpecValidator
        return [error.message[:200] for error in validator(text).iter_errors()]

    return ours(api, judge)


def spectral(api, _base, folder):
    rules = folder / "rules.yaml"
    rules.write_text('extends: ["spectral:oas"]\n')

    def judge(path):
        run = node("spectral", "lint", "--quiet", "--ruleset", rules, "--format", "json", path)
        return [f"{problem['code']}: {problem['message']}" for problem in json.loads(run.stdout) if problem["severity"] == 0]

    return ours(api, judge)


def redocly(api, _base, folder):
    rules = folder / "redocly.yaml"
    rules.write_text("extends: [recommended]\n")

    def judge(path):
        run = node("redocly", "lint", "--config", rules, "--format", "json", "--max-problems", "10000", path)
        return [f"{p['ruleId']}: {p['message']}" for p in json.loads(run.stdout)["problems"] if p["severity"] == "error"]

    return ours(api, judge)


def prism(api, _base, folder):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [NODE / "node_modules" / ".bin" / "prism", "mock", "--port", str(port), document(api)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    found = cases.of(document(api))
    try:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.2)
        return counted(found, {case.id: sent(f"http://127.0.0.1:{port}", case) for case in found})
    finally:
        process.terminate()
        process.wait(timeout=20)


def sent(base, case):
    """A call without any tool; why it failed."""
    try:
        answered(base, case)
        return ""
    except urllib.error.HTTPError as error:
        return f"status {error.code}: {error.read()[:200]!r}"
    except (OSError, ValueError) as error:
        return str(error)


def answered(base, case):
    """The answer to a call without any tool, with something where the signature would be."""
    headers = {**case.headers, "Content-Type": case.kind, "Authorization": "x", "Accept": "application/json"}
    query = "" if case.headers else "?Signature=x"
    headers = {name: str(value) for name, value in headers.items()}
    request = urllib.request.Request(f"{base}{case.path}{query}", cases.encoded(case.kind, case.body), headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read())


def is_moment(one, other):
    """Whether two texts are one moment, however they write its zone."""
    try:
        return datetime.fromisoformat(one) == datetime.fromisoformat(other)
    except (TypeError, ValueError):
        return False


def lost(whole, kept, path=""):
    """What of an answer a client did not keep; nothing if it kept all. An empty list may be left out of what a client
    writes, and each answer has a number of its own.
    """
    if isinstance(whole, dict) and isinstance(kept, dict):
        members = ((name, value) for name, value in whole.items() if value is not None)
        return next(filter(None, (lost(value, kept.get(name), f"{path}.{name}") for name, value in members)), "")
    if isinstance(whole, list) and isinstance(kept, list) and len(whole) == len(kept):
        return next(filter(None, (lost(*pair, f"{path}[]") for pair in zip(whole, kept))), "")
    same = whole == kept or whole == [] and kept is None or is_moment(whole, kept)
    same = same or kept is not None and path.lower().endswith("requestid")
    return "" if same else f"{path[1:]} is {json.dumps(kept)[:60]} and was answered as {json.dumps(whole)[:60]}"


def hey_api(api, base, folder):
    made = node("openapi-ts", "-i", document(api), "-o", folder / "src", "-c", "@hey-api/client-fetch", "-p", "@hey-api/typescript", "@hey-api/sdk", cwd=NODE)
    if made.returncode != 0:
        return Result(0, len(cases.of(document(api))), [(made.stderr or made.stdout).strip()[-200:]])
    options = ["--outDir", folder / "js", "--module", "commonjs", "--target", "es2022", "--lib", "es2022,dom,dom.iterable", "--skipLibCheck"]
    typed = node("tsc", *options, folder / "src" / "sdk.gen.ts", folder / "src" / "client.gen.ts")
    if typed.returncode != 0:
        return Result(0, len(cases.of(document(api))), typed.stdout.splitlines()[:3])
    return asked(cases.of(document(api)), folder, "node", INTEROP / "call_heyapi.cjs", folder / "js", base)


def openapi_fetch(api, base, folder):
    typed = node("openapi-typescript", document(api), "--output", folder / "api.d.ts")
    if typed.returncode != 0:
        return Result(0, len(cases.of(document(api))), [typed.stderr.strip()[-200:]])
    script = shutil.copy(INTEROP / "call_fetch.mjs", NODE)
    return asked(cases.of(document(api)), folder, "node", script, base)


def openapi_python_client(api, base, folder):
    package = folder / "client"
    command = [Path(sys.executable).parent / "openapi-python-client", "generate", "--path", document(api), "--meta", "none", "--output-path", package, "--overwrite"]
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    made = subprocess.run(command, capture_output=True, text=True, env=environment)
    if made.returncode != 0:
        return Result(0, len(cases.of(document(api))), [(made.stderr or made.stdout).strip()[-200:]])
    return asked(cases.of(document(api)), folder, sys.executable, INTEROP / "call_python.py", package, base)


def datamodel_code_generator(api, base, folder):
    """Models of answers, each of which must read what serve answers."""
    command = [Path(sys.executable).parent / "datamodel-codegen", "--input", document(api), "--input-file-type", "openapi", "--output", folder / "models.py", "--output-model-type", "pydantic_v2.BaseModel"]
    made = subprocess.run(command, capture_output=True, text=True)
    found = cases.of(document(api))
    if made.returncode != 0:
        return Result(0, len(found), [(made.stderr or made.stdout).strip()[-200:]])
    return asked(found, folder, sys.executable, INTEROP / "call_models.py", folder, base)


def progenitor(api, base, folder):
    """A client in Rust, of which each answer must hold all that the server answered."""
    crates, found = INTEROP / "progenitor", cases.of(document(api))
    more = {"cwd": crates, "env": {**os.environ, "CARGO_TARGET_DIR": str(TARGET), "INTEROP_CLIENT": str(folder)}}
    run = lambda *command: subprocess.run(command, capture_output=True, text=True, **more)  # noqa: E731
    made = run("cargo", "run", "--quiet", "--locked", "--package", "interop-generate", document(api), folder)
    if made.returncode == 0:
        made = run("cargo", "build", "--quiet", "--locked", "--package", "interop-caller")
    if made.returncode != 0:
        return Result(0, len(found), [(made.stderr or made.stdout).strip()[-200:]])
    judge = lambda case, answer: lost(answered(base, case), answer)  # noqa: E731
    return asked(found, folder, TARGET / "debug" / "interop-caller", base, judge=judge)


def schemathesis(api, base, folder):
    """Generated requests that the document admits: serve may refuse one, and must not fail or answer something else."""
    command = [Path(sys.executable).parent / "st", "run", document(api), "--url", base, "--phases", "examples", "--checks", "not_a_server_error,content_type_conformance,response_schema_conformance", "--report", "junit", "--report-junit-path", folder / "junit.xml", "--no-color"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    (folder / "log").write_text(run.stdout + run.stderr)
    import xml.etree.ElementTree as xml

    tests = list(xml.parse(folder / "junit.xml").iter("testcase"))
    failed = [test for test in tests if test.find("failure") is not None or test.find("error") is not None]
    reasons = [f"{test.get('name')}: {(test.find('failure') if test.find('failure') is not None else test.find('error')).get('message', '')[:200]}" for test in failed]
    return Result(len(tests) - len(failed), len(tests), reasons)


TOOLS = {
    "openapi-spec-validator": openapi_spec_validator,
    "spectral": spectral,
    "redocly": redocly,
    "prism": prism,
    "hey-api": hey_api,
    "openapi-fetch": openapi_fetch,
    "openapi-python-client": openapi_python_client,
    "datamodel-code-generator": datamodel_code_generator,
    "progenitor": progenitor,
    "schemathesis": schemathesis,
}
DOCUMENTS_WITHOUT_ERROR = "documents without an error"
CALLS = "calls with a right answer"
COUNTED = {tool: CALLS for tool in TOOLS} | {
    "openapi-spec-validator": DOCUMENTS_WITHOUT_ERROR,
    "spectral": DOCUMENTS_WITHOUT_ERROR,
    "redocly": DOCUMENTS_WITHOUT_ERROR,
    "prism": "requests that its mock answers",
    "datamodel-code-generator": "answers that its models read",
    "schemathesis": "operations without a failed check",
}

if __name__ == "__main__":
    sys.exit(main())
