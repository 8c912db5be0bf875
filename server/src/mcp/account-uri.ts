/** Agents keep these addresses, so they are as those of EmailEngine. */
const SCHEME = "emailengine://account/";

export const accountUri = (account: string) => `${SCHEME}${encodeURIComponent(account)}`;

/** The account that an address names; null where it names none. */
export function accountOfUri(uri: string): string | null {
  if (!uri.startsWith(SCHEME)) return null;
  const encoded = uri.slice(SCHEME.length);
  if (encoded === "" || /[/?#]/.test(encoded)) return null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}

/** Whether an account can have an address: some programs take these characters for parts of it even where they are encoded. */
export const hasUri = (account: string) => !/[/?#]/.test(account);
