import { Button } from "@mantine/core";
import { deleteToken, rotateToken, type Token } from "@posthorn/contracts/tokens";
import { IconRefresh, IconTrash } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Details } from "../../components/details.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { TextLink } from "../../components/link.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useMay } from "../../queries/session.ts";
import { useToken } from "../../queries/tokens.ts";
import { DeleteTokens, nameOfToken } from "../tokens/delete-tokens.tsx";
import { permissionsInWords } from "../tokens/permissions.ts";
import type { NewToken } from "../tokens/ready-to-paste.ts";
import { RotateDialog } from "../tokens/rotate-dialog.tsx";
import { ScopeBadges } from "../tokens/scope-badges.tsx";
import { texts as common } from "../tokens/texts.ts";
import { UnusedHint } from "../tokens/unused-hint.tsx";
import { ValueDialog } from "../tokens/value-dialog.tsx";
import { texts } from "./texts.ts";
import { UseLog } from "./use-log.tsx";

const route = getRouteApi("/signed-in/tokens/$token");

export function TokenPage() {
  const { token: id } = route.useParams();
  const { rotate, page } = route.useSearch();
  const [, change] = useUrlSearch();
  const token = useToken(id);
  const navigate = useNavigate();
  const mayDelete = useMay(deleteToken);
  const mayRotate = useMay(rotateToken);
  const [isAsking, setAsking] = useState(false);
  // Its value lives here and nowhere else, until its dialog is closed.
  const [rotated, setRotated] = useState<{ token: NewToken; id: string }>();
  const askToRotate = (isShown: boolean) => change({ rotate: isShown || undefined, page });
  return (
    <>
      <PageHeader
        title={token.data ? token.data.description || common.noDescription : common.columns.token}
        parent={<TextLink to="/tokens">{texts.back}</TextLink>}
        actions={
          token.data && (
            <>
              {mayRotate && (
                <Button
                  variant="default"
                  leftSection={<IconRefresh size={16} aria-hidden />}
                  onClick={() => askToRotate(true)}
                >
                  {common.rotate.submit}
                </Button>
              )}
              {mayDelete && (
                <Button
                  variant="default"
                  leftSection={<IconTrash size={16} aria-hidden />}
                  onClick={() => setAsking(true)}
                >
                  {texts.delete}
                </Button>
              )}
            </>
          )
        }
      />
      {token.isError ? (
        <ErrorState error={token.error} onRetry={() => void token.refetch()} isRetrying={token.isFetching} />
      ) : (
        <>
          <Section title={texts.details}>
            {token.data ? <TokenDetails token={token.data} /> : <LinesLoading lines={6} />}
          </Section>
          <UseLog token={id} />
        </>
      )}
      {rotate && mayRotate && (
        <RotateDialog
          token={id}
          onClose={() => askToRotate(false)}
          onRotated={(next, nextId) => {
            setRotated({ token: next, id: nextId });
            askToRotate(false);
          }}
        />
      )}
      {rotated && (
        // Only then, since the page of another token begins anew, without the value.
        <ValueDialog
          token={rotated.token}
          onClose={() => void navigate({ to: "/tokens/$token", params: { token: rotated.id }, replace: true })}
        />
      )}
      <DeleteTokens
        tokens={isAsking ? [id] : undefined}
        name={nameOfToken(token.data ?? { id })}
        onClose={() => setAsking(false)}
        onDeleted={() => void navigate({ to: "/tokens", replace: true })}
      />
    </>
  );
}

function TokenDetails({ token }: { token: Token }) {
  const { id, account, restrictions, permissions, created, expires, access } = token;
  const { addresses, referrers, rateLimit } = restrictions ?? {};
  return (
    <Details
      items={[
        [texts.id, <ShortId key="id" id={id} />],
        [texts.opens, <ScopeBadges key="scopes" token={token} />],
        [
          texts.account,
          account ? (
            <TextLink key="account" to="/accounts/$account" params={{ account }}>
              {account}
            </TextLink>
          ) : (
            texts.allAccounts
          ),
        ],
        [texts.permissions, permissionsInWords(permissions) ?? texts.everything],
        [texts.addresses, addresses && addresses.length > 0 ? addresses.join(", ") : undefined],
        [texts.referrers, referrers && referrers.length > 0 ? referrers.join(", ") : undefined],
        [texts.rateLimit, rateLimit ? texts.calls(rateLimit.maxRequests, rateLimit.timeWindow) : undefined],
        [texts.created, created && <RelativeTime key="created" at={created} />],
        [texts.expires, expires ? <RelativeTime key="expires" at={expires} /> : texts.never],
        [
          texts.lastUsed,
          <div key="used">
            {access?.time ? (
              <>
                <RelativeTime at={access.time} /> {access.ip && `${texts.from} ${access.ip}`}
              </>
            ) : (
              texts.never
            )}
            <UnusedHint token={token} />
          </div>,
        ],
      ]}
    />
  );
}
