const LONGEST_HORIZON = 365;

/** Returns the days ahead that a text names, rising; undefined where it is not a list of different whole numbers of 1 to 365. */
export function readHorizons(text: string): number[] | undefined {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  const numbers = parts.map(Number);
  const isRight = numbers.every((number) => Number.isInteger(number) && number >= 1 && number <= LONGEST_HORIZON);
  if (numbers.length === 0 || !isRight || new Set(numbers).size !== numbers.length) return undefined;
  return numbers.sort((left, right) => left - right);
}

/** Returns why a text is refused as days ahead, or undefined. */
export const findHorizonProblem = (text: string): string | undefined =>
  readHorizons(text) === undefined
    ? `Was “${text}”, needs different whole numbers of 1 to ${LONGEST_HORIZON}, such as 7, 30, 90`
    : undefined;
