import type { CallInput } from "@posthorn/client/call";
import {
  checkHostname,
  deleteCertificate,
  listCertificates,
  orderCertificate,
  uploadCertificate,
} from "@posthorn/contracts/certificates";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";

const LOOK_AGAIN_MS = 30_000;

/** The certificates of our own servers, and what each of them shows. */
export const useCertificates = ({ isWanted = true } = {}) =>
  useQuery({
    queryKey: ["certificates"],
    queryFn: ({ signal }) => api.call(listCertificates, {}, { signal }),
    refetchInterval: LOOK_AGAIN_MS,
    enabled: isWanted,
  });

/** Uploads a certificate with its key, which no cache ever sees; rejects as the API does. */
export function useUploadCertificate() {
  const client = useQueryClient();
  return async (body: CallInput<typeof uploadCertificate>["body"]) => {
    await api.call(uploadCertificate, { body });
    await client.invalidateQueries({ queryKey: ["certificates"] });
  };
}

/** Orders a certificate for a name, now; takes as long as the authority does. */
export function useOrderCertificate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (hostname: string) => api.call(orderCertificate, { body: { hostname } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["certificates"] }),
  });
}

/** Looks whether a name leads here, as an authority would. */
export const useCheckHostname = () =>
  useMutation({ mutationFn: (hostname: string) => api.call(checkHostname, { body: { hostname } }) });

/** Deletes a certificate. */
export function useDeleteCertificate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (certificate: string) => api.call(deleteCertificate, { certificate }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["certificates"] }),
  });
}
