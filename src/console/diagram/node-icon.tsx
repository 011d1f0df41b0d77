/** What a node of MPO is, as a drawing of our own: 24 by 24, in the colour of the text, silent to a screen reader. */
import { IconPath } from '../parts/icon.tsx'
import type { NodeType } from './drawn.ts'

const PATHS: Readonly<Record<NodeType, string>> = {
  start: 'M8 5.500v13l11-6.500z',
  success: 'M5 12.5 10 17.5 19.5 7',
  error: 'M7 7l10 10M17 7 7 17',
  condition: 'M12 3l9 9-9 9-9-9zM12 9v3M12 15h.01',
  set: 'M4 7h16M4 12h10M4 17h7M19 13v6M16 16h6',
  code: 'M8.500 7 4 12l4.500 5M15.500 7 20 12l-4.500 5M13 6l-2 12',
  api: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M4 12h16M12 4c3 2.500 3 13.500 0 16M12 4c-3 2.500-3 13.500 0 16',
  call: 'M4 12h11M11 8l4 4-4 4M17 5h3v14h-3',
  reply: 'M20 18v-3a5 5 0 0 0-5-5H5M9 6l-4 4 4 4',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  modify: 'M4 20l1-4L16 5l3 3L8 19zM13.500 7.500l3 3',
  callback: 'M12 4a8 8 0 1 0 8 8M20 4v5h-5M12 8v4l3 2',
  state: 'M5 5h14v14H5zM9 12h6M12 9v6',
  delay: 'M7 3h10M7 21h10M8 3c0 5 8 5 8 9s-8 4-8 9M16 3c0 5-8 5-8 9',
  queue: 'M4 7h16v3H4zM4 12h16v3H4zM9 19h6',
  take: 'M4 6h16v3H4zM12 11v8M8.500 15.500 12 19l3.500-3.500',
  sum: 'M17 6H7l6 6-6 6h10',
  pass: 'M5 12h13M13 7l5 5-5 5',
  unsupported: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M6.500 6.500l11 11',
}

/** @param size px, default 18 */
export function NodeIcon({ type, size = 18 }: { type: NodeType; size?: number }) {
  return <IconPath path={PATHS[type]} size={size} strokeWidth={2} />
}
