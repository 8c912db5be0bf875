import { Select, type SelectProps, Text } from "@mantine/core";
import { type Role, ROLES } from "@posthorn/contracts/roles";
import { texts } from "./texts.ts";

type Props = Pick<SelectProps, "label" | "error"> & { value: Role; onChange: (role: Role) => void };

/** Chooses a role, each with what it may do. */
export function RoleSelect({ value, onChange, ...look }: Props) {
  return (
    <Select
      {...look}
      data={ROLES.map((role) => ({ value: role, label: texts.roles[role] }))}
      value={value}
      onChange={(role) => role !== null && onChange(role)}
      allowDeselect={false}
      description={texts.roleTexts[value]}
      inputWrapperOrder={["label", "input", "description", "error"]}
      renderOption={({ option }) => (
        <div>
          <Text size="sm">{option.label}</Text>
          <Text size="xs" c="dimmed">
            {texts.roleTexts[option.value as Role]}
          </Text>
        </div>
      )}
    />
  );
}
