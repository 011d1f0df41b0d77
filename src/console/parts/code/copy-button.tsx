import { Button, type ButtonProps } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { Icon } from '../icon.tsx'
import { copyText } from './copy-text.ts'

const TOLD_MS = 2_000

/** Copies a text and says so. @param label what is copied, as the button says it */
export function CopyButton({
  text,
  label = 'Copy',
  name,
  ...button
}: { text: string; label?: string; name?: string } & ButtonProps) {
  const [copied, setCopied] = useState(false)

  async function copy() {
    if (await copyText(text)) {
      setCopied(true)
      setTimeout(() => setCopied(false), TOLD_MS)
    } else notifications.show({ message: 'The browser does not let this page copy', color: 'red' })
  }

  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<Icon name={copied ? 'check' : 'copy'} size={15} />}
      onClick={() => void copy()}
      {...(name === undefined ? {} : { 'aria-label': copied ? `Copied: ${name}` : name })}
      {...button}
    >
      <span aria-live="polite">{copied ? 'Copied' : label}</span>
    </Button>
  )
}
