import { useEndpointNames } from "../../queries/webhook-endpoints.ts";
import { texts } from "./texts.ts";

/** The name of an endpoint for its id; that of one that was deleted is not known any more. */
export function useEndpointName(): (id: string) => string {
  const endpoints = useEndpointNames();
  const names = new Map(endpoints.data?.endpoints.map(({ id, name }) => [id, name]));
  return (id) => {
    if (id === "default") return texts.defaultEndpoint;
    return names.get(id) ?? (endpoints.data === undefined ? id : texts.unknownEndpoint);
  };
}
