import { createTransport } from "nodemailer";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeCertificate } from "./certificate.ts";
import { cut, type FakeSmtp, leave, reply, startFakeSmtp } from "./fake-smtp.ts";

let server: FakeSmtp;
beforeEach(async () => {
  server = await startFakeSmtp({ certificate: makeCertificate(["127.0.0.1"]), extensions: ["SIZE 1000"] });
});
afterEach(() => server.stop());

async function send(to: string[], text = "Hello\n.\n..\n") {
  const { host, port } = server;
  const transport = createTransport({ host, port, tls: { rejectUnauthorized: false } });
  return transport.sendMail({ from: "ada@example.org", to, subject: "x", text });
}

it("takes mail, over STARTTLS, dots and all", async () => {
  await send(["bo@example.com", "cy@example.com"]);
  expect(server.commands).toEqual(["EHLO", "STARTTLS", "EHLO", "MAIL", "RCPT", "RCPT", "DATA"]);
  expect(server.received).toMatchObject([{ to: ["bo@example.com", "cy@example.com"] }]);
  expect(server.received[0]?.content).toMatch(/\r\n\r\nHello\r\n\.\r\n\.\.\r\n$/);
});

it("misbehaves where it is told to, as often as it is told to", async () => {
  server.on("RCPT", reply("550 5.1.1 Not here"), { only: /cy@/ });
  server.on("DATA", leave("421 4.3.2 Going down"), { times: 1 });
  await expect(send(["bo@example.com"])).rejects.toThrow("421 4.3.2 Going down");
  expect(await send(["bo@example.com", "cy@example.com"])).toMatchObject({ rejected: ["cy@example.com"] });
  server.on("MESSAGE", reply("552 5.3.4 Too big"), { over: 1000 });
  await send(["bo@example.com"]);
  await expect(send(["bo@example.com"], "x ".repeat(600))).rejects.toThrow("552 5.3.4 Too big");
  server.on("GREETING", cut());
  await expect(send(["bo@example.com"])).rejects.toThrow(/closed|ECONNRESET/);
});
