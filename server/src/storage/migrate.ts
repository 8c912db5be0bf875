import { type Kysely, type Migration, Migrator } from "kysely";
import type { Engine } from "./engine.ts";
import { foundation } from "./migrations/0001-foundation.ts";
import { eventPositions } from "./migrations/0012-event-positions.ts";
import { exportTables } from "./migrations/0002-exports.ts";
import { deliveryTestTables } from "./migrations/0005-delivery-tests.ts";
import { blocklistTables } from "./migrations/0006-blocklists.ts";
import { gatewayTables } from "./migrations/0003-gateways.ts";
import { attemptHistory } from "./migrations/0009-attempt-history.ts";
import { sendingPaces } from "./migrations/0011-sending-paces.ts";
import { sendingHolds } from "./migrations/0007-sending-holds.ts";
import { sentMessageTables } from "./migrations/0014-sent-messages.ts";
import { templateTables } from "./migrations/0004-templates.ts";
import { templateVersions } from "./migrations/0008-template-versions.ts";
import { certificateTables } from "./migrations/0021-certificates.ts";
import { nodesTable } from "./migrations/0022-nodes.ts";
import { alertRules } from "./migrations/0024-alert-rules.ts";
import { adminLogChanges } from "./migrations/0023-admin-log-changes.ts";
import { aiTables } from "./migrations/0026-ai.ts";
import { mcpTables } from "./migrations/0027-mcp.ts";
import { mcpOAuth } from "./migrations/0028-mcp-oauth.ts";
import { consents } from "./migrations/0016-consents.ts";
import { webhookEndpointVersions } from "./migrations/0025-webhook-endpoint-versions.ts";
import { webhookEndpoints } from "./migrations/0013-webhook-endpoints.ts";
import { idempotencyFingerprints } from "./migrations/0010-idempotency-fingerprints.ts";
import { accountLogBytes } from "./migrations/0019-account-log-bytes.ts";
import { identities } from "./migrations/0017-identities.ts";
import { keyRotations } from "./migrations/0018-key-rotations.ts";
import { oauth2AppTable } from "./migrations/0015-oauth2-apps.ts";

/** Every step from an empty database to the present schema, by name, in order. */
const migrationsOf = (engine: Engine): Record<string, Migration> => ({
  "0001-foundation": foundation(engine.columns),
  "0002-exports": exportTables(engine.columns),
  "0003-gateways": gatewayTables(),
  "0004-templates": templateTables(),
  "0005-delivery-tests": deliveryTestTables(),
  "0006-blocklists": blocklistTables(),
  "0007-sending-holds": sendingHolds(),
  "0008-template-versions": templateVersions(),
  "0009-attempt-history": attemptHistory(),
  "0010-idempotency-fingerprints": idempotencyFingerprints(),
  "0011-sending-paces": sendingPaces(),
  "0012-event-positions": eventPositions(engine),
  "0013-webhook-endpoints": webhookEndpoints(engine.columns),
  "0014-sent-messages": sentMessageTables(),
  "0015-oauth2-apps": oauth2AppTable(),
  "0016-consents": consents(),
  "0017-identities": identities(),
  "0018-key-rotations": keyRotations(),
  "0019-account-log-bytes": accountLogBytes(),
  "0021-certificates": certificateTables(),
  "0022-nodes": nodesTable(),
  "0023-admin-log-changes": adminLogChanges(),
  "0024-alert-rules": alertRules(),
  "0025-webhook-endpoint-versions": webhookEndpointVersions(),
  "0026-ai": aiTables(),
  "0027-mcp": mcpTables(),
  "0028-mcp-oauth": mcpOAuth(),
});

/** The names of all steps, in order. */
export const migrationNames = (engine: Engine): string[] => Object.keys(migrationsOf(engine)).toSorted();

/**
 * Brings the schema up to date, or up to the step that is named. Safe to run on several nodes at once: Kysely takes a
 * lock.
 */
export async function migrate(db: Kysely<never>, engine: Engine, upTo?: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrationsOf(engine) } });
  const { error } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
  if (error !== undefined) throw error;
}
