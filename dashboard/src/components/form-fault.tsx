import { Alert, List, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { Fault } from "../faults.ts";

/** Why a form was not taken, where no field can say it. */
export function FormFault({ fault }: { fault: Fault | undefined }) {
  if (fault === undefined) return null;
  return (
    <Alert color="red" variant="light" title={fault.title} icon={<IconAlertTriangle aria-hidden />} role="alert">
      <Text size="sm">{fault.text}</Text>
      {fault.details && fault.details.length > 0 && (
        <List size="sm" mt={4}>
          {fault.details.map((detail) => (
            <List.Item key={detail}>{detail}</List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}
