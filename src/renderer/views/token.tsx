import { Page } from '../ui/page.tsx';

/** Shows one token. */
export function TokenView({ asset }: { readonly asset: string }) {
  return <Page title={asset} />;
}
