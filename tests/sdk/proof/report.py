"""Counting: a check passes or fails, a failure says why, a group is one line of the result."""

import re
import time
from pathlib import Path

SHOWN = 12
FOLDER = Path(__file__).resolve().parent.parent


class Report:
    """Counts checks by group and prints failures as they come."""

    def __init__(self, verbose=False):
        self.verbose = verbose
        self.groups = {}
        self.began = {}
        self.rows = {}

    def calls(self, group, client, signature):
        """Says which client makes the calls of a group, by the name of its package, and how it signs them."""
        self.rows[group] = (client, signature)

    def check(self, group, name, problems):
        """Counts one check; `problems` is a list of sentences, empty where all is well."""
        passed, failed = self.groups.get(group, (0, 0))
        self.began.setdefault(group, time.monotonic())
        if not problems:
            self.groups[group] = (passed + 1, failed)
            return True
        self.groups[group] = (passed, failed + 1)
        if failed < SHOWN or self.verbose:
            print(f"FAILED {group}: {name}")
            for problem in problems[:None if self.verbose else 6]:
                print(f"    {problem}")
        elif failed == SHOWN:
            print(f"FAILED {group}: … (more with --verbose)")
        return False

    def finish(self):
        """Prints the table and the last line; true if nothing failed and something passed."""
        for group, (passed, failed) in self.groups.items():
            print(f"{group:<52} {passed:>6} passed {failed:>5} failed")
        passed = sum(passed for passed, _ in self.groups.values())
        failed = sum(failed for _, failed in self.groups.values())
        print(f"{passed} passed, {failed} failed")
        return failed == 0 and passed > 0

    def table(self):
        """The table of the README: client, version, signatures, calls that came out right of all."""
        rows = {}
        for group, (client, signature) in self.rows.items():
            passed, failed = self.groups.get(group, (0, 0))
            signatures, right, all_ = rows.get(client, (set(), 0, 0))
            rows[client] = (signatures | {signature}, right + passed, all_ + passed + failed)
        lines = ["| client | version | signature | calls right of all |", "|---|---|---|---:|"]
        for client, (signatures, right, all_) in sorted(rows.items()):
            lines.append(f"| {client} | {version(client)} | {', '.join(sorted(signatures))} | {right:,} of {all_:,} |")
        return "\n".join(lines)

    def write_table(self, path):
        """Writes the table between its marks."""
        text = path.read_text(encoding="utf-8")
        between = re.compile(r"(<!-- clients -->\n).*?(<!-- /clients -->)", re.DOTALL)
        path.write_text(between.sub(lambda marks: f"{marks[1]}{self.table()}\n{marks[2]}", text), encoding="utf-8")


def version(client):
    """The locked version of a client."""
    for folder in (FOLDER, FOLDER / "tccli"):
        for line in (folder / "requirements.txt").read_text(encoding="utf-8").splitlines():
            package, _, locked = line.partition("==")
            if package == client:
                return locked
    locked = re.search(rf'"{re.escape(client)}": "([^"]+)"', (FOLDER / "node/package.json").read_text(encoding="utf-8"))
    return locked[1] if locked else "?"
