import { type ChatService as FakeService, startChatService } from "@posthorn/fakes/chat-service";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createHttpClient, type HttpClient } from "../net/http-client.ts";
import { type ChatService, completeChat, endpointOf } from "./chat-completion.ts";

describe("a chat completion", () => {
  let fake: FakeService;
  let http: HttpClient;
  beforeAll(async () => {
    fake = await startChatService({ key: "sk-geheim" });
    http = createHttpClient({ policy: "link-local", connectTimeoutMs: 5000, proxy: () => undefined });
  });
  beforeEach(() => void (fake.calls.length = 0));
  afterAll(async () => {
    await http.close();
    await fake.close();
  });

  const ask = (more: Partial<ChatService> = {}, signal = new AbortController().signal) =>
    completeChat(
      http,
      { url: fake.url, key: "sk-geheim", model: "llama3.2", ...more },
      { system: "Describe.", user: "A mail", endUser: "ada" },
      signal,
    );

  it("asks for JSON with what is set, and tells the tokens", async () => {
    fake.next({ content: '{"a":1}' });
    expect(await ask({ temperature: 0, topP: 0.5, reasoningEffort: "none" })).toEqual({
      content: '{"a":1}',
      usage: { prompt: 120, completion: 30 },
    });
    expect(fake.calls).toEqual([
      {
        path: "/v1/chat/completions",
        authorization: "Bearer sk-geheim",
        body: {
          model: "llama3.2",
          messages: [
            { role: "system", content: "Describe." },
            { role: "user", content: "A mail" },
          ],
          response_format: { type: "json_object" },
          temperature: 0,
          top_p: 0.5,
          reasoning_effort: "none",
          user: "ada",
        },
      },
    ]);
  });

  it("lets models that reason do so a little", async () => {
    for (const model of ["gpt-5-mini", "o3", "openai/gpt-5.1", "gpt-4.1-mini", "qwen3", "foo3"]) await ask({ model });
    expect(fake.calls.map(({ body }) => body["reasoning_effort"])).toEqual([
      "low",
      "low",
      "low",
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("asks again without what is refused", async () => {
    fake.next(
      { status: 400, error: "Unsupported value", param: "temperature" },
      { status: 400, error: "Unknown parameter: 'response_format'." },
    );
    await ask({ temperature: 1, topP: 1 });
    expect(fake.calls.map(({ body }) => Object.keys(body).slice(2))).toEqual([
      ["response_format", "temperature", "top_p", "user"],
      ["response_format", "top_p", "user"],
      ["top_p", "user"],
    ]);
  });

  it.each([429, 500, 503])("is tried once more after a %i", async (status) => {
    fake.next({ status, headers: { "retry-after": "0" } }, { content: "{}" });
    expect(await ask()).toMatchObject({ content: "{}" });
    fake.next({ status, headers: { "retry-after": "0" } }, { status, headers: { "retry-after": "0" } });
    await expect(ask()).rejects.toMatchObject({
      name: "ModelFailure",
      outcome: status === 429 ? "limited" : "unavailable",
      message: `The service answered ${status}: No`,
    });
    expect(fake.calls).toHaveLength(4);
  });

  it("is not tried again where that would take too long", async () => {
    fake.next({ status: 429, error: "Quota exceeded", headers: { "retry-after": "3600" } });
    await expect(ask()).rejects.toMatchObject({ outcome: "limited" });
    expect(fake.calls).toHaveLength(1);
  });

  it("says nothing of the key where that is refused", async () => {
    const failure = await ask({ key: "sk-falsch" }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ outcome: "refused" });
    expect(String(failure)).not.toContain("sk-");
  });

  it("fails where nobody answers, or too much is answered", async () => {
    fake.next({ fault: "reset" });
    await expect(ask()).rejects.toMatchObject({ outcome: "unavailable" });
    fake.next({ fault: "flood" });
    await expect(ask()).rejects.toMatchObject({ outcome: "invalid" });
    await expect(ask({ url: "http://169.254.169.254" })).rejects.toMatchObject({ outcome: "unavailable" });
  });

  it("has no content where the answer is of another kind", async () => {
    fake.next({ fault: "garbage" });
    expect(await ask()).toEqual({ content: "", usage: null });
  });

  it("ends with its signal", async () => {
    fake.next({ fault: "hang" });
    const abort = new AbortController();
    const asked = ask({}, abort.signal);
    const ended = expect(asked).rejects.toThrow("enough");
    await vi.waitFor(() => expect(fake.calls).toHaveLength(1), { interval: 20, timeout: 30_000 });
    abort.abort(new Error("enough"));
    await ended;
    await vi.waitFor(() => expect(fake.counts.open).toBe(0), { interval: 20, timeout: 30_000 });
  });

  it.each([
    ["http://localhost:11434", "http://localhost:11434/v1/chat/completions"],
    ["https://api.openai.com/v1/", "https://api.openai.com/v1/chat/completions"],
    ["https://x.openai.azure.com/openai/v1", "https://x.openai.azure.com/openai/v1/chat/completions"],
  ])("goes from %s to %s", (base, endpoint) => {
    expect(endpointOf(base)).toBe(endpoint);
  });
});
