/** The name under which a script finds `root.*` in `data`. It is never part of the data of the task. */
export const ROOT = '__root'

/** The name of the script in the stack of an error. */
export const SCRIPT = 'code-node'

/**
 * JavaScript for inside the sandbox, evaluated before each script: gives the script its globals, and takes the result.
 * It holds on to what it needs of JSON and Object, since a script may replace them; if it fools this code nevertheless, it
 * has fooled itself: what leaves the sandbox is text, which is read with suspicion outside.
 *
 * `console` takes every call and does nothing. `data.__root` is not enumerable: a copy of `data` does not have it.
 */
export const SANDBOX = `(function (global) {
  'use strict'
  const { parse, stringify } = JSON
  const { defineProperty, getPrototypeOf } = Object
  const plain = Object.prototype
  const asText = String
  const give = (name, value) =>
    defineProperty(global, name, { value, writable: true, enumerable: false, configurable: true })
  let kept = null
  return {
    open(dataText, rootText, load, random) {
      const data = parse(dataText)
      defineProperty(data, '${ROOT}', { value: parse(rootText), writable: true, enumerable: false, configurable: true })
      give('data', data)
      give('console', new Proxy({}, { get: () => () => undefined }))
      give('require', function require(name) {
        const problem = load(asText(name))
        if (problem !== undefined) throw new Error(problem)
      })
      defineProperty(Math, 'random', { value: random, writable: true, enumerable: false, configurable: true })
    },
    keep(parameters) { kept = parameters },
    kept() { return kept[0] },
    close(data) {
      if (data === null || typeof data !== 'object') throw new TypeError('data must be an object after the run')
      const text = stringify(data)
      if (text === undefined) throw new TypeError('data must be an object after the run')
      return text
    },
    closeReturned(value, data) {
      if (value === null || typeof value !== 'object' || value === data) return ''
      const prototype = getPrototypeOf(value)
      if (prototype !== plain && prototype !== null) return ''
      return stringify(value) ?? ''
    },
    describe(error) {
      if (error === null || typeof error !== 'object') return asText(error)
      const message = asText(error.message ?? stringify(error))
      return error.name === undefined ? message : asText(error.name) + ': ' + message
    },
    probe() { new Uint8Array(65536) },
    stackOf(error) {
      return error !== null && typeof error === 'object' ? asText(error.stack ?? '') : ''
    },
  }
})(globalThis)`

/**
 * The script as a function, for those that return at their top level; lines keep their numbers. `arguments` is tied to
 * the parameter `data`, so another value given to it is seen afterwards.
 */
export function wrapScript(source: string): string {
  return `(function (data) { arguments[1](arguments); ${source}\n})`
}
