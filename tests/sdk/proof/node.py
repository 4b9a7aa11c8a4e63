"""The vendors' SDKs for Node: each action in each way in which they can sign and send. Node makes the calls
(`node/calls.js`); what came of them is judged here, by the same rules as with the other SDKs."""

import json
import subprocess

from . import calls

SIGNS = ("TC3-HMAC-SHA256", "HmacSHA1", "HmacSHA256")


class Suite:
    """One spec against one server, in all ways of the SDKs for Node."""

    def __init__(self, spec, folder, address, report):
        self.spec, self.folder, self.address, self.report = spec, folder, address, report
        self.is_aliyun = spec.value["protocol"] == "aliyun-rpc"
        self.codes = calls.CODES[spec.value["protocol"]]

    def ways(self):
        """Package and signature of each way, how it sends, and what `calls.js` is told of it."""
        if self.is_aliyun:
            for place in ("query", "body"):
                yield "@alicloud/openapi-client", "ACS3-HMAC-SHA256", place, {"way": "openapi", "signature": "ACS3", "place": place}
            yield "@alicloud/openapi-client", "1.0", "query", {"way": "openapi", "signature": "V1", "place": "query"}
            for verb in ("GET", "POST"):
                yield "@alicloud/pop-core", "1.0", verb, {"way": "pop", "verb": verb}
        else:
            for sign in SIGNS:
                for verb in ("POST", "GET"):
                    yield "tencentcloud-sdk-nodejs", sign, verb, {"way": "tencentV3", "sign": sign, "verb": verb}

    def tasks(self):
        for client, signature, form, way in self.ways():
            name = f"{self.spec.id}: {client} {signature} {form}"
            self.report.calls(name, client, signature)
            for action in self.spec.actions:
                for title, parameters in calls.requests(self.spec, action):
                    if self.is_aliyun:
                        parameters = {"RegionId": calls.REGION["aliyun"], **parameters}
                    version = self.spec.version if self.is_aliyun else self.spec.version.replace("-", "")
                    task = {"product": self.spec.value["product"], "version": version, "action": action, "parameters": parameters}
                    yield name, title, {**way, **task}

    def run(self):
        tasks = list(self.tasks())
        lines = "".join(json.dumps(task) + "\n" for _, _, task in tasks)
        command = ["node", self.folder / "calls.js", self.address, calls.ID, calls.SECRET]
        done = subprocess.run(command, input=lines, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=self.folder)
        came = {outcome["number"]: outcome for outcome in map(json.loads, done.stdout.splitlines())}
        for number, (name, title, task) in enumerate(tasks):
            outcome = came.get(number, {"code": "-", "message": "Node ended before this call"})
            self.report.check(name, f"{task['action']}, {title}", self.problems(task, outcome))

    def problems(self, task, outcome):
        judged = calls.Outcome(outcome.get("answer"), outcome.get("code"), outcome.get("message"), outcome.get("status", 200))
        return calls.judge(self.spec, task["action"], task["parameters"], judged, self.codes)
