import { createServer as createPlainServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { ImapCall } from "./call.ts";
import { COMMANDS } from "./commands.ts";
import { type ArrivedCommand, FakeConnection } from "./connection.ts";
import type { Handler } from "./deeds.ts";
import { MailStore } from "./mail-store.ts";
import { type FakeImapOptions, MODERN } from "./options.ts";

/** When a rule counts. */
export interface RuleOptions {
  /** So often; unlimited when left out. */
  times?: number;
  /** Only on the connection with this number, counted from 1. */
  connection?: number;
}

export interface ReceivedCommand {
  connection: number;
  command: string;
  /** The whole line. */
  line: string;
}

/** A mail server in memory that follows the RFCs save where a test tells it not to. */
export interface FakeImap {
  readonly host: string;
  readonly port: number;
  /** The mail. What a test does to it, connections learn as from another client's doing. */
  readonly store: MailStore;
  /** Connections that are open. */
  readonly connections: number;
  /** Those of them that have logged in. */
  readonly users: number;
  /** Every command so far, in order of arrival. */
  readonly received: readonly ReceivedCommand[];
  /** Names of commands, of one connection if wished. */
  commands(connection?: number): string[];
  /** A connection by its number, open or not. */
  connection(number: number): FakeConnection;
  /**
   * Hands a command to a handler instead of answering it. `FETCH` is `UID FETCH` too, `*` is every
   * command, `GREETING` is what a client hears first. The first rule that fits counts.
   */
  on(command: string, handler: Handler, options?: RuleOptions): void;
  once(command: string, handler: Handler, options?: Omit<RuleOptions, "times">): void;
  /** Forgets all rules. */
  behave(): void;
  /** Hangs up on everybody. */
  disconnect(): void;
  stop(): Promise<void>;
}

interface Rule {
  command: string;
  handler: Handler;
  left: number;
  connection: number | undefined;
}

export async function startFakeImap(options: FakeImapOptions = {}): Promise<FakeImap> {
  const { capabilities = MODERN, delimiter = "/", tls } = options;
  const store = new MailStore(delimiter);
  const open = new Set<Socket>();
  const connections: FakeConnection[] = [];
  const received: ReceivedCommand[] = [];
  let rules: Rule[] = [];
  const offered = new Set(capabilities.map((name) => name.toUpperCase()));
  if (tls?.mode === "starttls") offered.add("STARTTLS");

  const takeRule = (name: string, connection: number) => {
    const rule = rules.find(
      ({ command, left, connection: only }) =>
        left > 0 && (only === undefined || only === connection) && isMeant(command, name),
    );
    if (rule) rule.left--;
    return rule?.handler;
  };

  const dispatch = async (connection: FakeConnection, arrived: ArrivedCommand) => {
    const perform = (call: ImapCall) => {
      const command = COMMANDS.get(call.verb) ?? COMMANDS.get(call.verb.split(" ")[0] ?? "");
      if (!command) return call.bad(`Unknown command ${call.command}`);
      return command(call, options);
    };
    const call = new ImapCall(connection, arrived, perform);
    const handler = takeRule(arrived.command, connection.number);
    await (handler ? handler(call) : call.answer());
  };

  const accept = (socket: Socket) => {
    open.add(socket);
    // Several small writes make up an answer; none waits for the last one to arrive.
    socket.setNoDelay(true);
    socket.once("close", () => open.delete(socket));
    socket.on("error", () => undefined);
    const connection = new FakeConnection(socket, {
      number: connections.length + 1,
      store,
      capabilities: offered,
      secureContext: tls,
      async dispatch(from, arrived) {
        received.push({ connection: from.number, command: arrived.command, line: arrived.line });
        await dispatch(from, arrived);
      },
    });
    connections.push(connection);
    void connection.listen();
    void dispatch(connection, { tag: "*", command: "GREETING", args: [], line: "" });
  };

  // Half-open, so that it is our decision when a connection ends.
  const server: Server =
    tls?.mode === "implicit"
      ? createTlsServer({ ...tls, allowHalfOpen: true }, accept)
      : createPlainServer({ allowHalfOpen: true }, accept);
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };

  const disconnect = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    host: "127.0.0.1",
    port,
    store,
    received,
    get connections() {
      return open.size;
    },
    get users() {
      return connections.filter(({ isOpen, isAuthenticated }) => isOpen && isAuthenticated).length;
    },
    commands: (number) =>
      received.filter(({ connection }) => number === undefined || connection === number).map(({ command }) => command),
    connection(number) {
      const connection = connections[number - 1];
      if (!connection) throw new Error(`There was no connection ${number}`);
      return connection;
    },
    on(command, handler, { times = Infinity, connection } = {}) {
      rules.push({ command: command.toUpperCase(), handler, left: times, connection });
    },
    once(command, handler, { connection } = {}) {
      rules.push({ command: command.toUpperCase(), handler, left: 1, connection });
    },
    behave() {
      rules = [];
    },
    disconnect,
    async stop() {
      disconnect();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function isMeant(rule: string, command: string): boolean {
  if (rule === "*") return command !== "GREETING";
  return rule === command || `UID ${rule}` === command || command.startsWith(`${rule} `);
}
