import type { Command } from "./command.ts";
import { MAILBOX_COMMANDS } from "./mailbox-commands.ts";
import { MESSAGE_COMMANDS } from "./message-commands.ts";
import { SESSION_COMMANDS } from "./session-commands.ts";

/** All commands by their verb; UID and mechanisms are the command's own business. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries({ ...SESSION_COMMANDS, ...MAILBOX_COMMANDS, ...MESSAGE_COMMANDS }),
);
