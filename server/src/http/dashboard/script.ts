import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";

/** A script as it is kept in memory: compressed, since nearly every browser wants it so. */
export interface Script {
  gzipped: Buffer;
  etag: string;
}

export async function newScript(source: string | Buffer): Promise<Script> {
  const etag = `"${createHash("sha256").update(source).digest("base64url").slice(0, 22)}"`;
  return { gzipped: await promisify(gzip)(source), etag };
}

/** Sends it, unless the browser has it (RFC 9110, 13.1.2). */
export async function sendScript(
  request: FastifyRequest,
  reply: FastifyReply,
  { gzipped, etag }: Script,
): Promise<FastifyReply> {
  void reply.headers({ ETag: etag, "Cache-Control": "no-cache", Vary: "Accept-Encoding" });
  if (request.headers["if-none-match"] === etag) return reply.code(304).send();
  void reply.type("text/javascript; charset=utf-8");
  const takesGzip = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  if (!takesGzip) return reply.send(await promisify(gunzip)(gzipped));
  return reply.header("Content-Encoding", "gzip").send(gzipped);
}
