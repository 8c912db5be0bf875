import { PageHeader } from "../../components/page-header.tsx";

export function AddAccount() {
  return <PageHeader title="AddAccount" />;
}
