import { ActionIcon, Badge, Button, Checkbox, Group, Stack, Table, Text, TextInput } from "@mantine/core";
import { IconPlus, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { useLocalAddresses } from "../../queries/settings.ts";
import { texts as ofSettings } from "./texts.ts";

const texts = ofSettings.addresses;

/** What looks like an IP address; the server looks closer. */
const IP = /^(?:\d{1,3}\.){3}\d{1,3}$|^[\da-f.]*:[\da-f:.]*$/i;

interface Props {
  value: unknown;
  error: string | undefined;
  isReadOnly: boolean;
  onChange: (value: string[]) => void;
}

/** Which addresses connections leave from: those that the machine has, to be ticked, and others by hand. */
export function AddressesControl({ value, error, isReadOnly, onChange }: Props) {
  const found = useLocalAddresses();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState<string>();
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  const known = found.data?.addresses ?? [];
  const rows = [
    // One that the machine does not have is here for being chosen.
    ...known.filter(({ address, present }) => present || chosen.includes(address)),
    ...chosen
      .filter((address) => !known.some((one) => one.address === address))
      .map((address) => ({ address, interface: null, publicAddress: null, name: null, default: false, present: true })),
  ];
  const choose = (address: string, isUsed: boolean) =>
    onChange(isUsed ? [...chosen, address] : chosen.filter((one) => one !== address));
  function add() {
    const address = typed.trim();
    if (!IP.test(address)) return setWrong(texts.wrong);
    setTyped("");
    if (!chosen.includes(address)) choose(address, true);
  }
  return (
    <Stack gap="sm">
      {found.isError ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} isRetrying={found.isFetching} />
      ) : found.data === undefined ? (
        <LinesLoading lines={3} />
      ) : (
        <>
          <Group gap="sm" justify="space-between">
            <Text size="xs" c="dimmed">
              {texts.host(found.data.host)}
            </Text>
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconRefresh size={15} aria-hidden />}
              loading={found.isFetching}
              onClick={() => void found.refetch()}
            >
              {texts.scan}
            </Button>
          </Group>
          {rows.length === 0 ? (
            <Text size="sm" c="dimmed">
              {texts.none}
            </Text>
          ) : (
            <Table.ScrollContainer minWidth={420} type="native">
              <Table fz="sm" aria-label={texts.title}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{texts.columns.address}</Table.Th>
                    <Table.Th>{texts.columns.publicAddress}</Table.Th>
                    <Table.Th>{texts.columns.name}</Table.Th>
                    <Table.Th aria-label={texts.columns.remove} />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map(({ address, publicAddress, name, default: isDefault, present, interface: of }) => (
                    <Table.Tr key={address}>
                      <Table.Td>
                        <Checkbox
                          checked={chosen.includes(address)}
                          disabled={isReadOnly}
                          label={of === null ? address : `${address} (${of})`}
                          aria-label={texts.use(address)}
                          onChange={({ currentTarget }) => choose(address, currentTarget.checked)}
                        />
                        {isDefault && (
                          <Badge variant="light" color="gray" size="sm" mt={4}>
                            {texts.default}
                          </Badge>
                        )}
                        {!present && (
                          <Text size="xs" c="red" mt={4}>
                            {texts.missing}
                          </Text>
                        )}
                      </Table.Td>
                      <Table.Td>{publicAddress ?? texts.unknown}</Table.Td>
                      <Table.Td>{name ?? "–"}</Table.Td>
                      <Table.Td>
                        {!isReadOnly && chosen.includes(address) && (
                          <ActionIcon
                            variant="subtle"
                            color="red"
                            aria-label={texts.remove(address)}
                            onClick={() => choose(address, false)}
                          >
                            <IconTrash size={16} aria-hidden />
                          </ActionIcon>
                        )}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )}
        </>
      )}
      {!isReadOnly && (
        <Group gap="sm" align="flex-end">
          <TextInput
            label={texts.add}
            description={texts.addHint}
            error={wrong}
            value={typed}
            w={300}
            onChange={({ currentTarget }) => {
              setTyped(currentTarget.value);
              setWrong(undefined);
            }}
            onKeyDown={(event) => event.key === "Enter" && add()}
          />
          <Button variant="default" leftSection={<IconPlus size={15} aria-hidden />} onClick={add}>
            {texts.addNow}
          </Button>
        </Group>
      )}
      {error !== undefined && (
        <Text size="sm" c="red">
          {error}
        </Text>
      )}
    </Stack>
  );
}
