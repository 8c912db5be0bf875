import { Badge, Group, Text } from "@mantine/core";
import type { Account } from "@posthorn/contracts/accounts";
import { getOAuth2App } from "@posthorn/contracts/oauth2-apps";
import { CodeBlock } from "../../components/code-block.tsx";
import { Details } from "../../components/details.tsx";
import { TextLink } from "../../components/link.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { useNow } from "../../components/use-now.ts";
import { hasStatus } from "../../faults.ts";
import { useApplication } from "../../queries/applications.ts";
import { useMay } from "../../queries/session.ts";
import { SUBSCRIPTION_COLOURS, subscriptionOf } from "./subscription.ts";
import { texts } from "./texts.ts";

interface Props {
  account: Account;
  oauth2: NonNullable<Account["oauth2"]>;
}

/** How the account is let in by its provider. */
export function OAuth2Part({ account, oauth2 }: Props) {
  const { baseScopes, sendOnly } = account;
  const { provider = "", auth, scope, generated, expires, refreshTokenGenerated, useAuthServer } = oauth2;
  const app = useApplication(provider, { isWanted: useMay(getOAuth2App) });
  const subscription = subscriptionOf(account, useNow());
  return (
    <Section title={texts.oauth2.title}>
      <Details
        items={[
          [
            texts.oauth2.application,
            hasStatus(app.error, 404) ? (
              texts.oauth2.gone
            ) : (
              <Group key="app" gap="xs">
                <TextLink inherit to="/applications/$app" params={{ app: provider }}>
                  {app.data?.name ?? provider}
                </TextLink>
                {app.data?.lastError && <StateBadge label={{ type: "danger", name: texts.oauth2.failing }} />}
              </Group>
            ),
          ],
          [texts.oauth2.method, sendOnly ? texts.oauth2.sendOnly : baseScopes && texts.oauth2.methods[baseScopes]],
          [
            texts.oauth2.user,
            auth.user && auth.delegatedUser ? texts.oauth2.userAs(auth.user, auth.delegatedUser) : auth.user,
          ],
          [texts.oauth2.delegated, auth.user ? undefined : auth.delegatedUser],
          [texts.authServer, useAuthServer ? texts.fromAuthServer : undefined],
          [texts.oauth2.userFlag, wishIn(oauth2.userFlag)],
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
          [texts.oauth2.accessTokenSince, generated && <RelativeTime key="generated" at={generated} />],
          [texts.oauth2.accessToken, expires && <Expiry key="expires" at={expires} />],
          [texts.oauth2.refreshed, refreshTokenGenerated && <RelativeTime key="consent" at={refreshTokenGenerated} />],
          [
            texts.oauth2.subscription,
            subscription && (
              <StateBadge
                key="subscription"
                label={{
                  type: SUBSCRIPTION_COLOURS[subscription.state],
                  name: texts.oauth2.subscriptionStates[subscription.state],
                }}
              />
            ),
          ],
          [texts.oauth2.subscriptionError, subscription?.error],
          [texts.oauth2.subscriptionUntil, subscription?.until && <RelativeTime key="until" at={subscription.until} />],
        ]}
      />
      {subscription?.error !== undefined && (
        <details>
          <Text component="summary" size="sm" style={{ cursor: "pointer" }}>
            {texts.oauth2.subscriptionDetails}
          </Text>
          <CodeBlock code={JSON.stringify(subscription.details, null, 2)} label={texts.oauth2.subscriptionDetails} />
        </details>
      )}
    </Section>
  );
}

/** Until when an access token is good, or that it no longer is. */
function Expiry({ at }: { at: string }) {
  const isOver = Date.parse(at) < useNow();
  return (
    <span>
      <RelativeTime at={at} />
      {isOver && `: ${texts.oauth2.expired}`}
    </span>
  );
}

/** What the provider wants of the owner, in its words. */
function wishIn(flag: NonNullable<Account["oauth2"]>["userFlag"]): string | undefined {
  const words = [flag?.["message"], flag?.["description"]].filter((each) => typeof each === "string" && each !== "");
  return words.join(" ") || undefined;
}
