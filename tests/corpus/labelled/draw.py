#!/usr/bin/env python3
"""Draw fields to label: the same specs give the same fields.

    draw.py SPEC_DIR DOCUMENTS --count N [--cues N] [--without FILE]... [--salt TEXT]

SPEC_DIR holds specs (`*.json`, at any depth); DOCUMENTS is the folder that their sources are relative to, or that has the same folders, with
the document of each spec where SPEC_DIR has the spec. Each field of a spec is a candidate once. `--count` fields are drawn from all of them, `--cues` more from those whose text has
one of the words that often announce a fact. The order is that of the SHA-256 of salt, spec and path, so a field that is added moves no other.
Fields of the files that `--without` names are left out.

Prints one JSON object a line: what a labeller needs to read. No text of a document is kept in this repository.
"""
import argparse
import hashlib
import json
import re
from pathlib import Path

CUES = {
    "conditions": r"必填|必选|必须|必传|不能同时|二选一|至少|同时|仅当|生效|有效|required|only when|takes effect|valid only|at least one|cannot be (both|specified)|mutually",
    "special": r"-1|表示不|不限|无限|unlimited|永久|表示关闭|表示所有|表示全部|not limited",
    "bounds": r"范围|最大|最小|上限|不超过|最多|最长|[0-9]\s*[-~～至到]\s*[0-9]|range|maximum|minimum|up to|at most|characters",
    "default": r"默认|缺省|default",
    "values": r"取值|可选值|枚举|[0-9A-Za-z_]+\s*[：:]\s*\S+|valid values|value:|one of",
    "keys": r"filter|Filter|过滤",
    "units": r"单位|秒|小时|分钟|Mbps|MB|GB|seconds|minutes|hours|unit",
}


def members(field):
    """Fields that are written inside of a field, not by reference."""
    out, todo = [], [field]
    while todo:
        node = todo.pop()
        out += node.get("fields") or []
        todo += [node[k] for k in ("items", "values", "content") if isinstance(node.get(k), dict)]
    return out


def fields(spec):
    """(path, field, siblings) of each field of a spec."""
    def walk(prefix, level):
        for field in level:
            path = f"{prefix}.{field['name']}"
            yield path, field, [f["name"] for f in level]
            yield from walk(path, members(field))

    for name, action in spec["actions"].items():
        for side in ("request", "response"):
            yield from walk(f"actions.{name}.{side}", action.get(side) or [])
    for name, structure in spec["structures"].items():
        yield from walk(f"structures.{name}", structure.get("fields") or [])


def candidates(specs, documents):
    texts = {}
    for path in sorted(Path(specs).rglob("*.json")):
        spec = json.loads(path.read_text(encoding="utf-8"))
        if "actions" not in spec:
            continue
        for at, field, siblings in fields(spec):
            source = field.get("source") or {}
            folder = path.parent.relative_to(specs)
            file = next((f for f in (Path(documents, folder, source["document"]), Path(documents, source["document"])) if f.is_file()), None)
            if not file:
                continue
            if file not in texts:
                texts[file] = file.read_text(encoding="utf-8", errors="replace").splitlines()
            first, last = source["lines"]
            yield {"api": path.relative_to(specs).with_suffix("").as_posix(), "path": at, "type": field["type"], "required": field["required"], "document": source["document"], "lines": [first, last],
                   "siblings": siblings, "text": "\n".join(texts[file][first - 1:last])}


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("specs")
    args.add_argument("documents")
    args.add_argument("--count", type=int, required=True)
    args.add_argument("--cues", type=int, default=0)
    args.add_argument("--without", action="append", default=[])
    args.add_argument("--salt", default="")
    given = args.parse_args()
    found = {(c["api"], c["path"]): c for c in candidates(given.specs, given.documents)}
    for file in given.without:
        for line in Path(file).read_text(encoding="utf-8").splitlines():
            label = json.loads(line)
            found.pop((label["api"], label["path"]), None)
    order = sorted(found.values(), key=lambda c: hashlib.sha256(f"{given.salt}{c['api']} {c['path']}".encode()).hexdigest())
    drawn = [dict(c, draw="base") for c in order[: given.count]]
    rest, share = order[given.count:], -(-given.cues // len(CUES))
    for cue, pattern in CUES.items():
        hits = [c for c in rest if re.search(pattern, c["text"])][:share]
        drawn += [dict(c, draw=f"extra-{cue}") for c in hits]
        rest = [c for c in rest if c not in hits]
    for c in drawn:
        print(json.dumps(c, ensure_ascii=False))


if __name__ == "__main__":
    main()
