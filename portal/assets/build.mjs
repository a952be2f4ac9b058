// Builds the portal's style sheet, fonts, icons and script into ../static, with the licences of what is in them;
// and puts the fonts of what is printed into ../../papers/fonts.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { build, transform } from "esbuild";
import postcss from "postcss";
import parse from "postcss-value-parser";
import { PurgeCSS } from "purgecss";
import subsetFont from "subset-font";

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const modules = path.join(here, "node_modules");
const target = path.join(here, "..", "static");
const unfinished = path.join(here, "..", "static.new");
const shipped = Object.keys(JSON.parse(await readFile(path.join(here, "package.json"), "utf8")).dependencies);

const printed = path.join(here, "..", "..", "papers", "fonts");
const faces = {
  "noto-sans": ["400Regular", "600SemiBold"],
  "noto-serif-display": ["400Regular", "600SemiBold"],
  "noto-naskh-arabic": ["400Regular", "600SemiBold"],
  "noto-sans-ethiopic": ["400Regular", "600SemiBold"],
};

await rm(unfinished, { recursive: true, force: true });
await mkdir(path.join(unfinished, "fonts"), { recursive: true });
await styles();
await fonts();
await icons();
await scripts();
await licences();
await rm(target, { recursive: true, force: true });
await rename(unfinished, target);
await fontsOfPapers();

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
  const small = await transform(settled(used[0].css), { loader: "css", minify: true });
  await writeFile(path.join(unfinished, "portal.css"), small.code);
}

// Design tokens that the theme sets once and nothing changes are written where they are used: 4 KB less to send.
function settled(css) {
  const root = postcss.parse(css);
  const set = new Map();
  root.walkDecls(/^--/, (each) => void set.set(each.prop, [...(set.get(each.prop) ?? []), each]));
  const fixed = new Map([...set].filter(([, all]) => all.length === 1 && isTheme(all[0])).map(([name, [one]]) => [name, one]));
  const value = (text) => valueOf(text, (name) => fixed.has(name) && value(fixed.get(name).value.trim()));
  root.walkDecls((each) => { each.value = value(each.value); });
  for (const each of fixed.values()) each.remove();
  return root.toString();
}

function isTheme({ prop, parent }) {
  return !prop.startsWith("--tv-") && parent.selector === ".voorbeeld-theme" && parent.parent.type === "root";
}

// The text with each var(--name, …) that is known replaced by what it is.
function valueOf(text, known) {
  const parsed = parse(text);
  parsed.walk((node) => {
    if (node.type !== "function" || node.value !== "var") return;
    const said = known(node.nodes[0].value);
    if (said) Object.assign(node, { type: "word", value: said, nodes: undefined });
  }, true);
  return parsed.toString();
}

// Of each font, the characters that the style sheet wants from it: half of the first visit is the font.
async function fonts() {
  const files = path.join(modules, "@fontsource-variable", "source-sans-3", "files");
  const faces = await readFile(path.join(here, "layout.css"), "utf8");
  const wanted = { targetFormat: "woff2", keepFeatures: ["ccmp", "kern", "liga", "locl", "mark", "mkmk"] };
  for (const [, subset, ranges] of faces.matchAll(/source-sans-3-([a-z-]+)\.woff2[^}]*unicode-range: ([^;]+);/g)) {
    const whole = await readFile(path.join(files, `source-sans-3-${subset}-wght-normal.woff2`));
    const font = await subsetFont(whole, characters(ranges), wanted);
    await writeFile(path.join(unfinished, "fonts", `source-sans-3-${subset}.woff2`), font);
  }
}

function characters(ranges) {
  return ranges.split(", ").flatMap((range) => {
    const [first, last = first] = range.replace("U+", "").split("-").map((code) => parseInt(code, 16));
    return Array.from({ length: last - first + 1 }, (_, offset) => String.fromCodePoint(first + offset));
  }).join("");
}

async function fontsOfPapers() {
  const folder = `${printed}.new`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const [family, weights] of Object.entries(faces)) {
    const from = path.join(modules, "@expo-google-fonts", family);
    for (const weight of weights) {
      const font = (await readdir(path.join(from, weight))).find((each) => each.endsWith(".ttf"));
      await cp(path.join(from, weight, font), path.join(folder, font));
    }
    await cp(path.join(from, "LICENSE_FONT"), path.join(folder, `${family}-OFL.txt`));
  }
  await rm(printed, { recursive: true, force: true });
  await rename(folder, printed);
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
