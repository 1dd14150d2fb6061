import { Logger } from '@aws-lambda-powertools/logger'
import { type Log, serviceName } from './log.ts'

export const powertoolsLog = (): Log => new Logger({ serviceName: serviceName() })
