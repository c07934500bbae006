/** Returns the assets that articles name, those first that most of them name; equals by id. */
export function mostNamed(articles: readonly { readonly assets: readonly string[] }[]): string[] {
  const counts = new Map<string, number>();
  for (const { assets } of articles) for (const asset of assets) counts.set(asset, (counts.get(asset) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([asset]) => asset);
}
