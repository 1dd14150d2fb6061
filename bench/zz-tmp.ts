import { openStage } from '/work/main/bench/stage.ts'
import { measureCatalog } from '/work/main/bench/catalog.ts'
import { textTable } from '/work/main/bench/report.ts'
const stage = await openStage()
try { console.log(textTable({title:'Catalog', rows: await measureCatalog(stage)})) } finally { await stage.close() }
