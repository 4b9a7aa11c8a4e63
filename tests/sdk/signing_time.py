#!/usr/bin/env python3
"""How long the vendor's Python SDK takes to serialize and sign a request, in microseconds: the peer of
`cargo xtask bench`. The arguments are the action and its parameters as JSON; the median of several rounds is printed.
"""

import json
import sys
import time

from tencentcloud.clb.v20180317 import clb_client, models
from tencentcloud.common import credential
from tencentcloud.common.http.request import RequestInternal

ROUNDS, CALLS = 15, 400


def main():
    action, parameters = sys.argv[1], json.loads(sys.argv[2])
    client = clb_client.ClbClient(credential.Credential("AKIDbench", "docquarry-bench-secret"), "ap-guangzhou")
    request = getattr(models, f"{action}Request")()
    request._deserialize(parameters)

    def signed():
        inner = RequestInternal("clb.tencentcloudapi.com", "POST", "/", header={})
        client._build_req_inter(action, request._serialize(), inner)
        return inner

    assert json.loads(signed().data) == parameters
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(CALLS):
            signed()
        times.append((time.perf_counter() - start) / CALLS * 1e6)
    print(sorted(times)[ROUNDS // 2])


if __name__ == "__main__":
    main()
