import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import classes from './data-table.module.css'
import { Icon } from './icon.tsx'

export interface Column<Row> {
  /** What heads it; also the name of each cell on a narrow screen. */
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  /** Set: the reader can sort by it. */
  readonly sortBy?: (row: Row) => string | number
  readonly align?: 'right'
  /** True: heads the card of a row on a narrow screen. */
  readonly isName?: boolean
  /** True: left out on a narrow screen. */
  readonly onlyWide?: boolean
  /** CSS width. */
  readonly width?: string
}

/** Beyond this only what is seen is in the page. */
const VIRTUAL_FROM = 200
const ROW_PX = 45

/** Rows under headings; cards on a narrow screen. Ten thousand are as smooth as ten. @param label what the rows are */
export function DataTable<Row>({
  label,
  columns,
  rows,
  keyOf,
}: {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
}) {
  const [order, setOrder] = useState<{ title: string; down: boolean } | null>(null)
  const body = useRef<HTMLTableSectionElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => setTop((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY), [])
  const sorted = sortRows(rows, columns, order)
  const isVirtual = rows.length > VIRTUAL_FROM
  const virtual = useWindowVirtualizer({
    count: isVirtual ? sorted.length : 0,
    estimateSize: () => ROW_PX,
    overscan: 12,
    scrollMargin: top,
  })
  const seen = virtual.getVirtualItems()
  const indexes = isVirtual ? seen.map(({ index }) => index) : sorted.map((_, index) => index)
  const before = isVirtual ? Math.max(0, (seen[0]?.start ?? top) - top) : 0
  const after = isVirtual ? Math.max(0, virtual.getTotalSize() - ((seen.at(-1)?.end ?? top) - top)) : 0

  return (
    // The roles are said, because a table that is laid out as cards would lose them.
    // biome-ignore-start lint/a11y/noRedundantRoles: see above
    <table className={classes.table} role="table" aria-label={label} aria-rowcount={sorted.length + 1}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ title, sortBy, align, width }) => {
            const by = order?.title === title ? order : null
            return (
              <th
                key={title}
                scope="col"
                data-align={align}
                style={width === undefined ? undefined : { width }}
                {...(by ? { 'aria-sort': by.down ? 'descending' : 'ascending' } : {})}
              >
                {sortBy === undefined ? (
                  title
                ) : (
                  <button
                    type="button"
                    className={classes.sort}
                    onClick={() => setOrder({ title, down: by !== null && !by.down })}
                  >
                    {title}
                    <Icon name={by ? (by.down ? 'down' : 'up') : 'sort'} size={14} />
                  </button>
                )}
              </th>
            )
          })}
        </tr>
      </thead>
      <tbody ref={body} role="rowgroup">
        {before > 0 && <tr aria-hidden style={{ height: before }} />}
        {indexes.map((index) => {
          const row = sorted[index] as Row
          return (
            <tr
              key={keyOf(row)}
              role="row"
              aria-rowindex={index + 2}
              data-index={index}
              ref={isVirtual ? virtual.measureElement : undefined}
            >
              {columns.map(({ title, cell, align, isName, onlyWide }) => (
                <td
                  key={title}
                  role="cell"
                  data-label={title}
                  data-align={align}
                  data-name={isName}
                  data-wide={onlyWide}
                >
                  {cell(row)}
                </td>
              ))}
            </tr>
          )
        })}
        {after > 0 && <tr aria-hidden style={{ height: after }} />}
      </tbody>
    </table>
    // biome-ignore-end lint/a11y/noRedundantRoles: see above
  )
}

function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: { title: string; down: boolean } | null,
): readonly Row[] {
  const by = columns.find(({ title }) => title === order?.title)?.sortBy
  if (order === null || by === undefined) return rows
  const sign = order.down ? -1 : 1
  return [...rows].sort((a, b) => sign * compare(by(a), by(b)))
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
}
