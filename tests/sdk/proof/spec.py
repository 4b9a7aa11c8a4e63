"""Specs as the suites need them: requests made from documented examples or from types, and values judged by types."""

import json
import re

DEEPEST = 6


class Spec:
    """One spec file."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.value = json.load(file)
        self.id = self.value["id"]
        self.actions = self.value["actions"]
        self.version = self.value["api_version"]

    def members(self, type_):
        """The fields of an object type; none where the document does not say."""
        if "ref" in type_:
            structure = self.value["structures"].get(type_["ref"])
            return structure["fields"] if structure else None
        return type_.get("fields")

    # Requests.

    def examples(self, action):
        """Documented requests of an action, nested and typed, each with its title."""
        for number, example in enumerate(self.actions[action]["examples"], 1):
            request = example["request"]
            if set(request) == {"query"}:
                request = unflatten(request["query"])
            yield example["title"] or f"example {number}", self.typed_object(request, self.actions[action]["request"])

    def typed_object(self, value, fields):
        """The object with every text turned into what its field's type says, where that can be done without loss."""
        known = {field["name"]: field for field in fields or []}
        return {name: self.typed(item, known[name]) if name in known else indexed(item) for name, item in value.items()}

    def typed(self, value, type_):
        kind = type_["type"]
        if kind == "array" and isinstance(value, str) and value.startswith("["):
            value = json.loads(value)
        if kind == "array":
            value = indexed(value)
            return [self.typed(item, type_["items"]) for item in value] if isinstance(value, list) else value
        if kind == "object" and isinstance(value, dict):
            return self.typed_object(value, self.members(type_))
        if kind == "integer" and isinstance(value, str) and re.fullmatch(r"-?\d+", value):
            return int(value)
        if kind == "number" and isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value):
            return float(value)
        if kind == "boolean" and isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        return value

    def build(self, action, everything):
        """A request made from the types: what is required, or all that is documented and may be sent together."""
        action = self.actions[action]
        return self.build_object(action["request"], everything, 0, action.get("conditions") or [])

    def build_object(self, fields, everything, depth, conditions=()):
        wanted = [field for field in fields or [] if field.get("required") or everything and depth < DEEPEST]
        if depth > 0 and fields and not wanted:
            # An object with nothing in it cannot be said in flat parameters.
            wanted = fields[:1]
        built = {field["name"]: self.sample(field, everything, depth + 1) for field in wanted}
        known = {field["name"]: field for field in fields or []}
        for condition in conditions:
            for name in missing(condition, built):
                if name in known and name not in built:
                    built[name] = self.sample(known[name], everything, depth + 1)
        for condition in conditions:
            if condition["kind"] == "exclusive":
                sent = [name for name in condition["fields"] if name in built]
                for name in sorted(sent, key=lambda name: not known[name].get("required"))[1:]:
                    del built[name]
        return built

    def sample(self, type_, everything, depth):
        """A value that the documented facts allow."""
        kind = type_["type"]
        if kind == "array":
            facts = {key: type_[key] for key in FACTS if key in type_}
            return [self.sample({**facts, **type_["items"]}, everything, depth)]
        if kind == "object":
            structure = self.value["structures"].get(type_.get("ref"), {})
            return self.build_object(self.members(type_), everything, depth, structure.get("conditions") or [])
        if kind == "map":
            return {"key": self.sample(type_["values"], everything, depth)}
        if type_.get("format") == "json":
            return json.dumps(self.sample(type_["content"], everything, depth), separators=(",", ":"))
        if type_.get("enum"):
            return self.typed(type_["enum"][0], type_)
        return scalar(type_)

    # Judging.

    def request_problems(self, action, request):
        """What the tables say against a request, as (kind, sentence)."""
        return list(self.object_faults(request, self.actions[action]["request"], ""))

    def doubted(self):
        """Identities of the fields whose bounds the documents' own examples, samples or defaults break."""
        doubted = set()
        for action in self.actions.values():
            doubted.update(id(field) for field in self.every_field(action["request"], 0) if self.sample_breaks(field))
        for name, action in self.actions.items():
            for _, request in self.examples(name):
                list(self.object_faults(request, action["request"], "", doubted))
        return doubted

    def every_field(self, fields, depth):
        for field in fields or []:
            yield field
            inner = innermost(field)
            if inner["type"] == "object" and depth < DEEPEST:
                yield from self.every_field(self.members(inner), depth + 1)

    def sample_breaks(self, field):
        samples = [field.get("default"), parsed(field["example"]) if field.get("example") else None]
        items = [item for sample in samples for item in (sample if isinstance(sample, list) else [sample])]
        type_ = {**innermost(field), **{key: field[key] for key in FACTS if key in field}}
        typed = [self.typed(item, type_) for item in items if item is not None]
        return any(not fits(item, type_) or out_of_bounds(item, type_) for item in typed if not isinstance(item, dict))

    def bad_values(self, action, doubted):
        """Requests with one value each outside what is documented, at any depth: (what is wrong, codes, request)."""
        whole = self.build(action, True)
        members = self.bad_members(self.actions[action]["request"], whole, [], doubted, lambda value: value)
        for wrong, path, value, request in members:
            yield f"{'.'.join(path)}={str(value)[:40]}", self.codes(action, wrong, path), request

    def codes(self, action, wrong, path):
        """The code that an action must answer with if something is wrong with the parameter at a path of names.

        The most particular one of the action's own list, else the general one of the protocol.
        """
        protocol, listed = self.value["protocol"], self.actions[action]["errors"]
        for form in PARTICULAR[protocol].get(wrong, []):
            for name in ("".join(path[-2:]), path[-1]):
                if form.format(name) in listed:
                    return [form.format(name)]
        return GENERAL[protocol].get(wrong) or GENERAL[protocol]["value"]

    def bad_members(self, fields, built, path, doubted, wrap):
        """Bad values of an object as (kind, names, value, request); `wrap` puts a changed object into its request."""
        for field in fields or []:
            name = field["name"]
            if name not in built:
                continue

            def put(value, name=name):
                return wrap({**built, name: value})

            if id(field) not in doubted:
                for wrong, value in beyond(field):
                    yield wrong, [*path, name], value, put(value)
            inner, value = innermost(field), built[name]
            if inner["type"] == "object" and field["type"] == "object":
                yield from self.bad_members(self.members(inner), value, [*path, name], doubted, put)
            elif inner["type"] == "object" and field["type"] == "array":
                yield from self.bad_members(
                    self.members(inner), value[0], [*path, name], doubted, lambda item, put=put: put([item])
                )

    def object_faults(self, value, fields, path, doubted=None):
        known = {field["name"]: field for field in fields or []}
        for name, field in known.items():
            if field.get("required") and value.get(name) is None:
                yield "missing", f"{path}{name} is missing"
        for name, item in value.items():
            if fields is not None and name not in known:
                yield "unknown", f"{path}{name} is not documented"
            elif name in known and item is not None:
                yield from self.faults(item, known[name], f"{path}{name}", known[name], doubted)

    def faults(self, value, type_, path, field, doubted=None):
        if type_.get("format") == "json":
            value, type_ = parsed(value), type_["content"]
        if not fits(value, type_):
            yield "type", f"{path} is no {type_['type']}: {value!r}"
            return
        kind = type_["type"]
        if kind == "array":
            if "max_items" in type_ and len(value) > type_["max_items"]:
                yield "value", f"{path} has more than {type_['max_items']} items"
                (doubted if doubted is not None else set()).add(id(field))
            facts = {key: type_[key] for key in FACTS if key in type_}
            for number, item in enumerate(value):
                yield from self.faults(item, {**facts, **type_["items"]}, f"{path}.{number}", field, doubted)
        elif kind == "object":
            yield from self.object_faults(value, self.members(type_), f"{path}.", doubted)
        elif kind != "map" and out_of_bounds(value, type_):
            (doubted if doubted is not None else set()).add(id(field))
            yield "value", f"{path} may not be {value!r}"

    def answer_problems(self, action, answer):
        """What is wrong with an answer, envelope taken off: fields unknown or missing, values of another type."""
        fields = self.actions[action]["response"]
        envelope = ENVELOPES.get(self.value["protocol"], ()) - {field["name"] for field in fields}
        problems = [f"{name} is missing" for name in envelope if name not in answer]
        answer = {name: value for name, value in answer.items() if name not in envelope}
        return problems + list(self.answered_object(answer, fields, ""))

    def answered_object(self, value, fields, path):
        if fields is None:
            return
        known = {field["name"]: field for field in fields}
        yield from (f"{path}{name} is not documented" for name in value if name not in known)
        for name, field in known.items():
            if name not in value:
                yield f"{path}{name} is missing"
            elif value[name] is None:
                if not field["nullable"]:
                    yield f"{path}{name} is null"
            else:
                yield from self.answered(value[name], field, f"{path}{name}")

    def answered(self, value, type_, path):
        kind = type_["type"]
        if "item_name" in type_:
            if not isinstance(value, dict) or set(value) != {type_["item_name"]}:
                yield f"{path} does not wrap its items in {type_['item_name']}"
                return
            value = value[type_["item_name"]]
        if not fits(value, type_):
            yield f"{path} is no {kind}: {value!r}"
        elif kind == "array":
            for number, item in enumerate(value):
                yield from self.answered(item, type_["items"], f"{path}.{number}")
        elif kind == "object":
            yield from self.answered_object(value, self.members(type_), f"{path}.")
        elif kind == "map":
            for name, item in value.items():
                yield from self.answered(item, type_["values"], f"{path}.{name}")


