/** The command line was not understood; the message says why. */
export class UsageError extends Error {}
