import { Group, Stack, Text } from "@mantine/core";
import type { Contract } from "@posthorn/contracts/contract";
import type { ComponentType } from "react";
import { ButtonLink } from "../components/link.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { useMay } from "../queries/session.ts";
import { texts } from "./texts.ts";

/** A page that is there to call this route: whose role does not open it is told so, and sees no form that would fail. */
export function onlyFor(
  contract: Pick<Contract, "scope" | "action" | "group" | "leastRole">,
  Page: ComponentType & { preload?: () => Promise<void> },
) {
  const Guarded = () => (useMay(contract) ? <Page /> : <NotAllowed />);
  return Object.assign(Guarded, { ...(Page.preload && { preload: Page.preload }) });
}

function NotAllowed() {
  return (
    <Stack gap="md">
      <PageHeader title={texts.notAllowed} />
      <Text>{texts.notAllowedText}</Text>
      <Group>
        <ButtonLink to="/">{texts.toHome}</ButtonLink>
      </Group>
    </Stack>
  );
}
