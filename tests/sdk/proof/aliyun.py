"""Alibaba's RPC API through aliyun-python-sdk-slb: JSON and XML answers, GET and POST, and requests to be refused."""

import importlib
import json
import logging
import xml.etree.ElementTree as ElementTree
from datetime import datetime, timedelta, timezone
from unittest import mock

from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.auth.composer import rpc_signature_composer
from aliyunsdkcore.client import AcsClient

from . import calls
from .spec import flatten, without_nulls

CODES = calls.CODES["aliyun-rpc"]
logging.getLogger("aliyunsdkcore").setLevel(logging.CRITICAL)


class Suite:
    """The API against one server."""

    def __init__(self, spec, address, report):
        self.spec, self.report = spec, report
        self.host, self.port = address.split(":")
        self.package = f"aliyunsdk{spec.value['product']}.request.v{spec.version.replace('-', '')}"
        self.requests = {name: found for name in spec.actions if (found := self.request_class(name))}

    def request_class(self, action):
        try:
            return getattr(importlib.import_module(f"{self.package}.{action}Request"), f"{action}Request")
        except ModuleNotFoundError:
            return None

    def request(self, action, parameters, verb="POST"):
        """The SDK's request; what it has no setter for goes in as a plain parameter."""
        request = self.requests[action]()
        request.set_endpoint(self.host)
        request.set_method(verb)
        for name, value in parameters.items():
            setters = [getattr(request, f"set_{name}{ending}", None) for ending in ("", "s")]
            setter = next((setter for setter in setters if setter), None)
            if setter:
                setter(value)
            else:
                for key, item in flatten(value, 1, name).items():
                    request.add_query_param(key, item)
        return request

    def client(self, id=calls.ID, secret=calls.SECRET):
        return AcsClient(id, secret, calls.REGION["aliyun"], port=int(self.port), auto_retry=False)

    def send(self, client, request):
        """The outcome of a call that asks for JSON."""
        try:
            return calls.Outcome(answer=json.loads(client.do_action_with_exception(request)))
        except ServerException as error:
            told = "" if error.get_request_id() else " (no RequestId)"
            return calls.Outcome(code=error.get_error_code(), message=error.get_error_msg() + told, status=error.get_http_status())

    def run(self):
        for name in sorted(set(self.spec.actions) - set(self.requests)):
            self.report.check(f"{self.spec.id}: actions", name, ["the SDK does not know the action"])
        client = self.client()
        for form in ("JSON POST", "JSON GET", "XML"):
            self.report.calls(f"{self.spec.id}: {form}", "aliyun-python-sdk-slb", "1.0")
        for action in self.requests:
            for title, parameters in calls.requests(self.spec, action):
                parameters = {"RegionId": calls.REGION["aliyun"], **parameters}
                for verb in ("POST", "GET"):
                    outcome = self.send(client, self.request(action, parameters, verb))
                    problems = calls.judge(self.spec, action, parameters, outcome, CODES)
                    self.report.check(f"{self.spec.id}: JSON {verb}", f"{action}, {title}", problems)
                if outcome.code is None:
                    problems = self.xml(client, self.request(action, parameters), action, outcome.answer)
                    self.report.check(f"{self.spec.id}: XML", f"{action}, {title}", problems)
        self.refusals()

    def xml(self, client, request, action, expected):
        """What is wrong with the XML form of an answer whose JSON form is known."""
        request.set_accept_format("XML")
        status, headers, body, exception = client._implementation_of_do_action(request)
        if exception:
            return [f"{status}: {exception}"]
        problems = [] if "xml" in headers.get("Content-Type", "") else [f"Content-Type is {headers.get('Content-Type')}"]
        root = ElementTree.fromstring(body)
        if root.tag != f"{action}Response":
            problems.append(f"the root is <{root.tag}>")
        return problems + list(differences(root, without_nulls(expected), ""))

    # Requests to be refused.

    def refuse(self, name, outcome, status, *codes):
        problems = calls.refused(self.spec, outcome, *codes)
        if status != outcome.status:
            problems.append(f"HTTP status {outcome.status}, expected {status}")
        self.report.check(f"{self.spec.id}: refusals", name, problems)

    def refusals(self):
        action = "DescribeLoadBalancerAttribute" if "DescribeLoadBalancerAttribute" in self.requests else next(iter(self.requests))
        parameters = {"RegionId": calls.REGION["aliyun"], **self.spec.build(action, False)}
        for verb in ("POST", "GET"):
            self.bad_envelope(verb, action, parameters)
        doubted = self.spec.doubted()
        for action in self.requests:
            self.bad_parameters(action)
            for name, codes, parameters in self.spec.bad_values(action, doubted):
                parameters = {"RegionId": calls.REGION["aliyun"], **parameters}
                outcome = self.send(self.client(), self.request(action, parameters))
                self.refuse(f"{action} with {name}", outcome, 400, *codes)

    def bad_envelope(self, verb, action, parameters):
        client = self.client()

        def make():
            return self.request(action, parameters, verb)

        self.refuse(f"{verb}, wrong secret", self.send(self.client(secret="another"), make()), 400, "IncompleteSignature")
        self.refuse(f"{verb}, unknown id", self.send(self.client(id="nobody"), make()), 400, "InvalidAccessKeyId.NotFound")
        helper = rpc_signature_composer.helper
        for hours in (-24, 24):
            moment = datetime.now(timezone.utc) + timedelta(hours=hours)
            with mock.patch.object(helper, "get_iso_8061_date", lambda: moment.strftime("%Y-%m-%dT%H:%M:%SZ")):
                self.refuse(f"{verb}, clock off by {hours} h", self.send(client, make()), 400, "IllegalTimestamp")
        with mock.patch.object(helper, "get_uuid", lambda: f"the-same-nonce-{verb}"):
            first, second = self.send(client, make()), self.send(client, make())
        self.report.check(f"{self.spec.id}: refusals", f"{verb}, first use of a nonce", [first.describe()] if first.code else [])
        self.refuse(f"{verb}, replayed", second, 400, "SignatureNonceUsed")
        self.refuse(f"{verb}, tampered", self.tampered(make()), 400, "IncompleteSignature")
        request = make()
        request.set_action_name("NoSuchAction")
        self.refuse(f"{verb}, unknown action", self.send(client, request), 403, "InvalidAction")
        request = make()
        request.set_version("2001-02-03")
        self.refuse(f"{verb}, wrong version", self.send(client, request), 400, "InvalidParameter")
        request = make()
        request.set_method("PUT")
        self.refuse(f"{verb} replaced by PUT", self.send(client, request), 403, "UnsupportedHTTPMethod")

    def tampered(self, request):
        """The outcome of a request whose address is changed after it was signed."""
        client = self.client()
        make = client._make_http_response

        def altered(*arguments, **options):
            response = make(*arguments, **options)
            response.set_url(f"{response.get_url()}&Added=later")
            return response

        client._make_http_response = altered
        return self.send(client, request)

    def bad_parameters(self, action):
        client, fields = self.client(), self.spec.actions[action]["request"]
        request = {"RegionId": calls.REGION["aliyun"], **self.spec.build(action, False)}
        outcome = self.send(client, self.request(action, {**request, "NoSuchParameter": "x"}))
        self.refuse(f"{action} with an unknown parameter", outcome, 400, *CODES["unknown"])
        for field in fields:
            name = field["name"]
            if field["required"] and name != "RegionId":
                rest = {key: value for key, value in request.items() if key != name}
                codes = self.spec.codes(action, "missing", [name])
                self.refuse(f"{action} without {name}", self.send(client, self.request(action, rest)), 400, *codes)
            wrong = calls.mistyped(self.spec, field)
            if wrong is not None and field["type"] != "array":
                made = self.request(action, {key: value for key, value in request.items() if key != name})
                made.add_query_param(name, wrong)
                codes = self.spec.codes(action, "type", [name])
                self.refuse(f"{action} with {name}={wrong!r}", self.send(client, made), 400, *codes)


def differences(element, value, path):
    """Where an XML element does not say what a JSON value says; the request id differs from answer to answer."""
    if isinstance(value, dict):
        children = {}
        for child in element:
            children.setdefault(child.tag, []).append(child)
        for name in {**children, **value}:
            if path == "" and name == "RequestId":
                continue
            items = value.get(name, [])
            items = items if isinstance(items, list) else [items]
            found = children.get(name, [])
            if len(items) != len(found):
                yield f"{path}{name}: {len(found)} elements in XML, {len(items)} in JSON"
            for item, child in zip(items, found):
                yield from differences(child, item, f"{path}{name}.")
    else:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if (element.text or "") != text:
            yield f"{path[:-1]}: {element.text!r} in XML, {text!r} in JSON"
