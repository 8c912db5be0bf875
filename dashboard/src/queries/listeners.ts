import { getHealth } from "@posthorn/contracts/service";
import type { StateLabel } from "@posthorn/contracts/state-label";
import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";

/** The ports, besides that of the API, that settings open and close. */
export type Listener = "smtpServer" | "imapProxyServer";

/** The stream of changes tells at once; this finds what it did not. */
const LOOK_AGAIN_MS = 30_000;

/** How the ports fare, as badges; `error` is in the words of the server. */
export const useListenerStates = () =>
  useQuery({
    queryKey: ["listeners"],
    queryFn: async ({ signal }): Promise<Record<Listener, StateLabel>> => {
      const { checks } = await api.call(getHealth, {}, { signal });
      return { smtpServer: labelOf(checks?.["smtpServer"]), imapProxyServer: labelOf(checks?.["imapProxyServer"]) };
    },
    refetchInterval: LOOK_AGAIN_MS,
  });

/** A port that is switched off is not checked. */
function labelOf(check: { ok: boolean; message?: string } | undefined): StateLabel {
  if (check === undefined) return { type: "neutral", name: "disabled" };
  if (check.ok) return { type: "success", name: "listening" };
  return { type: "danger", name: "failed", ...(check.message !== undefined && { error: check.message }) };
}
