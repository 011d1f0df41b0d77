/** One namespace per area that keeps state under a fixed id, so that test files do not meet each other. */
export const TEST_NAMESPACES = [
  'default',
  'settings',
  'settings-2',
  'settings-3',
  'inbox',
  'inbox-2',
  'process',
  'e2e',
  'e2e-2',
  'faults',
  'cli',
  'receiver',
  'answers',
  'setup',
] as const
