import { Text } from "@mantine/core";
import type { Account, AccountError, SmtpStatus } from "@posthorn/contracts/accounts";
import { Details } from "../../components/details.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { texts } from "./texts.ts";

type Server = NonNullable<Account["imap"] | Account["smtp"]>;

interface Props {
  title: string;
  server: Server;
  /** Why it could not be used the last time. */
  failure?: AccountError | undefined;
  /** What came of the last mail that was handed to it. */
  handOff?: SmtpStatus | undefined;
}

/** How an account's IMAP or SMTP server is reached; secrets are told to be there, never shown. */
export function MailServer({ title, server, failure, handOff }: Props) {
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
          [texts.lastError, failure?.description ?? failure?.serverResponseCode],
          [texts.serverSaid, failure?.response && <Said key="said">{failure.response}</Said>],
          [texts.lastHandOff, handOff?.created && <RelativeTime key="handed" at={handOff.created} />],
          [texts.lastError, handOff?.status === "error" ? (handOff.description ?? handOff.code) : undefined],
          [texts.serverSaid, handOff?.response && <Said key="answer">{handOff.response}</Said>],
          [texts.host, host],
          [texts.port, port],
          [texts.security, host === undefined ? undefined : protectionOf(server)],
          [texts.certificate, server.tls?.rejectUnauthorized === false ? texts.anyCertificate : undefined],
          [texts.oldestTls, server.tls?.minVersion || undefined],
          [texts.olderImap, "disableIMAP4rev2" in server && server.disableIMAP4rev2 ? texts.notSpoken : undefined],
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

/** A server's own words. */
const Said = ({ children }: { children: string }) => (
  <Text span ff="monospace" size="xs">
    {children}
  </Text>
);

function protectionOf({ secure, requireTLS }: Server): string {
  if (secure) return texts.tls;
  return requireTLS === false ? texts.maybeTls : texts.startTls;
}
