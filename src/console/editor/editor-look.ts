import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const of = (light: string, dark: string) =>
  `light-dark(var(--mantine-color-${light}), var(--mantine-color-${dark}))`

const frame = EditorView.theme({
  '&': {
    fontSize: '12.5px',
    color: 'var(--mantine-color-text)',
    backgroundColor: of('gray-0', 'dark-8'),
    border: '1px solid var(--mantine-color-default-border)',
    borderRadius: 'var(--mantine-radius-md)',
    overflow: 'hidden',
  },
  '&.cm-focused': { outline: `2px solid ${of('indigo-7', 'indigo-4')}`, outlineOffset: '1px' },
  '.cm-scroller': {
    fontFamily: 'var(--mantine-font-family-monospace)',
    lineHeight: '1.55',
    overflow: 'auto',
  },
  '.cm-content': { caretColor: 'var(--mantine-color-text)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '.cm-gutters': {
    color: 'var(--mantine-color-dimmed)',
    backgroundColor: of('gray-1', 'dark-7'),
    borderRight: '1px solid var(--mantine-color-default-border)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: of('gray-1', 'dark-6') },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    // No indigo of the palette is dark enough under all colours of words
    backgroundColor: 'light-dark(var(--mantine-color-indigo-1), #2b3a80)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'transparent',
    outline: '1px solid var(--mantine-color-dimmed)',
  },
  '.cm-problem-line': { backgroundColor: of('red-0', 'dark-6') },
  '.cm-problem': {
    color: of('red-9', 'red-2'),
    backgroundColor: of('red-2', 'red-9'),
    borderRadius: '2px',
    boxShadow: `0 0 0 1px ${of('red-7', 'red-4')}`,
  },
  '.cm-problem span': { color: 'inherit' },
  '.cm-problem-message': {
    padding: '2px 12px 4px 8px',
    color: of('red-9', 'red-3'),
    backgroundColor: of('red-0', 'dark-6'),
    fontFamily: 'var(--mantine-font-family)',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  },
  '.cm-tooltip': {
    color: 'var(--mantine-color-text)',
    backgroundColor: 'var(--mantine-color-body)',
    border: '1px solid var(--mantine-color-default-border)',
    borderRadius: '6px',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '4px 8px', lineHeight: '1.4' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    color: 'white',
    backgroundColor: 'var(--mantine-color-indigo-8)',
  },
  '.cm-completionDetail': { marginLeft: '1em', fontStyle: 'normal' },
  '.cm-completionInfo': { padding: '6px 8px', maxWidth: '280px' },
})

const words = HighlightStyle.define([
  { tag: tags.propertyName, color: of('indigo-9', 'indigo-2') },
  // Darker than any green of the palette: it stands on the line of the cursor, too
  { tag: tags.string, color: 'light-dark(#066649, var(--mantine-color-teal-3))' },
  { tag: tags.number, color: 'light-dark(#9c3608, var(--mantine-color-orange-3))' },
  { tag: [tags.bool, tags.null], color: of('grape-9', 'grape-3') },
])

/** The colours of the page, in both schemes; all readable on them (WCAG AA). */
export const editorLook: Extension = [frame, syntaxHighlighting(words)]
