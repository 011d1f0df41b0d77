/** Stands for a callback URL until an activity makes it, so that the URL itself enters no history. */
const REFERENCE = /^\{\{callback_url\[([^\]]*)\]\}\}$/

/** @param target JSON */
export function writeCallbackReference(target: unknown): string {
  return `{{callback_url[${encodeURIComponent(JSON.stringify(target)).replaceAll("'", '%27')}]}}`
}

/** What a reference was made of; null where it is none. */
export function readCallbackReference(reference: string): unknown {
  const match = REFERENCE.exec(reference)
  try {
    return match === null ? null : JSON.parse(decodeURIComponent(match[1] as string))
  } catch {
    return null
  }
}
