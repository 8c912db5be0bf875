import { listAlertRules } from "@posthorn/contracts/alert-rules";
import { listCertificates } from "@posthorn/contracts/certificates";
import { listOAuth2Apps } from "@posthorn/contracts/oauth2-apps";
import { getConfiguration, getSettings } from "@posthorn/contracts/settings";
import { listWebhookEndpoints } from "@posthorn/contracts/webhook-endpoints";
import { type Alert, alertsOf } from "../alerts.ts";
import { useAlertRules } from "./alert-rules.ts";
import { useApplicationNames } from "./applications.ts";
import { useCertificates } from "./certificates.ts";
import { useNodes } from "./nodes.ts";
import { useFeatures, useMay } from "./session.ts";
import { useConfiguration, useSettings } from "./settings.ts";
import { useStats } from "./stats.ts";
import { useEndpointNames } from "./webhook-endpoints.ts";

const DAY_S = 86_400;

/** What wants somebody's attention now, the worst first; what can't be asked for is left out. */
export function useAlerts(now: number): Alert[] {
  const stats = useStats(DAY_S);
  const endpoints = useEndpointNames({ isWanted: useMay(listWebhookEndpoints) });
  const applications = useApplicationNames({ isWanted: useMay(listOAuth2Apps) });
  const certificates = useCertificates({ isWanted: useMay(listCertificates) });
  const nodes = useNodes();
  const rules = useAlertRules({ isWanted: useMay(listAlertRules) });
  const settings = useSettings("serviceUrl", "ignoreMailCertErrors", "webhooksEnabled");
  const configuration = useConfiguration({ isWanted: useMay(getConfiguration) });
  const maySeeSettings = useMay(getSettings);
  const { setupWarnings } = useFeatures();
  const alerts = alertsOf(
    {
      stats: stats.data,
      endpoints: endpoints.data?.endpoints,
      applications: applications.data?.apps,
      listeners: certificates.data?.listeners,
      nodes: nodes.data?.nodes,
      settings: maySeeSettings ? settings.data : undefined,
      configuration: configuration.data,
      rules: rules.data?.rules,
    },
    now,
  );
  return setupWarnings ? alerts : alerts.filter(({ level }) => level === "danger");
}
