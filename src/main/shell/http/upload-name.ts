import { AppError } from '../../../shared/errors.ts';

const MAX_NAME_LENGTH = 1_024;
const MAX_PART_BYTES = 200;
const MAX_DEPTH = 16;
/** What some file system gives another meaning, or does not take. */
const FOREIGN = /[<>:"|?*\p{Cc}]/gu;
/** Names that Windows keeps for devices, with whatever ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Returns the parts of a relative path under which an uploaded file may be kept on every platform: what a file system would
 * not take becomes `_`. Throws `invalid-input` for a path that leads out of its folder, or is none.
 */
export function uploadNameOf(name: string): string[] {
  const refuse = (was: string): never => {
    throw new AppError('invalid-input', `The name of the file ${was}, needs to be a path within its folder`);
  };
  if (name.length === 0) refuse('was empty');
  if (name.length > MAX_NAME_LENGTH) refuse(`was ${name.length} characters long`);
  if (/^[/\\]|^[a-z]:/i.test(name)) refuse('began at the root of a disk');
  const parts = name.split(/[/\\]/);
  if (parts.length > MAX_DEPTH) refuse(`had ${parts.length} folders`);
  return parts.map((part) => {
    if (part === '' || part === '.' || part === '..') refuse(`had the part ${JSON.stringify(part)}`);
    const taken = part.replace(FOREIGN, '_').replace(/[. ]+$/, '_');
    if (Buffer.byteLength(taken) > MAX_PART_BYTES) refuse(`had a part of ${Buffer.byteLength(taken)} bytes`);
    return DEVICE.test(taken) ? `_${taken}` : taken;
  });
}
