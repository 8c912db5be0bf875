/** Writes docs/configuration.md from the table of options; with `--check` it only tells whether it is in step. */
import { readFileSync, writeFileSync } from "node:fs";
import { ALL_OPTIONS, type PlacedOption } from "../server/src/config/options.ts";

const page = new URL("../docs/configuration.md", import.meta.url);

const sections: Record<string, string> = {
  http: "The HTTP API",
  storage: "Where things are kept",
  service: "Start and stop",
  people: "What people do",
  signIn: "Signing in by a provider",
  log: "The log",
  telemetry: "Metrics for OpenTelemetry",
  mail: "Connections to mail servers",
  reading: "Reading",
  sending: "Sending",
  exports: "Exports",
  webhooks: "Webhooks",
  mailClients: "Mail clients that connect to us",
  smtpServer: "The SMTP server",
  smtpServerTls: "TLS of the SMTP server",
  imapProxy: "The IMAP proxy",
  imapProxyTls: "TLS of the IMAP proxy",
  mcp: "Agents",
  egress: "Outgoing connections",
  apiTls: "HTTPS",
  acme: "Certificates from an authority",
  seeds: "First values of settings",
  pinned: "Settings that the environment decides",
};

const introduction = `# Configuration

<!-- Written by \`node --import tsx scripts/configuration-page.ts\` from \`server/src/config/options.ts\`. -->

Posthorn runs without any configuration. What you want different you say in one of these ways; the strongest comes first:

1. A short flag: \`posthorn --port 4000\`.
2. An environment variable: \`POSTHORN_PORT=4000\`. EmailEngine's name, \`EENGINE_PORT\`, works too; ours wins. A variable
   that is empty counts as not set. A file named \`.env\` in the working directory fills in variables that are not set.
3. The key as a flag: \`posthorn --api.port=4000\`.
4. The key in a TOML (or JSON) file, named by \`--config\`, \`POSTHORN_CONFIG\` or \`NODE_CONFIG_PATH\`. A line
   \`# @include "other.toml"\` stands for another file.
5. The default.

Every variable has a twin whose name ends in \`_FILE\` and which names a file that holds the value, as Docker and
Kubernetes hand out secrets: \`POSTHORN_SECRET_FILE=/run/secrets/posthorn\`.

Durations are a number of milliseconds or have a unit: \`500ms\`, \`10s\`, \`5m\`, \`2h\`, \`3d\`, \`1mo\` (30 days), \`1y\`. Sizes are a number
of bytes or have a unit: \`500k\`, \`5M\`, \`1G\` (powers of 1024). Yes and no are \`true\`, \`y\`, \`1\` and \`false\`, \`n\`, \`0\`.

A wrong value stops the start with a sentence that names it. A name that is not known is warned of in the log.

What can be changed while Posthorn runs are *settings*: see \`POST /v1/settings\`. \`POSTHORN_SETTINGS\` writes them at
every start:

\`\`\`sh
POSTHORN_SETTINGS='{"webhooksEnabled": true, "webhooks": "https://example.com/hook", "webhookEvents": ["*"]}'
\`\`\`
`;

const code = (text: string) => `\`${text}\``;

function nameOf({ option, key }: PlacedOption): string {
  const flags = option.flag === undefined ? [code(`--${key}`)] : [code(`--${option.flag}`), code(`--${key}`)];
  return [code(`POSTHORN_${option.name}`), ...option.alsoReads.map(code), ...flags].join("<br>");
}

function render(): string {
  const parts = Object.entries(sections).map(([section, title]) => {
    const rows = ALL_OPTIONS.filter((placed) => placed.section === section).map((placed) => {
      const { about, defaultText, parser } = placed.option;
      return `| ${nameOf(placed)} | ${parser.kind} | ${defaultText || "not set"} | ${about} |`;
    });
    return [
      `## ${title}`,
      "",
      "| name | kind | default | what it does |",
      "| --- | --- | --- | --- |",
      ...rows,
      "",
    ].join("\n");
  });
  return [introduction, ...parts].join("\n");
}

const missing = ALL_OPTIONS.find(({ section }) => !(section in sections));
if (missing) throw new Error(`Give the section "${missing.section}" a title.`);
if (!process.argv.includes("--check")) writeFileSync(page, render());
else if (readFileSync(page, "utf8") !== render()) {
  console.error("docs/configuration.md is out of step: run node --import tsx scripts/configuration-page.ts");
  process.exitCode = 1;
}
