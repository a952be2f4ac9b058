// Builds the portal's style sheet, fonts, icons and script into ../static, with the licences of what is in them.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { build, transform } from "esbuild";
import { PurgeCSS } from "purgecss";

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const modules = path.join(here, "node_modules");
const target = path.join(here, "..", "static");
const unfinished = path.join(here, "..", "static.new");
const shipped = Object.keys(JSON.parse(await readFile(path.join(here, "package.json"), "utf8")).dependencies);

await rm(unfinished, { recursive: true, force: true });
await mkdir(path.join(unfinished, "fonts"), { recursive: true });
await styles();
await fonts();
await icons();
await scripts();
await licences();
await rm(target, { recursive: true, force: true });
await rename(unfinished, target);

async function styles() {
  const bundled = await build({
    entryPoints: [path.join(here, "portal.css")],
    bundle: true,
    write: false,
    external: ["/static/*"],
    logLevel: "error",
  });
  const used = await new PurgeCSS().purge({
    content: [path.join(here, "..", "templates", "**", "*.html")],
    css: [{ raw: bundled.outputFiles[0].text }],
    variables: true,
    safelist: {
      standard: [/^voorbeeld-theme$/, /^htmx-/],
      greedy: [/^tv-/, /utrecht-(alert|button)--/, /--invalid/],
    },
  });
  const small = await transform(used[0].css, { loader: "css", minify: true });
  await writeFile(path.join(unfinished, "portal.css"), small.code);
}

async function fonts() {
  const files = path.join(modules, "@fontsource-variable", "source-sans-3", "files");
  for (const subset of ["latin", "latin-ext", "cyrillic", "greek"]) {
    await cp(path.join(files, `source-sans-3-${subset}-wght-normal.woff2`), path.join(unfinished, "fonts", `source-sans-3-${subset}.woff2`));
  }
}

async function icons() {
  const names = (await readFile(path.join(here, "icons.txt"), "utf8")).split("\n").filter(Boolean);
  const symbols = await Promise.all(names.map(symbol));
  await writeFile(path.join(unfinished, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
  await cp(path.join(here, "icon.svg"), path.join(unfinished, "icon.svg"));
}

async function symbol(name) {
  const drawing = await readFile(path.join(modules, "@tabler", "icons", "icons", "outline", `${name}.svg`), "utf8");
  const lines = drawing.replace(/<!--[\s\S]*?-->/g, "").match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1].replace(/\s+/g, " ").trim();
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${lines}</symbol>`;
}

async function scripts() {
  await cp(path.join(modules, "htmx.org", "dist", "htmx.min.js"), path.join(unfinished, "htmx.js"));
  const own = await transform(await readFile(path.join(here, "portal.js"), "utf8"), { minify: true });
  await writeFile(path.join(unfinished, "portal.js"), own.code);
}

async function licences() {
  const require = createRequire(import.meta.url);
  const parts = await Promise.all(shipped.sort().map(async (name) => {
    const folder = path.join(modules, name);
    const about = require(path.join(folder, "package.json"));
    const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
    const text = file ? await readFile(path.join(folder, file), "utf8") : "See the licence that is named above.";
    return `${name} ${about.version} (${about.license})\n\n${text.trim()}\n`;
  }));
  const unique = new Map(parts.map((text) => [createHash("sha256").update(text).digest("hex"), text]));
  await writeFile(path.join(unfinished, "LICENCES.txt"), [...unique.values()].join(`\n${"-".repeat(80)}\n\n`));
}
