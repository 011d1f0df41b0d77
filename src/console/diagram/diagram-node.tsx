import { VisuallyHidden } from '@mantine/core'
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { Link } from 'wouter'
import { StateBadge } from '../parts/state-badge.tsx'
import classes from './diagram.module.css'
import { type DrawnNode, faceOf } from './drawn.ts'
import { NodeIcon } from './node-icon.tsx'

export type FlowNode = Node<{ readonly drawn: DrawnNode }, 'drawn'>

/** Where ways begin and end; those that pass other nodes, or lead back, go round by the side. */
const HANDLES = [
  { id: 'in', type: 'target', position: Position.Top },
  { id: 'out', type: 'source', position: Position.Bottom },
  { id: 'side-in', type: 'target', position: Position.Right },
  { id: 'side-out', type: 'source', position: Position.Right },
  { id: 'left-in', type: 'target', position: Position.Left },
  { id: 'left-out', type: 'source', position: Position.Left },
] as const

/** One node of a diagram, with how many are there; a link where a click leads somewhere. */
export function DiagramNode({ data: { drawn } }: NodeProps<FlowNode>) {
  const { title, kind, within, marks, isFaint, isSelected, href, leadsTo, type, name, change } = drawn
  const face = faceOf(drawn)
  const words = (
    <>
      <span className={classes.title} title={title}>
        {face}
      </span>{' '}
      {name !== undefined && name !== face && (
        <span className={marks.length === 0 ? classes.name : classes.unseen}>{name} </span>
      )}
      <span className={classes.marks}>
        {marks.map(({ tone, text }) => (
          <StateBadge key={text} tone={tone}>
            {text}
          </StateBadge>
        ))}
      </span>
    </>
  )
  const inside =
    type === undefined ? (
      words
    ) : (
      <>
        <span className={classes.icon} title={name}>
          <NodeIcon type={type} />
        </span>
        <span className={classes.words}>{words}</span>
      </>
    )
  const look = {
    className: classes.node ?? '',
    'data-kind': kind,
    'data-type': type,
    'data-change': change,
    'data-tone': marks[0]?.tone,
    'data-faint': isFaint || undefined,
    'data-selected': isSelected || undefined,
    'data-within': within !== null || undefined,
  }
  return (
    <>
      {HANDLES.map(({ id, type, position }) => (
        <Handle
          key={id}
          id={id}
          type={type}
          position={position}
          isConnectable={false}
          className={classes.handle ?? ''}
        />
      ))}
      {href === undefined ? (
        <div {...look}>{inside}</div>
      ) : (
        // The flow around it moves with the pointer; a link must be left to be clicked
        <Link
          href={href}
          {...look}
          aria-current={isSelected ? 'true' : undefined}
          className={`${look.className} nodrag nopan`}
        >
          {inside}
          <VisuallyHidden>{leadsTo}</VisuallyHidden>
        </Link>
      )}
    </>
  )
}
