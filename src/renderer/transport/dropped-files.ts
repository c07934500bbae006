/** A file with its path below what was dropped or chosen. */
export type UploadFile = { readonly file: File; readonly path: string };

/** Returns every file of a drop or a choice, those in folders included, with relative paths. Hidden files are left out. */
export async function collectFiles(source: FileList | readonly File[] | DataTransfer): Promise<UploadFile[]> {
  if (!('items' in source)) return [...source].filter(isVisible).map(withPath);
  // entries must be asked for before the first await: the browser empties the transfer when the drop handler returns
  const entries = [...source.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return [...source.files].filter(isVisible).map(withPath);
  const found: UploadFile[] = [];
  for (const entry of entries) await walk(entry, '', found);
  return found;
}

async function walk(entry: FileSystemEntry, folder: string, found: UploadFile[]): Promise<void> {
  if (entry.name.startsWith('.')) return;
  const path = `${folder}${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ file, path });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // a reader hands out at most 100 entries at a time
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return;
    for (const child of entries) await walk(child, `${path}/`, found);
  }
}

/** Returns what the user picked in the browser's own dialog; nothing if it was closed. */
export function pickFiles(what: 'files' | 'folder'): Promise<UploadFile[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.webkitdirectory = what === 'folder';
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])].filter(isVisible).map(withPath)));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

const isVisible = (file: File): boolean => !file.name.startsWith('.');
const withPath = (file: File): UploadFile => ({ file, path: file.webkitRelativePath || file.name });