# What every answer has, whether the page of an action says so or not.
ENVELOPES = {"tencent-v3": {"RequestId"}, "tencent-v2": {"code", "message", "codeDesc"}, "aliyun-rpc": {"RequestId"}}
# Facts of a list's field that speak of its items.
FACTS = ("enum", "minimum", "maximum", "min_length", "max_length")
JSON_TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict, "map": dict}
MOMENTS = {"date": "2024-05-06", "timestamp": "2024-05-06 07:08:09", "date-time": "2024-05-06T07:08:09Z"}


# The codes that say what is wrong with a parameter. The general ones first: of any action, from the common lists.
GENERAL = {
    "tencent-v3": {"missing": ["MissingParameter"], "type": ["InvalidParameter"], "value": ["InvalidParameterValue"]},
    "tencent-v2": {"missing": ["4000"], "type": ["4000"], "value": ["4000"]},
    "aliyun-rpc": {
        "missing": ["MissingParameter"], "type": ["InvalidParameter"], "value": ["InvalidParameter"],
        "length": ["InvalidParameterLength"],
    },
}
NAMED = ["InvalidParam.{}", "IllegalParam.{}", "InvalidParameter.{}"]
# Those that an action may list for one parameter or one kind of fault, with the parameter's name in them.
PARTICULAR = {
    "tencent-v3": {
        "length": ["InvalidParameterValue.Length"],
        "range": ["InvalidParameterValue.Range"],
        "format": ["InvalidParameter.FormatError", "InvalidParameterValue.Malformed", "InvalidParameter.InvalidDataFormat"],
    },
    "tencent-v2": {},
    "aliyun-rpc": {
        "missing": ["MissingParam.{}", "MissingParameter.{}"],
        "length": ["InvalidParamLength.{}", "IllegalParamLength.{}", *NAMED],
        "count": ["InvalidParamSize.{}", "IllegalParamSize.{}", *NAMED],
        **{wrong: NAMED for wrong in ("type", "value", "range", "format")},
    },
}


