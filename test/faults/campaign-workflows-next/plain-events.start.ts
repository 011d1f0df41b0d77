export { default } from '../campaign-workflows/plain-events.start.ts'
