import { Button, type ButtonProps, Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Role } from '../api/views.ts'
import { useLack } from '../shell/session-context.ts'

/**
 * A button for those whose role may; for others it is there, does nothing and says why. It stays in the tab order, so
 * that the reason is read out too.
 *
 * @param unless a reason of another kind why it can't be done now; null: it can
 */
export function RoleButton({
  needs,
  unless = null,
  onClick,
  children,
  type = 'button',
  ...button
}: {
  needs: Role
  unless?: string | null
  onClick?: () => void
  children: ReactNode
  type?: 'button' | 'submit'
  /** Where its words alone do not say to what it belongs. */
  'aria-label'?: string
} & ButtonProps) {
  const lack = useLack(needs)
  const reason = lack ?? unless
  if (reason === null) {
    return (
      <Button type={type} {...(onClick === undefined ? {} : { onClick })} {...button}>
        {children}
      </Button>
    )
  }
  return (
    <Tooltip label={reason} events={{ hover: true, focus: true, touch: true }}>
      <Button
        type="button"
        {...button}
        data-disabled
        aria-disabled
        title={reason}
        onClick={(event) => event.preventDefault()}
      >
        {children}
      </Button>
    </Tooltip>
  )
}
