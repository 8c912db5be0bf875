import { Stack } from "@mantine/core";
import { type Account, getServerSignatures } from "@posthorn/contracts/accounts";
import { checkDeliveryTest } from "@posthorn/contracts/delivery-tests";
import { submit } from "@posthorn/contracts/submissions";
import { Details } from "../../components/details.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { useMay } from "../../queries/session.ts";
import { DeliveryTest } from "./delivery-test.tsx";
import { SendForm } from "./send-form.tsx";
import { Signatures } from "./signatures.tsx";
import { texts } from "./texts.ts";

/** How the account sends, and ways to try it. */
export function AccountSending({ account }: { account: Account }) {
  const { account: id, smtpStatus, email, type } = account;
  const maySend = useMay(submit);
  const mayTest = useMay(checkDeliveryTest);
  const mayReadSignatures = useMay(getServerSignatures);
  const isOfProvider = type.startsWith("gmail") || type.startsWith("outlook");
  return (
    <Stack gap="lg">
      <Section title={texts.last}>
        <Details
          items={
            smtpStatus
              ? [
                  [texts.outcome, smtpStatus.status === "error" ? texts.lastError : texts.lastOk],
                  [texts.when, smtpStatus.created && <RelativeTime key="when" at={smtpStatus.created} />],
                  [texts.said, smtpStatus.response ?? smtpStatus.description],
                ]
              : [[texts.outcome, texts.none]]
          }
        />
      </Section>
      {maySend && account.canSend !== false && <SendForm account={id} to={email ?? ""} />}
      {mayTest && account.canSend !== false && <DeliveryTest account={id} />}
      {mayReadSignatures && isOfProvider && <Signatures account={id} />}
    </Stack>
  );
}
