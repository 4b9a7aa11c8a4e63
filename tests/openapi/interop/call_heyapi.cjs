// Calls every operation with a client that openapi-ts generated and tsc compiled: FOLDER BASE-URL CASES.
const { readFileSync } = require("node:fs");
const path = require("node:path");

const [folder, base, file] = process.argv.slice(2);
const { client } = require(path.resolve(folder, "client.gen.js"));
const sdk = require(path.resolve(folder, "sdk.gen.js"));
const functions = Object.fromEntries(Object.entries(sdk).map(([name, call]) => [name.toLowerCase(), call]));
client.setConfig({ baseUrl: base });

(async () => {
  const results = {};
  for (const item of JSON.parse(readFileSync(file, "utf8"))) {
    try {
      const { data, error, response } = await functions[item.id.toLowerCase()]({ body: item.body, headers: item.headers });
      results[item.id] = { status: response.status, answer: data ?? error ?? null };
    } catch (error) {
      results[item.id] = { thrown: String(error) };
    }
  }
  console.log(JSON.stringify(results));
})();
