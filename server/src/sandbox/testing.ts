import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { silentLog } from "../core/log.ts";
import type { FunctionCall, FunctionRun, UserFunctions } from "../core/user-function.ts";
import type { EgressPolicy } from "../net/egress.ts";
import { createHttpClient } from "../net/http-client.ts";
import { createUserFunctions, type UserFunctionsOptions } from "./user-functions.ts";

export interface TestFunctions {
  functions: UserFunctions;
  run(source: string, given?: unknown, more?: Partial<FunctionCall>): Promise<FunctionRun>;
  /** What was counted. */
  outcomes: string[];
  /** What went to the installation's log. */
  logged: { method: string; context: object; text: string }[];
}

/** Functions in threads of their own, which are ended after the test. */
export function startFunctions(
  options: Partial<UserFunctionsOptions> & { policy?: EgressPolicy; end?: (close: () => Promise<void>) => void } = {},
): TestFunctions {
  const http = createHttpClient({ policy: options.policy ?? "off", connectTimeoutMs: 5000, proxy: () => undefined });
  const outcomes: string[] = [];
  const logged: TestFunctions["logged"] = [];
  const to = (method: string) => (context: object, text: string) => void logged.push({ method, context, text });
  const functions = createUserFunctions({
    log: { ...silentLog, debug: to("debug"), info: to("info"), warn: to("warn"), error: to("error") },
    meter: { userFunction: (outcome) => void outcomes.push(outcome) },
    http,
    userAgent: "Posthorn/test",
    ...options,
    // A busy machine asks for patience with those that don't compute for long.
    limits: { computeMs: 20_000, ...options.limits },
  });
  (options.end ?? onTestFinished)(async () => {
    await functions.close();
    await http.close();
  });
  return {
    functions,
    outcomes,
    logged,
    run: (source, given = {}, more = {}) =>
      functions.run({
        source,
        payload: JSON.stringify(given),
        env: "{}",
        label: { owner: "endpoint", role: "map" },
        needs: "value",
        ...more,
      }),
  };
}

/** Somebody's HTTP server; the address that it is reached at. */
export async function startServer(
  answer: (request: IncomingMessage & { text: string }, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    request.on("end", () => answer(Object.assign(request, { text }), response));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
