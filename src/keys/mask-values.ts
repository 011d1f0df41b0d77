/** Takes secrets out of a text that somebody else wrote, in whatever way he may have written them. */

/** A secret, and what stands for it where it must not be read. */
export interface MaskedValue {
  readonly value: string
  /** E.g. the reference `{{env_var[@bank].token}}`. */
  readonly shown: string
}

/** A shorter value is a word that anything may hold. Characters. */
const MIN_LENGTH = 4

/**
 * Makes what masks these values: as they are, as JSON, URLs, XML and base64 write them, inside of a longer base64 text too.
 *
 * @param minLength shorter values are left, in characters. Default: 4
 * @example createMask([{ value: 'tok-5ecret', shown: '***' }])('Bearer tok-5ecret') // 'Bearer ***'
 */
export function createMask(values: Iterable<MaskedValue>, minLength = MIN_LENGTH): (text: string) => string {
  const shownByForm = new Map<string, string>()
  for (const { value, shown } of values) {
    if (value.length < minLength) continue
    for (const form of formsOf(value)) if (!shownByForm.has(form)) shownByForm.set(form, shown)
  }
  // The longest first: what is inside of another would leave the rest of it.
  const forms = [...shownByForm]
    .filter(([form]) => form.length >= MIN_LENGTH)
    .sort(([a], [b]) => b.length - a.length)
  return (text) => forms.reduce((masked, [form, shown]) => masked.replaceAll(form, () => shown), text)
}

/**
 * Masks every text in a JSON value, names of members too.
 *
 * @param mask of `createMask`
 */
export function maskDeep(data: unknown, mask: (text: string) => string): unknown {
  if (typeof data === 'string') return mask(data)
  if (Array.isArray(data)) return data.map((item) => maskDeep(item, mask))
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(Object.entries(data).map(([key, item]) => [mask(key), maskDeep(item, mask)]))
}

function formsOf(value: string): string[] {
  const json = jsonForm(value)
  const url = encodeForm(value)
  const urls = [url, url.replaceAll('+', '%20')]
  return [
    value,
    json,
    json.replaceAll('/', '\\/'),
    jsonForm(json),
    // As many write what is not ASCII
    json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ...urls,
    ...urls.map((form) => form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())),
    value.replace(/[&<>"']/g, (character) => XML_ENTITIES[character] as string),
    ...base64Forms(Buffer.from(value)),
  ]
}

const XML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

const jsonForm = (text: string) => JSON.stringify(text).slice(1, -1)

/** A lone surrogate has no form in a URL, so it is not written by `encodeURIComponent`. */
const encodeForm = (text: string) => new URLSearchParams([[text, '']]).toString().slice(0, -1)

/** In a longer text the value may begin at any of three bits; what it shares with its neighbours is left out. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    const own = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
