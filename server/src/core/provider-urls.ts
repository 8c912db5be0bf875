import type { CLOUDS } from "@posthorn/contracts/oauth2-providers";
import { StartError } from "./errors.ts";

/** A cloud of Microsoft: each has its own Entra, Graph and mail servers. */
export type CloudName = (typeof CLOUDS)[number];

/** Where a cloud of Microsoft is reached. */
export interface CloudUrls {
  /** Sign-in and tokens, without a path. */
  entra: string;
  /** What tokens of a tenant say who issued them, before `/{tenant}/v2.0`. */
  issuer: string;
  /** Without a path. */
  graph: string;
  /** `imaps://{host}:{port}`. */
  imap: string;
  /** `smtp://{host}:{port}` for STARTTLS. */
  smtp: string;
}

/**
 * Where providers are reached. Bases of HTTP are without a path; mail servers are `imaps:`, `smtps:` for TLS from the
 * first byte, `imap:`, `smtp:` for STARTTLS, with their port.
 */
export interface ProviderUrls {
  google: {
    /** Consent. */
    accounts: string;
    /** Tokens and their revocation. */
    oauth2: string;
    /** Keys and `userinfo`. */
    apis: string;
    /** What identity tokens say who issued them. */
    issuer: string;
    gmail: string;
    pubSub: string;
    /** Stands for `https://sts.googleapis.com` in the credentials of workload identities. */
    sts: string;
    iamCredentials: string;
    imap: string;
    smtp: string;
  };
  microsoft: Record<CloudName, CloudUrls>;
  mailRu: {
    oauth: string;
    imap: string;
    smtp: string;
  };
}

/**
 * The documented addresses with others in their place, by where they stand, such as `google.gmail` or
 * `microsoft.global.graph`. Throws StartError for a name that is none, and for a value that is no URL.
 */
export function withProviderUrls(others: Readonly<Record<string, unknown>>): ProviderUrls {
  const urls = structuredClone(DEFAULT_PROVIDER_URLS);
  for (const [name, value] of Object.entries(others)) {
    const path = name.split(".");
    const last = path.pop() ?? "";
    const holder = path.reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], urls);
    const known = holder as Record<string, unknown> | undefined;
    if (typeof known?.[last] !== "string")
      throw new StartError(`POSTHORN_PROVIDER_URLS names ${JSON.stringify(name)}, which is no address of a provider`);
    if (typeof value !== "string" || !URL.canParse(value))
      throw new StartError(`POSTHORN_PROVIDER_URLS has no URL for ${JSON.stringify(name)}`);
    known[last] = value.replace(/\/+$/, "");
  }
  return urls;
}

/**
 * As the providers document them:
 * https://developers.google.com/identity/protocols/oauth2/web-server,
 * https://learn.microsoft.com/graph/deployments, https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud,
 * https://help.mail.ru/developers/oauth.
 */
export const DEFAULT_PROVIDER_URLS: ProviderUrls = {
  google: {
    accounts: "https://accounts.google.com",
    oauth2: "https://oauth2.googleapis.com",
    apis: "https://www.googleapis.com",
    issuer: "https://accounts.google.com",
    gmail: "https://gmail.googleapis.com",
    pubSub: "https://pubsub.googleapis.com",
    sts: "https://sts.googleapis.com",
    iamCredentials: "https://iamcredentials.googleapis.com",
    imap: "imaps://imap.gmail.com:993",
    smtp: "smtps://smtp.gmail.com:465",
  },
  microsoft: {
    global: {
      entra: "https://login.microsoftonline.com",
      issuer: "https://login.microsoftonline.com",
      graph: "https://graph.microsoft.com",
      imap: "imaps://outlook.office365.com:993",
      smtp: "smtp://smtp.office365.com:587",
    },
    "gcc-high": {
      entra: "https://login.microsoftonline.us",
      issuer: "https://login.microsoftonline.us",
      graph: "https://graph.microsoft.us",
      imap: "imaps://outlook.office365.us:993",
      smtp: "smtp://smtp.office365.us:587",
    },
    dod: {
      entra: "https://login.microsoftonline.us",
      issuer: "https://login.microsoftonline.us",
      graph: "https://dod-graph.microsoft.us",
      imap: "imaps://outlook-dod.office365.us:993",
      smtp: "smtp://outlook-dod.office365.us:587",
    },
    china: {
      entra: "https://login.chinacloudapi.cn",
      issuer: "https://login.partner.microsoftonline.cn",
      graph: "https://microsoftgraph.chinacloudapi.cn",
      imap: "imaps://partner.outlook.cn:993",
      smtp: "smtp://partner.outlook.cn:587",
    },
  },
  mailRu: {
    oauth: "https://oauth.mail.ru",
    imap: "imaps://imap.mail.ru:993",
    smtp: "smtps://smtp.mail.ru:465",
  },
};
