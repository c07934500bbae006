/** Returns a factor's id as words: `return-30d` is `return 30 days`. */
export function factorWords(id: string): string {
  return id
    .replaceAll(/(\d+)d\b/g, '$1 days')
    .replaceAll(/\b1 days/g, '1 day')
    .replaceAll('-', ' ');
}
