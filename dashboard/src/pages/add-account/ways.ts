/** How an account can be added: by hand, by somebody with a link, or through an OAuth2 application. */
export const WAYS = ["manual", "link", "application"] as const;
