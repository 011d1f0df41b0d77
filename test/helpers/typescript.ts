/** Arguments of `node` for a script in TypeScript: which Node needs help with it, bin/load-typescript.js says alone. */
export const TYPESCRIPT = ['--import', new URL('../../bin/load-typescript.js', import.meta.url).href] as const
