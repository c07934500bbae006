/** A key press, reduced to what decides. */
export type KeyPress = {
  readonly key: string;
  readonly hasCommand: boolean;
  readonly hasAlt: boolean;
  readonly isTyping: boolean;
  readonly atTime: number;
};

/** A chord such as `g m` has this long between its keys, milliseconds. */
const CHORD_TIME = 1_200;

/**
 * Returns a function that takes key presses and returns the id of the action that they call, or undefined. While someone types,
 * only keys with Ctrl or Cmd count.
 */
export function createChords(
  actions: readonly { readonly id: string; readonly keys?: readonly string[] | undefined }[],
) {
  let first: { key: string; atTime: number } | undefined;
  return (press: KeyPress): string | undefined => {
    const { key, hasCommand, hasAlt, isTyping, atTime } = press;
    const before = first !== undefined && atTime - first.atTime <= CHORD_TIME ? first.key : undefined;
    first = undefined;
    if (hasAlt) return undefined;
    if (hasCommand) {
      return actions.find(({ keys }) => keys?.[0] === 'Ctrl' && keys[1]?.toLowerCase() === key.toLowerCase())?.id;
    }
    if (isTyping) return undefined;
    const chord = actions.find(({ keys }) => keys?.length === 2 && keys[0] === before && keys[1] === key);
    if (before !== undefined && chord !== undefined) return chord.id;
    const single = actions.find(({ keys }) => keys?.length === 1 && keys[0] === key);
    if (single !== undefined) return single.id;
    if (actions.some(({ keys }) => keys?.length === 2 && keys[0] === key)) first = { key, atTime };
    return undefined;
  };
}
