/** What whoever reads figures of this ledger has to know: spec "Reports". */
export const notice =
  'License Ledger is a convenience. Its accuracy is not guaranteed, and what it shows is no proof of compliance with any ' +
  'license agreement. Nothing that is entered or deleted here changes a contract or an entitlement, and nothing is sent ' +
  'to a publisher, except that agreement number pairs are looked up at the licensing service that is configured.'
