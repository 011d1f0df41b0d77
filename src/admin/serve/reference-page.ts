/** The reference of the admin API as one page of plain HTML, made from the OpenAPI document; no script, no other host. */
import { createHash } from 'node:crypto'
import type { JsonSchema, OpenApi, Operation } from './openapi.ts'

const STYLE = `:root{color-scheme:light dark;--line:color-mix(in srgb,currentColor 18%,transparent)}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem}
h1{font-size:1.5rem}h2{margin-top:2.5rem;border-bottom:1px solid var(--line)}
details{border:1px solid var(--line);border-radius:.4rem;margin:.5rem 0;padding:.4rem .8rem}
summary{cursor:pointer}summary b{display:inline-block;min-width:4.5rem}
pre,code{font:.85rem/1.45 ui-monospace,monospace}pre{overflow:auto;padding:.6rem;background:var(--line);border-radius:.3rem}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.2rem .6rem .2rem 0;border-bottom:1px solid var(--line)}`

/** What the page may load: its own style by hash, and nothing else. */
export const REFERENCE_CSP = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`

/** Renders the page. */
export function renderReference(document: OpenApi): string {
  const { info, tags, paths } = document
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const sections = tags.map(({ name }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name))
    return `<h2 id="${escapeHtml(name)}">${escapeHtml(name)}</h2>${own.map((one) => renderOperation(document, one)).join('')}`
  })
  const links = tags.map(({ name }) => `<a href="#${escapeHtml(name)}">${escapeHtml(name)}</a>`).join(' · ')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(info.title)}</title><style>${STYLE}</style></head><body>
<h1>${escapeHtml(info.title)} ${escapeHtml(info.version)}</h1><p>${escapeHtml(info.description)}</p>
<p>As a document: <a href="openapi.json">openapi.json</a></p><nav>${links}</nav>
${sections.join('\n')}</body></html>`
}

function renderOperation(
  { servers }: OpenApi,
  { path, method, operation }: { path: string; method: string; operation: Operation },
): string {
  const { summary, description, parameters, requestBody, responses } = operation
  const rows = parameters.map(
    ({ name, in: where, required, schema }) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${where}${required ? '' : ', optional'}</td><td>${escapeHtml(describeSchema(schema))}</td></tr>`,
  )
  const body = requestBody?.content['application/json']?.schema
  const answers = Object.entries(responses)
    .filter(([status]) => status !== 'default')
    .map(([status, { content }]) => {
      const [type, media] = Object.entries(content ?? {})[0] ?? []
      return `<p>Answer ${status}${type ? `, ${escapeHtml(type)}` : ''}</p>${media && type === 'application/json' ? renderSchema(media.schema) : ''}`
    })
  const url = `${servers[0]?.url ?? ''}${path}`
  return `<details id="${escapeHtml(operation.operationId)}"><summary><b>${method.toUpperCase()}</b> <code>${escapeHtml(url)}</code> ${escapeHtml(summary)}</summary>
<p>${escapeHtml(description)}</p>${rows.length > 0 ? `<table>${rows.join('')}</table>` : ''}
${body ? `<p>Body</p>${renderSchema(body)}` : ''}${answers.join('')}</details>`
}

function renderSchema(schema: JsonSchema): string {
  return `<pre>${escapeHtml(JSON.stringify(schema, null, 2))}</pre>`
}

function describeSchema({ type, enum: values, description, default: fallback }: JsonSchema): string {
  const parts = [
    Array.isArray(values) ? values.join(' | ') : typeof type === 'string' ? type : '',
    typeof description === 'string' ? description : '',
    fallback === undefined ? '' : `default ${String(fallback)}`,
  ]
  return parts.filter((part) => part !== '').join('; ')
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
