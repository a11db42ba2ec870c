// Use the site as readers do, in headless Chromium without a network, and report what they see as JSON.
// Usage: node use_site.mjs LIST DASHBOARD CARD PAGE ...   (paths from the current folder; CHROMIUM names the browser)
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [LIST, DASHBOARD, CARD, ...OTHERS] = process.argv.slice(2);
const requests = [];
const errors = [];

async function open(browser, name, settings = {}, hash = "") {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true, ...settings });
  const page = await context.newPage();
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) errors.push(message.text());
  });
  await page.goto(pathToFileURL(resolve(name)).href + hash, { waitUntil: "load" });
  return page;
}

const said = async (page) => {
  await page.waitForTimeout(400); // the page waits until the reader has typed
  return (await page.locator("[role=status]").innerText()).replace(/\s+/g, " ").trim();
};
const names = (page) => page.locator("tbody tr:not([hidden]) th a").allInnerTexts();
const focused = (page) => page.evaluate(() => document.activeElement.textContent || document.activeElement.tagName);

async function press(page, key, isThere, most = 80) {
  for (let times = 0; times < most; times += 1) {
    await page.keyboard.press(key);
    if (await page.evaluate(isThere)) return;
  }
  throw new Error(`${key} does not reach ${isThere}; the focus is on ${await focused(page)}`);
}

async function find(browser) {
  const page = await open(browser, LIST);
  const all = await said(page);
  const results = {};
  for (const words of ["EHC", "bus", "education, health and care plan", "potholes", "pot hole", "buses", "zzz", "funding", "budget", "council tax", "risk"]) {
    await page.getByLabel("Find an indicator").fill(words);
    results[words] = { said: await said(page), names: await names(page), links: await page.locator("[role=status] a").evaluateAll((links) => links.map((link) => link.getAttribute("href"))) };
  }
  await page.getByLabel("Find an indicator").fill("");
  await page.getByLabel("Theme").selectOption({ label: (await page.getByLabel("Theme").locator("option").allInnerTexts())[1] });
  await page.getByLabel("Headline").selectOption({ index: 1 });
  const narrowed = { said: await said(page), names: await names(page) };
  await page.getByRole("button", { name: "Show all" }).click();
  const back = await said(page);
  await page.getByLabel("Sort by").selectOption({ label: "Period, oldest first" });
  await said(page);
  const byPeriod = await names(page);
  const again = await open(browser, LIST, {}, "#find=EHC");
  return { byPeriod, all, results, narrowed, back, fromAddress: await names(again) };
}

async function useKeyboard(browser) {
  const page = await open(browser, DASHBOARD);
  const printed = await names(page);
  await press(page, "Tab", () => document.activeElement.textContent === "Rank");
  await page.keyboard.press("Enter");
  const read = async () => ({
    said: await said(page), names: await names(page), focus: await focused(page),
    sorts: await page.locator("th[aria-sort]").evaluateAll((cells) => cells.map((cell) => [cell.textContent, cell.getAttribute("aria-sort")])),
    ranks: await page.locator("tbody tr:not([hidden]) td.of-rank_shown").evaluateAll((cells) => cells.map((cell) => cell.firstChild.textContent)),
    judgements: await page.locator("tbody tr:not([hidden]) .direction").allInnerTexts(),
  });
  const up = await read();
  await page.keyboard.press("Space");
  const down = await read();
  await press(page, "Shift+Tab", () => document.activeElement.tagName === "SELECT"
    && document.activeElement.parentElement.firstChild.textContent === "Direction of travel");
  await page.keyboard.type("Wors");
  const worsened = await read();
  await press(page, "Tab", () => document.activeElement.textContent === "Show all");
  await page.keyboard.press("Enter");
  return { printed, up, down, worsened, all: await read() };
}

async function compare(browser) {
  const page = await open(browser, CARD);
  const title = await page.locator("h1").innerText();
  for (const council of ["Kent", "Devon"]) {
    await page.getByLabel("Compare with").selectOption({ label: council });
    await page.getByRole("button", { name: "Add" }).click();
  }
  const read = async (where) => ({
    address: where.url().split("#")[1] ?? "",
    names: await where.locator(".chosen-name").allTextContents(),
    lines: await where.locator(".chosen.line").count(),
    rows: await where.locator(".tools tbody tr").evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText.replace(/\s+/g, " ").trim()))),
  });
  const two = await read(page);
  const again = await open(browser, CARD, {}, `#${two.address}`);
  const fromAddress = await read(again);
  await again.getByRole("button", { name: "Remove Kent" }).press("Enter");
  const one = { ...(await read(again)), focus: await again.evaluate(() => document.activeElement.tagName) };
  const odd = await read(await open(browser, CARD, {}, "#with=E10000016,nothing,E10000016,%3Cb%3E,E10000008,E10000012,E10000014,E10000003"));
  return { title, two, fromAddress, one, odd };
}

// At 400% a window of 1280 pixels has 320
async function zoom(browser, name, judgement) {
  const page = await open(browser, name, { viewport: { width: 320, height: 256 } });
  const box = await page.locator(judgement).first().boundingBox();
  const { wide, buttons } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    buttons: [...document.querySelectorAll(".tools button, th button")].filter((one) => {
      const { left, right, width } = one.getBoundingClientRect();
      return !one.closest(".table-scroll .table-scroll") && (left < 0 || right > 320 || width < 24);
    }).map((one) => one.textContent),
  }));
  return { left: box.x, right: box.x + box.width, wide, buttons };
}

async function colours(browser, name) {
  const seen = {};
  for (const [key, settings] of [["light", { colorScheme: "light" }], ["dark", { colorScheme: "dark" }], ["print", { media: "print" }]]) {
    const page = await open(browser, name);
    await page.emulateMedia(settings);
    seen[key] = await page.evaluate(() => ({
      paper: getComputedStyle(document.documentElement).backgroundColor,
      controls: [...document.querySelectorAll(".tools label, .tools button, nav")].filter((one) => one.checkVisibility()).length,
      rows: [...document.querySelectorAll("main tbody tr")].filter((one) => one.checkVisibility()).length,
    }));
  }
  return seen;
}

// What is on a page, save the controls that the script builds
async function words(browser, blank, name, javaScriptEnabled) {
  const page = await open(browser, name, { javaScriptEnabled });
  const html = await page.content();
  await page.context().close();
  return blank.evaluate((text) => {
    const read = new DOMParser().parseFromString(text, "text/html");
    const controls = read.querySelectorAll(".tools").length + read.querySelectorAll("th button").length;
    read.querySelectorAll(".tools, .chosen, .chosen-name").forEach((one) => one.remove());
    return { controls, text: read.body.textContent.replace(/\s+/g, " ").trim() };
  }, html);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});
const report = {};
try {
  report.find = await find(browser);
  report.keyboard = await useKeyboard(browser);
  report.compare = await compare(browser);
  report.zoom = {
    [DASHBOARD]: await zoom(browser, DASHBOARD, "tbody .direction"),
    [CARD]: await zoom(browser, CARD, ".card .direction"),
    [LIST]: await zoom(browser, LIST, "tbody .direction"),
  };
  report.colours = { [DASHBOARD]: await colours(browser, DASHBOARD), [CARD]: await colours(browser, CARD) };
  report.scripts = {};
  const blank = await browser.newPage();
  for (const name of [LIST, DASHBOARD, CARD, ...OTHERS]) {
    report.scripts[name] = { on: await words(browser, blank, name, true), off: await words(browser, blank, name, false) };
  }
  report.requests = [...new Set(requests)];
  report.errors = errors;
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(report));
