import { Anchor, Box, Group, Text, Title } from '@mantine/core'
import { Fragment, type ReactNode, useEffect, useRef } from 'react'
import { Link } from 'wouter'

let isFirst = true

/**
 * A page: names itself in the window's title, and takes the focus when one comes to it, so that a screen reader begins
 * there.
 *
 * @param trail where it is, from the top
 * @param actions what can be done here, at the right of the title
 */
export function Page({
  title,
  about,
  trail = [],
  actions,
  children,
}: {
  title: string
  about?: ReactNode
  trail?: readonly { readonly title: string; readonly path: string }[]
  actions?: ReactNode
  children: ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} - Startnode`
  }, [title])
  useEffect(() => {
    // The browser itself has put the focus where it belongs in a page just loaded
    if (!isFirst) heading.current?.focus()
    isFirst = false
  }, [])

  return (
    <Box maw={1280}>
      {trail.length > 0 && (
        <nav aria-label="Where this is">
          <Text size="sm" c="dimmed" mb={4}>
            {trail.map(({ title: name, path }) => (
              <Fragment key={path}>
                <Anchor component={Link} href={path} underline="always">
                  <bdi>{name}</bdi>
                </Anchor>
                {' / '}
              </Fragment>
            ))}
          </Text>
        </nav>
      )}
      <Group justify="space-between" align="flex-start" mb="md" gap="sm">
        <div>
          <Title order={1} size="h2" ref={heading} tabIndex={-1} style={{ overflowWrap: 'anywhere' }}>
            <bdi>{title}</bdi>
          </Title>
          {about !== undefined && (
            <Text size="sm" c="dimmed" component="div">
              {about}
            </Text>
          )}
        </div>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Box>
  )
}
