// The room rules have once been seen to pass because nothing was read at all. Hence this test.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "./root.mjs";
import { tool } from "./run-command.mjs";

const forbidden = [
  ["server/src/core/bad.ts", "server/src/storage/storage.ts", "room-core"],
  ["server/src/config/bad.ts", "server/src/core/errors.ts", "room-config"],
  ["server/src/config/worse.ts", "contracts/src/messages.ts", "config-stands-alone"],
  ["server/src/mime/bad.ts", "server/src/net/request.ts", "room-mime"],
  ["server/src/net/bad.ts", "server/src/storage/storage.ts", "room-net"],
  ["server/src/oauth/bad.ts", "server/src/storage/storage.ts", "room-oauth"],
  ["server/src/storage/bad.ts", "server/src/queue/claim.ts", "room-storage"],
  ["server/src/queue/bad.ts", "server/src/events/publish.ts", "room-queue"],
  ["server/src/events/bad.ts", "server/src/services/list.ts", "room-events"],
  ["server/src/mail/imap/bad.ts", "server/src/storage/storage.ts", "room-mail"],
  ["server/src/services/bad.ts", "server/src/net/request.ts", "room-services"],
  ["server/src/workers/bad.ts", "server/src/services/list.ts", "room-workers"],
  ["server/src/http/bad.ts", "server/src/storage/storage.ts", "room-http"],
  ["server/src/smtp-server/bad.ts", "server/src/queue/claim.ts", "room-smtp-server"],
  ["server/src/cli/bad.ts", "server/src/queue/claim.ts", "room-cli"],
  ["server/src/main.ts", "server/src/http/app.ts", "room-main"],
  ["server/src/attic/bad.ts", "server/src/core/errors.ts", "known-room"],
  ["server/src/services/worse.ts", "server/src/mail/imap/backend.ts", "only-gateway-imports-mail"],
  ["server/src/http/worse.test.ts", "server/src/mail/imap/backend.ts", "tests-use-the-memory-backend"],
  ["server/src/mail/gmail/bad.ts", "server/src/mail/imap/backend.ts", "backends-are-strangers"],
  ["contracts/src/bad.ts", "server/src/core/errors.ts", "contracts-import-nothing-of-ours"],
  ["client/src/bad.ts", "server/src/core/errors.ts", "client-knows-only-contracts"],
  ["dashboard/src/queries/bad.ts", "server/src/core/errors.ts", "dashboard-is-one-more-client"],
  ["dashboard/src/pages/bad.tsx", "dashboard/src/api.ts", "only-queries-call-the-api"],
  ["dashboard/src/components/bad.tsx", "dashboard/src/queries/accounts.ts", "components-only-show"],
  ["fakes/src/bad.ts", "server/src/core/errors.ts", "fakes-know-nothing-of-the-server"],
  ["server/src/workers/worse.ts", "fakes/src/imap.ts", "server-is-called-not-calling"],
  ["e2e/bad.test.ts", "server/src/core/errors.ts", "e2e-stays-outside"],
  ["server/src/core/circle.ts", "server/src/core/ring.ts", "no-cycles"],
  ["server/src/core/lost.ts", "server/src/core/nowhere.ts", "resolvable"],
];

const allowed = [
  ["server/src/services/good.ts", "server/src/storage/storage.ts"],
  ["server/src/http/good.ts", "contracts/src/messages.ts"],
  ["server/src/gateway.ts", "server/src/mail/imap/backend.ts"],
  ["server/src/mail/gmail/good.ts", "server/src/mail/smtp/send.ts"],
  ["server/src/workers/good.test.ts", "server/src/mail/memory/backend.ts"],
  ["server/src/workers/better.test.ts", "fakes/src/imap.ts"],
  ["server/src/core/ring.ts", "server/src/core/circle.ts"],
  ["dashboard/src/queries/good.ts", "dashboard/src/api.ts"],
  ["dashboard/src/pages/good.tsx", "dashboard/src/queries/accounts.ts"],
];

let folder;
let report;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "posthorn-rooms-"));
  for (const file of ["tsconfig.json", "tsconfig.base.json"]) cpSync(join(root, file), join(folder, file));
  const pairs = [...forbidden, ...allowed];
  const importers = new Set(pairs.map(([from]) => from));
  for (const [from, to] of pairs) {
    write(from, `import type { Value } from "./${relative(dirname(from), to)}";\nexport type Own = Value;\n`);
    if (!importers.has(to) && !to.includes("nowhere")) write(to, "export type Value = string;\n");
  }
  const args = ["--config", join(root, ".dependency-cruiser.cjs"), "--output-type", "json"];
  const { output } = await tool(
    "dependency-cruiser/bin/dependency-cruise.mjs",
    [...args, "contracts", "client", "server", "dashboard", "fakes", "e2e"],
    { cwd: folder },
  );
  report = JSON.parse(output);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(file, text) {
  mkdirSync(join(folder, dirname(file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

const violationsOf = (file) => report.summary.violations.filter(({ from }) => from === file);

describe("room rules", () => {
  it("read the files at all", () => {
    expect(report.summary.totalCruised).toBeGreaterThan(forbidden.length);
  });

  it.each(forbidden)("refuse that %s imports %s", (from, _to, rule) => {
    expect(violationsOf(from).map((violation) => violation.rule.name)).toContain(rule);
  });

  it.each(allowed.filter(([from]) => !from.includes("ring")))("allow that %s imports %s", (from) => {
    expect(violationsOf(from)).toEqual([]);
  });
});
