import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { api, onlyVersion, read } from '../../api/client.ts'
import { Problem } from '../../api/problem.ts'
import { useAct } from '../../ledger/act.ts'
import { DecisionPreview } from '../../ledger/decision-preview.tsx'
import { Loaded } from '../../ledger/loaded.tsx'
import { useIsManager } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { settingsQuery } from '../../ledger/settings.ts'
import { text } from '../../texts/en/devices.ts'
import { words } from '../../texts/en/words.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Facts, Page, Section } from '../../ui/page.tsx'
import styles from './device.module.css'
import { DeviceStatus } from './device-status.tsx'
import { Exemptions } from './exemptions.tsx'
import { Duplicates, Links } from './links.tsx'
import { type Device, deviceQuery, exemptionsQuery } from './queries.ts'
import { needingLicense, Software } from './software.tsx'

const route = getRouteApi('/devices/$deviceId')

const systemFamilies = new Set(['Windows', 'Windows Server'])

/** The operating system is one more program of a device. */
const systemOf = ({ software }: Device) =>
  software.find(({ publisher, family }) => publisher.startsWith('Microsoft') && systemFamilies.has(family ?? ''))

const Unusual = ({ device }: { device: Device }) => {
  const { data: settings } = useQuery(settingsQuery)
  const { counted, reportedAt, otherName } = device
  return (
    <>
      {!counted && (
        <Notice means="decide" title={text.stale.title}>
          <p>{text.stale.text(reportedAt, settings?.deviceStaleDays)}</p>
        </Notice>
      )}
      {otherName && (
        <Notice means="decide" title={text.shared.title}>
          <p>{text.shared.text(otherName.name, otherName.reportedAt)}</p>
        </Notice>
      )}
    </>
  )
}

const System = ({ of }: { of: Device }) => {
  const system = systemOf(of)
  if (!system) return text.facts.unknown
  return (
    <Link to="/titles/$titleId" params={{ titleId: system.titleId }}>
      {system.title} {system.version}
    </Link>
  )
}

const Machine = ({ device }: { device: Device }) => {
  const said = text.facts
  const { id, source, reportedAt, createdAt, facts, coveredBySubscription } = device
  const hardware = [
    facts?.cores !== undefined && said.cores(facts.cores),
    facts?.processors !== undefined && said.processors(facts.processors),
  ].filter((one) => one !== false)
  const shown: (readonly [string, ReactNode])[] = [
    [said.system, <System key="system" of={device} />],
    [said.hardware, hardware.length > 0 ? hardware.join(', ') : said.unknown],
    [said.virtual, facts?.virtual === undefined ? said.unknown : facts.virtual ? said.isVirtual : said.isPhysical],
    [said.source, words.inventorySource[source] ?? source],
    [said.seen, text.seen(reportedAt)],
    [said.first, text.seen(createdAt)],
    [said.id, <code key="id">{id}</code>],
  ]
  if (coveredBySubscription) shown.push([said.plans, said.coverage(coveredBySubscription)])
  if (facts && facts.products.length > 0)
    shown.push([
      said.products,
      <ul key="products">
        {facts.products.map(({ product, edition = '', titleId }) => (
          <li key={`${product} ${edition}`}>
            <Link to="/titles/$titleId" params={{ titleId }}>
              {product} {edition}
            </Link>
          </li>
        ))}
      </ul>,
    ])
  if (facts) shown.push([said.factsFrom, said.factsAt(facts.updatedAt)])
  return (
    <Section title={said.title}>
      <Facts facts={shown} />
    </Section>
  )
}

const Delete = ({ device }: { device: Device }) => {
  const [isAsked, setAsked] = useState(false)
  const navigate = useNavigate()
  const { data: exemptions } = useQuery(exemptionsQuery(device.id))
  const said = text.remove
  const { id, name, version, linkedTo, linkedDevices } = device
  const remove = useAct({
    act: () =>
      read(api.DELETE('/devices/{deviceId}', { params: { path: { deviceId: id }, header: onlyVersion(version) } })),
    say: () => ({ title: said.done(name) }),
    done: () => void navigate({ to: '/devices' }),
  })
  const isStale = remove.error instanceof Problem && remove.error.status === 412
  const lost = said.losses(exemptions?.items.length ?? 0, linkedDevices.length + (linkedTo === undefined ? 0 : 1))
  return (
    <>
      <Button look="danger" onClick={() => setAsked(true)}>
        {said.act}
      </Button>
      <Dialog
        title={said.dialog(name)}
        description={said.means}
        isOpen={isAsked}
        shape="wide"
        onClose={() => {
          setAsked(false)
          remove.reset()
        }}
        actions={
          <Button look="danger" busy={remove.isBusy} onClick={() => remove.act()}>
            {said.act}
          </Button>
        }
      >
        {remove.error && <ProblemNotice error={remove.error} />}
        {isStale && <p>{said.changed}</p>}
        <p>{lost === '' ? said.final : said.notBack(lost)}</p>
        <div className={styles.changes}>
          <DecisionPreview request={{ method: 'DELETE', path: `/devices/${encodeURIComponent(id)}` }} />
        </div>
      </Dialog>
    </>
  )
}

const Shown = ({ device }: { device: Device }) => {
  const isManager = useIsManager()
  return (
    <Page
      title={device.name}
      aside={<DeviceStatus of={device} />}
      lead={text.programs(needingLicense(device).length, device.software.length)}
      actions={isManager && <Delete device={device} />}
    >
      <Unusual device={device} />
      <Links device={device} isManager={isManager} />
      <Machine device={device} />
      <Duplicates device={device} isManager={isManager} />
      <Exemptions device={device} isManager={isManager} />
      <Software of={device} />
    </Page>
  )
}

export const DevicePage = () => {
  const { deviceId } = route.useParams()
  const query = useQuery(deviceQuery(deviceId))
  return query.data ? (
    <Shown device={query.data} />
  ) : (
    <Page title={text.title}>
      <Loaded query={query}>{() => null}</Loaded>
    </Page>
  )
}
