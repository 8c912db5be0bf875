import { isDeepStrictEqual } from "node:util";
import { SETTING_KEYS } from "@posthorn/contracts/settings";
import { listOAuth2Apps } from "../../storage/oauth2-apps.ts";
import { hasUsers } from "../../storage/users.ts";
import { type ExaminedStore, type Finding, ok, warning } from "./finding.ts";

const area = "settings";

/** Settings and configuration that do not go together, or that open more than somebody may want. */
export async function checkContradictions(examined: ExaminedStore): Promise<Finding[]> {
  const { storage, settings } = examined;
  const findings = [...exposure(examined), ...halves(examined), ...outdated(examined)];
  const serviceUrl = settings.get("serviceUrl") || null;
  const apps = await listOAuth2Apps(storage);
  const needs = [
    ...(apps.length > 0 ? ["OAuth2 applications"] : []),
    ...(settings.get("trackOpens") === true || settings.get("trackClicks") === true ? ["tracking"] : []),
  ];
  if (serviceUrl === null && needs.length > 0)
    findings.push(
      warning(
        area,
        `There is no serviceUrl; it is needed for ${needs.join(" and ")}`,
        "Set it to where this service is reached from outside: posthorn settings set serviceUrl=https://…",
      ),
    );
  if (serviceUrl?.startsWith("http:") === true && !/\/\/(localhost|127\.|\[::1\])/.test(serviceUrl))
    findings.push(
      warning(
        area,
        `${serviceUrl} is not HTTPS`,
        "Passkeys and most providers refuse it, and cookies travel in the clear.",
      ),
    );
  if (!(await hasUsers(storage)))
    findings.push(
      warning(
        "users",
        "There is no user yet",
        "Open the link that the server prints when it starts, or run: posthorn password --user <name>",
      ),
    );
  return findings.length > 0 ? findings : [ok(area, "Nothing contradicts anything")];
}

function exposure({ config, settings }: ExaminedStore): Finding[] {
  const { http, apiTls } = config;
  const isLocal = /^(127\.|::1$|localhost$)/.test(http.host);
  const trusts = settings.get("enableApiProxy") ?? http.trustProxy;
  return [
    ...(trusts && http.proxyAddresses.length === 0
      ? [
          warning(
            area,
            "X-Forwarded-For is believed whoever sends it, so callers can choose their address",
            "Name your proxies in POSTHORN_API_PROXY_ADDRESSES, or set enableApiProxy to false.",
          ),
        ]
      : []),
    ...(http.requireApiAuth
      ? []
      : [
          warning(
            area,
            `Programs on this machine need no access token${isLocal ? "" : `, and the API listens on ${http.host}`}`,
            "Set POSTHORN_REQUIRE_API_AUTH to true.",
          ),
        ]),
    ...(isLocal || apiTls.enabled || http.proxyAddresses.length > 0
      ? []
      : [
          warning(
            area,
            `The API listens on ${http.host} without TLS, and no reverse proxy is named`,
            "Put a proxy with TLS in front of it, or switch POSTHORN_API_TLS on.",
          ),
        ]),
  ];
}

function halves({ settings }: ExaminedStore): Finding[] {
  const pairs = [
    ["webhooksEnabled", "webhooks", "Webhooks are on, but the default one has no address"],
    ["httpProxyEnabled", "httpProxyUrl", "The HTTP proxy is on, but has no address"],
    ["proxyEnabled", "proxyUrl", "The proxy for mail servers is on, but has no address"],
    ["sentryEnabled", "sentryDsn", "Reports of faults are on, but go nowhere"],
    ["generateEmailSummary", "openAiAPIKey", "Summaries are on, but there is no key for the language model"],
  ] as const;
  return pairs
    .filter(([isOn, value]) => settings.get(isOn) === true && !settings.get(value))
    .map(([isOn, value, message]) => warning(area, message, `Set ${value}, or switch ${isOn} off.`));
}

function outdated({ config, settings }: ExaminedStore): Finding[] {
  const seeds: Readonly<Record<string, unknown>> = config.seeds;
  const stored = settings.stored();
  return SETTING_KEYS.filter(
    (key) => seeds[key] !== undefined && stored[key] !== undefined && !isDeepStrictEqual(seeds[key], stored[key]),
  ).map((key) =>
    warning(
      area,
      `The configuration has another first value for ${key} than what is stored, which counts`,
      "Change the setting itself, or take the variable away.",
    ),
  );
}
