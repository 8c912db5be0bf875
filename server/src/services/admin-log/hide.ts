import { isSettingKey, SETTINGS } from "@posthorn/contracts/settings";
import { MASK } from "../../core/mask.ts";

/** Settings without what is secret and yet read as it is; of those that read as whether they are set, a mask where they are. */
export function hideSecretSettings(seen: unknown): unknown {
  return Object.fromEntries(
    Object.entries(seen as object).map(([key, value]) => {
      const secret = isSettingKey(key) ? SETTINGS[key].secret : null;
      const isHidden = secret === "encrypted" || secret === "sealed";
      return [key, !isHidden ? value : value ? MASK : null];
    }),
  );
}

const TLS_SECRETS: readonly string[] = ["key", "passphrase", "pfx"];

/** An account without the keys that were handed on to the TLS layer as they are. */
export function hideTlsKeys(seen: unknown): unknown {
  const account = { ...(seen as Record<string, unknown>) };
  for (const name of ["imap", "smtp"]) {
    const server = account[name] as { tls?: object } | false | undefined;
    if (server && server.tls) account[name] = { ...server, tls: withMasks(server.tls) };
  }
  return account;
}

const withMasks = (tls: object) =>
  Object.fromEntries(Object.entries(tls).map(([name, value]) => [name, TLS_SECRETS.includes(name) ? MASK : value]));
