import { Badge, Group } from "@mantine/core";
import type { Account } from "@posthorn/contracts/accounts";
import { getOAuth2App } from "@posthorn/contracts/oauth2-apps";
import { Details } from "../../components/details.tsx";
import { TextLink } from "../../components/link.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { hasStatus } from "../../faults.ts";
import { useApplication } from "../../queries/applications.ts";
import { useMay } from "../../queries/session.ts";
import { texts } from "./texts.ts";

interface Props {
  account: Account;
  oauth2: NonNullable<Account["oauth2"]>;
}

/** How the account is let in by its provider. */
export function OAuth2Part({ account, oauth2 }: Props) {
  const { baseScopes, sendOnly, outlookSubscription } = account;
  const { provider = "", auth, scope, expires, refreshTokenGenerated } = oauth2;
  const app = useApplication(provider, { isWanted: useMay(getOAuth2App) });
  const subscription = outlookSubscription?.state?.state;
  return (
    <Section title={texts.oauth2.title}>
      <Details
        items={[
          [
            texts.oauth2.application,
            hasStatus(app.error, 404) ? (
              texts.oauth2.gone
            ) : (
              <TextLink inherit key="app" to="/applications/$app" params={{ app: provider }}>
                {app.data?.name ?? provider}
              </TextLink>
            ),
          ],
          [texts.oauth2.method, sendOnly ? texts.oauth2.sendOnly : baseScopes && texts.oauth2.methods[baseScopes]],
          [texts.oauth2.user, auth.user],
          [texts.oauth2.delegated, auth.delegatedUser],
          [
            texts.oauth2.delegatedAccount,
            auth.delegatedAccount && (
              <TextLink inherit key="account" to="/accounts/$account" params={{ account: auth.delegatedAccount }}>
                {auth.delegatedAccount}
              </TextLink>
            ),
          ],
          [
            texts.oauth2.scopes,
            scope?.length ? (
              <Group key="scopes" gap={6}>
                {scope.map((each) => (
                  <Badge key={each} variant="default" tt="none" fw={500} title={each}>
                    {each.replace(
                      /^https:\/\/(?:www\.googleapis\.com\/auth|graph\.microsoft\.com|outlook\.office\.com)\//,
                      "",
                    )}
                  </Badge>
                ))}
              </Group>
            ) : undefined,
          ],
          [texts.oauth2.accessToken, expires && <RelativeTime key="expires" at={expires} />],
          [texts.oauth2.refreshed, refreshTokenGenerated && <RelativeTime key="consent" at={refreshTokenGenerated} />],
          [texts.oauth2.subscription, subscription && texts.oauth2.subscriptionStates[subscription]],
          [texts.oauth2.subscriptionError, outlookSubscription?.state?.error],
          [
            texts.oauth2.subscriptionUntil,
            outlookSubscription?.expirationDateTime && (
              <RelativeTime key="until" at={outlookSubscription.expirationDateTime} />
            ),
          ],
        ]}
      />
    </Section>
  );
}
