import type { SettingsStore } from "../../storage/settings.ts";

/** Who followed a link of a message, as far as that can be told. */
export interface LinkVisitor {
  remoteAddress: string | null;
  userAgent: string | undefined;
}

/** How events tell it. The setting `trackAddresses` can keep the address out. */
export const visitorOf = (settings: Pick<SettingsStore, "get">, { remoteAddress, userAgent }: LinkVisitor) => ({
  ...(settings.get("trackAddresses") !== false && { remoteAddress }),
  ...(userAgent !== undefined && { userAgent: userAgent.slice(0, 1024) }),
});

/**
 * User agents of programs that fetch what is in a message for a person who need not have seen it: the picture proxies of
 * Gmail and Yahoo, Apple's Mail Privacy Protection (which says no more than this), previews of chats, and what calls itself
 * a robot.
 */
const PROGRAMS = [
  /GoogleImageProxy|ggpht\.com|YahooMailProxy/i,
  /^Mozilla\/5\.0$/,
  /facebookexternalhit|Slackbot|WhatsApp|TelegramBot|Twitterbot|LinkedInBot|Discordbot/i,
  /\b(?:bot|crawler|spider|preview|scanner)\b/i,
  /\b(?:curl|wget|python-requests|Go-http-client|okhttp|HeadlessChrome)\b/i,
];

/** Whether a visit is probably a program's, by what it calls itself; nothing is proved by it. */
export const isLikelyProgram = ({ userAgent }: LinkVisitor): boolean =>
  userAgent !== undefined && PROGRAMS.some((program) => program.test(userAgent.slice(0, 1024)));
