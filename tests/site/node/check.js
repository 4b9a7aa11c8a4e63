// Looks at a site: `node check.js SITE BROWSER [PICTURES]`. See ../run.py.
"use strict";
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const puppeteer = require("puppeteer-core");

const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [site, executablePath, pictures] = process.argv.slice(2);
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json" };
const MOST_MS = 50;

let failures = 0;
let passes = 0;
function check(good, what, more) {
  if (good) passes += 1;
  else {
    failures += 1;
    console.log("FAILED: " + what + (more ? ": " + more : ""));
  }
}

function serve() {
  const server = http.createServer((request, response) => {
    const file = path.join(site, decodeURIComponent(new URL(request.url, "http://x").pathname));
    if (!file.startsWith(site) || !fs.existsSync(file) || fs.statSync(file).isDirectory()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": (types[path.extname(file)] || "text/plain") + "; charset=utf-8" });
    response.end(fs.readFileSync(file));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const exists = (name) => fs.existsSync(path.join(site, name));
const first = (folder) => folder + "/" + fs.readdirSync(path.join(site, folder)).sort()[0];

// One page of each kind.
function kinds() {
  const pages = {
    apis: "index.html", overview: "tencent-clb/index.html", action: "tencent-clb/actions/CreateListener.html",
    "flat action": "aliyun-slb/actions/AddBackendServers.html", "old action": "tencent-clb-v2/actions/DescribeLoadBalancers.html",
    structure: "tencent-clb/structures/Listener.html", errors: "tencent-clb/errors.html", error: first("tencent-clb/errors"),
    releases: "tencent-clb/releases.html", year: "tencent-clb/releases/2023.html", parameters: "tencent-clb/parameters.html",
    coverage: "tencent-clb/coverage.html", guide: "guide/index.html", chapter: "guide/server.html",
  };
  for (const kind of Object.keys(pages)) check(exists(pages[kind]), "there is a page of the kind " + kind, pages[kind]);
  return Object.entries(pages).filter(([, page]) => exists(page));
}

async function look(browser, origin) {
  for (const [kind, page] of kinds()) {
    for (const [width, scheme] of [[320, "light"], [390, "dark"], [768, "light"], [1280, "light"], [1280, "dark"]]) {
      const name = `${kind}, ${width} px, ${scheme}`;
      const tab = await browser.newPage();
      await tab.setViewport({ width, height: 900 });
      await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      tab.on("pageerror", (error) => check(false, name, error.message));
      tab.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(origin) && !url.startsWith("data:")) check(false, name + " fetches from elsewhere", url);
      });
      tab.on("response", (response) => { if (response.status() >= 400) check(false, name, response.url() + " is not there"); });
      await tab.goto(origin + page, { waitUntil: "load" });
      const [wide, room] = await tab.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      check(wide <= room, name + " scrolls sideways", wide + " > " + room);
      if (width !== 768) {
        await tab.evaluate(axe);
        const found = await tab.evaluate(async () => {
          for (const fold of document.querySelectorAll("main details")) fold.open = true;
          const result = await window.axe.run(document);
          return result.violations.map((one) => ({ id: one.id, impact: one.impact, nodes: one.nodes.slice(0, 2).map((node) => node.html.slice(0, 160) + " " + (node.any[0] ? node.any[0].message : "")) }));
        });
        const bad = found.filter((one) => ["serious", "critical"].includes(one.impact));
        check(bad.length === 0, name + " is not accessible", JSON.stringify(bad, null, 1));
        const mild = found.filter((one) => !bad.includes(one)).map((one) => one.id + " (" + one.impact + ")");
        if (mild.length && width === 1280 && scheme === "light") console.log(`note: ${name}: ${mild.join(", ")}`);
        await tab.evaluate(() => { for (const fold of document.querySelectorAll("main details")) fold.open = false; });
      }
      if (pictures && (width === 390 || width === 1280)) {
        fs.mkdirSync(pictures, { recursive: true });
        await tab.evaluate(() => scrollTo(0, 0));
        await tab.screenshot({ path: path.join(pictures, `${kind.replace(" ", "-")}-${width}-${scheme}.png`) });
      }
      await tab.close();
    }
  }
}

// A page must say everything without scripts.
async function withoutScripts(browser, origin) {
  const tab = await browser.newPage();
  await tab.setJavaScriptEnabled(false);
  await tab.goto(origin + "tencent-clb/actions/CreateListener.html");
  const text = await tab.$eval("main", (main) => main.textContent);
  check(text.includes("LoadBalancerId") && text.includes("curl"), "an action can be read without scripts");
  check((await tab.$$(".side a")).length > 10, "there are links beside the page without scripts");
  check((await tab.$$("button:not([hidden])")).length === 0, "no button is shown that does nothing");
  const shown = async () => tab.$$eval(".sample", (list) => list.filter((one) => one.checkVisibility()).length);
  check((await shown()) === 1, "one sample is shown");
  await tab.click("label[for=sample-rust]");
  check((await tab.$eval(".sample[data-sample=sample-rust]", (one) => one.checkVisibility())) && (await shown()) === 1, "another sample can be chosen without scripts");
  await tab.close();
}

// What a reader types, and where Enter leads.
const queries = [
  ["a method of the crate", "tencent-clb/index.html", "create_listener", "tencent-clb/actions/CreateListener.html"],
  ["a command", "tencent-clb/index.html", "describe-target-groups", "tencent-clb/actions/DescribeTargetGroups.html"],
  ["a misspelt name", "tencent-clb/index.html", "CreateListner", "tencent-clb/actions/CreateListener.html"],
  ["two letters changed about", "tencent-clb/index.html", "DecsribeListeners", "tencent-clb/actions/DescribeListeners.html"],
  ["a title", "tencent-clb/index.html", "创建负载均衡监听器", "tencent-clb/actions/CreateListener.html"],
  ["an error code", "tencent-clb/index.html", "LBIdNotFound", "tencent-clb/errors/InvalidParameter.LBIdNotFound.html"],
  ["a name of two APIs, in the first", "tencent-clb/index.html", "DescribeLoadBalancers", "tencent-clb/actions/DescribeLoadBalancers.html"],
  ["a name of two APIs, in the second", "tencent-ecm/index.html", "DescribeLoadBalancers", "tencent-ecm/actions/DescribeLoadBalancers.html"],
  ["a structure", "tencent-clb/index.html", "HealthCheck", "tencent-clb/structures/HealthCheck.html"],
  ["an action, from the list of APIs", "index.html", "AddBackendServers", "aliyun-slb/actions/AddBackendServers.html"],
];

async function ask(browser, origin) {
  const took = [];
  for (const [what, from, query, to] of queries) {
    const tab = await browser.newPage();
    await tab.goto(origin + from);
    await tab.keyboard.press("/");
    await tab.keyboard.type(query);
    await tab.waitForSelector(".results [aria-selected=true]");
    const active = await tab.$eval("[role=combobox]", (input) => document.getElementById(input.getAttribute("aria-activedescendant")) !== null && input.getAttribute("aria-expanded") === "true");
    check(active, what + ": the chosen result is announced");
    // The best of a few, so that a busy machine is not taken for a slow search.
    const times = await tab.evaluate(() => {
      const input = document.querySelector("[role=combobox]");
      return Array.from({ length: 5 }, () => {
        input.dispatchEvent(new Event("input"));
        return Number(document.querySelector(".results").dataset.took);
      });
    });
    took.push(Math.min(...times));
    check(Math.min(...times) < MOST_MS, what + " takes longer than " + MOST_MS + " ms", times.join(", "));
    await Promise.all([tab.waitForNavigation(), tab.keyboard.press("Enter")]);
    check(decodeURI(tab.url()) === origin + to, what + ": " + query, tab.url());
    await tab.close();
  }
  console.log(`search: ${took.map((time) => time.toFixed(1)).join(", ")} ms`);
}

// What a reader does with a page, in at most two clicks.
async function act(browser, origin) {
  const tab = await browser.newPage();
  await browser.defaultBrowserContext().overridePermissions(origin, ["clipboard-read", "clipboard-write", "clipboard-sanitized-write"]);
  await tab.goto(origin + "tencent-clb/actions/CreateListener.html");
  await tab.click("tr.members summary");
  check(await tab.$eval("tr.members .table td code", (cell) => cell.checkVisibility()), "members of a type are read in place");
  await tab.click(".sample[data-sample=sample-curl] .copy");
  await tab.waitForFunction(() => /Copied/.test(document.querySelector("[data-sample=sample-curl] .copy").textContent));
  const copied = await tab.evaluate(() => navigator.clipboard.readText());
  check(copied.startsWith("curl -sS") && copied.includes("CreateListener"), "a request is copied", copied.slice(0, 80));
  await Promise.all([tab.waitForNavigation(), tab.click("td.c-code a")]);
  check(tab.url().includes("/errors/") && (await tab.$$("td.c-action a")).length > 0, "who answers an error code", tab.url());

  await tab.goto(origin + "tencent-clb/index.html");
  await tab.click(".filters input[value=deprecated]");
  const rows = await tab.$$eval("tr.action", (rows) => rows.filter((row) => row.checkVisibility()).map((row) => row.className));
  check(rows.length > 0 && rows.every((row) => row.includes("deprecated")), "what is deprecated", String(rows));

  await tab.goto(origin + "tencent-clb/index.html");
  await Promise.all([tab.waitForNavigation(), tab.click(".side a[href='releases.html']")]);
  const [newest] = await tab.$$eval("h2", (titles) => titles.map((title) => title.textContent));
  check(/^Release \d+, \d{4}/.test(newest), "what changed last", newest);
  check((await tab.$$("svg[role=img] > title")).length > 0, "a picture of the growth");

  const dark = () => tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await dark();
  await tab.click("button.theme");
  const after = await dark();
  check(before !== after, "the colours are chosen", before + " " + after);
  await tab.goto(origin + "tencent-ecm/index.html");
  check((await dark()) === after, "the colours are kept");

  await tab.keyboard.press("Tab");
  check(await tab.evaluate(() => document.activeElement.className === "skip"), "the first stop of a keyboard skips to the content");
  await tab.close();
}

(async () => {
  const server = await serve();
  const origin = `http://127.0.0.1:${server.address().port}/`;
  const browser = await puppeteer.launch({ executablePath, headless: true, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
  try {
    for (const part of [look, withoutScripts, ask, act]) await part(browser, origin).catch((error) => check(false, part.name, error.stack));
  } finally {
    await browser.close();
    server.close();
  }
  console.log(`${passes} passed, ${failures} failed`);
  process.exit(failures ? 1 : 0);
})();
