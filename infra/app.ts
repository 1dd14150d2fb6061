import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { bundleFunction } from './bundle.ts'
import { readConfig } from './config.ts'
import { readSettings } from './constructs/settings.ts'
import { LedgerStack } from './ledger-stack.ts'

const app = new App()
const settings = readSettings(app.node, readConfig)

new LedgerStack(app, `license-ledger-${settings.stage}`, {
  settings,
  bundle: (name) => bundleFunction(name, `${app.outdir}/bundles`).folder,
})
Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
