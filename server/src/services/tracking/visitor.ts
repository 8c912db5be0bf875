/** Who followed a link of a message, as far as that can be told. */
export interface LinkVisitor {
  remoteAddress: string | null;
  userAgent: string | undefined;
}

/** How events tell it. */
export const visitorOf = ({ remoteAddress, userAgent }: LinkVisitor) => ({
  remoteAddress,
  ...(userAgent !== undefined && { userAgent: userAgent.slice(0, 1024) }),
});
