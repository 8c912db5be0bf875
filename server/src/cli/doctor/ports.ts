import { once } from "node:events";
import { get as httpGet } from "node:http";
import { get as httpsGet } from "node:https";
import { createServer } from "node:net";
import type { Config } from "../../config/load.ts";
import { type Examined, type ExaminedStore, type Finding, ok, problem, reasonOf } from "./finding.ts";

const TIMEOUT_MS = 3000;

/** Whether a server of Posthorn answers where this configuration has one listen. */
export async function isServerRunning({ http, apiTls }: Config): Promise<boolean> {
  if (http.port === 0) return false;
  const host = http.host === "0.0.0.0" ? "127.0.0.1" : http.host === "::" ? "::1" : http.host;
  return new Promise((resolve) => {
    const options = { host, port: http.port, path: "/health/live", timeout: TIMEOUT_MS };
    // It is only asked whether it is there, by its own machine; its certificate is looked at elsewhere.
    const asking = apiTls.enabled ? httpsGet({ ...options, rejectUnauthorized: false }) : httpGet(options);
    asking.once("response", (response) => {
      let text = "";
      response.on("data", (data: Buffer) => (text = `${text}${data.toString()}`.slice(0, 1000)));
      response.once("end", () => resolve(response.statusCode === 200 && text.includes('"success":true')));
      response.once("error", () => resolve(false));
    });
    asking.once("timeout", () => asking.destroy());
    asking.once("error", () => resolve(false));
  });
}

/** Whether the ports can be listened on, or are by the server itself. */
export async function checkPorts(examined: Examined | ExaminedStore): Promise<Finding[]> {
  const { config, isRunning } = examined;
  const settings = "settings" in examined ? examined.settings : null;
  const wanted = [
    { what: "the API", host: config.http.host, port: config.http.port, variable: "POSTHORN_PORT" },
    ...(settings?.get("smtpServerEnabled") === true
      ? [
          {
            what: "the SMTP server",
            host: settings.get("smtpServerHost") ?? "127.0.0.1",
            port: settings.get("smtpServerPort") ?? 0,
            variable: "the setting smtpServerPort",
          },
        ]
      : []),
    ...(settings?.get("imapProxyServerEnabled") === true
      ? [
          {
            what: "the IMAP proxy",
            host: settings.get("imapProxyServerHost") ?? "127.0.0.1",
            port: settings.get("imapProxyServerPort") ?? 0,
            variable: "the setting imapProxyServerPort",
          },
        ]
      : []),
  ];
  const findings: Finding[] = [];
  for (const { what, host, port, variable } of wanted) {
    const error = port === 0 ? null : await tryToListen(host, port);
    const where = `${host}:${port}`;
    if (error === null) {
      if (isRunning)
        findings.push(
          problem("ports", `The server runs, and nothing listens on ${where} for ${what}`, "Look for why in its log."),
        );
      else findings.push(ok("ports", `${where} is free for ${what}`));
    } else if (error.code === "EADDRINUSE" && isRunning)
      findings.push(ok("ports", `${where} is held by the server, for ${what}`));
    else
      findings.push(
        problem(
          "ports",
          error.code === "EADDRINUSE"
            ? `Another program listens on ${where}, which is for ${what}`
            : `Nobody can listen on ${where} for ${what}: ${reasonOf(error)}`,
          adviceOn(error.code, variable),
        ),
      );
  }
  return findings;
}

function adviceOn(code: string | undefined, variable: string): string {
  if (code === "EACCES")
    return "Ports below 1024 need a right of their own (setcap cap_net_bind_service, or a reverse proxy).";
  if (code === "EADDRINUSE") return `End that program, or choose another port by ${variable}.`;
  return `Name an address of this machine: see to ${variable.replace(/port$/i, (port) => (port === "PORT" ? "HOST" : "Host"))}.`;
}

async function tryToListen(host: string, port: number): Promise<NodeJS.ErrnoException | null> {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, "listening");
    return null;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  } finally {
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  }
}
