import { confirmTotp, disableTotp, enrolTotp, getFactors, renewRecoveryCodes } from "@posthorn/contracts/second-factor";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";

/** What the own user signs in with. */
export const useFactors = () =>
  useQuery({ queryKey: ["factors"], queryFn: ({ signal }) => api.call(getFactors, {}, { signal }) });

// Passwords, secrets and codes stay out of the caches, so these are functions and no mutations.

/** Begins to have one-time codes asked for; rejects as the API does. */
export const useEnrolTotp = () => (currentPassword: string) => api.call(enrolTotp, { body: { currentPassword } });

/** Has one-time codes asked for from now on; resolves with recovery codes. */
export function useConfirmTotp() {
  const client = useQueryClient();
  return async (ticket: string, code: string): Promise<string[]> => {
    const { recoveryCodes } = await api.call(confirmTotp, { body: { ticket, code } });
    void client.invalidateQueries({ queryKey: ["factors"] });
    void client.invalidateQueries({ queryKey: ["sessions"] });
    return recoveryCodes;
  };
}

/** Has no one-time codes asked for any longer. */
export function useDisableTotp() {
  const client = useQueryClient();
  return async (currentPassword: string) => {
    await api.call(disableTotp, { body: { currentPassword } });
    void client.invalidateQueries({ queryKey: ["factors"] });
  };
}

/** Makes new recovery codes; the old ones are void. */
export function useRenewRecoveryCodes() {
  const client = useQueryClient();
  return async (currentPassword: string): Promise<string[]> => {
    const { recoveryCodes } = await api.call(renewRecoveryCodes, { body: { currentPassword } });
    void client.invalidateQueries({ queryKey: ["factors"] });
    return recoveryCodes;
  };
}
