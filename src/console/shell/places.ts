import type { IconName } from '../parts/icon.tsx'

/** The places of the navigation. A place is listed once its page works. */
export const PLACES: readonly { readonly path: string; readonly title: string; readonly icon: IconName }[] = [
  { path: '/now', title: 'Now', icon: 'bell' },
  { path: '/processes', title: 'Processes', icon: 'processes' },
  { path: '/tasks', title: 'Tasks', icon: 'tasks' },
  { path: '/requests', title: 'Requests', icon: 'requests' },
  { path: '/quarantine', title: 'Quarantine', icon: 'quarantine' },
  { path: '/schedules', title: 'Schedules', icon: 'schedule' },
  { path: '/aliases', title: 'Aliases', icon: 'alias' },
  { path: '/variables', title: 'Variables', icon: 'variable' },
  { path: '/audit', title: 'Audit', icon: 'audit' },
  { path: '/users', title: 'Users', icon: 'users' },
  { path: '/inbox', title: 'Inbox', icon: 'inbox' },
  { path: '/doctor', title: 'Doctor', icon: 'doctor' },
]
