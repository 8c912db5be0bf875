import { listNodes } from "@posthorn/contracts/nodes";
import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";

const LOOK_AGAIN_MS = 15_000;

/** The processes that work on the database. */
export const useNodes = () =>
  useQuery({
    queryKey: ["nodes"],
    queryFn: ({ signal }) => api.call(listNodes, {}, { signal }),
    refetchInterval: LOOK_AGAIN_MS,
  });
