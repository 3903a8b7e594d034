// Opens every page in a real browser: day and night, three widths, keyboard, paper, without script.
//
//   node run.mjs [FOLDER]
//
// VAUBAN and SPECIMEN name built programs; without them cargo runs them. CHROMIUM names the browser.
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { write } from "./pages.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const given = process.argv[2];
const folder = given ?? mkdtempSync(join(tmpdir(), "vauban-browser-"));
const began = Date.now();
const { pages, large, site, calm, skipped } = write(folder);
for (const one of skipped) console.log(`no page: ${one}`);
const wrong = [];
let held = 0;
const hold = (is, page, text) => { held += 1; if (!is) { wrong.push(`${basename(page)}: ${text}`); console.log(`WRONG ${wrong.at(-1)}`); } };

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

// A page as a reader opens it. Whatever it asks for beside its own files is written down.
async function open(file, options = {}) {
  const { width = 1280, dark = false, script = true } = options;
  const context = await browser.newContext({
    viewport: { width, height: 900 }, colorScheme: dark ? "dark" : "light", javaScriptEnabled: script, bypassCSP: false,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.said = [];
  page.asked = [];
  page.on("console", message => { if (message.type() !== "info") page.said.push(message.text()); });
  page.on("pageerror", error => page.said.push(String(error)));
  page.on("dialog", dialog => { page.said.push("a dialog"); dialog.dismiss(); });
  page.on("request", request => { if (!request.url().startsWith("data:")) page.asked.push(request.url()); });
  await page.goto("file://" + file);
  return page;
}

const done = page => page.context().close();

// What of a page is wider than the window and does not scroll in its own box.
const overflow = page => page.evaluate(() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > wide + 1 && !one.closest(".box,.drawing,pre"))
    .slice(0, 5).map(one => one.tagName + "." + (one.getAttribute("class") ?? "") + " " + one.textContent.slice(0, 40));
});

// axe asks to run scripts of its own, which the page's policy forbids to everybody but the tools of the browser.
async function accessible(page, file, how) {
  const session = await page.context().newCDPSession(page);
  await session.send("Page.enable");
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"], elementRef: false }));
  for (const one of violations) hold(false, file, `${how}: axe ${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`);
  hold(violations.length === 0, file, `${how}: axe found something`);
}

// The judge is judged: what it must find, it finds.
{
  const page = await open(calm);
  await page.evaluate(() => document.querySelector("main").append(document.createElement("img"), document.createElement("input")));
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] })).then(told => told.violations.map(one => one.id));
  hold(found.includes("image-alt") && found.includes("label"), calm, `axe does not find what is wrong: ${found}`);
  await page.evaluate(() => { const one = document.createElement("p"); one.style.minWidth = "3000px"; one.textContent = "wide"; document.querySelector("main").append(one); });
  hold((await overflow(page)).length > 0, calm, "what is too wide is not found");
  await done(page);
}

for (const file of pages) {
  const page = await open(file);
  const title = await page.title();
  hold(title !== "pwned" && title.length > 3, file, `its title is ${title.slice(0, 60)}`);
  await accessible(page, file, "light");
  // Large pages are made of the same parts as small ones: their colours at night are looked at there.
  if (statSync(file).size < 600_000) {
    await page.emulateMedia({ colorScheme: "dark" });
    await accessible(page, file, "dark");
    await page.emulateMedia({ colorScheme: "light" });
  }
  for (const width of [1280, 768, 360]) {
    await page.setViewportSize({ width, height: 900 });
    await page.waitForTimeout(30);
    const out = await overflow(page);
    hold(out.length === 0, file, `at ${width}: wider than the window: ${out.join("; ")}`);
  }
  // Nothing that was text became a script, a handler or a picture from elsewhere.
  const live = await page.evaluate(() => {
    const all = [...document.querySelectorAll("*")];
    const handlers = all.filter(one => [...one.attributes].some(at => at.name.startsWith("on") || /^\s*(javascript|vbscript|data:text|file):/i.test(at.value) && ["href", "src"].includes(at.name)));
    return { handlers: handlers.length, scripts: document.scripts.length, frames: document.querySelectorAll("iframe,object,embed,form,base,link").length,
      pictures: [...document.images].filter(one => !/^data:image\/(png|jpeg);/.test(one.src)).length };
  });
  hold(live.handlers === 0 && live.scripts === 1 && live.frames === 0 && live.pictures === 0, file, `something is alive: ${JSON.stringify(live)}`);
  // Every link inside leads to something.
  const dead = await page.evaluate(() => [...document.querySelectorAll("a[href^='#']")].filter(a => !document.getElementById(decodeURIComponent(a.getAttribute("href").slice(1)))).slice(0, 3).map(a => a.getAttribute("href")));
  hold(dead.length === 0, file, `links that lead nowhere: ${dead.join(", ")}`);
  const twice = await page.evaluate(() => { const ids = [...document.querySelectorAll("[id]")].map(one => one.id); return ids.filter((id, at) => ids.indexOf(id) !== at).slice(0, 3); });
  hold(twice.length === 0, file, `ids that are there twice: ${twice.join(", ")}`);
  hold(page.said.length === 0, file, `it said: ${page.said.slice(0, 3).join(" | ")}`);
  const foreign = page.asked.filter(url => url !== "file://" + file && !url.startsWith("file://" + site));
  hold(foreign.length === 0, file, `it asked for ${foreign.slice(0, 3).join(", ")}`);

  // On paper everything is there, and nothing that only works on a screen.
  const text = await page.evaluate(() => document.querySelector("main").textContent.length);
  await page.emulateMedia({ media: "print" });
  const paper = await page.evaluate(() => ({
    side: getComputedStyle(document.querySelector(".side")).display,
    tools: [...document.querySelectorAll(".tools,.find")].filter(one => one.getBoundingClientRect().height > 0).length,
    folded: [...document.querySelectorAll("main details")].filter(one => { const inside = one.querySelector(".inside"); return inside && !inside.checkVisibility({ contentVisibilityAuto: true }); }).length,
  }));
  hold(paper.side === "none" && paper.tools === 0 && paper.folded === 0, file, `on paper: ${JSON.stringify(paper)}`);
  await done(page);

  // Without script the same words are there.
  const silent = await open(file, { script: false });
  const words = await silent.locator("main").evaluate(main => main.textContent.length).catch(() => null);
  const bare = words ?? (await silent.locator("main").textContent()).length;
  hold(bare > 0 && bare <= text, file, `without script it has ${bare} characters, with it ${text}`);
  const hidden = await silent.locator("main [hidden]").count();
  hold(hidden === 0, file, "without script something is hidden");
  await done(silent);
}

