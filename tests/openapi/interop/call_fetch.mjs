// Calls every operation with openapi-fetch: BASE-URL CASES.
import { readFileSync } from "node:fs";
import createClient from "openapi-fetch";

const [base, file] = process.argv.slice(2);
const client = createClient({ baseUrl: base });
const results = {};
for (const item of JSON.parse(readFileSync(file, "utf8"))) {
  try {
    const headers = { ...item.headers, "Content-Type": item.kind };
    const { data, error, response } = await client.POST(item.path, { body: item.body, headers });
    results[item.id] = { status: response.status, answer: data ?? error ?? null };
  } catch (error) {
    results[item.id] = { thrown: String(error) };
  }
}
console.log(JSON.stringify(results));
