// Writes everything that is looked at into a folder, with the programs of this repository.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

const root = new URL("../../", import.meta.url).pathname;
const day = ["--today", "2026-11-22"];
const run = (program, words) => execFileSync(program, words, { cwd: root, stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" });

export function write(folder) {
  const vauban = process.env.VAUBAN ?? "cargo";
  const before = process.env.VAUBAN ? [] : ["run", "--quiet", "-p", "vauban", "--"];
  mkdirSync(folder, { recursive: true });
  const pages = [];
  const kinds = run(vauban, [...before, "report"]).split("\n").map(line => line.split(" ")[0]).filter(kind => /^[a-z-]+$/.test(kind) && kind !== "all");
  const skipped = [];
  for (const project of ["edge-gateway", "level-sensor"]) {
    const here = [...before, "-C", join(root, "examples", project), ...day];
    for (const kind of kinds) {
      const file = join(folder, `${project}-${kind}.html`);
      try {
        run(vauban, [...here, "report", kind, "--output", file, "--force"]);
        pages.push(file);
      } catch {
        // A document may refuse to be made, and says why; the site shows it.
        skipped.push(`${project} ${kind}`);
      }
    }
  }
  const site = join(folder, "site");
  run(vauban, [...before, "-C", join(root, "examples/edge-gateway"), ...day, "site", site, "--force"]);
  for (const page of ["index.html", "records.html", "records-threat.html", "records-guideline.html"]) {
    if (readdirSync(site).includes(page)) pages.push(join(site, page));
  }
  const hostile = join(folder, "hostile-site");
  run(vauban, [...before, "-C", join(root, "tests/browser/hostile"), ...day, "site", hostile, "--force"]);
  for (const page of readdirSync(hostile)) if (page.endsWith(".html")) pages.push(join(hostile, page));
  const specimen = process.env.SPECIMEN;
  if (specimen) run(specimen, [folder]);
  else run("cargo", ["run", "--quiet", "-p", "vauban-pages", "--example", "specimen", "--", folder]);
  pages.push(join(folder, "specimen.html"), join(folder, "hostile.html"));
  return { pages, large: join(folder, "large.html"), site, calm: join(folder, "specimen.html"), skipped };
}
