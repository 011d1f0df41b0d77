import type { Request, Response } from 'express'

/** How a file may stand packed beside itself, the smallest first. */
const PACKED = [
  { encoding: 'br', ending: '.br' },
  { encoding: 'gzip', ending: '.gz' },
] as const

/**
 * Sends a file of the built console, packed where the browser takes it so. Its name holds a hash of its content: a browser
 * may keep it for ever, and the name is its tag, the same at every receiver.
 *
 * @param of the folder of the assets, and what is in it
 */
export function sendAsset(
  { folder, names }: { readonly folder: string; readonly names: ReadonlySet<string> },
  request: Request,
  response: Response,
): void {
  const name = request.path.slice(request.path.lastIndexOf('/') + 1)
  const refuse = () => response.status(404).type('text').send('Not found')
  if (!names.has(name) || PACKED.some(({ ending }) => name.endsWith(ending))) {
    refuse()
    return
  }
  response.vary('Accept-Encoding')
  const packed = PACKED.find(
    ({ encoding, ending }) => names.has(name + ending) && request.acceptsEncodings(encoding) === encoding,
  )
  const headers = {
    etag: `"${name}${packed?.ending ?? ''}"`,
    ...(packed === undefined ? {} : { 'content-encoding': packed.encoding }),
  }
  response.type(name.slice(name.lastIndexOf('.')))
  response.set(headers)
  const options = { root: folder, immutable: true, maxAge: '1y', lastModified: false }
  response.sendFile(name + (packed?.ending ?? ''), options, (error?: Error & { status?: number }) => {
    if (error === undefined || response.headersSent) return
    for (const header of Object.keys(headers)) response.removeHeader(header)
    // An upgrade has taken it away meanwhile
    refuse()
  })
}
