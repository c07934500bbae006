import type { Answer, Transport } from '../../shared/client.ts';
import type { ExternalLink } from '../../shared/external-links.ts';

/** How the window stands with the engine. `refused`: the link was used up or is wrong, and trying again will not help. */
export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'refused';

/** How far an upload is: bytes and files, and the file that is on its way. */
export type UploadProgress = {
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly doneFiles: number;
  readonly totalFiles: number;
  readonly file: string;
};

/** A file or folder that the engine may read, by a handle; a window never knows a path. */
export type OfferedFile = { readonly handle: string; readonly name: string };

/** What a window needs of its shell, whichever shell it is. */
export type RendererTransport = Transport & {
  readonly kind: 'desktop' | 'loopback';
  /** Hears the state of the connection, the present one at once; returns its own undo. */
  watchConnection(listener: (state: ConnectionState) => void): () => void;
  /** Hands over what was dropped or chosen, folders included; returns handles for `imports.run`. Throws AppError. */
  offerFiles(
    files: FileList | readonly File[] | DataTransfer,
    onProgress?: (progress: UploadProgress) => void,
  ): Promise<string[]>;
  /** Lets the user choose; returns what was chosen, nothing if they thought better of it. Throws AppError. */
  chooseFiles(what: 'files' | 'folder', onProgress?: (progress: UploadProgress) => void): Promise<OfferedFile[]>;
  /** Opens the HTML report of a backtest in the system's browser; the shell does, since a page may open nothing itself. */
  openReport(backtestId: string): Promise<Answer>;
  /** Opens a page of others in the system's browser. */
  openLink(name: ExternalLink): Promise<Answer>;
};
