import { Group, Pill, Radio, Stack } from "@mantine/core";
import { AccountPicker } from "../accounts/account-picker.tsx";
import { texts } from "./texts.ts";

interface Props {
  /** Null is all. */
  value: string[] | null;
  onChange: (accounts: string[] | null) => void;
  error?: string | undefined;
}

/** Chooses accounts; each that was chosen can be taken away again. */
export function AccountsField({ value, onChange, error }: Props) {
  return (
    <Stack gap="sm">
      <Radio.Group
        label={texts.form.accounts}
        value={value === null ? "every" : "some"}
        onChange={(choice) => onChange(choice === "every" ? null : [])}
      >
        <Group mt={6} gap="lg">
          <Radio value="every" label={texts.form.everyAccount} />
          <Radio value="some" label={texts.form.someAccounts} />
        </Group>
      </Radio.Group>
      {value !== null && (
        <>
          {value.length > 0 && (
            <Pill.Group>
              {value.map((account) => (
                <Pill
                  key={account}
                  size="md"
                  withRemoveButton
                  removeButtonProps={{
                    "aria-label": texts.form.dropAccount(account),
                    "aria-hidden": false,
                    tabIndex: 0,
                  }}
                  onRemove={() => onChange(value.filter((one) => one !== account))}
                >
                  {account}
                </Pill>
              ))}
            </Pill.Group>
          )}
          <AccountPicker
            aria-label={texts.form.addAccount}
            placeholder={texts.form.addAccount}
            value={null}
            onChange={(account) => account !== null && !value.includes(account) && onChange([...value, account])}
            error={error}
            maw={420}
          />
        </>
      )}
    </Stack>
  );
}
