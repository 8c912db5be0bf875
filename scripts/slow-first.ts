import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files that take longest, begun first: else the last of them runs while the other workers have nothing left to do. A fresh
 * checkout has no times of earlier runs to go by.
 */
const SLOW = [
  "e2e/dashboard-everywhere.test.ts",
  "e2e/state-tracking.test.ts",
  "e2e/crashes.test.ts",
  "e2e/troubles-of-the-machine.test.ts",
  "e2e/troubles.test.ts",
  "e2e/exports.test.ts",
  "e2e/hosted-form.test.ts",
  "e2e/mail-merge.test.ts",
  "e2e/smtp-server.test.ts",
  "e2e/dashboard-accounts.test.ts",
  "e2e/api-fuzz.test.ts",
  "e2e/access.test.ts",
  "e2e/webhook-ledger.test.ts",
  "e2e/pull-events.test.ts",
  "e2e/dashboard-messages.test.ts",
  "e2e/dashboard-webhooks.test.ts",
  "e2e/dashboard.test.ts",
  "e2e/backup.test.ts",
  "e2e/sending-guide.test.ts",
  "e2e/monitoring.test.ts",
  "server/src/workers/export/export.test.ts",
  "server/src/services/webhooks/endpoints.test.ts",
  "server/src/mail/imap/backend.test.ts",
  "server/src/mail/imap/cyrus.test.ts",
  "server/src/services/events/events.test.ts",
  "server/src/sandbox/user-functions.test.ts",
  "server/src/workers/account-sync/account-sync.test.ts",
];

const placeOf = ({ moduleId }: TestSpecification) => {
  const place = SLOW.findIndex((file) => moduleId.endsWith(`/${file}`));
  return place === -1 ? SLOW.length : place;
};

/** The usual order, with the slow files before all others. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
