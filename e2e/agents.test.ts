import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ENGINES, install, type Installation } from "./installation.ts";
import { imapAccount, mail } from "./mail.ts";

const PROGRAM = fileURLToPath(new URL("agent.mjs", import.meta.url));
const PATIENCE = { timeout: 30_000, interval: 100 };

interface Told {
  isError?: boolean;
  content: { text: string }[];
  structuredContent?: Record<string, unknown>;
}

describe.each(ENGINES)("agents, on %s", (engine) => {
  let dovecot: Dovecot;
  let sink: SmtpSink;
  let posthorn: Installation;
  const programs: ChildProcess[] = [];

  beforeAll(async () => {
    [dovecot, sink, posthorn] = await Promise.all([
      startDovecot(),
      startSmtpSink({ keepContent: true }),
      // A busy machine asks for patience.
      install(engine, { POSTHORN_TIMEOUT: "60s" }),
    ]);
    await posthorn.call("POST", "/v1/settings", { mcpEnabled: true });
    await posthorn.call("POST", "/v1/account", imapAccount(dovecot, "ada", sink));
    await vi.waitFor(
      async () => expect((await posthorn.call("GET", "/v1/account/ada")).body).toMatchObject({ state: "connected" }),
      PATIENCE,
    );
  });
  afterAll(async () => {
    for (const program of programs) program.kill();
    await posthorn.remove();
    await Promise.all([dovecot.stop(), sink.close()]);
  });

  /** Starts an agent; without the conditions that tests are run by, as others would. */
  function startAgent(token: string, mode: "auto" | "legacy") {
    const program = fork(PROGRAM, [`${posthorn.url}/mcp`, token, mode], {
      execArgv: [],
      env: { PATH: process.env["PATH"] },
    });
    programs.push(program);
    return async <T>(step: string, params?: unknown): Promise<T> => {
      const answer = once(program, "message");
      program.send({ step, params });
      const [{ result, error }] = (await answer) as [{ result: T; error?: string }];
      if (error !== undefined) throw new Error(error);
      return result;
    };
  }

  const issue = async (body: object) =>
    (await posthorn.call<{ token: string; id: string }>("POST", "/v1/tokens", { description: "Agent", ...body })).body;

  it.each(["auto", "legacy"] as const)(
    "read, move and send mail until they are stopped (%s)",
    { timeout: 120_000 },
    async (mode) => {
      const permissions = {
        actions: ["read", "write", "send"],
        groups: ["account", "mailbox", "message", "outbox", "template", "submit"],
      };
      const { token, id } = await issue({ scopes: ["mcp"], permissions });
      const agent = startAgent(token, mode);
      const call = (name: string, given: object) => agent<Told>("callTool", { name, arguments: given });
      expect(await agent("connect")).toMatchObject({
        server: { name: "posthorn" },
        instructions: expect.stringContaining("list_accounts") as string,
      });
      expect((await agent<{ tools: unknown[] }>("listTools")).tools).toHaveLength(14);
      expect((await agent<{ resources: unknown[] }>("listResources")).resources).toHaveLength(1);

      const subject = `For the ${mode} agent`;
      await dovecot.deliver("ada", mail({ subject, messageId: `<${mode}@example.com>` }));
      let message = "";
      await vi.waitFor(async () => {
        const { structuredContent } = await call("search_messages", {
          account: "ada",
          path: "INBOX",
          search: { subject },
        });
        expect((message = (structuredContent as { messages: { id: string }[] }).messages[0]?.id ?? "")).not.toBe("");
      }, PATIENCE);
      const read = await call("get_message", { account: "ada", message });
      expect(read.isError, read.content[0]?.text).toBeUndefined();
      expect(read.structuredContent).toMatchObject({
        subject,
        text: { html: expect.stringContaining("Grüße") as string },
      });
      const moved = await call("move_message", { account: "ada", message, path: "\\Trash" });
      expect(moved.isError, moved.content[0]?.text).toBeUndefined();
      const sent = await call("send_message", {
        account: "ada",
        to: [{ address: "bo@example.com" }],
        subject: `Re: ${subject}`,
        text: "Done",
      });
      const { messageId } = sent.structuredContent as { messageId: string };
      await vi.waitFor(
        () => expect(sink.received.map((received) => received.messageId)).toContain(messageId),
        PATIENCE,
      );
      const refused = await call("delete_message", { account: "ada", message });
      expect([refused.isError, refused.content[0]?.text]).toEqual([
        true,
        expect.stringContaining("Unauthorized permission") as string,
      ]);

      const { body } = await posthorn.call<{ calls: { tool: string; outcome: string }[] }>(
        "GET",
        `/v1/mcp/calls?token=${id}`,
      );
      expect(body.calls[0]).toMatchObject({ tool: "delete_message", account: "ada", outcome: "refused" });
      expect((await posthorn.call("PUT", `/v1/mcp/agents/${id}`, { isPaused: true })).status).toBe(200);
      await expect(call("list_accounts", {})).rejects.toThrow("paused");
    },
  );
});
