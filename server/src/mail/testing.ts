import type { AccountLog, ConnectionLine } from "../core/account-log.ts";

/** An account log that stays in memory. */
export class MemoryAccountLog implements AccountLog {
  readonly lines: (ConnectionLine & { account: string })[] = [];
  /** The accounts that want it. */
  readonly logged: Set<string>;
  isRaw = false;

  constructor(...accounts: string[]) {
    this.logged = new Set(accounts);
  }

  isOn(account: string): boolean {
    return this.logged.has(account);
  }

  note(account: string, line: ConnectionLine): void {
    this.lines.push({ account, ...line });
  }

  async forget(account: string): Promise<void> {
    this.lines.splice(0, this.lines.length, ...this.lines.filter((line) => line.account !== account));
  }

  /** Who spoke (C or S, or - for what was noticed) and what. */
  get conversation(): string[] {
    return this.lines.map(({ direction, text }) => `${direction?.[0]?.toUpperCase() ?? "-"} ${text}`);
  }
}
