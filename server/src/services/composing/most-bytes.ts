/** Of a message, or of what it takes from the mailbox: more than mail servers take. */
export const MOST_BYTES = 50 * 1024 * 1024;
