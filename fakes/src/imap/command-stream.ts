import { ImapStream } from "imapflow/lib/handler/imap-stream.js";

/** Splits what a client sends into commands. A client that wants to send a literal waits for leave first. */
export class CommandStream extends ImapStream {
  readonly #grantLiteral: () => void;

  constructor(grantLiteral: () => void) {
    super({ logger: false, maxLiteralSize: 64 * 1024 * 1024 });
    this.#grantLiteral = grantLiteral;
  }

  override checkLiteralMarker(line: Buffer): boolean {
    const isLiteral = super.checkLiteralMarker(line);
    if (isLiteral) this.#grantLiteral();
    return isLiteral;
  }
}
