import { Box, Group, Text } from '@mantine/core'
import classes from './code-block.module.css'
import { CopyButton } from './copy-button.tsx'

/** Code or a command to copy. @param label what it is, for those who can't see it */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <Box className={classes.block}>
      <Group justify="space-between" px="sm" py={6} className={classes.head ?? ''}>
        <Text size="xs" c="dimmed">
          {label}
        </Text>
        <CopyButton text={code} name={`Copy ${label}`} size="compact-xs" />
      </Group>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section tabIndex={0} aria-label={label} className={classes.scroll}>
        <pre className={classes.code}>{code}</pre>
      </section>
    </Box>
  )
}
