import { Validations } from 'aws-cdk-lib'
import { Match, type Template } from 'aws-cdk-lib/assertions'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, it } from 'vitest'
import { found, production, synthesize } from './synthesize.ts'

const { stack, template } = synthesize()
const { stack: productionStack, template: productionTemplate } = synthesize(production)
const { stack: stackWithVlsc, template: withVlsc } = synthesize({
  vlscBaseUrl: 'https://vlsc.example',
  vlscTokenUrl: 'https://login.example/token',
  vlscClientId: 'ledger',
  vlscSecretArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:vlsc-AbCdEf',
})

const resources = (from: Template): { Type: string; DeletionPolicy?: string }[] =>
  Object.values(from.toJSON().Resources)

describe('A stage', () => {
  const data = ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::Cognito::UserPool', 'AWS::Logs::LogGroup']
  const policies = (from: Template) =>
    new Set(
      resources(from)
        .filter(({ Type }) => data.includes(Type))
        .map(({ DeletionPolicy }) => DeletionPolicy),
    )
  const retentions = (from: Template) =>
    new Set(Object.values(found(from, 'AWS::Logs::LogGroup')).map(({ RetentionInDays }) => RetentionInDays))

  it('of production keeps its data when its stack is deleted, and is protected from deletion', () => {
    expect(policies(productionTemplate)).toEqual(new Set(['RetainExceptOnCreate']))
    expect(retentions(productionTemplate)).toEqual(new Set([365]))
    expect(productionStack.terminationProtection).toBe(true)
    productionTemplate.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      Replicas: [Match.objectLike({ DeletionProtectionEnabled: true })],
    })
    productionTemplate.hasResourceProperties('AWS::Cognito::UserPool', { DeletionProtection: 'ACTIVE' })
  })

  it('of development is deleted with its stack', () => {
    expect(policies(template)).toEqual(new Set(['Delete']))
    expect(retentions(template)).toEqual(new Set([30]))
    expect(stack.terminationProtection).toBe(false)
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      Replicas: [Match.objectLike({ DeletionProtectionEnabled: false })],
    })
  })
})

describe('The template', () => {
  it('has no custom resource and no function of the CDK', () => {
    const types = resources(productionTemplate).map(({ Type }) => Type)
    expect(types.filter((type) => /^Custom::|CustomResource/.test(type))).toEqual([])
    expect(types.filter((type) => type === 'AWS::Lambda::Function')).toHaveLength(25)
  })

  it('has the outputs that operators need', () => {
    expect(Object.keys(template.findOutputs('*'))).toEqual([
      'ApiUrl',
      'ConsoleUrl',
      'Issuer',
      'Audience',
      'BucketName',
      'TableName',
      'StreamArn',
      'ImportQueueUrl',
      'WorkQueueUrl',
      'EventTopicArn',
      'UserPoolId',
      'ClientId',
    ])
    expect(withVlsc.findOutputs('VlscBaseUrl')).toMatchObject({ VlscBaseUrl: { Value: 'https://vlsc.example' } })
  })
})

describe('cdk-nag', () => {
  const findings = (checked: typeof stack) =>
    new AwsSolutionsChecks().validateScope(checked).violations.map(({ ruleName }) => ruleName)

  it.each([
    ['development', stack],
    ['production', productionStack],
    ['a stage with a VLSC', stackWithVlsc],
  ])('finds nothing in %s', (_, checked) => {
    expect(findings(checked)).toEqual([])
  })

  it('would find mistakes', () => {
    const { stack: other } = synthesize()
    new Bucket(other, 'Careless')
    expect(findings(other)).toContain('AwsSolutions-S10')
  })

  it('has only these findings acknowledged, each where it arises', () => {
    const acknowledged = stack.node.findAll().flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.keys(data))
        .map((id) => `${node.path}: ${id}`.replace('license-ledger-dev/', '').replace('Annotation::', ''))
        .map((id) => id.replace(/[0-9A-F]{8}(?=\.Arn)/, '')),
    )
    const open = 'AwsSolutions-APIG4'
    const keysUnder = (folder: string) => `AwsSolutions-IAM5[Resource::<DropBucket.Arn>/${folder}/*]`
    expect(new Set(acknowledged)).toEqual(
      new Set([
        `Api/Api/GET--config.json: ${open}`,
        `Api/Api/GET--docs: ${open}`,
        `Api/Api/GET--docs--{file}: ${open}`,
        `Api/Api/GET--health: ${open}`,
        `Api/Api/GET--openapi.json: ${open}`,
        `Api/Fallback: ${open}`,
        'Drop/AccessLog: AwsSolutions-S1',
        'SignIn/Users: AwsSolutions-COG8',
        `catalog/Role: ${keysUnder('snapshots')}`,
        'changes/Role: AwsSolutions-IAM5[Resource::*]',
        `compare/Role: ${keysUnder('snapshots')}`,
        `decisions/Role: ${keysUnder('snapshots')}`,
        `devices/Role: ${keysUnder('snapshots')}`,
        `entitlements/Role: ${keysUnder('snapshots')}`,
        `families/Role: ${keysUnder('snapshots')}`,
        `import-worker/Role: ${keysUnder('imports')}`,
        `import-worker/Role: ${keysUnder('imports/inventory')}`,
        `import-worker/Role: ${keysUnder('imports/uploads')}`,
        `import-worker/Role: ${keysUnder('results/imports')}`,
        `imports/Role: ${keysUnder('imports/uploads')}`,
        `imports/Role: ${keysUnder('results/imports')}`,
        `preview/Role: ${keysUnder('snapshots')}`,
        `reports/Role: ${keysUnder('results/reports')}`,
        `software/Role: ${keysUnder('snapshots')}`,
        `work-worker/Role: ${keysUnder('daily')}`,
        `connectors/Role: ${keysUnder('results/imports')}`,
        `work-worker/Role: ${keysUnder('imports/uploads')}`,
        `work-worker/Role: ${keysUnder('results/imports')}`,
        `work-worker/Role: ${keysUnder('results/reports')}`,
        `work-worker/Role: ${keysUnder('snapshots')}`,
      ]),
    )
  })
})
