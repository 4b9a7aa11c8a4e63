//! Calls with the vendors' own tools: the SDK for Python and the command line. The general call of each SDK is used, which
//! takes any action with names and values; it exists for every product, and its words are those of the documents.

use docquarry_runtime::sign::flatten::flatten;
use serde_json::Value;

use crate::emit::curl::{quoted, word};
use crate::spec::model::Protocol;

use super::{Call, Sample, python as literal, with_file};

/// A program with the SDK for Python, for protocols that a current one speaks.
pub(super) fn python(call: &Call<'_>) -> Option<String> {
    let api = &call.model.api;
    let text = |text: &str| Value::from(text).to_string();
    let [name, product, version] = [call.name, &api.product, &api.version].map(text);
    let region = text(call.region().unwrap_or_default());
    match api.protocol {
        Protocol::TencentV3 => {
            let parameters = literal(&Value::Object(call.parameters.clone()), 0);
            Some(format!(
                "from tencentcloud.common import credential\n\
                 from tencentcloud.common.common_client import CommonClient\n\n\
                 credentials = credential.EnvironmentVariableCredential().get_credential()\n\
                 client = CommonClient({product}, {version}, credentials, {region})\n\
                 answer = client.call_json({name}, {parameters})\n\
                 print(answer)\n"
            ))
        }
        Protocol::AliyunRpc => {
            let lines: String = flat(call)
                .iter()
                .map(|(name, value)| format!("request.add_query_param({}, {})\n", text(name), text(value)))
                .collect();
            let host = text(&api.host);
            Some(format!(
                "import os\n\n\
                 from aliyunsdkcore.client import AcsClient\n\
                 from aliyunsdkcore.request import CommonRequest\n\n\
                 client = AcsClient(\n    os.environ[\"ALIBABA_CLOUD_ACCESS_KEY_ID\"],\n    \
                 os.environ[\"ALIBABA_CLOUD_ACCESS_KEY_SECRET\"],\n    {region},\n)\n\
                 request = CommonRequest(domain={host}, version={version}, action_name={name})\n\
                 {lines}print(client.do_action_with_exception(request))\n"
            ))
        }
        Protocol::TencentV2 | Protocol::Rest => None,
    }
}

/// The vendor's command line, by its name.
pub(super) fn tool(call: &Call<'_>) -> Option<Sample> {
    let api = &call.model.api;
    let region = call.region();
    match api.protocol {
        Protocol::TencentV3 => {
            let region = region.map(|region| format!(" --region {}", word(region))).unwrap_or_default();
            let [product, name, version] = [&api.product, call.name, &api.version].map(word);
            let command =
                format!("tccli {product} {name} --version {version}{region} --cli-input-json file://request.json");
            Some(("tccli", with_file(call, &command)))
        }
        Protocol::AliyunRpc => {
            let mut words = vec![format!("aliyun {} {}", word(&api.product), word(call.name))];
            if !call.parameters.contains_key("RegionId") {
                words.extend(region.map(|region| format!("--RegionId {}", word(region))));
            }
            words.extend(
                flat(call).iter().map(|(name, value)| format!("{} {}", word(&format!("--{name}")), quoted(value))),
            );
            Some(("aliyun", words.join(" \\\n  ") + "\n"))
        }
        Protocol::TencentV2 | Protocol::Rest => None,
    }
}

/// The parameters as flat names and values.
fn flat(call: &Call<'_>) -> Vec<(String, String)> {
    flatten(&Value::Object(call.parameters.clone()), call.model.api.first_index)
}
