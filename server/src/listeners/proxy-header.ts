import { isIP, type Socket } from "node:net";

/** A client, as whoever stands in between tells it. */
export interface ClientAddress {
  /** null when the connection is gone already. */
  address: string | null;
  port: number;
}

/** The longest header there can be, with its line end. */
const LONGEST_HEADER = 107;
const LF = 0x0a;

/**
 * Reads the line that a load balancer puts before everything else (PROXY protocol, version 1, section 2.1); what comes
 * behind it stays on the socket. Rejects when the connection begins with something else, ends, or says nothing in time.
 */
export async function readProxyHeader(socket: Socket, timeoutMs: number): Promise<ClientAddress> {
  const line = await readLine(socket, timeoutMs);
  const [word, kind, address = "", , port = ""] = line.split(" ");
  if (word !== "PROXY") throw new Error("The connection does not begin with a PROXY header");
  // Such as the health checks of the load balancer itself.
  if (kind === "UNKNOWN") return { address: socket.remoteAddress ?? null, port: socket.remotePort ?? 0 };
  const version = kind === "TCP4" ? 4 : kind === "TCP6" ? 6 : undefined;
  if (version === undefined || isIP(address) !== version || !/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Error("The PROXY header makes no sense");
  return { address, port: Number(port) };
}

function readLine(socket: Socket, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const finish = (error: Error | null, line = "") => {
      clearTimeout(late);
      socket.off("readable", read);
      socket.off("close", ended);
      socket.off("end", ended);
      if (error === null) resolve(line);
      else reject(error);
    };
    const ended = () => finish(new Error("The connection ended before its PROXY header"));
    const read = () => {
      for (let chunk = socket.read() as Buffer | null; chunk !== null; chunk = socket.read() as Buffer | null) {
        chunks.push(chunk);
        const all = Buffer.concat(chunks);
        const end = all.indexOf(LF);
        if (end >= 0 ? end >= LONGEST_HEADER : all.length >= LONGEST_HEADER)
          return finish(new Error("The connection does not begin with a PROXY header"));
        if (end < 0) continue;
        if (end + 1 < all.length) socket.unshift(all.subarray(end + 1));
        return finish(null, all.toString("latin1", 0, end).replace(/\r$/, ""));
      }
    };
    const late = setTimeout(() => finish(new Error("The PROXY header did not come in time")), timeoutMs);
    socket.on("readable", read);
    socket.once("close", ended);
    socket.once("end", ended);
  });
}
