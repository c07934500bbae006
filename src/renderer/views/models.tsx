import { Page } from '../ui/page.tsx';

/** Shows the page "Models". */
export function ModelsView() {
  return <Page title="Models" />;
}
