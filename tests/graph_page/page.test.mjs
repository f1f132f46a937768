// The page of `readylint graph --format html` in a real browser.
//
// `cargo xtask ci tools` makes the pages and runs this with CHROMIUM (the browser), READY and FLAWED (files without
// extension: page and JSON of fixtures/voting-app as it is, and with a policy that shuts its workers out of Redis) and
// SHOTS (a folder for screenshots).

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const { CHROMIUM, SHOTS } = process.env;
const [READY, FLAWED] = [process.env.READY, process.env.FLAWED].map((name) => `${name}.html`);

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
});
after(async () => browser?.close());

/** Opens a page; whatever it loads or complains of is collected. */
async function open(file, options = {}) {
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 }, ...options });
  const trouble = [];
  page.on("request", (request) => {
    if (request.url() !== pathToFileURL(file).href) trouble.push(`loads ${request.url()}`);
  });
  page.on("console", (message) => trouble.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(String(error)));
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector("#picture [data-id]");
  return { page, trouble };
}

/** The same graph as data. */
const dataOf = (file) => JSON.parse(readFileSync(file.replace(/html$/, "json"), "utf8"));

test("draws every object once, loads nothing, complains of nothing", async () => {
  const { page, trouble } = await open(READY);
  const drawn = await page.$$eval("#picture .node[data-id]", (nodes) => nodes.map((node) => node.dataset.id));
  assert.equal(new Set(drawn).size, drawn.length, "an object is drawn twice");
  const missing = dataOf(READY).nodes.map((node) => node.id).filter((id) => !drawn.includes(id));
  // policies, budgets and autoscalers stand at the workload that they govern
  const attached = await page.$$eval("#picture [data-id]", (nodes) => nodes.map((node) => node.dataset.id));
  assert.deepEqual(missing.filter((id) => !attached.includes(id)), []);
  assert.deepEqual(trouble, []);
  await page.close();
});

test("boxes of one namespace do not lie on each other", async () => {
  const { page } = await open(READY);
  const boxes = await page.$$eval("#picture .node[data-id]", (nodes) =>
    nodes.map((node) => ({ id: node.dataset.id, box: node.getBoundingClientRect() }))
      .filter(({ id }) => !id.startsWith("v1/Namespace/"))
      .map(({ id, box }) => ({ id, x: box.x, y: box.y, right: box.right, bottom: box.bottom })));
  for (const [number, a] of boxes.entries()) {
    for (const b of boxes.slice(number + 1)) {
      const width = Math.min(a.right, b.right) - Math.max(a.x, b.x);
      const height = Math.min(a.bottom, b.bottom) - Math.max(a.y, b.y);
      assert.ok(width <= 1 || height <= 1, `${a.id} lies on ${b.id}`);
    }
  }
  await page.close();
});

test("finds an object by its name, and shows where it is written and whom it knows", async () => {
  const { page } = await open(READY);
  await page.keyboard.press("/");
  await page.keyboard.type("postgres-backup");
  await page.keyboard.press("Enter");
  const details = page.locator("#details");
  await details.waitFor({ state: "visible" });
  const text = await details.innerText();
  assert.match(text, /postgres-backup/);
  assert.match(text, /prod\.yaml:\d+/);
  const link = await details.locator('a[href*="#L"]').first().getAttribute("href");
  assert.match(link, /^[^:]*prod\.yaml#L\d+$/, "a link to file and line, relative");
  await page.keyboard.press("Escape");
  await details.waitFor({ state: "hidden" });
  await page.close();
});

test("a ready system has no problem to show", async () => {
  const { page } = await open(READY);
  assert.doesNotMatch(await page.locator("#problems").innerText(), /unresolved|blocked/i);
  await page.close();
});

test("a blocked flow stands out", async () => {
  const { page, trouble } = await open(FLAWED);
  const blocked = dataOf(FLAWED).edges.filter((edge) => edge.verdict === "denied");
  assert.ok(blocked.length > 0);
  assert.match(await page.locator("#problems").innerText(), /blocked flows/i);
  const drawn = await page.$$('#picture [data-relation="flow"]');
  const colours = await Promise.all(drawn.map((edge) => edge.evaluate((it) => getComputedStyle(it).stroke)));
  const isRed = (colour) => {
    const [red, green, blue] = colour.match(/\d+/g).map(Number);
    return red > 150 && green < 90 && blue < 90;
  };
  assert.equal(colours.filter(isRed).length, new Set(blocked.map((edge) => `${edge.from} ${edge.to}`)).size);
  assert.deepEqual(trouble, []);
  await page.close();
});

test("filters narrow the picture", async () => {
  const { page } = await open(READY);
  const count = () => page.$$eval("#picture .node[data-id]", (nodes) => nodes.length);
  const all = await count();
  await page.locator("#filters label", { hasText: "voting-data" }).first().click();
  await page.waitForTimeout(100);
  assert.ok((await count()) < all);
  await page.close();
});

test("looks right in both schemes", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const { page } = await open(FLAWED, { colorScheme });
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = background.match(/\d+/g).slice(0, 3).map(Number).every((part) => part > 128);
    assert.equal(light, colorScheme === "light", background);
    const file = join(SHOTS, `${colorScheme}.png`);
    await page.screenshot({ path: file });
    assert.ok(statSync(file).size > 50_000, "the picture is empty");
    await page.close();
  }
});
