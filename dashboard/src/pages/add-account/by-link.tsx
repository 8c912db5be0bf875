import { Text } from "@mantine/core";
import { Section } from "../../components/section.tsx";
import { LinkForm } from "./link-form.tsx";
import { texts } from "./texts.ts";

/** Makes a link by which somebody connects a mailbox, in whichever way they choose there. */
export function ByLink() {
  return (
    <Section title={texts.link.title}>
      <Text maw={680}>{texts.link.text}</Text>
      <LinkForm />
    </Section>
  );
}
