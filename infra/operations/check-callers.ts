import { ListRulesCommand } from '@aws-sdk/client-eventbridge'
import { paginateListEventSourceMappings } from '@aws-sdk/client-lambda'
import { paginateListSchedules } from '@aws-sdk/client-scheduler'
import { stackName } from '../outputs.ts'
import type { Check } from './target.ts'

const todo = 'Enable it, as docs/operations.md#restore-the-table says; a deployment does not.'

/** Mappings, rules and schedules call the functions: one that is disabled, as for a restore, stops what it calls. */
export const checkCallers: Check = async ({ stage, callers }, report) => {
  if (stage === 'local' || !callers) return report.notChecked('The local stack calls its functions itself.')
  const { lambda, events, scheduler } = callers
  const prefix = `${stackName(stage)}-`
  const found: [kind: string, name: string, state: string | undefined][] = []
  for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings({ client: lambda }, {}))
    for (const { FunctionArn = '', State } of EventSourceMappings)
      if (FunctionArn.includes(`:function:${prefix}`)) found.push(['mapping', `to ${FunctionArn}`, State])
  const { Rules = [] } = await events.send(new ListRulesCommand({ NamePrefix: prefix }))
  for (const { Name = '', State } of Rules) found.push(['rule', Name, State])
  for await (const { Schedules = [] } of paginateListSchedules({ client: scheduler }, { NamePrefix: prefix }))
    for (const { Name = '', State } of Schedules) found.push(['schedule', Name, State])
  for (const kind of ['mapping', 'rule', 'schedule']) {
    const all = found.filter(([each]) => each === kind)
    if (all.length === 0) report.wrong(`There is no ${kind} that calls functions.`)
    const disabled = all.filter(([, , state = '']) => /^disabl/i.test(state))
    for (const [, name] of disabled) report.wrong(`The ${kind} ${name} is disabled: what it calls does not run.`, todo)
    if (all.length > 0 && disabled.length === 0) report.ok(`Every ${kind} is enabled (${all.length}).`)
  }
}
