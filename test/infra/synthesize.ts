import { rmSync } from 'node:fs'
import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import cdkJson from '../../cdk.json' with { type: 'json' }
import { readSettings } from '../../infra/constructs/settings.ts'
import { LedgerStack } from '../../infra/ledger-stack.ts'

/** The settings that production needs. */
export const production = { stage: 'prod', alarmTopicArn: 'arn:aws:sns:eu-central-1:123456789012:alarms' }

/**
 * The stack as `cdk synth -c …` makes it, but for the validation of the template, which takes seconds, and for the
 * bundles: this folder stands for each of them, as the template does not depend on what is in it.
 */
export const synthesize = (context: Record<string, string> = {}) => {
  const app = new App({ context: { ...cdkJson.context, ...context }, builtinCloudFormationValidation: false })
  const settings = readSettings(app.node)
  const stack = new LedgerStack(app, `license-ledger-${settings.stage}`, {
    settings,
    bundle: () => import.meta.dirname,
  })
  const template = Template.fromStack(stack)
  rmSync(app.outdir, { recursive: true })
  return { stack, template }
}

/** An id without the hash that CDK adds: `LedgerTable`, `importworkerRole`. */
export const plain = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '')

/** Properties of all resources of a type, by plain id. */
export const found = (template: Template, type: string) =>
  Object.fromEntries(
    Object.entries(template.findResources(type)).map(([id, { Properties }]) => [plain(id), Properties]),
  )

/** A value of a template as text: `LedgerTable/index/gsi1`; an ARN is the id of its resource. */
export const show = (value: unknown): string => {
  if (typeof value === 'string') return value
  const [[operator, operand] = []] = Object.entries(value ?? {})
  if (operator === 'Ref') return plain(String(operand))
  if (operator === 'Fn::GetAtt' && Array.isArray(operand))
    return operand[1] === 'Arn' ? plain(operand[0]) : `${plain(operand[0])}.${operand[1]}`
  if (operator === 'Fn::Join' && Array.isArray(operand)) return operand[1].map(show).join(operand[0])
  return JSON.stringify(value)
}

/** Names of functions as logical ids have them: `import-worker` is `importworker`. */
export const idOf = (name: string): string => name.replaceAll('-', '')
