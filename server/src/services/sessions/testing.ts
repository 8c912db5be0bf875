import { SESSION_COOKIE } from "../../core/session-rules.ts";
import { tokenIdOf } from "../../core/token-rules.ts";
import { replaceSetupLinks } from "../../storage/setup-links.ts";
import { makeSetupLink } from "../setup/link.ts";
import { setPassword } from "../setup/set-password.ts";
import type { Answer, TestGateway } from "../testing.ts";

export const PASSWORD = "correct horse battery";

/** Somebody who signed in, as a browser would hold it. */
export interface SignedInUser {
  cookie: string;
  csrfToken: string;
  answer: Answer;
  call(method: string, url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** The `Set-Cookie` of an answer, taken apart. */
export function cookieIn({ headers }: Answer): { value: string; attributes: string[] } {
  const [pair = "", ...attributes] = String(headers["set-cookie"]).split("; ");
  return { value: pair.slice(SESSION_COOKIE.length + 1), attributes };
}

/** A user with `PASSWORD`, made as the command line does. */
export const addUser = async (gateway: TestGateway, name: string) => {
  await setPassword(gateway.storage, { name, password: PASSWORD, now: Date.now() });
  return name;
};

export async function signIn(
  gateway: TestGateway,
  name: string,
  more: { password?: string; remember?: boolean; headers?: Record<string, string> } = {},
): Promise<SignedInUser> {
  const { headers, ...body } = { password: PASSWORD, ...more };
  const answer = await gateway.call(
    "POST",
    "/v1/session",
    { name, ...body },
    { token: null, ...(headers && { headers }) },
  );
  return userOf(gateway, answer);
}

export function userOf(gateway: TestGateway, answer: Answer): SignedInUser {
  const cookie = `${SESSION_COOKIE}=${cookieIn(answer).value}`;
  const csrfToken = String(answer.body["csrfToken"]);
  return {
    cookie,
    csrfToken,
    answer,
    call: (method, url, body, headers = {}) =>
      gateway.call(method, url, body, {
        token: null,
        headers: { cookie, ...(method !== "GET" && { "x-csrf-token": csrfToken }), ...headers },
      }),
  };
}

/** How many sign-ins of a kind were counted, such as `password failure`; those that never happened are left out. */
export async function signInCounts(gateway: TestGateway): Promise<Record<string, number>> {
  const page = (await gateway.call("GET", "/metrics")).bytes.toString();
  const lines = page.matchAll(/^posthorn_sign_ins\{method="([\w-]+)",outcome="(\w+)"\} ([1-9]\d*)$/gm);
  return Object.fromEntries([...lines].map(([, method, outcome, count]) => [`${method} ${outcome}`, Number(count)]));
}

/** A set-up link whose day is over. */
export async function makeExpiredLink(gateway: TestGateway): Promise<string> {
  const link = await makeSetupLink(gateway.storage, 0);
  await gateway.storage.transaction((tx) => replaceSetupLinks(tx, tokenIdOf(link), Date.now() - 1));
  return link;
}
