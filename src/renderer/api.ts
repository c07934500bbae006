import { type Client, createClient } from '../shared/client.ts';
import type { AppContract } from '../shared/contract.ts';
import { chooseTransport } from './transport/choose-transport.ts';

/** The transport of this window. */
export const transport = chooseTransport(globalThis);

/** The whole contract as functions. Pages use `useQuery` and `useCommand`; this is for what is neither. */
export const api: Client<AppContract> = createClient<AppContract>(transport);

export type { UploadProgress } from './transport/renderer-transport.ts';
