"""Gives command lines to tccli, one after the other in one process: `calls.py ADDRESS`.

A line of standard input is a JSON list of arguments, and a line of standard output what came of it: what tccli printed
and the service's answer behind it, or how it failed, or that it does not know the action. Starting a Python for each would take minutes.
"""

import functools
import io
import json
import sys

from tccli.command import CLICommand
from tccli.loaders import Loader
from tencentcloud.common.abstract_client import AbstractClient
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException


class Kept(io.BytesIO):
    """What is printed. tccli wraps standard output once more for each call, and each wrap closes it."""

    def close(self):
        pass


def recording():
    """The list of the services' answers, to which every further answer is added."""
    answers, once = [], AbstractClient.call

    def call(*arguments, **options):
        answers.append(once(*arguments, **options))
        return answers[-1]

    AbstractClient.call = call
    return answers


@functools.cache
def is_known(service, action):
    """Whether this edition of tccli knows an action."""
    loader = Loader()
    return action in loader.get_service_model(service, loader.get_service_default_version(service))["actions"]


def outcome(command, arguments, answers):
    printed, output = Kept(), sys.stdout
    sys.stdout = io.TextIOWrapper(printed, encoding="utf-8")
    try:
        command(arguments)
        sys.stdout.flush()
        return {"printed": json.loads(printed.getvalue()), "answer": json.loads(answers.pop())["Response"]}
    except TencentCloudSDKException as error:
        return {"code": error.get_code(), "message": error.get_message()}
    except (Exception, SystemExit) as error:  # Whatever else it fails with is a failure of the call.
        return {"code": "-", "message": f"{type(error).__name__}: {error}"[:500]}
    finally:
        sys.stdout = output


def main(address):
    command, answers = CLICommand(), recording()
    for line in sys.stdin:
        arguments = [*json.loads(line), "--endpoint", address]
        # tccli looks for the version of the service in the arguments of the process.
        sys.argv[1:] = arguments
        known = is_known(*arguments[:2])
        print(json.dumps(outcome(command, arguments, answers) if known else {"unknown": True}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
