/** What a schema says of one value; the shape of zod's issues. */
interface Issue {
  readonly code?: string | undefined
  readonly message: string
  readonly path: readonly PropertyKey[]
}

/**
 * An issue of a schema in words for people: what is not there is missing, whatever was expected of it.
 *
 * @param input what the schema looked at
 * @example describeIssue({ message: '... received undefined', path: ['id'] }, {}) // 'is missing'
 */
export function describeIssue({ code, message, path }: Issue, input: unknown): string {
  // A rule about several values may point at one that is not there, and says more.
  if (code === 'custom') return message
  let here = input
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return 'is missing'
    here = (here as Record<PropertyKey, unknown>)[key]
  }
  return here === undefined ? 'is missing' : message
}
