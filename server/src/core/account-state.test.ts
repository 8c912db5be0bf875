import { ACCOUNT_STATES } from "@posthorn/contracts/accounts";
import { describe, expect, it } from "vitest";
import { type AccountSignal, type AccountState, codeOfState, isOperational, next } from "./account-state.ts";

const SIGNALS: AccountSignal[] = [
  "dial",
  "loggedIn",
  "inSync",
  "refused",
  "unreachable",
  "lost",
  "flush",
  "disable",
  "restart",
];

const follow = (start: AccountState, ...signals: AccountSignal[]) =>
  signals.reduce<AccountState>((state, signal) => next[state][signal], start);

describe("the life of an account", () => {
  it("answers every signal in every state with a state that the API knows", () => {
    expect(Object.keys(next).toSorted()).toEqual(ACCOUNT_STATES.toSorted());
    for (const state of ACCOUNT_STATES) {
      expect(Object.keys(next[state]).toSorted()).toEqual(SIGNALS.toSorted());
      for (const signal of SIGNALS) expect(ACCOUNT_STATES).toContain(next[state][signal]);
    }
  });

  it("reaches every state from a new account, and the working one from everywhere", () => {
    const reached = new Set<AccountState>(["init"]);
    for (const state of reached) for (const signal of SIGNALS) reached.add(next[state][signal]);
    expect([...reached].toSorted()).toEqual(ACCOUNT_STATES.toSorted());
    for (const state of ACCOUNT_STATES) expect(follow(state, "dial", "loggedIn", "inSync")).toBe("connected");
  });

  it("goes from init by connecting and syncing to connected", () => {
    expect(follow("init", "dial")).toBe("connecting");
    expect(follow("connecting", "loggedIn")).toBe("syncing");
    expect(follow("syncing", "inSync")).toBe("connected");
    expect(follow("connected", "lost")).toBe("disconnected");
    expect(follow("disconnected", "dial")).toBe("connecting");
  });

  it("keeps an error until it is tried again", () => {
    expect(follow("connecting", "refused", "lost")).toBe("authenticationError");
    expect(follow("connecting", "unreachable", "lost")).toBe("connectError");
    expect(follow("authenticationError", "dial")).toBe("connecting");
  });

  it("pauses for a flush what works, and shows what is wrong all the while", () => {
    expect(follow("connected", "flush", "lost")).toBe("paused");
    expect(follow("paused", "dial")).toBe("connecting");
    expect(follow("connectError", "flush")).toBe("connectError");
    expect(follow("authenticationError", "flush")).toBe("authenticationError");
  });

  it("leaves alone what has nothing to connect with", () => {
    for (const signal of SIGNALS) expect(next.unset[signal]).toBe(signal === "dial" ? "connecting" : "unset");
    for (const state of ACCOUNT_STATES) expect(next[state].disable).toBe("unset");
  });

  it("starts over with the process", () => {
    for (const state of ACCOUNT_STATES) expect(next[state].restart).toBe(state === "unset" ? "unset" : "init");
  });
});

describe("a state", () => {
  it.each([
    ["init", "NotYetConnected"],
    ["authenticationError", "AuthenticationFails"],
    ["connectError", "ConnectionError"],
    ["unset", "NotSyncing"],
    ["disconnected", "NoAvailable"],
    ["paused", "NoAvailable"],
  ] as const)("%s lets no mailbox be used, for the reason %s", (state, code) => {
    expect(isOperational(state)).toBe(false);
    expect(codeOfState(state)).toBe(code);
  });

  it.each(["connected", "connecting", "syncing"] as const)("%s lets mailboxes be used", (state) => {
    expect(isOperational(state)).toBe(true);
  });
});
