import { Stack, type StackProps, Text } from "@mantine/core";
import classes from "./check-steps.module.css";
import { causeOf, type Failure } from "./diagnose.ts";
import { providerOf } from "./provider-of.ts";
import { texts } from "./texts.ts";

interface Props extends StackProps {
  failure: Failure;
  /** The server, or the address whose server it is. */
  host: string | undefined;
}

/** Why a mail server can't be used, in words, what to do about it, and what was said. */
export function Advice({ failure, host, ...look }: Props) {
  const cause = causeOf(failure);
  const provider = providerOf(host ?? "");
  const fix = cause === "login" && provider !== undefined ? texts.providers[provider] : texts.fixes[cause];
  const { error = "", responseText = "", code } = failure;
  // One often repeats the other.
  const said = error.includes(responseText)
    ? [error]
    : responseText.includes(error)
      ? [responseText]
      : [error, responseText];
  return (
    <Stack gap={6} {...look}>
      <Text size="sm" fw={600}>
        {texts.causes[cause]}
      </Text>
      <Text size="sm">{fix}</Text>
      {said[0] !== "" && (
        <div className={classes["said"]}>
          {texts.said} {said.join(" · ")}
          {code !== undefined && !said.join(" ").includes(code) && ` (${code})`}
        </div>
      )}
    </Stack>
  );
}
