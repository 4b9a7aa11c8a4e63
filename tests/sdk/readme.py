#!/usr/bin/env python3
"""Runs the commands of the README that stand between `<!-- run -->` and `<!-- /run -->`, in one shell, as a reader would
paste them. Fails where one of them fails; whatever is still running in the background is ended.
"""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 1800


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def main():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"<!-- run -->\n```sh\n(.*?)```\n<!-- /run -->", readme, re.DOTALL)
    if not blocks:
        raise SystemExit("README.md has no commands to run")
    commands = "\n".join(blocks).replace("127.0.0.1:8080", f"127.0.0.1:{free_port()}")
    shell = subprocess.Popen(["bash", "-euo", "pipefail", "-c", commands], cwd=ROOT, start_new_session=True)
    try:
        code = shell.wait(timeout=LIMIT)
    finally:
        # The server of the first block runs in the background of the shell's session.
        try:
            os.killpg(shell.pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
    print(f"{len(blocks)} blocks of commands ended with {code}")
    return code


if __name__ == "__main__":
    sys.exit(main())
