/** Keys that reach a prototype in careless code further on. Refused where they can't be meant: names of XML and NVP. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

export function isForbiddenKey(key: string): boolean {
  return FORBIDDEN.has(key)
}
