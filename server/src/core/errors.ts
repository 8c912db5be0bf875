import type { FieldFault } from "@posthorn/contracts/errors";

/** The one table from kinds of errors to HTTP, for the door and for answers that tell of several errors. */
export const STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported: 422,
  limited: 429,
  internal: 500,
  /** The mail server said no. */
  refused: 502,
  unavailable: 503,
  timeout: 504,
} as const;

/** What went wrong, as far as a caller needs to tell cases apart. A new case is a new message, not a new kind. */
export type ErrorKind = keyof typeof STATUS;

export interface ErrorDetails {
  /** The compatible word on the wire, where one exists. */
  code?: string;
  cause?: unknown;
  /** Whether trying again may help. Only retry code reads it. */
  temporary?: boolean;
  fields?: FieldFault[];
  /** Additional members of the error body, such as `state` or `ttl`. */
  extra?: Record<string, unknown>;
}

/** The only error that rooms throw on purpose. Anything else is a fault of ours and answers 500. */
export class PosthornError extends Error {
  readonly kind: ErrorKind;
  readonly code: string | undefined;
  readonly temporary: boolean;
  readonly fields: FieldFault[] | undefined;
  readonly extra: Record<string, unknown>;

  constructor(kind: ErrorKind, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "PosthornError";
    this.kind = kind;
    this.code = details.code;
    this.temporary = details.temporary ?? false;
    this.fields = details.fields;
    this.extra = details.extra ?? {};
  }
}

/** The program can't go on from here; the message tells its operator why, in a sentence. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StartError";
  }
}
