import { Page } from '../ui/page.tsx';

/** Shows the page "Market". */
export function MarketView() {
  return <Page title="Market" />;
}
