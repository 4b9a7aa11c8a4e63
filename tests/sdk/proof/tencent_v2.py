"""Tencent's API of 2017 through qcloudapi-sdk-python.

The SDK speaks HTTPS to fixed hosts. Its connection class is replaced by a plain one that connects to the server under
test and still sends the host that was signed; everything else is the SDK's.
"""

import json
import time
from http.client import HTTPConnection
from socket import create_connection
from unittest import mock

from QcloudApi.common import request as transport
from QcloudApi.modules import base
from QcloudApi.qcloudapi import QcloudApi

from . import calls

METHODS = [(sign, verb) for sign in ("HmacSHA1", "HmacSHA256") for verb in ("GET", "POST")]
CODES = {"missing": ["4000"], "unknown": ["4000"], "type": ["4000"], "value": ["4000"]}


def plain(address):
    """A connection class that goes to `address` whatever the host."""

    class Connection(HTTPConnection):
        request_length = 0

        def connect(self):
            host, port = address.split(":")
            self.sock = create_connection((host, int(port)), self.timeout)

    return Connection


class Suite:
    """The API of 2017 against one server."""

    def __init__(self, spec, address, report):
        self.spec, self.report = spec, report
        transport.MyHTTPSConnection = plain(address)

    def call(self, action, parameters, sign="HmacSHA1", verb="GET", id=calls.ID, secret=calls.SECRET, sends=1, change=None):
        """The outcome of a call; `change` alters the data after it was signed, `sends` repeats the sending."""
        module = self.spec.actions[action]["endpoint"].split(".")[0] if action in self.spec.actions else "lb"
        config = {"Region": calls.REGION["tencent"], "secretId": id, "secretKey": secret, "method": verb, "SignatureMethod": sign}
        send = transport.ApiRequest.send_request
        statuses = []

        def sending(this, inner):
            inner.data = change(inner.data) if change else inner.data
            for _ in range(sends):
                answer = send(this, inner)
                statuses.append(answer.status)
            return answer

        with mock.patch.object(transport.ApiRequest, "send_request", sending):
            answer = json.loads(QcloudApi(module, config).call(action, parameters))
        if answer["code"] == 0:
            return calls.Outcome(answer=answer, status=statuses[-1])
        return calls.Outcome(code=str(answer["code"]), message=answer["message"], status=statuses[-1])

    def run(self):
        for sign, verb in METHODS:
            group = f"{self.spec.id}: {sign} {verb}"
            self.report.calls(group, "qcloudapi-sdk-python", sign)
            for action in self.spec.actions:
                for title, request in calls.requests(self.spec, action):
                    outcome = self.call(action, request, sign, verb)
                    problems = calls.judge(self.spec, action, request, outcome, CODES)
                    self.report.check(group, f"{action}, {title}", problems)
            self.refusals(sign, verb)

    def refusals(self, sign, verb):
        group = f"{self.spec.id}: refusals"
        action, parameter = self.texts()
        request = self.spec.build(action, False)

        def refuse(name, outcome, *codes):
            self.report.check(group, f"{sign} {verb}, {name}", calls.refused(self.spec, outcome, *codes))

        def call(parameters=request, name=action, **options):
            return self.call(name, parameters, sign, verb, **options)

        refuse("wrong secret", call(secret="another"), "4100")
        refuse("unknown id", call(id="AKIDnobody"), "4104")
        altered = call(change=lambda data: data.replace(f"{parameter}={request[parameter]}", f"{parameter}=altered"))
        refuse("tampered parameter", altered, "4100")
        refuse("replayed", call(sends=2), "4500")
        size = 40 << 10 if verb == "GET" else 2 << 20
        refuse(f"a parameter of {size} bytes", call({**request, parameter: "x" * size}), "4000")
        refuse("unknown action", call({}, "NoSuchAction"), "6100")
        for hours, code in ((-3, "4500"), (3, "4500"), (-1, None), (1, None)):
            now = time.time() + hours * 3600
            with mock.patch.object(base.time, "time", lambda: now):
                outcome = call()
            if code:
                refuse(f"clock off by {hours} h", outcome, code)
            else:
                self.report.check(group, f"{sign} {verb}, clock off by {hours} h", [outcome.describe()] if outcome.code else [])
        doubted = self.spec.doubted()
        for name in self.spec.actions:
            self.bad_parameters(name, refuse, call)
            for what, codes, parameters in self.spec.bad_values(name, doubted):
                refuse(f"{name} with {what}", call(parameters, name), *codes)

    def bad_parameters(self, action, refuse, call):
        request = self.spec.build(action, False)
        refuse(f"{action} with an unknown parameter", call({**request, "noSuchParameter": "x"}, action), *CODES["unknown"])
        for field in self.spec.actions[action]["request"]:
            name = field["name"]
            if field["required"]:
                rest = {key: value for key, value in request.items() if key != name}
                refuse(f"{action} without {name}", call(rest, action), *CODES["missing"])
            wrong = calls.mistyped(self.spec, field)
            if wrong is not None:
                refuse(f"{action} with {name}={wrong!r}", call({**request, name: wrong}, action), *CODES["type"])

    def texts(self):
        """An action with a required text, and that parameter."""
        for action, value in self.spec.actions.items():
            for field in value["request"]:
                if field["required"] and field["type"] == "string" and "enum" not in field:
                    return action, field["name"]
        raise LookupError("no action has a required text")
