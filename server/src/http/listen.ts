import { once } from "node:events";
import type { FastifyInstance } from "fastify";

/** Where the API listens. */
export interface ListenOptions {
  host: string;
  port: number;
  /** A socket that listens already, opened by whoever started us; instead of the two above. */
  fd: number | undefined;
}

/** Listens. Rejects with the error of the operating system. */
export async function listen(app: FastifyInstance, { host, port, fd }: ListenOptions): Promise<void> {
  if (fd === undefined) return void (await app.listen({ host, port }));
  await app.ready();
  app.server.listen({ fd });
  await once(app.server, "listening");
}
