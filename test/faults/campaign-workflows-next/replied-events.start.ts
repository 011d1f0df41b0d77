export { default } from '../campaign-workflows/replied-events.start.ts'
