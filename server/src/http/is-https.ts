import type { Context } from "../services/context.ts";

/** Whether browsers reach us through TLS, whoever ends it. */
export const isHttps = ({ settings }: Context) => settings.get("serviceUrl")?.startsWith("https:") === true;
