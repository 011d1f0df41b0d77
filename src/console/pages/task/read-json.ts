/** The value of a text, or why it is none. @example readJson('{"a": 1}').value // { a: 1 } */
export function readJson(text: string): { readonly value: unknown; readonly problem: string | null } {
  try {
    return { value: JSON.parse(text) as unknown, problem: null }
  } catch (error) {
    return { value: undefined, problem: text.trim() === '' ? 'Give it as JSON' : (error as Error).message }
  }
}
