import { Page } from '../ui/page.tsx';

/** Shows the page "Ratings". */
export function RatingsView() {
  return <Page title="Ratings" />;
}
