import { getRouteApi } from "@tanstack/react-router";
import { ErrorState } from "../../components/error-state.tsx";
import { TextLink } from "../../components/link.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Section } from "../../components/section.tsx";
import { useAccount } from "../../queries/accounts.ts";
import { EditAccountForm } from "./edit-account-form.tsx";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/accounts/$account/edit");

export function EditAccount() {
  const { account: id } = route.useParams();
  const account = useAccount(id);
  const name = account.data?.name || id;
  return (
    <>
      <PageHeader
        title={texts.title(name)}
        parent={
          <TextLink to="/accounts/$account" params={{ account: id }}>
            {name}
          </TextLink>
        }
      />
      {account.isError && account.data === undefined ? (
        <ErrorState error={account.error} onRetry={() => void account.refetch()} isRetrying={account.isFetching} />
      ) : account.data ? (
        <EditAccountForm account={account.data} />
      ) : (
        <Section title={texts.who}>
          <LinesLoading lines={6} height={36} />
        </Section>
      )}
    </>
  );
}
