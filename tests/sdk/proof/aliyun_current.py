"""Alibaba's RPC API through alibabacloud_slb20140515, the SDK that the vendor ships today: signed in the headers (ACS3)."""

import logging
from unittest import mock

from alibabacloud_slb20140515 import models
from alibabacloud_slb20140515.client import Client
from alibabacloud_tea_openapi.utils_models import Config
from darabonba.exceptions import DaraException
from darabonba.runtime import RuntimeOptions

from . import calls

CODES = calls.CODES["aliyun-rpc"]
logging.getLogger("alibabacloud").setLevel(logging.CRITICAL)


class Suite:
    """The API against one server."""

    def __init__(self, spec, address, report):
        self.spec, self.address, self.report = spec, address, report
        methods = {name.replace("_", ""): name for name in dir(Client)}
        known = {action: methods.get(f"{action.lower()}withoptions") for action in spec.actions}
        self.methods = {action: method for action, method in known.items() if method}

    def client(self, id=calls.ID, secret=calls.SECRET):
        config = Config(access_key_id=id, access_key_secret=secret, endpoint=self.address, protocol="http")
        config.region_id = calls.REGION["aliyun"]
        return Client(config)

    def send(self, client, action, parameters):
        """The outcome of a call; what the SDK's classes do not know is not sent. The answer is what they made of it: an answer
        that they cannot read, or of which they lose something, lacks documented fields."""
        request = getattr(models, f"{action}Request")().from_map(parameters)
        try:
            answer = getattr(client, self.methods[action])(request, RuntimeOptions(autoretry=False))
        except DaraException as error:
            message = getattr(error, "message", str(error))
            status = getattr(error, "status_code", None) or (getattr(error, "data", None) or {}).get("statusCode")
            return calls.Outcome(code=error.code, message=message, status=status)
        read = answer.body.to_map() if answer.body else {}
        # The SDK makes a list of this where there was none.
        for listener in read["Listeners"] if isinstance(read.get("Listeners"), list) else []:
            if not listener.get("Tags"):
                listener.pop("Tags", None)
        return calls.Outcome(answer=read, status=answer.status_code)

    def run(self):
        group = f"{self.spec.id}: ACS3"
        client = self.client()
        self.report.calls(group, "alibabacloud-slb20140515", "ACS3-HMAC-SHA256")
        for action in self.methods:
            for title, parameters in calls.requests(self.spec, action):
                parameters = {"RegionId": calls.REGION["aliyun"], **parameters}
                outcome = self.send(client, action, parameters)
                problems = calls.judge(self.spec, action, parameters, outcome, CODES)
                self.report.check(group, f"{action}, {title}", problems)
        self.refusals()

    def refuse(self, name, outcome, status, *codes):
        problems = calls.refused(self.spec, outcome, *codes)
        if status != outcome.status:
            problems.append(f"HTTP status {outcome.status}, expected {status}")
        self.report.check(f"{self.spec.id}: ACS3 refusals", name, problems)

    def refusals(self):
        action = "DescribeLoadBalancerAttribute"
        parameters = {"RegionId": calls.REGION["aliyun"], **self.spec.build(action, False)}
        self.refuse("wrong secret", self.send(self.client(secret="another"), action, parameters), 400, "IncompleteSignature")
        self.refuse("unknown id", self.send(self.client(id="nobody"), action, parameters), 400, "InvalidAccessKeyId.NotFound")
        with mock.patch("alibabacloud_tea_openapi.client.Utils.get_nonce", lambda *_: "the-same-nonce"):
            first = self.send(self.client(), action, parameters)
            second = self.send(self.client(), action, parameters)
        self.report.check(f"{self.spec.id}: ACS3 refusals", "first use of a nonce", [first.describe()] if first.code else [])
        self.refuse("replayed", second, 400, "SignatureNonceUsed")
