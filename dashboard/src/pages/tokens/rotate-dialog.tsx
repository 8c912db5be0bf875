import { Modal, Select, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Token } from "@posthorn/contracts/tokens";
import { DialogButtons } from "../../components/dialog-buttons.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { texts as common } from "../../components/texts.ts";
import { useSubmit } from "../../components/use-submit.ts";
import { explainFault } from "../../faults.ts";
import { formatDate } from "../../languages/format.ts";
import { useRotateToken, useToken } from "../../queries/tokens.ts";
import { nameOfToken } from "./delete-tokens.tsx";
import type { NewToken } from "./ready-to-paste.ts";
import { texts } from "./texts.ts";

const A_DAY = "86400";

interface Props {
  /** Its id. */
  token: string;
  onClose: () => void;
  /** Takes the new token, and its id. */
  onRotated: (token: NewToken, id: string) => void;
}

/** Asks how long the old value of a token still works, and gives it a new one. */
export function RotateDialog({ token: id, onClose, onRotated }: Props) {
  const token = useToken(id);
  const name = nameOfToken(token.data ?? { id });
  return (
    <Modal opened onClose={onClose} title={texts.rotate.title(name)} closeButtonProps={{ "aria-label": common.close }}>
      {token.isError && <FormFault fault={explainFault(token.error)} />}
      {token.isPending && <LinesLoading lines={4} />}
      {token.data && <RotateForm token={token.data} onClose={onClose} onRotated={onRotated} />}
    </Modal>
  );
}

function RotateForm({ token, onClose, onRotated }: Omit<Props, "token"> & { token: Token }) {
  const rotate = useRotateToken();
  const form = useForm({ initialValues: { keepFor: A_DAY } });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ keepFor }) => {
      const { token: value, id, previous } = await rotate(token.id, Number(keepFor));
      const { scopes = ["*"], account, permissions } = token;
      const { until } = previous;
      const made = { value, scopes, account: account ?? undefined, permissions: permissions ?? undefined };
      onRotated({ ...made, previous: { until } }, id);
    },
    { fields: ["keepFor"] },
  );
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <FormFault fault={fault} />
        <Text size="sm">{texts.rotate.text}</Text>
        {token.expires && <Text size="sm">{texts.rotate.ends(formatDate(token.expires))}</Text>}
        <Select
          label={texts.rotate.keep}
          data={Object.entries(texts.rotate.keeps).map(([value, label]) => ({ value, label }))}
          allowDeselect={false}
          {...form.getInputProps("keepFor")}
        />
        <DialogButtons submit={texts.rotate.submit} isBusy={isBusy} onCancel={onClose} />
      </Stack>
    </form>
  );
}
