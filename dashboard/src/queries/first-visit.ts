import { localeOf } from "@posthorn/contracts/locales";
import { type SettingsUpdate, updateSettings } from "@posthorn/contracts/settings";
import { useEffect, useRef } from "react";
import { useMay } from "./session.ts";
import { useSettings, useUpdateSettings } from "./settings.ts";

/**
 * Fills in what a new installation can't know: the address it is reached by, the language and the time zone, as this
 * browser has them. What is set stays.
 */
export function useFirstVisit() {
  const settings = useSettings("serviceUrl", "locale", "timezone");
  const update = useUpdateSettings();
  const mayUpdate = useMay(updateSettings);
  const wasSent = useRef(false);
  const { data } = settings;
  const { mutate } = update;
  useEffect(() => {
    if (data === undefined || !mayUpdate || wasSent.current) return;
    const missing: SettingsUpdate = {};
    const locale = localeOf(window.navigator.language);
    if (data.serviceUrl === null) missing.serviceUrl = window.location.origin;
    if (data.locale === null && locale !== undefined) missing.locale = locale;
    if (data.timezone === null) missing.timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (Object.keys(missing).length === 0) return;
    wasSent.current = true;
    // Not asked for by anybody, so nobody is told when it fails; the next visit tries again.
    mutate(missing);
  }, [data, mayUpdate, mutate]);
}
