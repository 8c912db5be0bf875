import type { TokenRequestError } from "@posthorn/contracts/accounts";
import { Stack, Text } from "@mantine/core";
import { CodeBlock } from "../../components/code-block.tsx";
import { texts } from "./texts.ts";

/** A request for an access token that failed, with what the provider says is to be done. */
export function TokenRequest({ request }: { request: TokenRequestError }) {
  const { flag, userFlag } = request;
  const advice = [flag?.message, userFlag?.message, userFlag?.description].filter(Boolean);
  return (
    <Stack gap="xs">
      {advice.map((text) => (
        <Text key={text} size="sm">
          {text}
        </Text>
      ))}
      <details>
        <Text component="summary" size="sm" style={{ cursor: "pointer" }}>
          {texts.troubles.tokenRequest}
        </Text>
        <CodeBlock code={JSON.stringify(request, null, 2)} label={texts.troubles.tokenRequest} />
      </details>
    </Stack>
  );
}
