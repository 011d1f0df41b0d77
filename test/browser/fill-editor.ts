import type { Locator } from 'playwright-core'

/**
 * Puts a text in the place of what an editor of the console has, by its own keys. `fill` selects past the editor, which
 * puts back the selection that it knows when it is drawn anew in the same moment; nobody's hands are that fast.
 */
export async function fillEditor(editor: Locator, text: string): Promise<void> {
  await editor.focus()
  await editor.press('Control+A')
  await editor.page().keyboard.insertText(text)
}
