import type { Contract, OutputOf } from "@posthorn/contracts/contract";
import type { Static, TObject, TSchema } from "typebox";

/** What `call` takes for a contract: the path parameters by name, beside query, body and headers. */
export type CallInput<C extends Contract> = Static<C["params"]> &
  Part<"query", Static<C["query"]>> &
  (C["body"] extends TSchema ? Part<"body", Static<C["body"]>> : unknown) &
  (C["headers"] extends TObject ? Part<"headers", Static<C["headers"]>> : unknown);

/** A part that may be empty may be left out. */
type Part<K extends string, T> = Record<string, never> extends T ? { [P in K]?: T } : { [P in K]: T };

/** JSON as the contract says, or a download. */
export type CallOutput<C extends Contract> = C["response"] extends { stream: string } ? Download : OutputOf<C>;

export interface Download {
  contentType: string;
  filename: string | undefined;
  /** Names the content: with it in the header `if-none-match`, where there is such a header, a later call tells whether it is still the same. */
  etag: string | undefined;
  /** It is still what the caller named; there are no bytes then. */
  isUnchanged: boolean;
  /** Bytes as they arrive. In Node.js, `Readable.fromWeb(body)` makes a Node stream of it. */
  body: ReadableStream<Uint8Array>;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** How long the server may wait for a mail server, in milliseconds; it can only raise its own limit. */
  timeoutMs?: number;
}

/** Whether the input of a contract may be left out altogether. */
export type CallArguments<C extends Contract> =
  Record<string, never> extends CallInput<C>
    ? [input?: CallInput<C>, options?: CallOptions]
    : [input: CallInput<C>, options?: CallOptions];
