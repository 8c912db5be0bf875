import { setTimeout as sleep } from "node:timers/promises";
import type { Edit, ImapCall } from "./call.ts";

/** What a server does with a command. Handlers that are given here misbehave; any function will do. */
export type Handler = (call: ImapCall) => unknown;

/** Answers, but after so many milliseconds. */
export const slow =
  (ms: number): Handler =>
  async (call) => {
    await sleep(ms);
    await call.answer();
  };

/** Answers what the test says, line by line, and then OK. */
export const say =
  (...lines: string[]): Handler =>
  (call) => {
    for (const line of lines) call.send(line);
    call.ok();
  };

/** NO with this text, which may begin with a response code: `[LIMIT] Too many connections`. */
export const refuse =
  (text: string): Handler =>
  (call) =>
    call.no(text);

/** BAD with this text. */
export const reject =
  (text: string): Handler =>
  (call) =>
    call.bad(text);

/** Answers properly, save that each response is altered or left out. */
export const edited =
  (edit: Edit): Handler =>
  (call) =>
    call.answer(edit);

/** Answers properly, without the responses that this fits. */
export const leaveOut = (pattern: RegExp): Handler =>
  edited((response) => (pattern.test(response) ? undefined : response));

/** Answers properly, with this replaced in every response. */
export const replaceIn = (pattern: RegExp, by: string): Handler => edited((response) => response.replace(pattern, by));

/** Says nothing more. */
export const hang = (): Handler => (call) => call.connection.silence();

/** Takes bytes and gives none, and does not hang up even when the client has. */
export const halfOpen = (): Handler => (call) => {
  call.connection.silence();
  call.connection.keepHalfOpen();
};

/** Hangs up. */
export const cut = (): Handler => (call) => call.connection.end();

/** Hangs up in the middle of a literal. */
export const cutInLiteral = (): Handler => (call) => {
  call.connection.write("* 1 FETCH (UID 1 BODY[] {100}\r\nonly this");
  call.connection.end();
};

/** Says good-bye. */
export const bye =
  (text = "Shutting down"): Handler =>
  (call) =>
    call.connection.bye(text);

/** Speaks something that is no IMAP, and hangs up. */
export const garbage = (): Handler => (call) => {
  call.connection.write('\x00\x01 HTTP/1.1 418 ((({{{ "\r\n'.repeat(50));
  call.connection.end();
};

/** Announces a literal of more bytes than anyone can hold. */
export const hugeLiteral = (): Handler => (call) => {
  call.connection.write("* 1 FETCH (UID 1 BODY[] {999999999999}\r\n");
};

/** Begins a literal of this size and sends its bytes as long as somebody takes them. */
export const endlessLiteral =
  (size = 1024 * 1024 * 1024): Handler =>
  (call) => {
    call.connection.write(`* 1 FETCH (UID 1 BODY[] {${size}}\r\n`);
    talkOn(call, "x".repeat(8192));
  };

/** Talks on and on without ever answering. */
export const endless = (): Handler => (call) => talkOn(call, "* OK Still here\r\n".repeat(100));

/** From this command on the connection is told of no new message, though everything else works. */
export const freeze = (): Handler => (call) => {
  call.connection.freeze();
  return call.answer();
};

/** An IDLE in which nothing is ever pushed. */
export const idleInSilence = (): Handler => (call) => {
  call.connection.isMute = true;
  return call.answer();
};

function talkOn({ connection }: ImapCall, text: string): void {
  connection.ignore();
  const talk = () => {
    for (let i = 0; i < 8 && connection.isOpen; i++) if (!connection.write(text)) return connection.onDrain(later);
    later();
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = () => {
    if (connection.isOpen) timer = setTimeout(talk, 5);
  };
  connection.onClose(() => clearTimeout(timer));
  talk();
}
