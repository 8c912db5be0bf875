import { getAccount, listAccounts } from "@posthorn/contracts/accounts";
import type { Contract } from "@posthorn/contracts/contract";
import type { AgentMessage } from "../services/mcp/agent-door.ts";
import { accountOfUri, accountUri, hasUri } from "./account-uri.ts";
import { readAnswer } from "./read-answer.ts";

/** Accounts that are listed as resources. */
const MOST_LISTED = 500;
const MOST_BYTES = 4 * 1024 * 1024;

interface ListedAccount {
  account: string;
  name?: string | null;
  email?: string | null;
  state?: string | null;
}

/** An account as a resource. */
export interface AccountResource {
  uri: string;
  name: string;
  title: string;
  description: string;
  mimeType: "application/json";
  [key: string]: unknown;
}

/** The accounts that an agent may see. */
export async function listResources(message: AgentMessage): Promise<AccountResource[]> {
  const bound = message.agent.token?.account ?? null;
  const found =
    bound === null
      ? (
          (await read(message, listAccounts, `/v1/accounts?pageSize=${MOST_LISTED}`)) as {
            accounts: ListedAccount[];
          } | null
        )?.accounts
      : [(await read(message, getAccount, accountPath(bound))) as ListedAccount | null];
  return (found ?? []).filter((account) => account !== null && hasUri(account.account)).map(resourceOf);
}

/** What the API tells of the account that an address names, as it tells it; null where there is none for the agent. */
export async function readResource(message: AgentMessage, uri: string): Promise<string | null> {
  const account = accountOfUri(uri);
  if (account === null || /^\.{1,2}$/.test(account)) return null;
  const told = await read(message, getAccount, accountPath(account));
  return told === null ? null : JSON.stringify(told);
}

const accountPath = (account: string) => `/v1/account/${encodeURIComponent(account)}`;

async function read({ call }: AgentMessage, contract: Contract, url: string): Promise<unknown> {
  const answer = await call({ contract, url });
  const bytes = await readAnswer(answer, MOST_BYTES);
  return answer.status === 200 && bytes !== null ? JSON.parse(bytes.toString()) : null;
}

const resourceOf = (account: ListedAccount | null): AccountResource => {
  const { account: id, name, email, state } = account as ListedAccount;
  return {
    uri: accountUri(id),
    name: id,
    title: name || email || id,
    description: `${email || "no address"}, state: ${state ?? "unknown"}`,
    mimeType: "application/json",
  };
};
