import { describe, expect, it } from "vitest";
import { emptyForm, faultsOf, formOf, toCreate, toTrial, toUpdate } from "./gateway-form.ts";
import { serviceOf, SERVICES } from "./services.ts";

const stored = {
  gateway: "relay",
  name: "Relay",
  deliveries: 3,
  lastUse: null,
  lastError: null,
  user: "ada",
  pass: "******",
  host: "smtp.example.com",
  port: 587,
  secure: false,
  requireTLS: true,
  sending: { perDay: 1000, window: { from: "08:00", until: "18:00" } },
};

describe("the form of a gateway", () => {
  it("asks for a name and a server, and sends no login where there is none", () => {
    expect(Object.keys(faultsOf({ ...emptyForm(), port: "" }))).toEqual(["name", "host", "port"]);
    expect(toCreate({ ...emptyForm(), name: "Relay", host: " smtp.example.com " })).toEqual({
      name: "Relay",
      host: "smtp.example.com",
      port: 587,
      secure: false,
      requireTLS: true,
    });
  });

  it("keeps the password when none is typed, and the hours that it does not show", () => {
    const form = formOf(stored);
    expect(form).toMatchObject({ pass: "", security: "starttls" });
    expect(toUpdate(form, stored)).not.toHaveProperty("pass");
    expect(toUpdate({ ...form, sending: { ...form.sending, perDay: "", atOnce: 2 } }, stored).sending).toEqual({
      atOnce: 2,
      window: { from: "08:00", until: "18:00" },
    });
    expect(toUpdate({ ...form, user: "", security: "plain" }, stored)).toMatchObject({
      user: null,
      pass: null,
      secure: false,
      requireTLS: false,
    });
    expect(toUpdate({ ...form, pass: "new", security: "tls" }, stored)).toMatchObject({ pass: "new", secure: true });
  });

  it("can be tried before it is stored", () => {
    const form = { ...emptyForm(), host: "smtp.example.com", user: "ada", pass: "secret" };
    expect(toTrial(form)).toMatchObject({ host: "smtp.example.com", auth: { user: "ada", pass: "secret" } });
    expect(toTrial({ ...form, user: "" })).toMatchObject({ auth: false });
  });

  it("knows services by their servers", () => {
    expect(new Set(SERVICES.map(({ name }) => name)).size).toBe(SERVICES.length);
    expect(serviceOf("SMTP.sendgrid.net ")).toMatchObject({ name: "SendGrid", user: "apikey" });
    expect(serviceOf("smtp.example.com")).toBeUndefined();
  });
});
