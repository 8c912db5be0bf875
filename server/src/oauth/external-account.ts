import type { OAuth2App } from "../core/oauth2-app.ts";
import { TokenRequestFailed } from "./token-request-failed.ts";

/** The credentials of a workload identity, as Google's console writes them (https://google.aip.dev/auth/4117). */
export interface ExternalAccount {
  audience: string;
  subjectTokenType: string;
  tokenUrl: string;
  /** The service account that it acts as. */
  email: string;
  source: ({ file: string } | { url: string; headers: Record<string, string> }) & {
    /** The field of a JSON object that is the token; null where all of it is. */
    tokenField: string | null;
  };
}

const MAX_LENGTH = 4096;
const TOKEN_TYPES = ["urn:ietf:params:oauth:token-type:jwt", "urn:ietf:params:oauth:token-type:id_token"];
const STS_HOST = /^sts\.(googleapis\.com|[a-z0-9-]+\.rep\.googleapis\.com)$/;
const IMPERSONATION_PATH = /\/v1\/projects\/-\/serviceAccounts\/([^/:]+):generateAccessToken$/;

/** Reads them. What is wrong with them is EExternalAccountConfig, or EServiceAccountMismatch for another service account. */
export function readExternalAccount(
  app: Pick<OAuth2App, "provider" | "externalAccount" | "serviceClientEmail">,
): ExternalAccount {
  try {
    const account = read(app.externalAccount ?? "");
    if (account.email.toLowerCase() === app.serviceClientEmail?.toLowerCase()) return account;
    throw new Fault(
      `It acts as ${account.email}, the application names ${app.serviceClientEmail ?? "nobody"}`,
      "EServiceAccountMismatch",
    );
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const message = `The external account can't be used: ${error.message}`;
    throw new TokenRequestFailed("refused", message, { provider: app.provider }, { code: error.code });
  }
}

class Fault extends Error {
  readonly code: "EExternalAccountConfig" | "EServiceAccountMismatch";

  constructor(message: string, code: Fault["code"] = "EExternalAccountConfig") {
    super(message);
    this.code = code;
  }
}

function read(text: string): ExternalAccount {
  const file = new Fields(parse(text), "");
  if (file.text("type") !== "external_account") throw new Fault("Its type is not external_account");
  const subjectTokenType = file.text("subject_token_type");
  if (!TOKEN_TYPES.includes(subjectTokenType))
    throw new Fault(`Its subject_token_type is none of ${TOKEN_TYPES.join(", ")}`);
  const tokenUrl = file.text("token_url");
  const sts = URL.canParse(tokenUrl) ? new URL(tokenUrl) : undefined;
  if (sts?.protocol !== "https:" || sts.port !== "" || !STS_HOST.test(sts.hostname))
    throw new Fault("Its token_url is none of Google's Security Token Service");
  const email = IMPERSONATION_PATH.exec(file.text("service_account_impersonation_url"))?.[1];
  if (email === undefined) throw new Fault("Its service_account_impersonation_url names no service account");
  return {
    audience: file.text("audience"),
    subjectTokenType,
    tokenUrl,
    email: email.replaceAll("%40", "@"),
    source: readSource(file.object("credential_source")),
  };
}

function readSource(source: Fields): ExternalAccount["source"] {
  const format = source.has("format") ? source.object("format") : undefined;
  const isJson = format?.has("type") === true && format.text("type") === "json";
  const tokenField = isJson ? format.text("subject_token_field_name") : null;
  if (source.has("file") === source.has("url")) throw new Fault("Its credential_source needs either a file or a url");
  if (source.has("file")) return { file: source.text("file"), tokenField };
  const url = source.text("url");
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new Fault("The url of its credential_source is none of HTTP");
  return { url, headers: source.has("headers") ? source.object("headers").texts() : {}, tokenField };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault("It is no JSON");
  }
}

/** The fields of an object, which are there or are a fault. */
class Fields {
  readonly #fields: Record<string, unknown>;
  readonly #path: string;

  constructor(value: unknown, path: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new Fault(path === "" ? "It is no object" : `Its ${path} is no object`);
    this.#fields = value as Record<string, unknown>;
    this.#path = path === "" ? "" : `${path}.`;
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined;
  }

  text(name: string): string {
    const value = this.#fields[name];
    if (typeof value !== "string" || value === "") throw new Fault(`Its ${this.#path}${name} is missing`);
    if (value.length > MAX_LENGTH) throw new Fault(`Its ${this.#path}${name} is too long`);
    return value;
  }

  object(name: string): Fields {
    return new Fields(this.#fields[name], `${this.#path}${name}`);
  }

  texts(): Record<string, string> {
    return Object.fromEntries(Object.keys(this.#fields).map((name) => [name, this.text(name)]));
  }
}
