/** Words that no function or variable can have. */
const RESERVED = new Set(
  `abstract any arguments as async await boolean break case catch class const continue debugger declare default delete do else enum eval export
  extends false finally for from function get if implements import in instanceof interface is keyof let module namespace never new null number object
  of package private protected public readonly require return set static string super switch symbol this throw true try type typeof undefined unique
  unknown var void while with yield Infinity NaN`.split(/\s+/),
)

export interface Names {
  /** A name that nothing else has. @param title plain words; empty: `step` */
  of(title: string): string
}

/** @param taken names that are in use already */
export function createNames(taken: readonly string[]): Names {
  const used = new Set(taken)
  return {
    of(title) {
      const wanted = camelCase(title)
      let name = wanted
      for (let number = 2; used.has(name) || RESERVED.has(name); number += 1) name = `${wanted}${number}`
      used.add(name)
      return name
    },
  }
}

/** @example camelCase('Is it much?') // 'isItMuch' */
export function camelCase(title: string): string {
  const words = title.normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? []
  const [first = 'step', ...rest] = words.slice(0, 6)
  const joined = lower(first) + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return /^\p{N}/u.test(joined) ? `step${joined}` : joined
}

/** `API` is `api`, `DoIt` is `doIt`. */
function lower(word: string): string {
  return word === word.toUpperCase() ? word.toLowerCase() : word.charAt(0).toLowerCase() + word.slice(1)
}
