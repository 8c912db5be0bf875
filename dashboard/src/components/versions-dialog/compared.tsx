import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { texts } from "../texts.ts";
import { TextDiff } from "./text-diff.tsx";

/** One text of a version, and what it is now. */
export interface ComparedField {
  label: string;
  was: string;
  is: string;
}

interface Props {
  version: number;
  fields: readonly ComparedField[];
  /** What can be done about it; shown where something differs. */
  children?: ReactNode;
}

/** How a version differs from now, field by field. */
export function Compared({ version, fields, children }: Props) {
  const differing = fields.filter(({ was, is }) => was !== is);
  return (
    <Stack gap="sm">
      <Text size="sm" fw={650}>
        {texts.versions.compare(version)}
      </Text>
      {differing.length === 0 && (
        <Text size="sm" c="dimmed">
          {texts.versions.same}
        </Text>
      )}
      {differing.map(({ label, was, is }) => (
        <div key={label}>
          <Text size="xs" c="dimmed" mb={4}>
            {label}
          </Text>
          <TextDiff was={was} is={is} />
        </div>
      ))}
      {differing.length > 0 && children}
    </Stack>
  );
}
