import type { TestProject } from 'vitest/node'
import { startFor } from './engine.setup.ts'

/** Amazon's DynamoDB Local: what the default engine of another maker says is said by two. */
export default (project: TestProject) => startFor(project, 'dynamodb-local')
