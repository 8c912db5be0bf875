import { namesInFunctions } from "../webhook/payload-types.ts";

/** What the function that chooses messages can name: a new message is itself the payload, with its account. */
export function namesInFilter(): Record<string, unknown> {
  const { payload, ...means } = namesInFunctions({ event: "messageNew" });
  const { account, data } = payload as { account?: unknown; data: object };
  return { ...means, payload: { ...data, account, data } };
}
