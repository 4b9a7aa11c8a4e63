#!/usr/bin/env python3
"""Proves that the vendors' own SDKs cannot tell `docquarry serve` from a correct service.

    python3 tests/sdk/run.py                     # all suites
    python3 tests/sdk/run.py --only tencent-ecm  # one of them
    python3 tests/sdk/run.py --only node         # the SDKs for Node; they need npm
    python3 tests/sdk/run.py --only tccli        # the command line tool of Tencent Cloud, over TLS
    python3 tests/sdk/run.py --prepare           # only set up the virtual environment
    python3 tests/sdk/run.py --readme            # and write the table of the README

The SDKs of `requirements.txt` are installed into a virtual environment below `target/`, once: later runs need no
network. Then `docquarry serve` is built and started on a free port of the loopback interface, and `proof` drives it.
The SDKs of `node/package-lock.json` are installed in the same way.
"""

import argparse
import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
SUITES = ("tencent-clb", "tencent-ecm", "tencent-clb-v2", "aliyun-slb")
REMEMBER, NODE, TCCLI = "remember", "node", "tccli"
OTHERS = (REMEMBER, NODE, TCCLI)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=(*SUITES, *OTHERS), action="append", help="run this suite; may be repeated")
    parser.add_argument("--prepare", action="store_true", help="set up the virtual environment and stop")
    parser.add_argument("--binary", type=Path, help="the docquarry command; built where it is not given")
    parser.add_argument("--readme", action="store_true", help="write the table of clients into the README")
    parser.add_argument("--verbose", action="store_true", help="show every failure")
    options = parser.parse_args()
    python = environment()
    if options.prepare:
        return 0
    if Path(sys.prefix) != python.parent.parent:
        return subprocess.call([python, "-X", "utf8", __file__, *sys.argv[1:]])
    from proof.report import Report

    report = Report(options.verbose)
    binary, wanted = options.binary or build(), options.only or [*SUITES, *OTHERS]
    if suites := [id for id in wanted if id in SUITES]:
        with Server(binary) as server:
            for id in suites:
                run(id, server, report)
    if NODE in wanted and not options.only and not shutil.which("npm"):
        print("the SDKs for Node were left out: there is no npm here")
    elif NODE in wanted:
        with Server(binary) as server:
            node(server, report)
    if TCCLI in wanted:
        tccli(binary, report)
    if REMEMBER in wanted:
        remember(binary, report)
    is_good = report.finish()
    if options.readme:
        report.write_table(ROOT / "README.md")
    return 0 if is_good else 1


def environment(folder=HERE, name="sdk-venv"):
    """The Python of a folder's virtual environment, which is made where it is missing or of other requirements."""
    requirements = folder / "requirements.txt"
    wanted = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()
    home = TARGET / name
    python, stamp = home / "bin" / "python", home / "requirements.sha256"
    if Path(sys.prefix) == home or stamp.exists() and stamp.read_text() == wanted:
        return python
    print(f"setting up {home}", flush=True)
    venv.create(home, clear=True, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--requirement", requirements], check=True)
    stamp.write_text(wanted)
    return python


def node_modules():
    """The folder with the script that makes calls and with the SDKs for Node, which are installed once."""
    source, home = HERE / "node", TARGET / "sdk-node"
    wanted = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()
    stamp = home / "package-lock.sha256"
    home.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "calls.js"):
        shutil.copyfile(source / name, home / name)
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"setting up {home}", flush=True)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=home, check=True)
        stamp.write_text(wanted)
    return home


def build():
    """Builds the command and returns where it is."""
    subprocess.run(["cargo", "build", "--quiet", "--package", "docquarry"], cwd=ROOT, check=True)
    return TARGET / "debug" / "docquarry"


class Server:
    """`docquarry serve` with all specs on a free port, until the end of the `with` block. A certificate that it makes
    for itself is kept in the folder.
    """

    def __init__(self, binary, *more, folder=None):
        from proof import calls

        self.certificate = folder and str(Path(folder) / "docquarry" / "self-signed.pem")
        self.environment = {**os.environ, "XDG_STATE_HOME": str(folder)} if folder else None

        specs = [ROOT / "spec" / f"{id}.json" for id in SUITES]
        self.command = [binary, "serve", *specs, "--listen", "127.0.0.1:0", "--credentials", f"{calls.ID}:{calls.SECRET}", *more]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True, env=self.environment)
        for line in self.process.stdout:
            if found := re.search(r"https?://([0-9.]+:[0-9]+)", line):
                self.address = found.group(1)
                return self
        raise SystemExit(f"`docquarry serve` ended with {self.process.wait()} before it listened")

    def kill(self):
        """Ends the process without asking it, as a lack of memory does."""
        self.process.kill()
        self.process.wait(timeout=20)

    def __exit__(self, *error):
        if self.process.poll() is not None:
            return
        self.process.terminate()
        code = self.process.wait(timeout=20)
        if code != 0 and error == (None, None, None):
            raise SystemExit(f"`docquarry serve` ended with {code} after SIGTERM")


def remember(binary, report):
    """Runs the suite of a server that remembers in a file, and that is killed in between."""
    from proof.remember import Suite

    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as servers:
        more = ("--state", Path(folder) / "kept.state", "--log", "off")
        running = [servers.enter_context(Server(binary, *more))]

        def restart():
            running[-1].kill()
            running.append(servers.enter_context(Server(binary, *more)))
            return running[-1].address

        Suite(running[-1].address, restart, report).run()


def node(server, report):
    """Runs the suites of the SDKs for Node."""
    from proof.node import Suite
    from proof.spec import Spec

    folder = node_modules()
    for id in ("tencent-clb", "tencent-ecm", "aliyun-slb"):
        Suite(Spec(ROOT / "spec" / f"{id}.json"), folder, server.address, report).run()


def tccli(binary, report):
    """Runs the suite of the command line tool of Tencent Cloud, which speaks only https."""
    from proof.spec import Spec
    from proof.tccli import Suite

    python = environment(HERE / "tccli", "tccli-venv")
    with tempfile.TemporaryDirectory() as folder, Server(binary, "--tls", "self-signed", "--log", "off", folder=folder) as server:
        for id in ("tencent-clb", "tencent-ecm"):
            Suite(Spec(ROOT / "spec" / f"{id}.json"), python, server, report).run()


def run(id, server, report):
    """Runs the suite of one spec."""
    from proof.spec import Spec

    if id == "aliyun-slb":
        from proof.aliyun import Suite
        from proof.aliyun_current import Suite as Current

        Current(Spec(ROOT / "spec" / f"{id}.json"), server.address, report).run()
    elif id == "tencent-clb-v2":
        from proof.tencent_v2 import Suite
    else:
        from proof.tencent_v3 import Suite
    Suite(Spec(ROOT / "spec" / f"{id}.json"), server.address, report).run()


if __name__ == "__main__":
    sys.exit(main())
