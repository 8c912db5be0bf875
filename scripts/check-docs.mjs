/**
 * Finds links and paths in the documentation that lead nowhere. Decisions and the changelog are
 * history: their links must work, but the paths they mention may be gone.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { root } from "./root.mjs";
import { PlainError, runScript } from "./run-script.mjs";

const history = /^(CHANGELOG\.md|docs\/decisions\/)/;
const folders = "bench|bin|client|contracts|dashboard|deploy|docs|e2e|fakes|scripts|server";
const pathInText = new RegExp(`\`((?:${folders})/[\\w./-]*)\``, "g");
const link = /\[[^\]]*\]\(([^)\s]+)\)/g;

function findDeadReferences() {
  const files = ["README.md", "CHANGELOG.md", "SECURITY.md", ...markdownIn("docs")].filter((file) =>
    existsSync(join(root, file)),
  );
  return { files, faults: files.flatMap(faultsOf) };
}

const markdownIn = (folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .map((name) => join(folder, name))
    .filter((file) => file.endsWith(".md"));

function faultsOf(file) {
  const text = readFileSync(join(root, file), "utf8");
  const prose = text.replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/[^\n]/g, " "));
  const faults = [];
  const report = (index, fault) => faults.push(`${file}:${prose.slice(0, index).split("\n").length}  ${fault}`);
  for (const { 1: target, index } of prose.matchAll(link)) {
    const fault = faultOfLink(file, target);
    if (fault) report(index, fault);
  }
  for (const { 1: path, index } of history.test(file) ? [] : prose.matchAll(pathInText)) {
    if (!existsSync(join(root, path))) report(index, `the path ${path} does not exist`);
  }
  return faults;
}

function faultOfLink(file, target) {
  if (/^[a-z]+:/.test(target)) return undefined;
  const [path, anchor] = target.split("#");
  const wanted = path ? resolve(root, dirname(file), path) : join(root, file);
  if (!existsSync(wanted)) return `the link to ${target} leads nowhere`;
  if (!anchor || !wanted.endsWith(".md") || anchorsOf(wanted).includes(anchor)) return undefined;
  return `there is no heading #${anchor} in ${relative(root, wanted)}`;
}

/** The anchors that GitHub and others make of headings. */
const anchorsOf = (file) =>
  [...readFileSync(file, "utf8").matchAll(/^#+ +(.*)$/gm)].map(([, heading]) =>
    heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

await runScript(import.meta.url, () => {
  const { files, faults } = findDeadReferences();
  if (faults.length > 0) throw new PlainError(`dead references in the documentation\n${faults.join("\n")}`);
  console.log(`${files.length} pages, no dead references`);
});
