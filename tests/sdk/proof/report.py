"""Counting: a check passes or fails, a failure says why, a group is one line of the result."""

import time

SHOWN = 12


class Report:
    """Counts checks by group and prints failures as they come."""

    def __init__(self, verbose=False):
        self.verbose = verbose
        self.groups = {}
        self.began = {}

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
