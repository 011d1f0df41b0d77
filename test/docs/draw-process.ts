/** How the picture of a process is drawn: its .dot says what leads where, the looks are the same for all. */
import { instance } from '@viz-js/viz'

/** Shapes of the classes that a node of a .dot may have; one without a class is a step of the process. */
const SHAPES: Readonly<Record<string, string>> = {
  start: 'shape=oval',
  wait: 'shape=box',
  end: 'shape=oval',
  refused: 'shape=oval',
  failed: 'shape=oval',
}

const LOOKS = `
  graph [rankdir=TB bgcolor=transparent pad=0.3 nodesep=0.35 ranksep=0.42]
  node [shape=box style="rounded,filled" fontname=Helvetica fontsize=13 margin="0.18,0.1" height=0.45]
  edge [fontname=Helvetica fontsize=11 arrowsize=0.7]
`

/** Colours by what a node is, for a light and for a dark page; they win over the attributes that Graphviz writes. */
function colours(page: string, text: string, line: string, fills: Readonly<Record<string, string>>): string {
  const shapes = (name: string) => `.${name} :is(path,ellipse,polygon)`
  const ofClass = Object.entries(fills).map(([name, colours]) => {
    const [fill, stroke] = colours.split(' ')
    return `${shapes(name)}{fill:${fill};stroke:${stroke}}`
  })
  return [
    `svg{background:${page}}text{fill:${text}}`,
    `${ofClass[0]}`,
    `.edge path{stroke:${line};fill:none}.edge polygon{stroke:${line};fill:${line}}.edge text{fill:${line}}`,
    ...ofClass.slice(1),
  ].join('')
}

const STYLE = [
  'text{font-family:Helvetica,Arial,sans-serif}.wait :is(path,polygon){stroke-dasharray:5 3}',
  colours('#ffffff', '#1f2328', '#59636e', {
    node: '#f6f8fa #818b98',
    start: '#ddf4ff #0969da',
    wait: '#fff8c5 #9a6700',
    end: '#dafbe1 #1a7f37',
    refused: '#fff1e5 #bc4c00',
    failed: '#ffebe9 #cf222e',
  }),
  `@media (prefers-color-scheme:dark){${colours('#0d1117', '#f0f6fc', '#9198a1', {
    node: '#212830 #656c76',
    start: '#0c2d52 #4493f8',
    wait: '#3b2e08 #d29922',
    end: '#0f3a1d #3fb950',
    refused: '#43260d #db6d28',
    failed: '#4a1519 #f85149',
  })}}`,
].join('')

/**
 * Draws a .dot as SVG, the same each time.
 *
 * @throws Error when the .dot can't be read
 */
export async function drawProcess(dot: string): Promise<string> {
  const shaped = dot
    .replace(/\bclass="?(\w+)"?/g, (all, name: string) => `${all} ${SHAPES[name] ?? ''}`)
    // Without room around it the text of an edge would touch its line
    .replace(/(->.*label=")([^"]*)"/g, (_, head: string, text: string) => {
      const lines = text.split('\\n').map((line) => `  ${line}  `)
      return `${head}${lines.join('\\n')}"`
    })
  const viz = await instance()
  const drawn = viz.renderString(shaped.replace('{', `{${LOOKS}`), { format: 'svg' })
  const svg = drawn.slice(drawn.indexOf('<svg')).replace(/<!--[\s\S]*?-->\n?/g, '')
  return svg.replace(/>/, `>\n<style>${STYLE}</style>`)
}

/** Titles of the nodes in a .dot: its steps and waits, not what starts and ends it. */
export function titlesInDot(dot: string): Set<string> {
  const titles = new Set<string>()
  for (const [, attributes = ''] of dot.matchAll(/^\s*\w+\s*\[([^\]]*)\]/gm)) {
    const kind = /\bclass="?(\w+)"?/.exec(attributes)?.[1] ?? 'step'
    const label = /\blabel="((?:[^"\\]|\\.)*)"/.exec(attributes)?.[1]
    if ((kind === 'step' || kind === 'wait') && label !== undefined)
      titles.add(label.replaceAll('\\n', ' ').replaceAll('\\"', '"'))
  }
  return titles
}
