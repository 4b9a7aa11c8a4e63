#!/usr/bin/env python3
"""Hold what the specs say about fields against labels that were made by reading.

    score.py DOCQUARRY [--docs FOLDER] [--corpus FOLDER] [--show N] [--write]

`books.jsonl` labels fields of the four books, `pages.jsonl` fields of single pages of the corpus; `draw.py` drew them. A line names a field
and says what its text says: facts and names, no sentence of a vendor. The labels judge the rules and are no source for them. The rules were
written with these fields in sight; those of `books-unseen.jsonl` and `pages-unseen.jsonl` were labelled afterwards.

Prints precision and recall for each fact, and for each rule how often it was right. `rules: N below P` counts the rules that were tried at
least ten times and are less often right than P. Facts that a label leaves open are counted for neither side. `--write` keeps the figures in
`results.json`, which the guide shows; `results: 1 stale` says that they are others now.
"""
import argparse
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCALARS = {"minimum": "min", "maximum": "max", "min_length": "min_length", "max_length": "max_length", "max_items": "max_items", "default": "default", "unit": "unit"}
UNITS = {"秒": "second", "s": "second", "seconds": "second", "毫秒": "ms", "分钟": "minute", "minutes": "minute", "小时": "hour", "hours": "hour", "天": "day", "days": "day",
         "月": "month", "个月": "month", "months": "month", "年": "year", "years": "year", "g": "gb", "个/秒": "count/s"}
FACTS = ["label", "enum", "enum_labels", *SCALARS, "deprecated", "special", "keys", "condition"]
BOOKS = {"tencent-clb": "tencent-clb.zh.txt", "tencent-clb-v2": "tencent-clb.zh.txt", "tencent-ecm": "tencent-ecm.zh.txt", "aliyun-slb": "aliyun-slb.zh.txt"}
SURE, FEWEST = 0.97, 10


def text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def plain(name):
    """A name without articles, remarks in parentheses, blanks and case."""
    name = re.sub(r"[（(][^（()）]*[)）]", "", name or "")
    name = re.sub(r"^(the|an|a|your)\s+", "", name.strip(), flags=re.I)
    return re.sub(r"[\s，。；：,;:、.]+$", "", re.sub(r"\s+", "", name)).lower()


def unit(value):
    return UNITS.get(text(value).replace(" ", "").lower(), text(value).replace(" ", "").lower())


def members(node):
    found = list(node.get("fields") or [])
    for key in ("items", "values", "content"):
        if isinstance(node.get(key), dict):
            found += members(node[key])
    return found


def field_of(spec, path):
    kind, owner, *rest = path.split(".")
    level = (spec[kind].get(owner) or {}).get(rest.pop(0) if kind == "actions" else "fields") or []
    field = None
    for name in rest:
        field = next((field for field in level if field["name"] == name), None)
        if field is None:
            return None
        level = members(field)
    return field


def conditions_of(spec, label):
    """What the row of a field states, and what is stated of the field elsewhere."""
    kind, owner, *rest = label["path"].split(".")
    inside = ".".join(rest[1:-1] if kind == "actions" else rest[:-1])
    local = lambda name: name.removeprefix(inside + ".") if inside else name  # noqa: E731
    own, others = [], []
    for condition in (spec[kind].get(owner) or {}).get("conditions") or []:
        when = condition.get("when")
        when = (local(when["field"]), frozenset(map(text, when["values"]))) if when else None
        fields = [local(name) for name in condition["fields"]]
        first, last = condition["source"]["lines"]
        here = condition["source"]["document"] == label["document"] and first <= label["lines"][1] and last >= label["lines"][0]
        (own if here else others).append((condition["rule"], said(condition["kind"], fields, when)))
    return own, others


def said(kind, fields, when):
    """A condition, so that the ways of saying one thing are equal."""
    if kind == "exclusive":
        return frozenset(("exclusive", frozenset(pair), when) for pair in combinations(fields, 2))
    if when and not when[1] and len(fields) == 1 and kind in ("required_if", "required_unless"):
        kind, fields, when = {"required_if": "requires", "required_unless": "one_of"}[kind], [*fields, when[0]], None
    return frozenset([(kind, frozenset(fields), when)])


