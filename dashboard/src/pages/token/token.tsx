import { PageHeader } from "../../components/page-header.tsx";

export function TokenPage() {
  return <PageHeader title="TokenPage" />;
}
