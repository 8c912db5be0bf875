import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { Account } from "@posthorn/contracts/accounts";
import { useState } from "react";
import { FormFault } from "../../components/form-fault.tsx";
import { texts as common } from "../../components/texts.ts";
import { explainFault, type Fault } from "../../faults.ts";
import { BASE } from "../../next-path.ts";
import { useRequestForm } from "../../queries/accounts.ts";
import { explainLink } from "../add-account/link-form.tsx";
import { MadeLink } from "../add-account/made-link.tsx";
import { texts } from "./texts.ts";

/** Makes a link by which the owner of an account lets it in anew. */
export function AuthorizeDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const { account: id, name, email, expectedEmail, oauth2 } = account;
  const request = useRequestForm();
  const [url, setUrl] = useState<string>();
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  const wanted = expectedEmail ?? email;
  const isDelegated = oauth2?.auth.delegatedUser !== undefined;
  async function make() {
    setBusy(true);
    setFault(undefined);
    try {
      const link = await request({
        account: id,
        redirectUrl: `${window.location.origin}${BASE}/accounts/${encodeURIComponent(id)}`,
        ...(name && { name }),
        ...(email && { email }),
        ...(wanted && !isDelegated && { expectedEmail: wanted }),
        ...(isDelegated && { delegated: true }),
        type: oauth2?.provider ?? "imap",
      });
      setUrl(link);
    } catch (error) {
      setFault(explainLink(error) ?? explainFault(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={texts.title(name || id)}
      closeButtonProps={{ "aria-label": common.close }}
    >
      {url === undefined ? (
        <Stack>
          <FormFault fault={fault} />
          <Text>{oauth2?.provider === undefined ? texts.password : texts.oauth2}</Text>
          {wanted && !isDelegated && <Text>{texts.pinned(wanted)}</Text>}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {texts.cancel}
            </Button>
            <Button loading={isBusy} onClick={() => void make()} data-autofocus>
              {texts.make}
            </Button>
          </Group>
        </Stack>
      ) : (
        <MadeLink url={url} />
      )}
    </Modal>
  );
}
