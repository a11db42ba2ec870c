// Open pages in headless Chromium without a network and report on each as JSON.
// Usage: node check_pages.mjs PAGE.html PAGE.html#find=EHC ...   (CHROMIUM names the browser, else /usr/bin/chromium)
// Answer: {"PAGE.html": {violations, rows, counts, requests, errors, overflow}}, rows being those that axe saw; exit code 0 whatever is found.
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const COUNTED = ["h1", "h2", "table", "caption", "figure", "figcaption", "img", "svg", "svg.drawing", "details", "main", "nav"];
const ARGUMENTS = [
  "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--no-first-run", "--disable-quic",
];

async function open(browser, file, hash) {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 }, offline: true });
  const requests = [];
  const errors = [];
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (url.startsWith("file:") || url.startsWith("data:")) return route.continue();
    requests.push(url);
    return route.abort();
  });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => {
    const url = request.url();
    if (url.startsWith("file:") && url.split("#")[0] !== pathToFileURL(file).href) requests.push(url);
  });
  await page.goto(pathToFileURL(file).href + hash, { waitUntil: "load" });
  return { context, page, requests, errors };
}

// Leave one of each make of row, item, piece of code and mark of a chart in its table, list, cell of code or drawing:
// axe takes most of its time for others like it. A make is all but the words: elements, classes, styles and roles, and
// where there is no text.
function leaveOneOfEachMake() {
  const make = (element) => {
    const attributes = [...element.attributes].map(({ name, value }) =>
      /^(class|style|role|scope|type|tabindex|lang|hidden|aria-(?!label|describedby|controls))/.test(name) ? `${name}=${value}` : name);
    const inside = [...element.childNodes].map((node) =>
      node.nodeType === 1 ? make(node) : node.nodeType === 3 && node.data.trim() ? "words" : "");
    return `<${element.tagName} ${attributes.sort().join(" ")}>${inside.join("")}</>`;
  };
  let left = 0;
  for (const parent of document.querySelectorAll("tbody, ul, ol, pre, pre code, svg.drawing, svg.drawing g")) {
    const seen = new Set();
    for (const child of [...parent.children]) {
      if (!["TR", "LI", "SPAN", "g", "circle", "line", "path", "rect", "text"].includes(child.tagName)) continue;
      const made = make(child);
      if (seen.has(made)) child.remove();
      else left += Number(child.tagName === "TR");
      seen.add(made);
    }
  }
  return left;
}

// Counts leave out what the script of the site builds.
async function check(browser, file, hash) {
  const { context, page, requests, errors } = await open(browser, file, hash);
  const overflow = {};
  for (const width of [320, 360]) {
    await page.setViewportSize({ width, height: 640 });
    overflow[width] = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  const counts = await page.evaluate(
    (names) => Object.fromEntries(names.map((name) => [name, document.querySelectorAll(`${name}:not(.tools *)`).length])),
    COUNTED,
  );
  const title = await page.title();
  await page.keyboard.press("Tab");
  const firstFocus = await page.evaluate(() => document.activeElement?.getAttribute("href") ?? null);

  // What axe itself asks for or logs is no part of the page's.
  const [asked, logged] = [[...requests], [...errors]];
  const violations = [];
  let passes = 0;
  await page.evaluate(() => document.activeElement?.blur());
  if (hash) await page.waitForTimeout(400); // what a search finds is said after a moment
  await page.evaluate(() => document.querySelectorAll("details").forEach((fold) => { fold.open = true; }));
  const rows = await page.evaluate(leaveOneOfEachMake);
  await page.evaluate(axeSource);
  for (const [viewport, colorScheme] of [[{ width: 1280, height: 900 }, "light"], [{ width: 360, height: 740 }, "dark"]]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    // Of rules that pass, axe then describes one element and not each: the rules that run are the same.
    const result = await page.evaluate(
      (tags) => window.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] }),
      TAGS,
    );
    passes = Math.max(passes, result.passes.length);
    for (const each of result.violations) {
      violations.push({
        width: viewport.width, rule: each.id, impact: each.impact, help: each.help,
        nodes: each.nodes.slice(0, 5).map((node) => ({ html: node.html.slice(0, 300), why: node.failureSummary })),
        total: each.nodes.length,
      });
    }
  }
  await context.close();
  return { title, counts, firstFocus, violations, passes, rows, requests: asked, errors: logged, overflow };
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ARGUMENTS,
});
const report = {};
try {
  for (const name of process.argv.slice(2)) {
    const [path, selection] = name.split("#");
    report[name] = await check(browser, resolve(path), selection ? `#${selection}` : "");
  }
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(report));
