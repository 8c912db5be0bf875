import type { ApplicationForm } from "./application-form.ts";

type Filled = Partial<ApplicationForm>;

/** Which of Google's files it is; undefined where it is none of them. */
export type GoogleFile = "client" | "serviceKey" | "externalAccount";

/**
 * What a file of Google's console says, as fields of the form: the client of a web application, the key of a service
 * account, or the credential configuration of a workload identity. Undefined where the text is none of them.
 */
export function readGoogleFile(text: string): { file: GoogleFile; fields: Filled } | undefined {
  const content = parse(text);
  const client = membersOf(content["web"] ?? content["installed"]);
  const id = textOf(client["client_id"]);
  if (id !== undefined)
    return {
      file: "client",
      fields: told({
        clientId: id,
        clientSecret: textOf(client["client_secret"]),
        googleProjectId: textOf(client["project_id"]),
      }),
    };
  if (content["type"] === "service_account")
    return {
      file: "serviceKey",
      fields: told({
        authMethod: "serviceKey" as const,
        serviceClient: textOf(content["client_id"]),
        serviceClientEmail: textOf(content["client_email"]),
        serviceKey: textOf(content["private_key"]),
        googleProjectId: textOf(content["project_id"]),
      }),
    };
  if (content["type"] !== "external_account") return undefined;
  const impersonated = textOf(content["service_account_impersonation_url"]);
  return {
    file: "externalAccount",
    fields: told({
      authMethod: "externalAccount" as const,
      externalAccount: text.trim(),
      serviceClientEmail: /serviceAccounts\/([^/:]+@[^/:]+):/.exec(impersonated ?? "")?.[1],
    }),
  };
}

type Members = Record<string, unknown>;

const membersOf = (value: unknown): Members =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : {};

function parse(text: string): Members {
  try {
    return membersOf(JSON.parse(text));
  } catch {
    return {};
  }
}

const textOf = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);

const told = (fields: { [K in keyof Filled]: Filled[K] | undefined }): Filled =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
