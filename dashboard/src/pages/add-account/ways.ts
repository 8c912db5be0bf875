/** How an account can be added: by hand, by somebody with a link, through an OAuth2 application, or from a file with many. */
export const WAYS = ["manual", "link", "application", "file"] as const;
