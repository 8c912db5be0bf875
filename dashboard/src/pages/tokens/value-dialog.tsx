import { Group, Text } from "@mantine/core";
import { CodeBlock } from "../../components/code-block.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { ShownOnceDialog } from "../../components/shown-once-dialog.tsx";
import { TitledCode } from "../../components/titled-code.tsx";
import { formatDate } from "../../languages/format.ts";
import { curlLine, type NewToken, prometheusJob } from "./ready-to-paste.ts";
import { texts } from "./texts.ts";

/** Shows the value of a new token, once. */
export function ValueDialog({ token, onClose }: { token: NewToken; onClose: () => void }) {
  const origin = window.location.origin;
  const curl = curlLine(token, origin);
  const job = prometheusJob(token, origin);
  const isPassword = token.scopes.some((scope) => ["*", "smtp", "imap-proxy"].includes(scope));
  return (
    <ShownOnceDialog title={texts.value.title} warning={texts.value.warning} onClose={onClose}>
      {(noteCopy) => (
        <>
          <Text>{texts.value.once}</Text>
          {token.previous && (
            <Text size="sm">
              {token.previous.until === null
                ? texts.rotate.ended
                : texts.rotate.until(formatDate(token.previous.until))}
            </Text>
          )}
          <CodeBlock code={token.value} label={texts.value.value} wraps onCopied={noteCopy} />
          <Group>
            <CopyButton value={token.value} label={texts.value.copy} isWide onCopied={noteCopy} />
          </Group>
          {curl !== undefined && <TitledCode title={texts.value.curl} code={curl} onCopied={noteCopy} />}
          {job !== undefined && <TitledCode title={texts.value.prometheus} code={job} onCopied={noteCopy} />}
          {isPassword && !token.scopes.includes("*") && (
            <Text size="sm" c="dimmed">
              {texts.value.mail(token.account ?? texts.value.anyAccount)}
            </Text>
          )}
        </>
      )}
    </ShownOnceDialog>
  );
}
