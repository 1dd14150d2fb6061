import { Link } from '@tanstack/react-router'
import { text as all } from '../../texts/en/connector.ts'
import { buttonLook } from '../../ui/button.tsx'
import { Empty } from '../../ui/page.tsx'
import styles from './connector.module.css'

const text = all.setUp

/** How to set the connector up, in brief. */
export const SetUp = () => (
  <Empty
    title={text.title}
    actions={
      <Link to="/imports" className={buttonLook()}>
        {text.toImports}
      </Link>
    }
  >
    <p>{text.lead}</p>
    <ol className={styles.steps}>
      {text.steps.map(({ what, how, codes = [] }) => (
        <li key={what}>
          <strong>{what}</strong>
          <p>{how}</p>
          {codes.map((code) => (
            <code key={code}>{code}</code>
          ))}
        </li>
      ))}
    </ol>
    <p>{text.more}</p>
  </Empty>
)
