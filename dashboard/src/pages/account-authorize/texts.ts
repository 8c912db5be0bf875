import { translated } from "../../languages/translated.ts";

export const texts = translated("accountAuthorize", {
  title: (name: string) => `Let “${name}” in anew`,
  oauth2:
    "A link leads to the provider's page, where the owner of the mailbox consents anew. Whoever opens it has to be signed in there as the right person.",
  password: "A link leads to a form where the owner of the mailbox types the password anew.",
  pinned: (email: string) => `Only ${email} is taken.`,
  cancel: "Cancel",
  make: "Make the link",
});
