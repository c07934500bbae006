import { Page } from '../ui/page.tsx';

/** Shows the page "Data". */
export function DataPageView() {
  return <Page title="Data" />;
}
