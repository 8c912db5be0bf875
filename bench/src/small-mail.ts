/** A submission whose message has about 1 KB. */
export const smallMail = {
  to: [{ name: "Bo", address: "bo@example.com" }],
  subject: "Your order has been shipped",
  text: "The parcel left our house today and will be with you soon.\n".repeat(11),
};

/** An account that only sends, so that nothing but sending is measured. */
export const sendingAccount = (account: string, port: number) => ({
  account,
  name: "Ada Ray",
  email: `${account}@example.org`,
  smtp: { host: "127.0.0.1", port, secure: false, requireTLS: false },
});
