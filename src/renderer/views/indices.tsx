import { Page } from '../ui/page.tsx';

/** Shows the page "Indices". */
export function IndicesView() {
  return <Page title="Indices" />;
}