def missing(condition, built):
    """The names that a condition wants in an object beside what is there."""
    kind, names, when = condition["kind"], condition["fields"], condition.get("when")
    if when:
        value = built.get(when["field"])
        holds = value is not None and (not when["values"] or value in when["values"])
        wanted = kind == "required_if" and holds or kind == "required_unless" and not holds
        return names if wanted else []
    here = any(name in built for name in names)
    if kind == "requires" and here:
        return names
    return names[:1] if kind == "one_of" and not here else []


def fits(value, type_):
    """Whether a JSON value is of a type of the spec."""
    wanted = JSON_TYPES[type_["type"]]
    return isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))


def innermost(type_):
    """The type of the items of a list, or of what a text holds as JSON, else the type itself."""
    while type_["type"] == "array" or type_.get("format") == "json":
        type_ = type_["items"] if type_["type"] == "array" else type_["content"]
    return type_


def beyond(field):
    """Values just outside each documented bound of a field, each with what is wrong with it."""
    bad, inner = [], innermost(field)
    kind = inner["type"]
    if field.get("format") == "json" or kind == "object":
        pass
    elif field.get("enum"):
        wrong = "no-such-value" if kind == "string" else max(int(value) for value in field["enum"]) + 7
        bad.append(("value", wrong))
    elif kind in ("integer", "number"):
        bad += [("range", field["minimum"] - 1)] if "minimum" in field else []
        bad += [("range", field["maximum"] + 1)] if "maximum" in field else []
    elif kind == "string":
        bad += [("length", "a" * (field["min_length"] - 1))] if field.get("min_length", 0) > 1 else []
        bad += [("length", "a" * (field["max_length"] + 1))] if "max_length" in field else []
        bad += [("format", "soon")] if inner.get("format") in MOMENTS else []
    if field["type"] == "array":
        bad = [(wrong, [value]) for wrong, value in bad]
        if "max_items" in field and kind == "string" and not field.get("enum"):
            bad.append(("count", ["a" * max(field.get("min_length", 1), 1)] * (field["max_items"] + 1)))
    return bad