class Counts:
    def __init__(self):
        self.right, self.wrong, self.missed = Counter(), Counter(), Counter()
        self.rules = defaultdict(Counter)
        self.notes = []

    def judge(self, fact, label, wanted, found, rule, note):
        """Sets of what was wanted and found."""
        self.right[fact] += len(wanted & found)
        self.wrong[fact] += len(found - wanted)
        self.missed[fact] += len(wanted - found)
        if rule and found:
            self.rules[rule]["right" if found <= wanted else "wrong"] += 1
        if wanted != found:
            self.notes.append(f"{fact}: {label['api']} {label['path']}: wanted {note[0]}, found {note[1]} {rule or ''}")


def judge(counts, label, spec):
    field = field_of(spec, label["path"])
    if field is None:
        counts.missed["field"] += 1
        counts.notes.append(f"field: {label['api']} {label['path']} is not in the spec")
        return
    rules = field.get("rules") or {}
    see = lambda fact, wanted, found: counts.judge(fact, label, wanted, found, rules.get(fact), (sorted(wanted), sorted(found)))  # noqa: E731
    accepted, name = set(map(plain, label["label"])), plain(field.get("label"))
    right = name in accepted or not name and "" in accepted
    counts.judge("label", label, {"right"}, {"right"} if right else {"wrong"} if name else set(), rules.get("label"), (label["label"], field.get("label")))
    switch = label["type"] == "boolean"
    if not (label.get("enum_elsewhere") or switch):
        see("enum", set(map(text, label.get("enum") or [])), set(map(text, field.get("enum") or [])))
    wanted = {key: plain(value) for key, value in (label.get("el") or {}).items()}
    found = {text(key): plain(value) for key, value in (field.get("enum_labels") or {}).items() if text(key) in wanted}
    lead = lambda value: re.sub(r"^(表示|为|代表)", "", value)  # noqa: E731
    see("enum_labels", {(key, lead(value)) for key, value in wanted.items()}, {(key, lead(value)) for key, value in found.items()})
    for fact, key in SCALARS.items():
        value = field.get(fact, field.get("max_bytes") if fact == "max_length" else None)
        form = unit if fact == "unit" else text
        wanted = label.get(key)
        either = wanted["any"] if isinstance(wanted, dict) else [wanted]
        if value is None and None in either:
            continue
        wanted = {form(value)} if value is not None and form(value) in [form(one) for one in either if one is not None] else {form(one) for one in either[:1] if one is not None}
        see(fact, wanted, set() if value is None else {form(value)})
    see("deprecated", {"yes"} & ({"yes"} if label.get("deprecated") else set()), {"yes"} if field.get("deprecated") else set())
    open_to = set(map(text, label.get("special_opt") or []))
    see("special", set(map(text, label.get("special") or {})) - open_to, {text(special["value"]) for special in field.get("special") or []} - open_to)
    see("keys", set(label.get("keys") or []), {key if isinstance(key, str) else text(key.get("value")) for key in field.get("keys") or []})
    judge_conditions(counts, label, spec)


def judge_conditions(counts, label, spec):
    own, others = conditions_of(spec, label)
    stated = {one for _, conditions in own + others for one in conditions}
    allowed = set()
    for condition in label.get("cond") or []:
        when, kinds = condition.get("when"), [condition["kind"], *condition.get("alt_kinds", [])]
        choices = [when["values"], *condition.get("alt_values", [])] if when else [None]
        ways = [said(kind, condition["fields"], (when["field"], frozenset(map(text, values))) if when else None) for kind in kinds for values in choices]
        allowed |= {one for way in ways for one in way}
        if not (condition.get("external") or condition.get("compound")):
            hit = any(way <= stated for way in ways)
            counts.right["condition"] += hit
            counts.missed["condition"] += not hit
            if not hit:
                counts.notes.append(f"condition: {label['api']} {label['path']}: wanted {condition}, found {sorted(map(str, stated))}")
    loose = any(condition.get("external") or condition.get("compound") for condition in label.get("cond") or [])
    for rule, conditions in own:
        right = loose or conditions <= allowed
        counts.rules[rule]["right" if right else "wrong"] += 1
        counts.wrong["condition"] += not right
        if not right:
            counts.notes.append(f"condition: {label['api']} {label['path']}: not stated: {sorted(map(str, conditions))} {rule}")


