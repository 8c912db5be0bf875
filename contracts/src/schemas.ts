import type { Static, TSchema, TSchemaOptions } from "typebox";
import Type from "typebox";

/** `T` or `null`, in the form that survives coercion and becomes `nullable` in OpenAPI 3.0. */
export const Nullable = <S extends TSchema>(schema: S) =>
  Type.Unsafe<Static<S> | null>({ ...schema, type: [(schema as { type?: string }).type, "null"] });

export const OneOf = <const V extends readonly string[]>(values: V, options: TSchemaOptions = {}) =>
  Type.Unsafe<V[number]>({ type: "string", enum: [...values], ...options });

/** Object that refuses unknown keys. */
export const Strict = <P extends Record<string, TSchema>>(properties: P, options: TSchemaOptions = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options });

/** Trimmed before anything else looks at it. */
export const Trimmed = (options: TSchemaOptions = {}) => Type.String({ "x-trim": true, ...options });

export const Timestamp = (options: TSchemaOptions = {}) => Type.String({ format: "date-time", ...options });
export const Email = (options: TSchemaOptions = {}) => Type.String({ format: "email", ...options });
export const HttpUrl = (options: TSchemaOptions = {}) => Type.String({ format: "http-url", ...options });

/** Either `S` or the literal `false`. */
export const OrFalse = <S extends TSchema>(schema: S) =>
  Type.Unsafe<Static<S> | false>({ anyOf: [schema, { type: "boolean", enum: [false] }] });

export const AccountId = Trimmed({ minLength: 1, maxLength: 256 });
export const MessageId = Type.String({ maxLength: 256, pattern: "^[A-Za-z0-9_-]+={0,2}$" });
export const TextId = Type.String({ maxLength: 10240, pattern: "^[A-Za-z0-9_-]+={0,2}$" });
export const AttachmentId = Type.String({ maxLength: 2048, pattern: "^[A-Za-z0-9_-]+={0,2}$" });
export const MailboxPath = Type.String({ minLength: 1, maxLength: 1024 });

export const Page = Type.Optional(Type.Integer({ minimum: 0, maximum: 1_048_576, default: 0 }));
export const PageSize = Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 20 }));

export const paged = { total: Type.Integer(), page: Type.Integer(), pages: Type.Integer() };

export const AccountParams = Strict({ account: AccountId });
export const PagingQuery = Strict({ page: Page, pageSize: PageSize });

export const Address = Strict(
  { name: Type.Optional(Type.String({ maxLength: 256 })), address: Email() },
  { $id: "EmailAddress" },
);