def parsed(value):
    """The JSON inside a text; the text itself where there is none."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def scalar(type_):
    kind = type_["type"]
    if kind == "boolean":
        return True
    if kind in ("integer", "number"):
        low, high = type_.get("minimum"), type_.get("maximum")
        return low if low is not None else min(1, high) if high is not None else 1
    text = type_.get("example") or MOMENTS.get(type_.get("format"), "text")
    if out_of_bounds(text, type_):
        text = "a" * max(type_.get("min_length", 1), 1)
    return text


def out_of_bounds(value, type_):
    """Whether a scalar is none of the documented values or outside the documented range or length."""
    if type_.get("enum") and str(value) not in [str(allowed) for allowed in type_["enum"]]:
        return True
    size = len(value) if isinstance(value, str) else value
    least, most = ("min_length", "max_length") if isinstance(value, str) else ("minimum", "maximum")
    return type_.get(least) is not None and size < type_[least] or type_.get(most) is not None and size > type_[most]


def unflatten(query):
    """`{"A.0.B": x}` as `{"A": {"0": {"B": x}}}`."""
    root = {}
    for name, value in query.items():
        *parents, last = name.split(".")
        node = root
        for part in parents:
            node = node.setdefault(part, {})
        node[last] = value
    return root


def indexed(value):
    """An object whose names are numbers as a list in their order."""
    if isinstance(value, dict) and value and all(name.isdigit() for name in value):
        return [value[name] for name in sorted(value, key=int)]
    return value


def flatten(value, first, prefix=""):
    """A nested request as pairs of dotted names and scalars, lists counted from `first`."""
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value, first)
    else:
        return {prefix: value}
    flat = {}
    for name, item in items:
        flat.update(flatten(item, first, f"{prefix}.{name}" if prefix else str(name)))
    return flat


def without_nulls(value):
    """The value without members that are null."""
    if isinstance(value, dict):
        return {name: without_nulls(item) for name, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value
