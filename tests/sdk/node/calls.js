'use strict';
// Makes the calls that come as lines of JSON on standard input with the vendors' SDKs for Node, and writes what came of
// each as a line of JSON. The first argument is the server, `127.0.0.1:8080`; then the id and the secret.

const readline = require('node:readline');
const { Config, OpenApiRequest, Params, default: OpenApi } = require('@alicloud/openapi-client');
const OpenApiUtil = require('@alicloud/openapi-util').default;
const { RuntimeOptions } = require('@alicloud/tea-util');
const { RPCClient } = require('@alicloud/pop-core');
const tencent = require('tencentcloud-sdk-nodejs');

const [address, id, secret] = process.argv.slice(2);
const AT_ONCE = 8;
const kept = new Map();

/** A client, made once for each way of calling. */
function client(key, make) {
  if (!kept.has(key)) kept.set(key, make());
  return kept.get(key);
}

async function tencentV3({ product, version, sign, verb, action, parameters }) {
  const sdk = client(`${product} ${sign} ${verb}`, () => new tencent[product][`v${version}`].Client({
    credential: { secretId: id, secretKey: secret },
    region: 'ap-guangzhou',
    profile: {
      signMethod: sign,
      language: 'en-US',
      httpProfile: { endpoint: address, protocol: 'http://', reqMethod: verb },
    },
  }));
  // Actions that the vendor has withdrawn have no method any more.
  const call = typeof sdk[action] === 'function' ? () => sdk[action](parameters) : () => sdk.request(action, parameters);
  for (let attempt = 1; ; attempt++) {
    try {
      return { answer: await call() };
    } catch (error) {
      // The SDK's nonces have 16 bits, so that two calls within a second may have the same one.
      if (error.code === 'AuthFailure.SignatureExpire' && attempt < 3) continue;
      return { code: String(error.code), message: error.message };
    }
  }
}

async function openapi({ signature, place, version, action, parameters }) {
  const sdk = client(`openapi ${signature}`, () => {
    const config = new Config({ accessKeyId: id, accessKeySecret: secret, endpoint: address, protocol: 'http' });
    config.regionId = 'cn-hangzhou';
    if (signature === 'V1') config.signatureAlgorithm = 'v2';
    return new OpenApi(config);
  });
  const params = new Params({
    action, version, protocol: 'HTTP', method: 'POST', authType: 'AK', style: 'RPC', pathname: '/',
    reqBodyType: 'formData', bodyType: 'json',
  });
  const flat = OpenApiUtil.query(parameters);
  const request = new OpenApiRequest(place === 'body' ? { body: flat } : { query: flat });
  try {
    const answer = await sdk.callApi(params, request, new RuntimeOptions({ autoretry: false }));
    return { answer: answer.body, status: answer.statusCode };
  } catch (error) {
    return { code: String(error.code), message: error.message, status: error.data && error.data.statusCode };
  }
}

async function pop({ verb, version, action, parameters }) {
  const sdk = client('pop', () => new RPCClient({
    accessKeyId: id, accessKeySecret: secret, endpoint: `http://${address}`, apiVersion: version,
  }));
  try {
    return { answer: await sdk.request(action, parameters, { method: verb, formatParams: false }) };
  } catch (error) {
    return { code: String(error.code), message: error.message };
  }
}

const WAYS = { tencentV3, openapi, pop };

async function main() {
  const tasks = [];
  for await (const line of readline.createInterface({ input: process.stdin })) tasks.push(JSON.parse(line));
  let next = 0;
  const work = async () => {
    while (next < tasks.length) {
      const number = next++;
      const outcome = await WAYS[tasks[number].way](tasks[number]);
      process.stdout.write(`${JSON.stringify({ number, ...outcome })}\n`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
