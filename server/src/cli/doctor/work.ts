import type { AccountState } from "../../core/account-state.ts";
import { listAccountConditions } from "../../storage/accounts.ts";
import { findKeyRotation } from "../../storage/key-rotation.ts";
import { listWebhookHealth } from "../../storage/webhook-health.ts";
import { listEndpoints } from "../../storage/webhook-endpoints.ts";
import { countOf } from "../count-of.ts";
import { type ExaminedStore, type Finding, ok, problem, warning } from "./finding.ts";

const MOST_NAMED = 20;
const PORTION = 1000;
/** A lane that is due for so long, and that nobody has taken up. */
const STUCK_MS = 10 * 60 * 1000;

/** What to do about accounts in a state that they do not leave by themselves, or not soon. */
const ADVICE: Partial<Record<AccountState, string>> = {
  authenticationError: "Enter its password anew, or have its owner authorise it again.",
  connectError: "It is tried again by itself. If that goes on, check host, port and firewall.",
};

/** Accounts in trouble, each with what to do. */
export async function checkAccounts({ storage }: ExaminedStore): Promise<Finding[]> {
  const findings: Finding[] = [];
  let total = 0;
  let troubled = 0;
  for (let after = ""; ;) {
    const accounts = await listAccountConditions(storage, after, PORTION);
    for (const { id, state, lastError } of accounts) {
      total++;
      const advice = ADVICE[state];
      if (advice === undefined) continue;
      troubled++;
      if (findings.length < MOST_NAMED)
        findings.push(
          warning("accounts", `${id}: ${state}${lastError === null ? "" : ` (${lastError.response})`}`, advice),
        );
    }
    if (accounts.length < PORTION) break;
    after = accounts.at(-1)?.id ?? "";
  }
  if (troubled > findings.length)
    findings.push(
      warning("accounts", `${countOf(troubled - findings.length, "account")} more`, "posthorn accounts list"),
    );
  return troubled > 0 ? findings : [ok("accounts", `${countOf(total, "account")}, none in trouble`)];
}

/** Webhook endpoints that take nothing at present. */
export async function checkEndpoints({ storage }: ExaminedStore): Promise<Finding[]> {
  const failing = (await listWebhookHealth(storage)).map(({ endpoint, account, error, failures, failingSince }) =>
    warning(
      "webhooks",
      `${endpoint}${account === "" ? "" : ` (account ${account})`} fails since ${new Date(failingSince).toISOString()}, ${countOf(failures, "time")}: ${error.message}`,
      "Mend the receiver. What could not be delivered is tried again, and is listed by GET /v1/webhooks/failed in the end.",
    ),
  );
  const stopped = (await listEndpoints(storage)).flatMap(({ id, stopped }) =>
    stopped === null
      ? []
      : [
          warning(
            "webhooks",
            `${id} was stopped: ${stopped.reason}`,
            "Mend the receiver, then switch the endpoint on again.",
          ),
        ],
  );
  return [...failing, ...stopped];
}

/** Jobs that nobody takes up, queues that are paused, mail that waits for a person, a data key that could not be changed. */
export async function checkQueues({ storage, isRunning }: ExaminedStore): Promise<Finding[]> {
  const findings: Finding[] = [];
  const paused = await storage.sql.selectFrom("pausedQueues").select("queue").execute();
  for (const { queue } of paused)
    findings.push(
      warning("queues", `The queue ${queue} is paused`, `Resume it: PUT /v1/settings/queue/${queue} {"paused":false}`),
    );
  const now = await storage.clock();
  const { stuck } = await storage.sql
    .selectFrom("lanes")
    .select((e) => e.fn.countAll<number>().as("stuck"))
    .where("dueAt", "<", now - STUCK_MS)
    .where("leasedUntil", "<", now)
    .executeTakeFirstOrThrow();
  if (Number(stuck) > 0 && isRunning && paused.length === 0)
    findings.push(
      problem(
        "queues",
        `${countOf(Number(stuck), "lane")} of jobs should have been taken up long ago`,
        "Look into the log of the server, and start it anew.",
      ),
    );
  const { held } = await storage.sql
    .selectFrom("submissions")
    .select((e) => e.fn.countAll<number>().as("held"))
    .where("state", "=", "held")
    .executeTakeFirstOrThrow();
  if (Number(held) > 0)
    findings.push(
      warning(
        "queues",
        `${countOf(Number(held), "message waits", "messages wait")} for somebody to decide whether to send again`,
        "See the outbox: a crash hid whether their server took them.",
      ),
    );
  if ((await findKeyRotation(storage))?.state === "incomplete")
    findings.push(
      warning(
        "key",
        "The last change of the data key could not seal everything anew",
        "posthorn encrypt names what can't be opened.",
      ),
    );
  return findings.length > 0 ? findings : [ok("queues", isRunning ? "Nothing is held up" : "Nothing is paused")];
}
