import type { CallInput } from "@posthorn/client/call";
import { listGateways } from "@posthorn/contracts/gateways";
import { deleteMessage } from "@posthorn/contracts/messages";
import { submit, type SubmissionReceipt } from "@posthorn/contracts/submissions";
import { type UploadedMessage, uploadMessage } from "@posthorn/contracts/uploads";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";
import { hasStatus } from "../faults.ts";
import { refetchMail } from "./messages.ts";

export type SubmissionBody = CallInput<typeof submit>["body"];
export type UploadBody = CallInput<typeof uploadMessage>["body"];

// What carries attachments is a function and no mutation: caches keep what a mutation was given.

/** Hands a message in for sending, once for each key. Rejects as the API does. */
export function useSubmit(account: string) {
  const client = useQueryClient();
  return async (body: SubmissionBody, idempotencyKey?: string): Promise<SubmissionReceipt> => {
    const receipt = await api.call(submit, {
      account,
      body,
      ...(idempotencyKey !== undefined && { headers: { "idempotency-key": idempotencyKey } }),
    });
    void client.invalidateQueries({ queryKey: ["outbox"] });
    return receipt;
  };
}

/** Stores a message in a mailbox; one that it takes the place of goes for good. Rejects as the API does. */
export function useUpload(account: string) {
  const client = useQueryClient();
  return async (body: UploadBody, replaced?: string): Promise<UploadedMessage> => {
    const stored = await api.call(uploadMessage, { account, body });
    if (replaced !== undefined) await removeDraft(account, replaced);
    refetchMail(client, account);
    return stored;
  };
}

/** Removes a draft for good once it was sent; one that is gone already is fine. */
export function useRemoveDraft(account: string) {
  const client = useQueryClient();
  return async (draft: string) => {
    await removeDraft(account, draft);
    refetchMail(client, account);
  };
}

async function removeDraft(account: string, message: string): Promise<void> {
  try {
    await api.call(deleteMessage, { account, message, query: { force: true } });
  } catch (error) {
    if (!hasStatus(error, 404)) throw error;
  }
}

/** The relays that mail can be sent through, for a choice. */
export const useGatewayChoice = ({ isWanted }: { isWanted: boolean }) =>
  useQuery({
    queryKey: ["gateways", "choice"],
    queryFn: async ({ signal }) => (await api.call(listGateways, { query: { pageSize: 1000 } }, { signal })).gateways,
    enabled: isWanted,
    staleTime: 60_000,
  });
