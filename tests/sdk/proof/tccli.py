"""tccli, the command line tool of Tencent Cloud, which speaks only https: every action that it knows, over TLS with the
certificate that `docquarry serve --tls self-signed` makes. `tccli/calls.py` gives it the command lines. The vendor has
withdrawn some documented actions, which its tool of today does not know."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import calls
from .spec import without_nulls

CODES = calls.CODES["tencent-v3"]


class Suite:
    """One product against one server, with tccli in a Python of its own."""

    def __init__(self, spec, python, server, report):
        self.spec, self.python, self.server, self.report = spec, Path(python), server, report
        self.address = server.address.replace("127.0.0.1", "localhost")
        self.group = f"{spec.id}: tccli over TLS"
        self.report.calls(self.group, "tccli", "TC3-HMAC-SHA256 over TLS")

    def run(self):
        with tempfile.TemporaryDirectory() as home:
            self.environment = self.set_up(Path(home))
            self.every_action()
            self.as_a_command()

    def set_up(self, home):
        """A home with the settings of tccli, and the environment of its processes."""
        settings, product = home / ".tccli", self.spec.value["product"]
        settings.mkdir()
        common = {"region": calls.REGION["tencent"], "output": "json"}
        service = {"version": self.spec.version, "endpoint": self.address}
        (settings / "default.configure").write_text(json.dumps({"_sys_param": common, product: service}))
        (settings / "default.credential").write_text(json.dumps({"secretId": calls.ID, "secretKey": calls.SECRET}))
        self.trust(home / "python" / "certifi")
        return {**os.environ, "HOME": str(home), "PYTHONPATH": str(home / "python")}

    def trust(self, folder):
        """A copy of certifi with the certificate of the server: tccli asks certifi and no variable of the environment."""
        found = subprocess.run([self.python, "-m", "certifi"], capture_output=True, text=True, check=True).stdout.strip()
        shutil.copytree(Path(found).parent, folder)
        with (folder / "cacert.pem").open("a") as bundle:
            bundle.write(Path(self.server.certificate).read_text())

    def line(self, action, request):
        """A command line. What is not a scalar is JSON."""
        line = [self.spec.value["product"], action]
        for name, value in request.items():
            line += [f"--{name}", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)]
        return line

    def every_action(self):
        tried = [(action, title, request) for action in self.spec.actions for title, request in calls.requests(self.spec, action)]
        lines = "".join(json.dumps(self.line(action, request)) + "\n" for action, _, request in tried)
        script = Path(__file__).resolve().parent.parent / "tccli" / "calls.py"
        command = [self.python, "-X", "utf8", script, self.address]
        done = subprocess.run(command, input=lines, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=self.environment)
        came = [json.loads(line) for line in done.stdout.splitlines()]
        came += [{"code": "-", "message": "Python ended before this call"}] * (len(tried) - len(came))
        unknown = set()
        for (action, title, request), result in zip(tried, came):
            if "unknown" in result:
                unknown.add(action)
            else:
                self.report.check(self.group, f"{action}, {title}", self.problems(action, request, result))
        if unknown:
            print(f"{self.spec.id}: tccli does not know {len(unknown)} actions: {', '.join(sorted(unknown))}")
        problems = ["it knows less than nine of ten"] if len(unknown) * 10 > len(self.spec.actions) else []
        self.report.check(f"{self.spec.id}: actions", "actions that tccli knows", problems)

    def problems(self, action, request, result):
        if "code" in result:
            outcome = calls.Outcome(code=result["code"], message=result["message"])
        else:
            outcome = calls.Outcome(answer=result["answer"], parsed=without_nulls(result["printed"]))
        return calls.judge(self.spec, action, request, outcome, CODES)

    def as_a_command(self):
        """One call in a process of its own, as a person makes it, and one that does not trust the certificate."""
        action = min(self.spec.actions, key=lambda name: len(self.spec.build(name, False)))
        command = [self.python.parent / "tccli", *self.line(action, self.spec.build(action, False))]
        done = subprocess.run(command, capture_output=True, text=True, env=self.environment)
        problems = [] if done.returncode == 0 and "RequestId" in done.stdout else [done.stdout + done.stderr]
        self.report.check(self.group, f"{action} in a process of its own", problems)
        distrusting = {name: value for name, value in self.environment.items() if name != "PYTHONPATH"}
        done = subprocess.run(command, capture_output=True, text=True, env=distrusting)
        problems = ["an unknown certificate was trusted"] if done.returncode == 0 or "RequestId" in done.stdout else []
        self.report.check(self.group, f"{action} without the certificate", problems)
