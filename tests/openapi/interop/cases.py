"""The calls that every tool makes: one for each operation of a routed document, from the document's own examples."""

import json
import time
import urllib.parse

ASIDE = "x-docquarry-contradicting-examples"


class Case:
    """A request of an operation: what it sends, and whether the document's own example contradicts the document."""

    def __init__(self, document, path, operation):
        self.id, self.path = operation["operationId"], path
        content = operation["requestBody"]["content"]
        self.kind, media = next(iter(content.items()))
        examples, aside = media.get("examples", {}), media.get(ASIDE, {})
        shown = next(iter(examples.values()), None) or next(iter(aside.values()), None)
        self.contradicts = not examples and bool(aside)
        schema = resolved(document, media["schema"])
        self.body = shown["value"] if shown else required(document, schema)
        self.headers = {}
        for parameter in operation.get("parameters", []):
            parameter = resolved(document, parameter)
            if parameter.get("required") or parameter["name"].endswith("-Action"):
                self.headers[parameter["name"]] = sample(document, parameter["schema"])

    def as_json(self):
        return vars(self)


def encoded(kind, body):
    """A body as a request sends it."""
    if kind == "application/json":
        return json.dumps(body).encode()
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in body.items()}
    return urllib.parse.urlencode(texts).encode()


def of(file):
    """The calls of a document."""
    document = json.loads(file.read_text(encoding="utf-8"))
    return [Case(document, path, item["post"]) for path, item in document["paths"].items()]


def resolved(document, value):
    """What a reference leads to."""
    while len(value.get("allOf", ())) == 1 or "$ref" in value:
        target = value.get("$ref") or value["allOf"][0]["$ref"]
        value = document
        for step in target.split("/")[1:]:
            value = value[step]
    return value


def required(document, schema):
    """A body of the required members alone."""
    return {name: sample(document, schema["properties"][name]) for name in schema.get("required", ())}


def sample(document, schema):
    """A value of a schema."""
    schema = resolved(document, schema)
    values = schema.get("enum") or schema.get("x-extensible-enum") or ["x"]
    kinds = {"integer": int(time.time()), "boolean": True, "array": [], "object": {}, "number": 1.5}
    return values[0] if "enum" in schema or "x-extensible-enum" in schema else kinds.get(schema.get("type"), values[0])


def failure(status, answer):
    """Why an answer is a refusal; nothing if it is none. All three older protocols say it in their own way."""
    if status != 200 or not isinstance(answer, dict):
        return f"status {status}: {json.dumps(answer)[:200]}"
    inner = answer.get("Response", answer)
    if error := inner.get("Error"):
        return json.dumps(error)[:200]
    return "" if answer.get("code") in (None, 0) else json.dumps(answer)[:200]
