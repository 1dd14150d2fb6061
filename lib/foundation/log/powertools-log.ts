import { Logger } from '@aws-lambda-powertools/logger'
import { type Log, serviceName } from './log.ts'

/** The log of a function that a queue or the schedule calls. */
export const powertoolsLog = (): Log => new Logger({ serviceName: serviceName() })
