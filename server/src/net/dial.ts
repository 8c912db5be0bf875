import { connect, isIPv6, type Socket } from "node:net";
import { checkedLookup, checkLiteral } from "./checked-lookup.ts";
import type { EgressPolicy } from "./egress.ts";

export interface DialOptions {
  host: string;
  port: number;
  policy: EgressPolicy;
  localAddress?: string;
  timeoutMs: number;
}

/** Connects within the bounds of the policy. Rejects with EgressBlocked, the socket's error, or ETIMEDOUT. */
export async function dial({ host, port, policy, localAddress, timeoutMs }: DialOptions): Promise<Socket> {
  checkLiteral(policy, host);
  const local = localAddress === undefined ? {} : { localAddress, family: isIPv6(localAddress) ? 6 : 4 };
  const socket = connect({ host, port, lookup: checkedLookup(policy), ...local });
  const late = setTimeout(
    () => socket.destroy(Object.assign(new Error(`${host} did not answer in time`), { code: "ETIMEDOUT" })),
    timeoutMs,
  );
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    // What goes wrong before anybody listens shows when it is used.
    socket.on("error", () => {});
    return socket;
  } finally {
    clearTimeout(late);
  }
}
