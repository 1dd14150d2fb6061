/** How well names of licenses meet each other and the titles of an inventory. */
import { figure, type Row } from '../report.ts'
import { type LabelledLicense, labelledLicenses, labelledNames } from './labels.ts'
import { share } from './name-quality.ts'
import { licenseAs, licenseKeyOfTitle } from './recognized.ts'

const isMeasured = ({ label }: LabelledLicense): boolean => !label.startsWith('not-measured')

export const licenseRows = (): Row[] => {
  const licenses = labelledLicenses().map((license) => ({
    ...license,
    found: licenseAs(license.name, license.version),
  }))
  const count = { one: 0, meetings: 0, right: 0 }
  for (const [index, one] of licenses.entries())
    for (const other of licenses.slice(index + 1)) {
      if (!isMeasured(one) && !isMeasured(other)) continue
      const [isOne, meets] = [one.label === other.label, one.found.key === other.found.key]
      if (isOne) count.one++
      if (meets) count.meetings++
      if (isOne && meets) count.right++
    }
  const titles = [...new Set(licenses.flatMap(({ title }) => (title === '' ? [] : [title])))]
  const met = licenses.flatMap((license) =>
    titles
      .filter((title) => licenseKeyOfTitle(title) === license.found.product)
      .map((title) => title === license.title),
  )
  const [withTitle, rightTitles] = [licenses.filter(({ title }) => title !== '').length, met.filter(Boolean).length]
  const installed = labelledNames().map(({ productLabel, name }) => ({ productLabel, key: licenseKeyOfTitle(name) }))
  const installs = licenses.flatMap(({ label, found }) =>
    installed
      .filter(({ productLabel }) => productLabel === `Microsoft / ${label}`)
      .map(({ key }) => key === found.product),
  )
  const packs = licenses.filter(({ pack }) => pack !== '')
  const access = licenses.filter((license) => !isMeasured(license))
  return [
    figure('license names', licenses.length, 'names'),
    figure('pairs of one product', count.one, 'pairs'),
    figure('recall', share(count.right, count.one), ''),
    figure('precision', share(count.right, count.meetings), ''),
    figure('names with a title to meet', withTitle, 'names'),
    figure('recall of titles', share(rightTitles, withTitle), ''),
    figure('precision of titles', share(rightTitles, met.length), ''),
    figure('pairs with an installed name, in any language', installs.length, 'pairs'),
    figure('recall of installed names', share(installs.filter(Boolean).length, installs.length), ''),
    figure(
      'metrics told',
      share(licenses.filter((each) => each.found.metric === each.metric).length, licenses.length),
      '',
    ),
    figure(
      'packs told',
      share(packs.filter(({ pack, found }) => Number(pack) === found.packSize).length, packs.length),
      '',
    ),
    figure(
      'not measured and said so',
      share(access.filter(({ found }) => !found.isMeasured).length, access.length),
      '',
    ),
  ]
}
