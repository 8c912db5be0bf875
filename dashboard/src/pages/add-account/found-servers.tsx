import { Alert, Text } from "@mantine/core";
import { AUTOCONFIG_SOURCES, type DiscoveredSettings } from "@posthorn/contracts/autoconfig";
import { IconBulb, IconCircleCheck, IconSearchOff } from "@tabler/icons-react";
import { ButtonLink } from "../../components/link.tsx";
import { texts } from "./texts.ts";

/** How the servers of an address were found, and what its provider wants besides. */
export function FoundServers({ found }: { found: DiscoveredSettings }) {
  const { imap, smtp, appPassword, _source } = found;
  const source = AUTOCONFIG_SOURCES.find((each) => each === _source) ?? "unknown";
  const isNothing = !imap && !smtp;
  const isPart = !isNothing && (!imap || !smtp);
  const title = isNothing ? texts.found.unknownTitle : isPart ? texts.found.partTitle : texts.found.title;
  return (
    <div role="status">
      <Alert
        color={isNothing || isPart ? "yellow" : "coach"}
        variant="light"
        title={title}
        icon={isNothing ? <IconSearchOff aria-hidden /> : <IconCircleCheck aria-hidden />}
      >
        <Text size="sm">{isPart ? texts.found.part : texts.found[source]}</Text>
      </Alert>
      {appPassword && (
        <Alert
          mt="sm"
          color="yellow"
          variant="light"
          icon={<IconBulb aria-hidden />}
          title={
            appPassword.warning === undefined
              ? texts.found.appPassword(appPassword.provider ?? "")
              : texts.found.noPassword(appPassword.provider ?? "")
          }
        >
          <Text size="sm">{appPassword.warning ?? appPassword.instructions}</Text>
          {appPassword.warning !== undefined && (
            <ButtonLink to="/add-account" search={{ way: "application" }} size="xs" variant="default" mt="xs">
              {texts.ways.application}
            </ButtonLink>
          )}
        </Alert>
      )}
    </div>
  );
}
