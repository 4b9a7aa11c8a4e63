"""Tencent API 3.0 through tencentcloud-sdk-python: every action, every signing method, and requests to be refused."""

import copy
import importlib
import json
import time
import urllib.parse
import warnings
from unittest import mock

from tencentcloud.common import abstract_client, credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile

from . import calls

METHODS = [(sign, verb) for sign in ("TC3-HMAC-SHA256", "HmacSHA1", "HmacSHA256") for verb in ("POST", "GET")]
CODES = calls.CODES["tencent-v3"]


class Suite:
    """One product of API 3.0 against one server."""

    def __init__(self, spec, address, report):
        self.spec, self.address, self.report = spec, address, report
        product, version = spec.value["product"], spec.version.replace("-", "")
        package = f"tencentcloud.{product}.v{version}"
        self.models = importlib.import_module(f"{package}.models")
        self.client_class = getattr(importlib.import_module(f"{package}.{product}_client"), f"{product.capitalize()}Client")
        self.actions = [name for name in spec.actions if hasattr(self.client_class, name)]

    def client(self, sign, verb, id=calls.ID, secret=calls.SECRET, token=None, region=calls.REGION["tencent"]):
        http = HttpProfile(protocol="http", endpoint=self.address, reqMethod=verb, keepAlive=True)
        client = self.client_class(credential.Credential(id, secret, token), region, ClientProfile(sign, http))
        client.bodies = []
        once = client.call

        def call(*arguments, **options):
            body = once(*arguments, **options)
            client.bodies.append(body)
            return body

        client.call = call
        return client

    def run(self):
        for name in sorted(set(self.spec.actions) - set(self.actions)):
            self.report.check(f"{self.spec.id}: actions", name, ["the SDK does not know the action"])
        for sign, verb in METHODS:
            client, group = self.client(sign, verb), f"{self.spec.id}: {sign} {verb}"
            self.report.calls(group, f"tencentcloud-sdk-python-{self.spec.value['product']}", sign)
            for action in self.actions:
                for title, request in calls.requests(self.spec, action):
                    outcome = self.typed(client, action, request)
                    problems = calls.judge(self.spec, action, request, outcome, CODES)
                    self.report.check(group, f"{action}, {title}", problems)
        self.refusals()

    def typed(self, client, action, parameters):
        """A call with the SDK's own types on both sides."""
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            request = getattr(self.models, f"{action}Request")()
            request._deserialize(copy.deepcopy(parameters))
            if request._serialize() != parameters:
                return calls.Outcome(code="-", message=f"the SDK makes {request._serialize()} of {parameters}")
            try:
                model = getattr(client, action)(request)
            except TencentCloudSDKException as error:
                return calls.Outcome(code=error.get_code(), message=error.get_message())
        answer = json.loads(client.bodies.pop())["Response"]
        said = [str(warning.message) for warning in heard if "tencentcloud" in warning.filename]
        return calls.Outcome(answer=answer, warnings=said, parsed=model._serialize())

    def untyped(self, client, action, parameters, **options):
        """A call with any parameters, and with options of the SDK."""
        try:
            answer = client.call_json(action, parameters, options=options)["Response"]
        except TencentCloudSDKException as error:
            problem = None if error.get_request_id() else " (no RequestId)"
            return calls.Outcome(code=error.get_code(), message=f"{error.get_message()}{problem or ''}")
        return calls.Outcome(answer=answer)

    # Requests to be refused.

    def refusals(self):
        for sign, verb in METHODS:
            self.bad_identity(sign, verb)
            self.bad_time(sign, verb)
            self.bad_envelope(sign, verb)
            self.bad_size(sign, verb)
        for sign, verb in METHODS[:1] + METHODS[3:4]:
            self.bad_parameters(sign, verb)
        self.other_forms()

    def refuse(self, sign, verb, name, outcome, *codes):
        self.report.check(f"{self.spec.id}: refusals", f"{sign} {verb}, {name}", calls.refused(self.spec, outcome, *codes))

    def accept(self, sign, verb, name, outcome):
        problems = [outcome.describe()] if outcome.code else []
        self.report.check(f"{self.spec.id}: refusals", f"{sign} {verb}, {name}", problems)

    def simple(self):
        """The action with the fewest required parameters, and a request of it."""
        action = min(self.actions, key=lambda name: len(self.spec.build(name, False)))
        return action, self.spec.build(action, False)

    def fullest(self):
        """An action with a required parameter that is a text, and a request of it."""
        for action in self.actions:
            for field in self.spec.actions[action]["request"]:
                if field["required"] and field["type"] == "string" and "max_length" not in field and "enum" not in field:
                    return action, field["name"], self.spec.build(action, False)
        raise LookupError("no action has a required text")

    def other_forms(self):
        """What the SDK can send beside the six methods: form data, a body that is not signed, no signature at all."""
        sign, verb = METHODS[0]
        # The SDK cannot write numbers as form data.
        built = ((action, self.spec.build(action, False)) for action in self.actions)
        action, request = next(one for one in built if one[1] and not any(isinstance(value, int) for value in one[1].values()))
        outcome = self.untyped(self.client(sign, verb), action, request, IsMultipart=True)
        self.accept(sign, verb, "form data", outcome)
        client = self.client(sign, verb)
        client.profile.unsignedPayload = True
        self.accept(sign, verb, "an unsigned payload", self.untyped(client, action, request))
        outcome = self.untyped(self.client(sign, verb), action, request, SkipSign=True)
        self.refuse(sign, verb, "no signature", outcome, "AuthFailure.InvalidAuthorization")

    def bad_identity(self, sign, verb):
        action, request = self.simple()
        cases = [
            ("wrong secret", {"secret": "another"}, "AuthFailure.SignatureFailure"),
            ("unknown id", {"id": "AKIDnobody"}, "AuthFailure.SecretIdNotFound"),
            ("token of permanent credentials", {"token": "unexpected"}, "AuthFailure.TokenFailure"),
        ]
        for name, options, code in cases:
            client = self.client(sign, verb, **options)
            self.refuse(sign, verb, name, self.untyped(client, action, request), code)

    def bad_time(self, sign, verb):
        action, request = self.simple()
        for seconds, expired in ((-400, True), (400, True), (-240, False), (240, False)):
            client, now = self.client(sign, verb), time.time() + seconds
            with mock.patch.object(abstract_client.time, "time", lambda: now):
                outcome = self.untyped(client, action, request)
            if expired:
                self.refuse(sign, verb, f"clock off by {seconds} s", outcome, "AuthFailure.SignatureExpire")
            else:
                self.accept(sign, verb, f"clock off by {seconds} s", outcome)

    def bad_envelope(self, sign, verb):
        action, parameter, request = self.fullest()
        outcome = self.altered(self.client(sign, verb), action, request, lambda data: data.replace(request[parameter], "altered"))
        self.refuse(sign, verb, "tampered parameter", outcome, "AuthFailure.SignatureFailure")
        outcome = self.untyped(self.client(sign, verb), "NoSuchAction", {})
        self.refuse(sign, verb, "unknown action", outcome, "InvalidAction")
        client = self.client(sign, verb)
        client._apiVersion = "2001-02-03"
        self.refuse(sign, verb, "wrong version", self.untyped(client, action, request), "NoSuchVersion")
        if not sign.startswith("TC3"):
            outcome = self.repeated(self.client(sign, verb), action, request)
            self.refuse(sign, verb, "replayed", outcome, "AuthFailure.SignatureExpire")

    def altered(self, client, action, request, change):
        """A call whose data is changed after it was signed."""
        send = client.request.send_request

        def altered(inner):
            data = inner.data.decode() if isinstance(inner.data, bytes) else inner.data
            inner.data = change(data)
            return send(inner)

        client.request.send_request = altered
        return self.untyped(client, action, request)

    def repeated(self, client, action, request):
        """The second of two sendings of the same signed request; the first must succeed."""
        send, first = client.request.send_request, []

        def twice(inner):
            first.append(send(inner))
            return send(inner)

        client.request.send_request = twice
        outcome = self.untyped(client, action, request)
        if "Error" in first[0].json()["Response"]:
            return calls.Outcome(code="-", message=f"the first sending was refused: {first[0].text}")
        return outcome

    def bad_size(self, sign, verb):
        limit = 32 << 10 if verb == "GET" else 10 << 20 if sign.startswith("TC3") else 1 << 20
        action, parameter, request = self.fullest()
        for size, fits in ((limit - 2048, True), (limit + 1024, False)):
            outcome = self.untyped(self.client(sign, verb), action, {**request, parameter: "x" * size})
            if fits:
                self.accept(sign, verb, f"a parameter of {size} bytes", outcome)
            else:
                self.refuse(sign, verb, f"a parameter of {size} bytes", outcome, "RequestSizeLimitExceeded")

    def bad_parameters(self, sign, verb):
        client, doubted = self.client(sign, verb), self.spec.doubted()
        for action in self.actions:
            for name, codes, request in self.spec.bad_values(action, doubted):
                outcome = self.untyped(client, action, request)
                self.refuse(sign, verb, f"{action} with {name}", outcome, *codes)
            fields = self.spec.actions[action]["request"]
            request = self.spec.build(action, False)
            outcome = self.untyped(client, action, {**request, "NoSuchParameter": "x"})
            self.refuse(sign, verb, f"{action} with an unknown parameter", outcome, *CODES["unknown"])
            for field in fields:
                name = field["name"]
                if field["required"]:
                    outcome = self.untyped(client, action, {key: value for key, value in request.items() if key != name})
                    self.refuse(sign, verb, f"{action} without {name}", outcome, *self.spec.codes(action, "missing", [name]))
                wrong = calls.mistyped(self.spec, field)
                if wrong is not None:
                    outcome = self.untyped(client, action, {**request, name: wrong})
                    self.refuse(sign, verb, f"{action} with {name}={wrong!r}", outcome, *self.spec.codes(action, "type", [name]))
