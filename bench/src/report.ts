import { cpus, loadavg, totalmem } from "node:os";
import type { Benchmark, Row } from "./row.ts";

const HEAD = ["what", "Posthorn", "bare", "ratio", "budget", "met"];

/** The rows as a Markdown table, padded as the formatter wants it. */
export function table(rows: readonly Row[]): string {
  const verdict = ({ isMet }: Row) => (isMet === null ? "" : isMet ? "yes" : "**no**");
  const cells = rows.map((row) => [row.what, row.ours, row.bare, row.ratio, row.budget, verdict(row)]);
  const widths = HEAD.map((name, column) =>
    Math.max(3, name.length, ...cells.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: readonly string[]) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  return [line(HEAD), line(widths.map((width) => "-".repeat(width))), ...cells.map(line)].join("\n");
}

/** How busy the machine is with other work; to be asked before the run. */
export const busyness = () => (loadavg()[0] ?? 0).toFixed(1);

export function page(results: readonly { benchmark: Benchmark; rows: readonly Row[] }[], busyBefore: string): string {
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GB`;
  return `# Benchmarks

<!-- Written by \`npm run bench\`. -->

Measured ${new Date().toISOString().slice(0, 10)} with Node.js ${process.versions.node} on ${machine}. Everything runs on this one machine:
Posthorn, the mail server, the receiver and the load. The load average before the run was ${busyBefore}; anything much above zero
means that other work took part of the processors, and that the numbers are too low.

Absolute numbers tell of the machine. Look at the ratios: beside each measurement a bare client or server does the least
that the same job takes, against the same servers in the same run. A ratio of times is better when small, a ratio of
rates when large; the budget says which. \`npm run bench -- <name>\` runs one benchmark and leaves this page alone.

${table(results.flatMap(({ rows }) => rows))}

## How it is measured

${results.map(({ benchmark }) => `- **${benchmark.name}**: ${benchmark.how}`).join("\n")}
`;
}
