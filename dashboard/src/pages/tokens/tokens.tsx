import { PageHeader } from "../../components/page-header.tsx";

export function Tokens() {
  return <PageHeader title="Tokens" />;
}
