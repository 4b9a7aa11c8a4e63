#!/usr/bin/env python3
"""Runs the commands of the guide that are between `<!-- run -->` and `<!-- /run -->`, in one shell for each chapter, as a
reader would paste them. Fails where one of them fails; whatever is still running in the background is ended.
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


def run(blocks):
    """Runs the blocks of one chapter; the exit code."""
    commands = "\n".join(blocks).replace("127.0.0.1:8080", f"127.0.0.1:{free_port()}")
    shell = subprocess.Popen(["bash", "-euo", "pipefail", "-c", commands], cwd=ROOT, start_new_session=True)
    try:
        return shell.wait(timeout=LIMIT)
    finally:
        # A server of the first block runs in the background of the shell's session.
        try:
            os.killpg(shell.pid, signal.SIGTERM)
        except ProcessLookupError:
            pass


def main():
    worst = None
    for chapter in [ROOT / "README.md", *sorted((ROOT / "generator/guide").glob("*.md"))]:
        text = chapter.read_text(encoding="utf-8")
        blocks = re.findall(r"<!-- run -->\n```sh\n(.*?)```\n<!-- /run -->", text, re.DOTALL)
        if blocks:
            code = run(blocks)
            print(f"{chapter.name}: {len(blocks)} blocks of commands ended with {code}")
            worst = max(worst or 0, abs(code))
    if worst is None:
        raise SystemExit("neither README nor guide has commands to run")
    return worst


if __name__ == "__main__":
    sys.exit(main())
