import { AppError } from '../../../shared/errors.ts';
import type { Session } from '../session.ts';

/** `call ENDPOINT --input JSON`: any call of the contract, answered as JSON. */
export async function runCall(session: Session, [name]: string[], options: { input: string }): Promise<void> {
  let input: unknown;
  try {
    input = JSON.parse(options.input);
  } catch {
    throw new AppError('invalid-input', `Input was ${options.input.slice(0, 80)}, needs a JSON document`);
  }
  session.show(await session.call(name as string, input), (value) => JSON.stringify(value, null, 2));
}
