import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";
import { addUser, signIn, type SignedInUser } from "./testing.ts";

describe.each(TEST_ENGINES)("a dashboard without messages, on %s", (engine) => {
  let gateway: TestGateway;
  let ada: SignedInUser;
  let account: string;
  beforeAll(async () => {
    const env = { EENGINE_DISABLE_MESSAGE_BROWSER: "true", POSTHORN_DISABLE_SETUP_WARNINGS: "true" };
    gateway = await createTestGateway(engine, { env });
    ada = await signIn(gateway, await addUser(gateway, "Ada"));
    account = await gateway.addConnected();
  });
  afterAll(() => gateway.close());

  it("says so", async () => {
    const { body } = await ada.call("GET", "/v1/session/features");
    expect(body).toEqual({ messageBrowser: false, setupWarnings: false });
  });

  it("keeps people from messages, and from nothing else; programs read them", async () => {
    const messages = `/v1/account/${account}/messages?path=INBOX`;
    expect(await ada.call("GET", messages)).toMatchObject({ status: 403, body: { code: "MessageBrowserDisabled" } });
    expect((await ada.call("GET", `/v1/account/${account}`)).status).toBe(200);
    expect((await ada.call("GET", `/v1/account/${account}/mailboxes`)).status).toBe(200);
    expect((await gateway.call("GET", messages)).status).toBe(200);
  });
});
