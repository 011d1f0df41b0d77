/**
 * What every worker of a test caches. With `STARTNODE_TEST_CACHE=0` no run is kept in memory: each step replays the
 * history, as after a restart of the worker, so code that is not deterministic fails there (vitest.all.config.ts).
 */
const { STARTNODE_TEST_CACHE } = process.env

/** Spread it into the options of a worker; empty where the default counts. */
export const WORKER_CACHE: { readonly maxCachedWorkflows?: number } =
  STARTNODE_TEST_CACHE === undefined ? {} : { maxCachedWorkflows: Number(STARTNODE_TEST_CACHE) }
