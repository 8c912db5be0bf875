import { Text } from "@mantine/core";
import type { SettingsAnswer } from "@posthorn/contracts/settings";
import { CodeBlock } from "../../components/code-block.tsx";
import { Section } from "../../components/section.tsx";
import type { Listener } from "../../queries/listeners.ts";
import { texts as ofSettings } from "./texts.ts";

const texts = ofSettings.samples;

/** How programs reach one of the mail servers of ours, with what is stored. */
export function DoorSample({ listener, stored }: { listener: Listener; stored: SettingsAnswer }) {
  const host = URL.canParse(stored.serviceUrl ?? "") ? new URL(stored.serviceUrl ?? "").hostname : "localhost";
  const login = "--user 'ACCOUNT:ACCESS_TOKEN'";
  if (listener === "imapProxyServer") {
    const scheme = stored.imapProxyServerTLSEnabled ? "imaps" : "imap";
    return (
      <Sample text={texts.imap}>
        {`curl '${scheme}://${host}:${stored.imapProxyServerPort ?? 2993}/INBOX?ALL' ${login}`}
      </Sample>
    );
  }
  const asksForLogin = stored.smtpServerAuthEnabled ?? true;
  const url = `${stored.smtpServerTLSEnabled ? "smtps" : "smtp"}://${host}:${stored.smtpServerPort ?? 2525}`;
  return (
    <Sample text={texts.smtp}>
      {`cat > mail.eml <<'END'
${asksForLogin ? "" : "X-EE-Account: ACCOUNT\n"}From: ada@example.com
To: bob@example.org
Subject: Hello

It works.
END
curl '${url}'${asksForLogin ? ` ${login}` : ""} \\
  --mail-from ada@example.com --mail-rcpt bob@example.org --upload-file mail.eml`}
    </Sample>
  );
}

function Sample({ text, children }: { text: string; children: string }) {
  return (
    <Section title={texts.title}>
      <Text size="sm" c="dimmed">
        {text}
      </Text>
      <CodeBlock code={children} label={texts.title} />
    </Section>
  );
}
