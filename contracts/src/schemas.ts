import type { Static, TSchema, TSchemaOptions } from "typebox";
import Type from "typebox";

/**
 * `T` or `null`, in the form that survives coercion and becomes `nullable` in OpenAPI 3.0. `schema`
 * must name its `type`; the result is a schema of its own, so it doesn't inherit the `$id`.
 */
export const Nullable = <S extends TSchema>(schema: S, options: TSchemaOptions = {}) => {
  const { $id: _, type, enum: values, ...rest } = schema as { $id?: string; type?: string; enum?: readonly unknown[] };
  const withNull = values === undefined ? {} : { enum: [...values, null] };
  return Type.Unsafe<Static<S> | null>({ ...rest, type: [type, "null"], ...withNull, ...options });
};

export const OneOf = <const V extends readonly string[]>(values: V, options: TSchemaOptions = {}) =>
  Type.Unsafe<V[number]>({ type: "string", enum: [...values], ...options });

/** Object that refuses unknown keys. */
export const Strict = <P extends Record<string, TSchema>>(properties: P, options: TSchemaOptions = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options });

/** Trimmed before anything else looks at it. */
export const Trimmed = (options: TSchemaOptions = {}) => Type.String({ "x-trim": true, ...options });

export const Timestamp = (options: TSchemaOptions = {}) => Type.String({ format: "date-time", ...options });
/** A moment, or `now` for that of the call. */
export const TimestampOrNow = (options: TSchemaOptions = {}) => Type.String({ format: "date-time-or-now", ...options });
export const Email = (options: TSchemaOptions = {}) => Type.String({ format: "email", ...options });
export const HttpUrl = (options: TSchemaOptions = {}) => Type.String({ format: "http-url", ...options });

export const ProxyUrl = (options: TSchemaOptions = {}) => Type.String({ format: "proxy-url", ...options });
export const Hostname = (options: TSchemaOptions = {}) => Type.String({ format: "hostname", ...options });
/** An IPv4 or IPv6 address without a prefix length. */
export const Ip = (options: TSchemaOptions = {}) => Type.String({ format: "ip", ...options });
/** 32 bytes in lower or upper case hex. */
export const Hex64 = (options: TSchemaOptions = {}) =>
  Type.String({ minLength: 64, maxLength: 64, pattern: "^[0-9a-fA-F]+$", ...options });

/** Either `S` or the literal `false`. */
export const OrFalse = <S extends TSchema>(schema: S, options: TSchemaOptions = {}) =>
  Type.Unsafe<Static<S> | false>({ anyOf: [schema, { type: "boolean", enum: [false] }], ...options });

/** `schema`, or an empty string in spite of its format and length. */
export const OrEmpty = <S extends TSchema>(schema: S) => Type.Unsafe<Static<S>>({ ...schema, "x-empty": true });

/** A list for which documents promise that one bare item does as well. */
export const ListOrOne = <S extends TSchema>(items: S, options: TSchemaOptions = {}) =>
  Type.Array(items, { "x-single": true, ...options });

/** An object whose keys are not ours to name. */
export const OpenObject = <T extends object = Record<string, unknown>>(options: TSchemaOptions = {}) =>
  Type.Unsafe<T>({ type: "object", additionalProperties: true, ...options });

export const AccountId = Trimmed({ minLength: 1, maxLength: 256 });
export const MessageId = Type.String({ maxLength: 256, pattern: "^[A-Za-z0-9_-]+={0,2}$" });
export const TextId = Type.String({ maxLength: 10240, pattern: "^[A-Za-z0-9_-]+={0,2}$" });
export const AttachmentId = Type.String({ maxLength: 2048, pattern: "^[A-Za-z0-9_-]+={0,2}$" });
/** A line break would end the command that names the mailbox (RFC 9051 section 4.3). */
export const MailboxPath = Type.String({ minLength: 1, maxLength: 1024, pattern: "^[^\\r\\n]*$" });

export const Page = Type.Optional(Type.Integer({ minimum: 0, maximum: 1_048_576, default: 0 }));
export const PageSize = Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 20 }));

export const paged = { total: Type.Integer(), page: Type.Integer(), pages: Type.Integer() };

export const AccountParams = Strict({ account: AccountId });
export const PagingQuery = Strict({ page: Page, pageSize: PageSize });

export const Address = Strict(
  { name: Type.Optional(Type.String({ maxLength: 256 })), address: Email() },
  { $id: "EmailAddress" },
);
