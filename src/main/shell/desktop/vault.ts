/** Where secrets of the user are kept, such as the key of an exchange: never in the store, never in a setting. */

/** What protects the secrets, and what the user should know of it. */
export type VaultBackend = {
  readonly kind: 'keychain' | 'passphrase';
  /** Whether somebody who copies the file cannot read it. */
  readonly isProtected: boolean;
  /** A sentence for the user where the stronger way was not to be had; null if it was. */
  readonly warning: string | null;
};

/** Where secrets lie; a secret is lent, never handed out. */
export type Vault = {
  backend(): VaultBackend;
  /** Keeps a secret under a name, in the place of what was there. */
  put(name: string, secret: string): Promise<void>;
  /**
   * Lends a secret to `body` and returns what that returns. Throws `not-found` without one; what `body` throws is thrown without
   * the secret in it.
   */
  use<Result>(name: string, body: (secret: string) => Promise<Result>): Promise<Result>;
  has(name: string): Promise<boolean>;
  /** Returns the names, sorted. */
  names(): Promise<string[]>;
  /** Returns whether there was one. */
  remove(name: string): Promise<boolean>;
};
