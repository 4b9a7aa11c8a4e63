"""A server that remembers, through the vendors' SDKs: create, wait, use and delete a load balancer with its listener, its
rule and its targets. Everything that was answered must survive `kill -9`.
"""

import time

from alibabacloud_slb20140515 import models as slb
from alibabacloud_slb20140515.client import Client as SlbClient
from alibabacloud_tea_openapi.utils_models import Config
from darabonba.exceptions import DaraException
from darabonba.runtime import RuntimeOptions
from tencentcloud.clb.v20180317 import clb_client, models as clb
from tencentcloud.common import credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile

from . import calls

GROUP = "remember"


class Suite:
    """Both APIs against servers that keep one file; `restart` kills the server and gives the address of the next one."""

    def __init__(self, address, restart, report):
        self.address, self.restart, self.report = address, restart, report

    def check(self, name, *facts):
        self.report.check(GROUP, name, [sentence for sentence, holds in facts if not holds])

    def run(self):
        self.tencent()
        self.aliyun()

    # Tencent API 3.0.

    def clb(self, action, **parameters):
        """The answer of an action, or the code of its error."""
        http = HttpProfile(protocol="http", endpoint=self.address)
        profile = ClientProfile(httpProfile=http)
        client = clb_client.ClbClient(credential.Credential(calls.ID, calls.SECRET), calls.REGION["tencent"], profile)
        request = getattr(clb, f"{action}Request")()
        request._deserialize(parameters)
        try:
            return getattr(client, action)(request)
        except TencentCloudSDKException as error:
            return error.get_code()

    def wait(self, answer):
        """Waits for the task that a call started, as a client of the API does."""
        for _ in range(100):
            status = self.clb("DescribeTaskStatus", TaskId=answer.RequestId).Status
            if status != 2:
                return status
            time.sleep(0.05)
        return "the task never ends"

    def tencent(self):
        created = self.clb("CreateLoadBalancer", LoadBalancerType="OPEN", LoadBalancerName="shop", Number=2)
        balancer, other = created.LoadBalancerIds
        self.check("create two load balancers", ("ids are alike", balancer != other), ("not done", self.wait(created) == 0))
        listener = self.clb("CreateListener", LoadBalancerId=balancer, Ports=[80, 81], Protocol="HTTP", ListenerNames=["web", "api"])
        web, api = listener.ListenerIds
        rule = self.clb("CreateRule", LoadBalancerId=balancer, ListenerId=web, Rules=[{"Domain": "shop.example", "Url": "/"}])
        (location,) = rule.LocationIds
        place = {"LoadBalancerId": balancer, "ListenerId": web, "LocationId": location}
        target = {"InstanceId": "ins-1", "Port": 8080}
        self.wait(self.clb("RegisterTargets", Targets=[{**target, "Weight": 5}, {"InstanceId": "ins-2", "Port": 8080}], **place))
        self.clb("ModifyTargetWeight", Targets=[target], Weight=50, **place)
        self.clb("DeregisterTargets", Targets=[{"InstanceId": "ins-2", "Port": 8080}], **place)
        self.clb("ModifyLoadBalancerAttributes", LoadBalancerId=balancer, LoadBalancerName="market")

        self.address = self.restart()

        shown = self.clb("DescribeLoadBalancers", LoadBalancerIds=[balancer])
        names = [one.LoadBalancerName for one in shown.LoadBalancerSet]
        self.check("describe the load balancer after kill -9", (f"shown are {names}", names == ["market"] and shown.TotalCount == 1))
        listeners = self.clb("DescribeListeners", LoadBalancerId=balancer).Listeners
        ports = [(one.ListenerId, one.Port, one.ListenerName) for one in listeners]
        self.check("describe listeners", (f"shown are {ports}", ports == [(web, 80, "web"), (api, 81, "api")]))
        (shown,) = [one for one in self.clb("DescribeTargets", LoadBalancerId=balancer).Listeners if one.ListenerId == web]
        targets = [(one.InstanceId, one.Port, one.Weight) for one in shown.Rules[0].Targets]
        self.check("describe targets", (f"shown are {targets}", targets == [("ins-1", 8080, 50)]))

        self.clb("DeleteListener", LoadBalancerId=balancer, ListenerId=web)
        gone = self.clb("ModifyRule", **place, Url="/x")
        self.check("a rule ends with its listener", (f"changed with {gone}", gone == "InvalidParameter.ListenerIdNotFound"))
        self.wait(self.clb("DeleteLoadBalancer", LoadBalancerIds=[balancer]))
        left = self.clb("DescribeLoadBalancers", LoadBalancerIds=[balancer, other]).LoadBalancerSet
        self.check("only the other is left", ("it is not", [one.LoadBalancerId for one in left] == [other]))
        again = self.clb("DeleteLoadBalancer", LoadBalancerIds=[balancer])
        self.check("a second delete is refused", (f"it answered {again}", again == "InvalidParameter.LBIdNotFound"))

    # Alibaba's RPC API.

    def slb(self, method, **parameters):
        """The answer of an action, or the code of its error."""
        config = Config(access_key_id=calls.ID, access_key_secret=calls.SECRET, endpoint=self.address, protocol="http")
        config.region_id = calls.REGION["aliyun"]
        name = "".join(word.capitalize() for word in method.split("_"))
        known = {name.lower(): name for name in dir(slb)}
        request = getattr(slb, known[f"{name}request".lower()])(region_id=calls.REGION["aliyun"], **parameters)
        try:
            return getattr(SlbClient(config), f"{method}_with_options")(request, RuntimeOptions(autoretry=False)).body
        except DaraException as error:
            return error.code

    def aliyun(self):
        token = {"client_token": "token-1", "load_balancer_name": "shop"}
        balancer = self.slb("create_load_balancer", **token).load_balancer_id
        again = self.slb("create_load_balancer", **token).load_balancer_id
        self.check("a repeated client token makes nothing new", ("it did", balancer == again))
        group = self.slb("create_vserver_group", load_balancer_id=balancer, vserver_group_name="pool",
                         backend_servers='[{"ServerId": "i-1", "Port": "80", "Weight": "100"}]').vserver_group_id
        self.slb("add_vserver_group_backend_servers", vserver_group_id=group,
                 backend_servers='[{"ServerId": "i-2", "Port": "80", "Weight": "50"}]')
        port = {"load_balancer_id": balancer, "listener_port": 80}
        self.slb("create_load_balancer_tcplistener", bandwidth=-1, vserver_group_id=group, **port)
        taken = self.slb("create_load_balancer_tcplistener", bandwidth=-1, **port)
        self.check("a port is taken once", (f"it answered {taken}", taken == "ListenerAlreadyExists"))
        self.slb("start_load_balancer_listener", **port)

        self.address = self.restart()

        shown = self.slb("describe_load_balancer_tcplistener_attribute", **port)
        self.check("describe the listener after kill -9", (f"it is {shown.status}", shown.status == "running"),
                   ("it is of another group", shown.vserver_group_id == group))
        servers = self.slb("describe_vserver_group_attribute", vserver_group_id=group).backend_servers.backend_server
        pairs = [(one.server_id, one.weight) for one in servers]
        self.check("describe the group", (f"shown are {pairs}", pairs == [("i-1", 100), ("i-2", 50)]))
        self.slb("delete_load_balancer", load_balancer_id=balancer)
        gone = self.slb("describe_vserver_group_attribute", vserver_group_id=group)
        self.check("a group ends with its load balancer", (f"it answered {gone}", gone == "ResourceNotFound.VServerGroup"))
        again = self.slb("delete_load_balancer", load_balancer_id=balancer)
        self.check("a second delete is refused", (f"it answered {again}", again == "ResourceNotExist"))