// The keyboard alone: to the text, to the search, to a result, to a filter.
{
  const page = await open(calm);
  await page.keyboard.press("Tab");
  hold(await page.evaluate(() => document.activeElement.className) === "skip", calm, "the first stop is not the way to the text");
  await page.keyboard.press("Enter");
  hold(await page.evaluate(() => document.activeElement.id) === "text", calm, "the way to the text does not lead there");
  await page.keyboard.press("/");
  hold(await page.evaluate(() => document.activeElement.type) === "search", calm, "`/` does not lead to the search");
  await page.keyboard.type("folded inside");
  await page.waitForFunction(() => document.querySelectorAll(".results a").length > 0);
  await page.keyboard.press("ArrowDown");
  hold(await page.evaluate(() => document.activeElement.closest(".results") !== null), calm, "the arrow does not lead to a result");
  await page.keyboard.press("Enter");
  hold(await page.evaluate(() => document.activeElement.textContent.includes("A word that is inside") && document.activeElement.checkVisibility()), calm, "a result does not open what is folded");
  await page.keyboard.press("/");
  await page.keyboard.press("Escape");
  hold(await page.locator(".results a").count() === 0, calm, "Escape leaves results");
  await page.locator("#mechanisms").locator("xpath=../preceding-sibling::div[1]//select").selectOption({ label: "missing" });
  await page.waitForFunction(() => document.querySelector(".tools output").textContent.startsWith("7 "));
  hold(await page.locator("#mechanisms tbody tr:visible").count() === 7, calm, "the filter does not choose 7 rows");
  const link = page.url();
  hold(link.includes("?mechanisms.2="), calm, `the choice is not in the address: ${link}`);
  await page.locator("#mechanisms th button").nth(3).focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("th[aria-sort]"));
  const ages = await page.locator("#mechanisms tbody tr:visible td:nth-child(4)").allTextContents();
  hold(ages.every((age, at) => at === 0 || Number(ages[at - 1]) <= Number(age)), calm, `rows are in no order: ${ages}`);
  const linked = page.url();
  await done(page);
  const again = await open(calm);
  await again.goto(linked);
  await again.reload();
  hold(await again.locator("#mechanisms tbody tr:visible").count() === 7 && await again.locator("th[aria-sort=ascending]").count() === 1, calm, "a linked choice is not shown again");
  // A link to a row that is filtered away shows it.
  await again.evaluate(() => { location.hash = "#mechanism.m-00"; });
  await again.waitForFunction(() => document.getElementById("mechanism.m-00").checkVisibility());
  hold(again.said.length === 0, calm, `it said: ${again.said.join(" | ")}`);
  await done(again);
}

// A site: search over all pages, from a disk.
{
  const file = join(site, "index.html");
  const page = await open(file);
  await page.keyboard.press("/");
  await page.keyboard.type("firmware");
  await page.waitForFunction(() => document.querySelectorAll(".results a[href*='.html#']").length > 0, undefined, { timeout: 5000 })
    .catch(() => hold(false, file, "the search does not reach other pages"));
  const href = await page.locator(".results a[href*='#']").first().getAttribute("href").catch(() => null);
  if (href) {
    await page.goto("file://" + join(site, href.split("#")[0]) + "#" + href.split("#")[1]);
    hold(await page.evaluate(() => document.querySelector(":target") !== null), file, `${href} leads to no place`);
  }
  hold(page.said.length === 0, file, `it said: ${page.said.join(" | ")}`);
  await done(page);
}

// Ten thousand rows: soon there, and soon filtered.
{
  const page = await open("/dev/null");
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.goto("file://" + large);
  // Seconds of work, not of waiting: machines that test are busy with other things.
  const work = async () => (await session.send("Performance.getMetrics")).metrics.find(one => one.name === "TaskDuration").value;
  const ready = await work();
  await page.locator(".tools input").fill("frames longer than 9999");
  await page.waitForFunction(() => document.querySelector(".tools output").textContent.startsWith("1 "));
  const filtered = await work() - ready;
  console.log(`10 000 rows: ${ready.toFixed(2)} s of work to show them, ${filtered.toFixed(2)} s to filter them`);
  hold(ready < 4 && filtered < 2, large, "it is slow");
  const out = await overflow(page);
  hold(out.length === 0, large, `wider than the window: ${out.join("; ")}`);
  await done(page);
}

await browser.close();
if (!given) rmSync(folder, { recursive: true, force: true });
console.log(`${pages.length + 1} pages, ${held} questions, ${Math.round((Date.now() - began) / 1000)} s`);
if (wrong.length) {
  console.log(`\n${wrong.length} wrong`);
  process.exit(1);
}