def parse(binary, folder, name, *more):
    run = subprocess.run([binary, "parse", name, *more], cwd=folder, capture_output=True)
    return json.loads(run.stdout) if run.stdout else None


def specs_of(kind, labels, arguments, work):
    """The spec of each API, or page, that is labelled."""
    names = sorted({label["api"] for label in labels})
    binary = str(Path(arguments.docquarry).resolve())
    if kind.startswith("books"):
        one = lambda name: parse(binary, arguments.docs, BOOKS[name], *(["--id", name] if name.startswith("tencent-clb") else []))  # noqa: E731
    else:
        with tarfile.open(Path(arguments.corpus) / "pages" / "markdown.tar.gz") as archive:
            wanted = {f"{name}.md" for name in names}
            archive.extractall(work, [member for member in archive if member.name in wanted], filter="data")
        one = lambda name: parse(binary, (Path(work) / name).parent, Path(name).name + ".md")  # noqa: E731
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(names, pool.map(one, names)))


def show(kind, counts, labels):
    print(f"{kind}: {len(labels)} fields")
    rate = lambda part, all: f"{part / all:.3f}" if all else "-"  # noqa: E731
    for fact in FACTS:
        right, wrong, missed = counts.right[fact], counts.wrong[fact], counts.missed[fact]
        print(f"  {fact:12} right {right:4} wrong {wrong:3} missed {missed:3}  precision {rate(right, right + wrong)} recall {rate(right, right + missed)}")
    sums = [sum(count[fact] for fact in FACTS[1:]) for count in (counts.right, counts.wrong, counts.missed)]
    print(f"{kind} total precision {rate(sums[0], sums[0] + sums[1])} recall {rate(sums[0], sums[0] + sums[2])} labels {rate(counts.right['label'], len(labels))} enums wrong {counts.wrong['enum']}")


KINDS = ("books", "pages", "books-unseen", "pages-unseen")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("docquarry")
    shared = HERE.parents[2] / ".." / "shared"
    arguments.add_argument("--docs", default=shared / "docs")
    arguments.add_argument("--corpus", default=shared / "corpus")
    arguments.add_argument("--show", type=int, default=0)
    arguments.add_argument("--write", action="store_true")
    arguments = arguments.parse_args()
    rules, results = defaultdict(Counter), {"fields": {}, "facts": {}, "rules": {}}
    for kind in KINDS:
        labels = [json.loads(line) for line in (HERE / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()]
        counts = Counts()
        with tempfile.TemporaryDirectory() as work:
            specs = specs_of(kind, labels, arguments, work)
        for label in labels:
            if specs[label["api"]] is None:
                sys.exit(f"{label['api']} was not parsed")
            judge(counts, label, specs[label["api"]])
        for note in counts.notes[: arguments.show]:
            print(note)
        show(kind, counts, labels)
        results["fields"][kind] = len(labels)
        for fact in FACTS:
            results["facts"].setdefault(fact, {})[kind] = [counts.right[fact], counts.wrong[fact], counts.missed[fact]]
        for rule, count in counts.rules.items():
            rules[rule] += count
    print("rules, all together:")
    below = 0
    for rule, count in sorted(rules.items()):
        tried = count["right"] + count["wrong"]
        low = tried >= FEWEST and count["right"] / tried < SURE
        below += low
        print(f"  {rule:26} tried {tried:4} right {count['right']:4}{'  BELOW' if low else ''}")
        results["rules"][rule] = [count["right"], count["wrong"]]
    print(f"rules: {below} below {SURE}")
    file, text = HERE / "results.json", json.dumps(results, indent=1) + "\n"
    if arguments.write:
        file.write_text(text, encoding="utf-8")
    print(f"results: {int(file.read_text(encoding='utf-8') != text)} stale")


if __name__ == "__main__":
    main()
