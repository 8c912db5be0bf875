/**
 * Known holes in what the server is made of, as the npm registry tells them. High and critical ones fail the check, save
 * those that are listed here with a reason. A registry that can't be asked, or has no list, fails nothing, but is told.
 */
import { npm } from "./run-command.mjs";

/** By the id of the advisory: why it does no harm here, and until when that is believed (ISO date). */
const exceptions = {};

const FAILING = new Set(["high", "critical"]);

/** `note` is what there is to say although nothing is wrong. */
export async function checkAudit() {
  const asked = ["audit", "--json", "--omit=dev", "--workspace=server", "--workspace=client"];
  const { output } = await npm([...asked, "--fetch-retries=0", "--fetch-timeout=10000"]);
  return judge(output, exceptions, new Date());
}

/** What `npm audit --json` wrote, with the exceptions of today. */
export function judge(output, excepted, today) {
  const report = parse(output);
  if (report?.vulnerabilities === undefined)
    return { code: 0, output: "", note: `not looked at, the registry did not tell: ${report?.message ?? "no answer"}` };
  const holes = Object.values(report.vulnerabilities)
    .flatMap(({ name, via }) => via.map((advisory) => ({ name, advisory })))
    // A name in place of an advisory is that of another package, which is listed itself.
    .filter(({ advisory }) => typeof advisory === "object" && FAILING.has(advisory.severity))
    .map(({ name, advisory }) => ({
      name,
      title: advisory.title,
      url: advisory.url,
      id: advisory.url.split("/").at(-1),
    }));
  const isExcepted = ({ id }) => excepted[id] !== undefined && new Date(excepted[id].until) >= today;
  const open = holes.filter((hole) => !isExcepted(hole));
  const known = new Set(holes.map(({ id }) => id));
  const idle = Object.keys(excepted).filter((id) => !known.has(id));
  return {
    code: open.length + idle.length > 0 ? 1 : 0,
    output: [
      ...open.map(({ name, title, url }) => `${name}: ${title} (${url})`),
      ...idle.map((id) => `${id} is excepted in scripts/check-audit.mjs and no longer there.`),
    ].join("\n"),
  };
}

/** npm may write warnings around it. */
function parse(output) {
  try {
    return JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1));
  } catch {
    return undefined;
  }
}
