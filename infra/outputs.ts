import { type CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation'
import { ifThere } from './operations/finding.ts'

export const stackName = (stage: string): string => `license-ledger-${stage}`

/** The deployed stack of a stage; undefined if the stage is not deployed. */
export const describeStack = async (client: CloudFormationClient, stage: string): Promise<Stack | undefined> => {
  const asked = client.send(new DescribeStacksCommand({ StackName: stackName(stage) }))
  return (await ifThere(asked, 'ValidationError'))?.Stacks?.[0]
}

export const outputsOf = ({ Outputs = [] }: Stack): Record<string, string | undefined> =>
  Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]))

/** Its outputs by name; undefined when there is no such stack. */
export const readOutputs = async (client: CloudFormationClient, stage: string) => {
  const stack = await describeStack(client, stage)
  return stack && outputsOf(stack)
}
