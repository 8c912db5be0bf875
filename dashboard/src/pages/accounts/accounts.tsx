import { PageHeader } from "../../components/page-header.tsx";

export function Accounts() {
  return <PageHeader title="Accounts" />;
}
