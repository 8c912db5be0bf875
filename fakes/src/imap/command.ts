import type { ImapCall } from "./call.ts";
import type { FakeImapOptions } from "./options.ts";

/** Answers one kind of command. */
export type Command = (call: ImapCall, options: FakeImapOptions) => unknown;
