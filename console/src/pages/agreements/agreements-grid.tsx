import { Link } from '@tanstack/react-router'
import { useGroupName } from '../../ledger/groups.ts'
import { Until } from '../../ledger/until.tsx'
import { text } from '../../texts/en/agreements.ts'
import { words } from '../../texts/en/words.ts'
import { number } from '../../texts/format.ts'
import { type Column, Grid, type GridProps } from '../../ui/grid.tsx'
import type { AgreementListItem } from './queries.ts'

type Cut = 'rows' | 'isLoading' | 'hasMore' | 'onMore' | 'selection'

interface AgreementsGridProps extends Pick<GridProps<AgreementListItem>, Cut> {
  label: string
  /** How many there are, where no filter narrows them. */
  count: number | undefined
  showsGroup: boolean
}

const productOf = (agreement: AgreementListItem): string =>
  agreement.type === 'other'
    ? text.of(agreement.productTitle, agreement.publisher)
    : agreement.program
      ? words.program[agreement.program]
      : text.noProgram

const licensesOf = (agreement: AgreementListItem): string => {
  if (agreement.type === 'volume') return ''
  return agreement.licenseCount === 'unlimited' ? text.unlimited : number(agreement.licenseCount)
}

/** Agreements by name. */
export const AgreementsGrid = ({ showsGroup, ...grid }: AgreementsGridProps) => {
  const groupName = useGroupName()
  const columns: Column<AgreementListItem>[] = [
    {
      id: 'name',
      header: text.columns.name,
      width: 'minmax(9rem, 2fr)',
      render: ({ id, name }) => (
        <Link to="/agreements/$agreementId" params={{ agreementId: id }}>
          {name}
        </Link>
      ),
    },
    {
      id: 'product',
      header: text.columns.product,
      width: 'minmax(7rem, 2fr)',
      isMinor: true,
      render: productOf,
    },
    ...(showsGroup
      ? [
          {
            id: 'group',
            header: text.columns.group,
            width: 'minmax(6rem, 1fr)',
            isMinor: true,
            render: ({ groupId }: AgreementListItem) => groupName(groupId),
          },
        ]
      : []),
    {
      id: 'pairs',
      header: text.columns.pairs,
      width: '4rem',
      align: 'end',
      isMinor: true,
      render: (agreement) => (agreement.type === 'volume' ? number(agreement.pairCount) : ''),
    },
    { id: 'licenses', header: text.columns.licenses, width: '5.5rem', align: 'end', render: licensesOf },
    {
      id: 'ends',
      header: text.columns.ends,
      width: '14.5rem',
      isMinor: true,
      render: (agreement) => (agreement.type === 'volume' ? text.byPair : <Until date={agreement.endDate} />),
    },
  ]
  return <Grid {...grid} keyOf={({ id }) => id} columns={columns} />
}
