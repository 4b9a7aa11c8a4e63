"""Drives `docquarry serve` with the vendors' own SDKs.

`spec` reads the specs and judges values by them, `report` counts, `calls` holds what the suites share; `tencent_v3`,
`tencent_v2` and `aliyun` are one suite for each protocol. Expected values come from the specs alone, never from an SDK.
"""
