import { checkDeliveryTest, type DeliveryCheck, startDeliveryTest } from "@posthorn/contracts/delivery-tests";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";

const LOOK_AGAIN_MS = 3000;

/** Sends a test message through the account, or the gateway that is named; the id of the test. */
export const useStartDeliveryTest = (account: string) =>
  useMutation({
    mutationFn: (gateway: string | null) => api.call(startDeliveryTest, { account, body: { gateway } }),
  });

/** What came of a test; asked for until the message has arrived. */
export const useDeliveryTest = (deliveryTest: string) =>
  useQuery({
    queryKey: ["delivery-tests", deliveryTest],
    queryFn: ({ signal }): Promise<DeliveryCheck> => api.call(checkDeliveryTest, { deliveryTest }, { signal }),
    refetchInterval: ({ state }) =>
      state.status === "error" || state.data?.status !== "pending" ? false : LOOK_AGAIN_MS,
  });
