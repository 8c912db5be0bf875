import type { Static, TObject, TSchema } from "typebox";
import Type from "typebox";
import type { FieldFault } from "./errors.ts";
import type { Role } from "./roles.ts";
import type { Action, Group, Scope } from "./scopes.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/**
 * One promise of the HTTP API. Validation, types, OpenAPI, the required scope and permission, the
 * route and the typed client all come from this object and from nowhere else.
 */
export interface Contract<
  P extends TObject = TObject,
  Q extends TObject = TObject,
  B extends TSchema | undefined = TSchema | undefined,
  R extends TSchema | StreamAnswer = TSchema | StreamAnswer,
> {
  readonly method: Method;
  /** Fastify notation: `/v1/account/:account`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly tag: string;
  /** The token scope that opens the route, `session` for one that no token opens, or null for one that is open to everyone. */
  readonly scope: Scope | "session" | null;
  readonly action: Action;
  readonly group: Group;
  /** The least role that opens it to somebody who signed in, where the action does not say. */
  readonly leastRole?: Role;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly response: R;
  /** Request body limit in bytes, or "large" for the limit of routes that carry mail. */
  readonly bodyLimit?: "large";
  /** Request headers with a meaning of their own (all names lower case). */
  readonly headers?: TObject;
  /**
   * How a token that is bound to an account may call a route without an account in its path: where this query
   * argument names its account, or names none and the verb keeps it to its own, or where the verb keeps it to what
   * is its account's.
   */
  readonly boundBy?: "query.account" | "query.account or token" | "verb";
  /** Failures besides those that the shape of the route tells, by their status. */
  readonly alsoFailsWith?: readonly ("409" | "422")[];
  /** Kept for old clients, not advertised. */
  readonly deprecated?: boolean;
  /** Query arguments and top level body keys that old clients send; accepted, dropped, not advertised. */
  readonly ignored?: readonly string[];
  /** Rules between fields, asked once every field by itself is in order. */
  check?(input: CheckedInput<P, Q, B>): FieldFault[];
  /** For how long the caller asks to be kept waiting (ms), on top of the time that any call may take. */
  waitsMs?(input: CheckedInput<P, Q, B>): number;
}

interface CheckedInput<P extends TObject, Q extends TObject, B extends TSchema | undefined> {
  params: Static<P>;
  query: Static<Q>;
  body: B extends TSchema ? Static<B> : undefined;
}

/** The path as documents write it: `/v1/account/{account}`. */
export const pathTemplate = ({ path }: Pick<Contract, "path">) => path.replaceAll(/:(\w+)/g, "{$1}");

/** An answer that is bytes, not JSON. */
export interface StreamAnswer {
  readonly stream: string;
}

export const isStream = (answer: TSchema | StreamAnswer): answer is StreamAnswer => "stream" in answer;

export interface InputOf<C extends Contract> {
  params: Static<C["params"]>;
  query: Static<C["query"]>;
  body: C["body"] extends TSchema ? Static<C["body"]> : undefined;
  headers: C["headers"] extends TObject ? Static<C["headers"]> : Record<string, never>;
}

export type OutputOf<C extends Contract> = C["response"] extends TSchema ? Static<C["response"]> : unknown;

type Given<P extends TObject, Q extends TObject, B extends TSchema | undefined, R, H> = Partial<
  Pick<Contract, "alsoFailsWith" | "bodyLimit" | "boundBy" | "deprecated" | "ignored" | "leastRole">
> &
  Pick<Contract, "method" | "path" | "operationId" | "summary" | "tag" | "scope" | "action" | "group"> & {
    params?: P;
    query?: Q;
    body?: B;
    response: R;
    headers?: H;
    check?(input: CheckedInput<P, Q, B>): FieldFault[];
    waitsMs?(input: CheckedInput<P, Q, B>): number;
  };

const Nothing = Type.Object({}, { additionalProperties: false });

/** Declares a route. Parts that are left out accept nothing. */
export function contract<
  P extends TObject = typeof Nothing,
  Q extends TObject = typeof Nothing,
  B extends TSchema | undefined = undefined,
  R extends TSchema | StreamAnswer = TSchema,
  H extends TObject | undefined = undefined,
>(given: Given<P, Q, B, R, H>) {
  return Object.freeze({
    params: Nothing as unknown as P,
    query: Nothing as unknown as Q,
    body: undefined as B,
    headers: undefined as H,
    ...given,
  }) as Omit<Contract<P, Q, B, R>, "headers"> & { readonly headers: H };
}
