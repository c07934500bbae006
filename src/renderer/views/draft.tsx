import { Page } from '../ui/page.tsx';

/** Shows one draft. */
export function DraftView({ id }: { readonly id: string }) {
  return <Page title="Draft" note={id} />;
}
