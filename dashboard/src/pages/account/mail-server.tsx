import type { Account } from "@posthorn/contracts/accounts";
import { Details } from "../../components/details.tsx";
import { Section } from "../../components/section.tsx";
import { texts } from "./texts.ts";

type Server = NonNullable<Account["imap"] | Account["smtp"]>;

/** How an account's IMAP or SMTP server is reached; secrets are told to be there, never shown. */
export function MailServer({ title, server }: { title: string; server: Server }) {
  const { host, port, auth } = server;
  const login = auth || undefined;
  const isDisabled = "disabled" in server && server.disabled === true;
  const sentFolder = "sentMailPath" in server ? server.sentMailPath : undefined;
  const resyncDelay = "resyncDelay" in server ? server.resyncDelay : undefined;
  return (
    <Section title={title}>
      <Details
        items={[
          [texts.state, isDisabled ? texts.disabled : undefined],
          [texts.host, host],
          [texts.port, port],
          [texts.security, host === undefined ? undefined : protectionOf(server)],
          [texts.certificate, server.tls?.rejectUnauthorized === false ? texts.anyCertificate : undefined],
          [texts.authServer, server.useAuthServer ? texts.fromAuthServer : undefined],
          [texts.user, login?.user],
          [texts.password, login?.pass === undefined ? undefined : texts.passwordSet],
          [texts.accessToken, login?.accessToken ? texts.passwordSet : undefined],
          [texts.sentFolder, sentFolder],
          [texts.resync, resyncDelay === undefined ? undefined : texts.seconds(resyncDelay)],
        ]}
      />
    </Section>
  );
}

function protectionOf({ secure, requireTLS }: Server): string {
  if (secure) return texts.tls;
  return requireTLS === false ? texts.maybeTls : texts.startTls;
}
