import type { DirectUrls } from './direct-urls-of.ts'

/** Stands for a secret in every view; of one length, since even that would tell something. */
export const MASK = '********'

/** A direct URL without what opens it. */
export function maskUrls(urls: DirectUrls): DirectUrls {
  const mask = (url: string) => url.replace(/[^/]+$/, MASK)
  return { json: mask(urls.json), xml: mask(urls.xml), nvp: mask(urls.nvp) }
}
